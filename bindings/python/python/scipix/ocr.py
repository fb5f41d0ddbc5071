"""Pages to text, with the models of PP-OCR.

ONNX Runtime runs the models; everything around them is scipix. ``pip install scipix[ocr]`` brings ONNX Runtime, Pillow and models.

>>> import scipix.ocr
>>> reader = scipix.ocr.Reader(threads=2)  # doctest: +SKIP
>>> for line in reader(page).lines:  # doctest: +SKIP
...     print(line.text, line.score)
"""

from __future__ import annotations

import importlib
import importlib.util
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

import scipix as sx
from scipix._alphabet import read_alphabet, symbols_of
from scipix._types import WordUnit
from scipix.results import Word

_Quads = npt.NDArray[np.float32]
_PathLike = str | os.PathLike[str]
_Boxes = Callable[[sx.Line, _Quads, float, int], list[Word]]

__all__ = ["Line", "Page", "Reader", "find_models", "read_alphabet"]

# The sizes of the detector's input: small pages are enlarged until the shorter side has 736 pixels, large ones are shrunk until the
# longer side has 2000, as RapidOCR does. Strips are not enlarged beyond 8 * 736.
_LEAST_SIDE, _MOST_SIDE, _MOST_ENLARGED, _MULTIPLE = 736.0, 2000.0, 8 * 736.0, 32
_LEAST_LINE_SIDE = 4
# The sizes that the models of lines were trained on.
_HEIGHT, _LEAST_WIDTH, _CLASSIFIER_WIDTH = 48, 320, 192
_LINES_AT_ONCE, _CLASSIFIER_LINES, _SURE_OF_TURN = 8, 6, 0.9
_INPUT: Any = {"mean": 0.5, "std": 0.5, "channels": "bgr"}


@dataclass(frozen=True)
class Line:
    """A line of text: its corners on the page are top left, top right, bottom right, bottom left of the text."""

    text: str
    score: float
    quad: _Quads
    words: list[Word]


@dataclass(frozen=True)
class Page:
    """A page that was read: its lines in reading order, and its size in pixels."""

    lines: list[Line]
    width: int
    height: int

    @property
    def text(self) -> str:
        """The text of the page, line by line."""
        return "\n".join(line.text for line in self.lines)


def find_models() -> tuple[Path, Path, Path | None]:
    """Returns the files of detector, recogniser and classifier of an installed RapidOCR, which is not imported.

    Raises
    ------
    scipix.FileError
        Where neither rapidocr-onnxruntime nor rapidocr is installed.
    """
    names = {
        "rapidocr_onnxruntime": ("ch_PP-OCRv4_det_infer", "ch_PP-OCRv4_rec_infer", "ch_ppocr_mobile_v2.0_cls_infer"),
        "rapidocr": ("PP-OCRv6_det_small", "PP-OCRv6_rec_small", "ch_ppocr_mobile_v2.0_cls_mobile"),
    }
    for package, (detector, recogniser, classifier) in names.items():
        found = importlib.util.find_spec(package)
        for place in (found.submodule_search_locations or []) if found else []:
            files = [Path(place, "models", f"{name}.onnx") for name in (detector, recogniser, classifier)]
            if files[0].exists() and files[1].exists():
                return files[0], files[1], files[2] if files[2].exists() else None
    raise sx.FileError("detector: no models are given, and neither rapidocr-onnxruntime nor rapidocr is installed")


class _OnnxModel:
    """A model with one input and one output."""

    def __init__(self, path: _PathLike, threads: int) -> None:
        try:
            runtime: Any = importlib.import_module("onnxruntime")
        except ImportError as failure:
            raise sx.FileError("scipix.ocr needs the package onnxruntime: pip install scipix[ocr]") from failure
        if not os.path.isfile(path):
            raise sx.MissingFileError(f"{os.fspath(path)}: there is no such model")
        options = runtime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        # A thread that spins takes time from the work beside it.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = runtime.InferenceSession(os.fspath(path), options, providers=["CPUExecutionProvider"])
        self._input = self._session.get_inputs()[0].name
        shape = self._session.get_outputs()[0].shape
        # Sides that depend on the input are names.
        self.classes: int | None = shape[-1] if shape and isinstance(shape[-1], int) else None

    def __call__(self, tensor: npt.NDArray[Any]) -> npt.NDArray[np.float32]:
        output: npt.NDArray[np.float32] = self._session.run(None, {self._input: tensor})[0]
        return output

    def metadata(self, key: str) -> str:
        text: str = self._session.get_modelmeta().custom_metadata_map.get(key, "")
        return text


class Reader:
    """A reader of pages. Threads may share it.

    Processes that fork make it after the fork, each its own: ONNX Runtime starts threads for it, and a fork copies none, so that the
    child would wait for them forever. A reader that was made before the fork raises a StateError there.

    Parameters
    ----------
    detector, recogniser, classifier : path, optional
        ONNX files of PP-OCR. Without a detector and recogniser those of an installed RapidOCR are used, with its classifier of lines
        that stand on their heads.
    threads : int
        The threads of the models.
    alphabet : list of str, or a pathlib.Path, optional
        The symbols of the recogniser, without the blank, or a file for `read_alphabet`; by default those that the model's file holds.
        Where the model has a class more, that is the space.
    text_score : float
        Lines with a lesser score are left out.
    words : bool or {"words", "characters", "rapidocr", "rapidocr-characters"}
        Whether the boxes of words are wanted, or their unit, as for `word_boxes`.
    rule : {"layout", "ten-pixels"}
        The rule of the reading order; "ten-pixels" is that of RapidOCR.
    turn : bool
        Whether the classifier is used.
    """

    def __init__(
        self,
        detector: _PathLike | None = None,
        recogniser: _PathLike | None = None,
        classifier: _PathLike | None = None,
        *,
        threads: int = 2,
        alphabet: Sequence[str] | os.PathLike[str] | None = None,
        text_score: float = 0.5,
        words: bool | WordUnit = False,
        rule: Literal["layout", "ten-pixels"] = "layout",
        turn: bool = True,
    ) -> None:
        if threads < 1:
            raise sx.InvalidArgumentError(f"threads: {threads} is less than 1")
        if detector is None or recogniser is None:
            found = find_models()
            detector, recogniser = detector or found[0], recogniser or found[1]
            classifier = classifier or found[2]
        self._detector = _OnnxModel(detector, threads)
        self._recogniser = _OnnxModel(recogniser, 1)
        self._classifier = _OnnxModel(classifier, 1) if classifier is not None and turn else None
        if isinstance(alphabet, os.PathLike):
            symbols = read_alphabet(alphabet)
        else:
            symbols = list(alphabet) if alphabet is not None else symbols_of(self._recogniser.metadata("character"))
        if not symbols:
            raise sx.FileError(f"{os.fspath(recogniser)}: does not hold the model's characters; give an alphabet")
        self._decoder = sx.CtcDecoder(_names_of(symbols, self._recogniser.classes), scores="probabilities")
        self._text_score, self._words, self._rule = text_score, words, rule
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="scipix-ocr")
        self._process = os.getpid()

    def _check_process(self) -> None:
        if os.getpid() != self._process:
            raise sx.StateError("the reader was made before a fork, and its threads are not in this process: make one here")

    def __call__(self, image: Any, *, order: Literal["rgb", "bgr"] = "rgb") -> Page:
        """Reads a page: an array of uint8, shape (H, W), (H, W, 3) or (H, W, 4), or a Pillow image of any mode."""
        pixels = _pixels_of(image)
        quads = self.find_lines(pixels, order=order)
        lines = self.read_lines(pixels, quads, order=order)
        height, width = pixels.shape[:2]
        return Page([line for line in lines if line.score >= self._text_score], width, height)

    def find_lines(
        self,
        image: npt.NDArray[np.uint8],
        *,
        order: Literal["rgb", "bgr"] = "rgb",
        box_threshold: float | None = None,
        unclip: float | None = None,
    ) -> _Quads:
        """Returns the corners of the lines of a page in reading order, float32 of shape (n, 4, 2).

        `box_threshold` and `unclip` are those of `text_boxes`; without them RapidOCR's are used.
        """
        self._check_process()
        if image.ndim not in (2, 3):
            raise sx.InvalidArgumentError(f"image: expected shape (H, W), (H, W, 3) or (H, W, 4), got {image.shape}")
        height, width = image.shape[:2]
        tensor = sx.to_tensor(image, _input_size(height, width), order=order, **_INPUT)
        prob_map = self._detector(tensor)
        page_size = (height, width)
        boxes, _ = sx.text_boxes(prob_map, page_size, "rapidocr", box_threshold=box_threshold, unclip=unclip)
        boxes = np.minimum(boxes[sx.reading_order(boxes, rule=self._rule)], np.array([width - 1, height - 1], np.float32))
        if len(boxes) == 0:
            return boxes
        sizes = np.array(sx.quad_sizes(boxes, turn_ratio=0.0))
        quads: _Quads = boxes[(sizes.min(axis=1) >= _LEAST_LINE_SIDE) & _are_convex(boxes)]
        return quads

    def read_lines(
        self,
        image: npt.NDArray[np.uint8],
        quads: npt.ArrayLike,
        *,
        order: Literal["rgb", "bgr"] = "rgb",
        words: bool | WordUnit | None = None,
    ) -> list[Line]:
        """Reads lines of a page, given by their corners, shape (n, 4, 2).

        `words` says whether boxes of words are wanted, or names their unit, as for `word_boxes`; by default as the reader was made.
        """
        wanted = self._words if words is None else words
        unit: WordUnit = "words" if wanted is True else wanted or "words"

        def boxes(line: sx.Line, quad: _Quads, columns: float, turns: int) -> list[Word]:
            return sx.word_boxes(line, quad, columns, unit=unit, quarter_turns=turns)

        return self._read_lines(image, quads, order, boxes if wanted else None)

    def _read_lines(
        self, image: npt.NDArray[np.uint8], quads: npt.ArrayLike, order: Literal["rgb", "bgr"], boxes: _Boxes | None
    ) -> list[Line]:
        """Reads lines. `boxes` makes the words of one, of its corners, the steps that its crop takes up, and how often it was turned."""
        self._check_process()
        corners = np.array(quads, np.float32).reshape(-1, 4, 2)
        if len(corners) == 0:
            return []
        if self._classifier is not None:
            corners = self._upright(image, corners, order)
        sizes = [(_HEIGHT, width) for width in _widths(corners)]
        groups = sx.line_groups(sizes, _HEIGHT, max_lines=_LINES_AT_ONCE, max_padding=0.0)

        def read(group: sx.LineGroup) -> list[Line]:
            some = corners[group.lines]
            found, steps = self._read_tensor(_tensor_of(image, some, group.width, order))
            return [_line_of(line, quad, group.width, steps, boxes) for line, quad in zip(found, some)]

        lines: list[Line | None] = [None] * len(corners)
        for group, read_ones in zip(groups, self._threads.map(read, groups)):
            for index, line in zip(group.lines, read_ones):
                lines[index] = line
        return [line for line in lines if line is not None]

    def line_tensors(
        self, image: npt.NDArray[np.uint8], quads: npt.ArrayLike, *, order: Literal["rgb", "bgr"] = "rgb"
    ) -> list[npt.NDArray[np.float32]]:
        """Returns the recogniser's input for each line, float32 of shape (1, 3, 48, width), for `read_tensor`.

        A server can put those of equal width, also of several pages, into one batch: see `scipix.Batcher`.
        """
        self._check_process()
        corners = np.array(quads, np.float32).reshape(-1, 4, 2)
        if len(corners) and self._classifier is not None:
            corners = self._upright(image, corners, order)
        widths = _widths(corners)
        return [_tensor_of(image, corners[index : index + 1], width, order) for index, width in enumerate(widths)]

    def read_tensor(self, tensor: npt.NDArray[np.float32]) -> list[sx.Line]:
        """Reads lines of one width, float32 of shape (n, 3, 48, width), on the thread that calls."""
        self._check_process()
        return self._read_tensor(tensor)[0]

    def _read_tensor(self, tensor: npt.NDArray[np.float32]) -> tuple[list[sx.Line], int]:
        output = self._recogniser(tensor)
        return self._decoder(output), output.shape[1]

    def _upright(self, image: npt.NDArray[np.uint8], corners: _Quads, order: Literal["rgb", "bgr"]) -> _Quads:
        """Turns lines that stand on their heads."""
        starts = range(0, len(corners), _CLASSIFIER_LINES)
        batches = [corners[start : start + _CLASSIFIER_LINES] for start in starts]
        classifier = self._classifier
        assert classifier is not None
        classes = self._threads.map(lambda some: classifier(_tensor_of(image, some, _CLASSIFIER_WIDTH, order)), batches)
        is_turned = np.concatenate(list(classes))[:, 1] > _SURE_OF_TURN
        return np.where(is_turned[:, None, None], np.roll(corners, 2, axis=1), corners)


def _line_of(line: sx.Line, quad: _Quads, width: int, steps: int, boxes: _Boxes | None) -> Line:
    words: list[Word] = []
    if boxes is not None and line.text:
        [turned], [plain] = sx.quad_sizes(quad), sx.quad_sizes(quad, turn_ratio=0.0)
        part = min(1.0, turned[1] * _HEIGHT / turned[0] / width)
        words = boxes(line, quad, steps * part, int(turned != plain))
    return Line(line.text, line.score, quad, words)


def _names_of(symbols: list[str], classes: int | None) -> list[str]:
    """Returns the texts of a recogniser's classes: the blank, the symbols, and the space where PP-OCR has added it to them."""
    names = ["", *symbols]
    if classes is None or classes == len(names) + 1:
        return [*names, " "]
    if classes != len(names):
        raise sx.InvalidArgumentError(f"alphabet: has {len(symbols)} symbols, the model {classes} classes with the blank")
    return names


def _pixels_of(image: Any) -> npt.NDArray[np.uint8]:
    """Returns the pixels of an array or a Pillow image, whose palettes and inks are not the colours that they look like."""
    if hasattr(image, "getbands") and image.mode not in ("L", "RGB", "RGBA"):
        from scipix._files import rgb_of

        return rgb_of(image)
    return np.asarray(image)


def _input_size(height: int, width: int) -> tuple[int, int]:
    """Returns the sides of the detector's input for a page."""
    least, most = min(height, width), max(height, width)
    ratio = min(max(min(1.0, _MOST_SIDE / most), _LEAST_SIDE / least), max(1.0, _MOST_ENLARGED / most))

    def side(pixels: int) -> int:
        return max(round(int(pixels * ratio) / _MULTIPLE), 1) * _MULTIPLE

    return side(height), side(width)


def _widths(quads: _Quads) -> list[int]:
    """Returns the columns of lines in the recogniser's input. PP-OCR rounds them down, and the text depends on it."""
    return [max(_LEAST_WIDTH, int(_HEIGHT * (width / height))) for height, width in sx.quad_sizes(quads)]


def _are_convex(quads: _Quads) -> npt.NDArray[np.bool_]:
    sides = np.roll(quads, -1, axis=1) - quads
    following = np.roll(sides, -1, axis=1)
    crosses = sides[..., 0] * following[..., 1] - sides[..., 1] * following[..., 0]
    return np.asarray((crosses > 0).all(axis=1))


def _reference_corners(quads: _Quads) -> _Quads:
    """Moves corners by up to half a pixel, so that crops lie where PP-OCR's own code has them."""
    sizes = np.array(sx.quad_sizes(quads, turn_ratio=0.0), np.float32)[:, ::-1, None]
    # The corners of a line that stands on its head begin at its lower right one.
    direction = np.where(quads[:, 1, 0] < quads[:, 0, 0], -1, 1)[:, None].astype(np.float32)
    along, down = quads[:, 1] - quads[:, 0], quads[:, 3] - quads[:, 0]
    step = along / sizes[:, 0] + down / sizes[:, 1]
    # Multiples of 1/1024 leave the size of the crop exactly as it is.
    moves = np.round((1 - direction * step) * 512) / 1024
    return np.asarray(quads + moves[:, None], np.float32)


def _tensor_of(
    image: npt.NDArray[np.uint8], quads: _Quads, width: int, order: Literal["rgb", "bgr"]
) -> npt.NDArray[Any]:
    corners = _reference_corners(quads)
    return sx.quads_to_tensor(image, corners, (_HEIGHT, width), keep_aspect=True, order=order, **_INPUT)
