"""The call and the result of RapidOCR, read by scipix.

``from scipix.compat.rapidocr import RapidOCR`` takes the place of ``from rapidocr_onnxruntime import RapidOCR``. Models are those of
an installed RapidOCR, as files, or are given by ``det_model_path``, ``rec_model_path`` and ``cls_model_path``.
"""

from __future__ import annotations

import io
import os
import time
from pathlib import Path
from typing import Any, cast

import numpy as np
import numpy.typing as npt

import scipix as sx
from scipix._scipix import _line
from scipix.ocr import Line, Reader
from scipix.results import Word


# Options of RapidOCR that are not there, with the value that takes their place: with another one its result would be another.
_FIXED: dict[str, Any] = {
    "config_path": None,
    "use_det": True,
    "use_rec": True,
    "return_word_box": False,
    "box_thresh": 0.5,
    "unclip_ratio": 1.6,
    "min_height": 30,
    "width_height_ratio": 8,
    "max_side_len": 2000,
    "min_side_len": 30,
    "det_limit_side_len": 736,
    "det_limit_type": "min",
    "det_thresh": 0.3,
    "det_max_candidates": 1000,
    "det_use_dilation": True,
    "det_score_mode": "fast",
    "cls_thresh": 0.9,
}


def _check(options: dict[str, Any]) -> None:
    for name, value in options.items():
        if name in _FIXED and value is not None and value != _FIXED[name]:
            raise sx.InvalidArgumentError(f"{name}: is {value!r}, and scipix.compat.rapidocr has only {_FIXED[name]!r}")


class RapidOCR:
    """A reader that is called as that of rapidocr-onnxruntime 1.4.

    Options of RapidOCR that would change the result, such as `use_det` and `det_limit_side_len`, may be given with their default
    values alone. Others, such as those of devices, have no effect.

    Parameters
    ----------
    text_score : float
        Lines with a lesser score are left out.
    det_box_thresh : float
        The least score of a box.
    det_unclip_ratio : float
        How much a box is grown.
    det_model_path, rec_model_path, cls_model_path : path, optional
    intra_op_num_threads : int
        The threads of the models; 2 by default.
    """

    def __init__(
        self,
        *,
        text_score: float = 0.5,
        det_box_thresh: float = 0.5,
        det_unclip_ratio: float = 1.6,
        det_model_path: str | None = None,
        rec_model_path: str | None = None,
        cls_model_path: str | None = None,
        intra_op_num_threads: int = -1,
        use_cls: bool = True,
        **options: Any,
    ) -> None:
        _check(options)
        threads = intra_op_num_threads if intra_op_num_threads > 0 else 2
        self._reader = Reader(
            det_model_path,
            rec_model_path,
            cls_model_path,
            threads=threads,
            text_score=text_score,
            rule="ten-pixels",
            turn=use_cls,
        )
        self._text_score, self._box_thresh, self._unclip_ratio = text_score, det_box_thresh, det_unclip_ratio
        self._use_cls = use_cls

    def __call__(
        self,
        img_content: Any,
        use_det: bool | None = None,
        use_cls: bool | None = None,
        use_rec: bool | None = None,
        *,
        text_score: float | None = None,
        box_thresh: float | None = None,
        unclip_ratio: float | None = None,
        return_word_box: bool = False,
        **options: Any,
    ) -> tuple[list[list[Any]] | None, list[float] | None]:
        """Reads a file, its bytes, or an array in OpenCV's order of colours.

        `text_score`, `box_thresh` and `unclip_ratio` are those of this call alone; RapidOCR keeps them for later ones. Where `use_cls`
        is given, it is that of the reader.

        Returns
        -------
        result : list of [corners, text, score], or None for a page without text
            With `return_word_box` each has three lists more: the corners of its characters in whole pixels, the characters, of which
            spaces are some, and their scores.
        elapsed : list of float, or None
            Seconds of the detector and of the recogniser, and between them 0 for the classifier, whose time is in the latter.
        """
        _check({"use_det": use_det, "use_rec": use_rec, **options})
        if use_cls is not None and use_cls != self._use_cls:
            raise sx.InvalidArgumentError(f"use_cls: is {use_cls!r}, and the reader was made with {self._use_cls!r}")
        least = self._text_score if text_score is None else text_score
        image, order = _loaded(img_content)
        begin = time.perf_counter()
        quads = self._reader.find_lines(
            image,
            order=order,
            box_threshold=self._box_thresh if box_thresh is None else box_thresh,
            unclip=self._unclip_ratio if unclip_ratio is None else unclip_ratio,
        )
        found = time.perf_counter()
        lines = self._reader._read_lines(image, quads, order, _characters_of if return_word_box else None)
        read = time.perf_counter()
        last = image.shape[1], image.shape[0]
        result = [
            [line.quad.tolist(), line.text, float(line.score), *(_characters(line, last) if return_word_box else [])]
            for line in lines
            if line.score >= least
        ]
        return (result, [found - begin, 0.0, read - found]) if result else (None, None)


def _characters_of(line: sx.Line, quad: npt.NDArray[np.float32], columns: float, turns: int) -> list[Word]:
    """The boxes of all characters of a line. Spaces are characters of RapidOCR 1.4 and separate nothing, but five steps do.

    Boxes lie where its own do, or a step of the recogniser beside: RapidOCR makes some lines longer, which moves steps.
    """
    text, scores, symbols, names, others = cast(tuple[Any, ...], line.__reduce__()[1])
    letters = {symbol: "_" if name.isspace() else name for symbol, name in names.items()}
    boxes = sx.word_boxes(
        _line(text, scores, symbols, letters, others), quad, columns, unit="rapidocr-characters", gap=4, quarter_turns=turns
    )
    return [box._replace(text="".join(names[symbol] for symbol in line.ids[slice(*box.symbols)])) for box in boxes]


def _characters(line: Line, last: tuple[int, int]) -> list[list[Any]]:
    """The corners, texts and scores of a line's characters, as RapidOCR lists them: in whole pixels that lie on the page."""
    corners = [np.clip(word.box, 0, last).astype(np.int32).tolist() for word in line.words]
    return [corners, [word.text for word in line.words], [word.score for word in line.words]]


def _loaded(content: Any) -> tuple[npt.NDArray[np.uint8], Any]:
    """The pixels of what RapidOCR takes, and their order."""
    if isinstance(content, np.ndarray):
        return content, "bgr"
    from PIL import Image

    if isinstance(content, Image.Image):
        return np.asarray(content.convert("RGB")), "rgb"
    if isinstance(content, bytes):
        with Image.open(io.BytesIO(content)) as picture:
            return np.asarray(picture.convert("RGB")), "rgb"
    if isinstance(content, (str, os.PathLike)):
        with Image.open(Path(content)) as picture:
            return np.asarray(picture.convert("RGB")), "rgb"
    raise sx.InvalidTypeError(f"img_content: expected a path, bytes or an array, got {type(content).__name__}")
