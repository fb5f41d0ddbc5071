import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from types import TracebackType
from typing import Any, Literal, Protocol, TypeAlias, TypedDict, TypeVar, final

import numpy as np
import numpy.typing as npt
from typing_extensions import Buffer as _Readable
from typing_extensions import Unpack

from scipix.results import Components, LineGroup, NormalizeStats, PoolStats, QuantError, Skew, Word

class _Arraylike(Protocol):
    @property
    def __array_interface__(self) -> dict[str, Any]: ...

# numpy's arrays, Pillow's images, torch's tensors, memory.
_Image: TypeAlias = npt.NDArray[np.uint8] | _Arraylike | _Readable
_Image16: TypeAlias = npt.NDArray[np.uint8] | npt.NDArray[np.uint16] | _Arraylike | _Readable
_Mask: TypeAlias = npt.NDArray[np.uint8] | npt.NDArray[np.bool_] | _Arraylike | _Readable
_Floats: TypeAlias = npt.NDArray[np.float32] | _Arraylike | _Readable
_Scores: TypeAlias = npt.NDArray[np.float32] | npt.NDArray[np.float16] | _Arraylike | _Readable
_Map: TypeAlias = npt.NDArray[np.float32] | npt.NDArray[np.float16] | npt.NDArray[np.uint8] | _Arraylike | _Readable
_Bytes: TypeAlias = npt.NDArray[np.uint8]

_Order: TypeAlias = Literal["rgb", "bgr"]
_Luma: TypeAlias = Literal["bt601", "bt601-8bit", "bt709"]
_Filter: TypeAlias = Literal["nearest", "bilinear", "area", "lanczos", "cubic", "bilinear-antialiased"]
_Method: TypeAlias = Literal["sauvola", "otsu", "adaptive_mean", "fixed"]
_Interpolation: TypeAlias = Literal["nearest", "bilinear", "cubic"]
_Preset: TypeAlias = Literal["paddle", "rapidocr", "doctr"]
_Scheme: TypeAlias = Literal["symmetric", "asymmetric"]
_ByteType: TypeAlias = Literal["int8", "uint8"]
_Calibration: TypeAlias = Literal["minmax", "mse"] | float
_Colour: TypeAlias = tuple[int, int, int] | Sequence[int]
_Each: TypeAlias = float | tuple[float, float, float] | Sequence[float]
_Path: TypeAlias = str | os.PathLike[str]

class _TensorOptions(TypedDict, total=False):
    mean: _Each
    std: _Each
    layout: Literal["nchw", "nhwc"]
    channels: Literal["rgb", "bgr", "gray"] | None
    filter: _Filter
    keep_aspect: bool
    letterbox: bool
    centered: bool
    pad_edge: bool
    fill: float
    over: _Colour | None
    dtype: Literal["float32", "uint8", "int8"]
    scale: float
    zero_point: int

class _PlanTensor(_TensorOptions):
    size: tuple[int, int]

_A = TypeVar("_A")
_B = TypeVar("_B")

def cpu_features() -> tuple[str, ...]: ...
def thread_count() -> int: ...
def set_thread_count(count: int, /) -> None: ...
def simd_level() -> str: ...
def simd_levels() -> tuple[str, ...]: ...
def set_simd_level(name: str, /) -> None: ...
def opt_level() -> str: ...
def set_opt_level(level: Literal["none", "simd", "parallel", "full"], /) -> None: ...
def grayscale(
    image: _Image16,
    *,
    luma: _Luma = "bt601",
    order: _Order = "rgb",
    over: _Colour | None = None,
    out: _Bytes | None = None,
) -> _Bytes: ...
def flatten(
    image: _Image, over: _Colour = (255, 255, 255), *, order: _Order = "rgb", out: _Bytes | None = None
) -> _Bytes: ...
def gray16_to_gray8(
    image: _Image16, low: int | None = None, high: int | None = None, *, out: _Bytes | None = None
) -> _Bytes: ...
def binarize(
    image: _Image,
    *,
    method: _Method = "sauvola",
    window: int | None = None,
    k: float = 0.34,
    r: float = 128.0,
    threshold: int = 128,
    offset: float = 10.0,
    order: _Order = "rgb",
    out: _Bytes | None = None,
) -> _Bytes: ...
def otsu(image: _Image, *, order: _Order = "rgb") -> int: ...
def threshold(gray: _Image, threshold: int, *, out: _Bytes | None = None) -> _Bytes: ...
def invert(image: _Image, *, out: _Bytes | None = None) -> _Bytes: ...
def normalize(x: _Floats) -> NormalizeStats: ...
def resize(
    image: _Image16,
    size: tuple[int | None, int | None],
    filter: _Filter = "bilinear",
    *,
    by_alpha: bool = False,
    out: npt.NDArray[Any] | None = None,
) -> npt.NDArray[Any]: ...
def rotate(
    image: _Image16, degrees: float, *, fill: int = 255, expand: bool = False, out: npt.NDArray[Any] | None = None
) -> npt.NDArray[Any]: ...
def flip(
    image: _Image16,
    direction: Literal["horizontal", "vertical", "both"] = "horizontal",
    *,
    out: npt.NDArray[Any] | None = None,
) -> npt.NDArray[Any]: ...
def skew(image: _Image, *, order: _Order = "rgb") -> Skew: ...
def normalize_background(
    image: _Image,
    *,
    tile: tuple[int, int] = (15, 10),
    threshold: int = 60,
    min_count: int = 40,
    target: int = 200,
    smooth: tuple[int, int] = (1, 2),
    order: _Order = "rgb",
    out: _Bytes | None = None,
) -> _Bytes: ...
def morphology(
    image: _Mask,
    operation: Literal["dilate", "erode", "open", "close"],
    size: int | tuple[int, int],
    *,
    rules: Literal["opencv", "leptonica", "leptonica-symmetric"] = "opencv",
    out: npt.NDArray[Any] | None = None,
) -> npt.NDArray[Any]: ...
def components(image: _Mask, *, connectivity: Literal[8, 4] = 8, labels: bool = False) -> Components: ...
def crop_quads(
    image: _Image,
    quads: npt.ArrayLike,
    height: int | None = None,
    *,
    interpolation: _Interpolation = "cubic",
    turn_ratio: float = 1.5,
) -> list[_Bytes]: ...
def quad_sizes(quads: npt.ArrayLike, *, turn_ratio: float = 1.5) -> list[tuple[int, int]]: ...
def quads_to_tensor(
    image: _Image,
    quads: npt.ArrayLike,
    size: tuple[int, int],
    *,
    interpolation: _Interpolation = "cubic",
    turn_ratio: float = 1.5,
    order: _Order = "rgb",
    out: npt.NDArray[Any] | None = None,
    **options: Unpack[_TensorOptions],
) -> npt.NDArray[Any]: ...
def to_tensor(
    images: _Image | list[_Bytes] | tuple[_Bytes, ...] | list[_Image] | tuple[_Image, ...],
    size: tuple[int, int],
    *,
    order: _Order = "rgb",
    out: npt.NDArray[Any] | None = None,
    **options: Unpack[_TensorOptions],
) -> npt.NDArray[Any]: ...
@final
class Plan:
    def __new__(
        cls,
        *,
        gray: bool | _Luma | None = None,
        flatten: _Colour | None = None,
        background: bool = False,
        deskew: bool = False,
        resize: tuple[int | None, int | None] | None = None,
        filter: _Filter = "bilinear",
        binarize: _Method | None = None,
        window: int | None = None,
        k: float = 0.34,
        r: float = 128.0,
        threshold: int = 128,
        offset: float = 10.0,
        tensor: _PlanTensor | None = None,
        order: _Order = "rgb",
    ) -> Plan: ...
    def __call__(self, image: _Image, *, out: npt.NDArray[Any] | None = None) -> npt.NDArray[Any]: ...

def text_boxes(
    prob_map: _Map,
    page_size: tuple[int, int] | None = None,
    preset: _Preset = "paddle",
    *,
    threshold: float | None = None,
    box_threshold: float | None = None,
    unclip: float | None = None,
    score: Literal["fast", "slow"] | None = None,
    dilate: bool | None = None,
    open: bool | None = None,
    max_candidates: int | None = None,
    min_side: float | None = None,
    min_grown_side: float | None = None,
    growth: Literal["reference", "exact"] | None = None,
    shape: Literal["quad", "upright"] = "quad",
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]: ...
def text_polygons(
    prob_map: _Map,
    page_size: tuple[int, int] | None = None,
    preset: _Preset = "paddle",
    *,
    threshold: float | None = None,
    box_threshold: float | None = None,
    unclip: float | None = None,
    score: Literal["fast", "slow"] = "slow",
) -> tuple[list[npt.NDArray[np.float32]], npt.NDArray[np.float32]]: ...
def craft_boxes(
    text: _Map,
    link: _Map,
    page_size: tuple[int, int] | None = None,
    *,
    text_threshold: float = 0.7,
    low_text: float = 0.4,
    link_threshold: float = 0.4,
    min_area: int = 10,
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]: ...
def reading_order(
    boxes: npt.ArrayLike,
    *,
    rule: Literal["layout", "ten-pixels"] = "layout",
    direction: Literal[
        "left-to-right", "right-to-left", "vertical-right-to-left", "vertical-left-to-right"
    ] = "left-to-right",
) -> npt.NDArray[np.int64]: ...
def line_groups(
    sizes: Sequence[tuple[int, int]],
    height: int = 48,
    *,
    max_columns: int | None = None,
    max_lines: int | None = None,
    max_padding: float = 0.1,
    width_multiple: int = 1,
    min_width: int = 0,
    max_width: int | None = None,
) -> list[LineGroup]: ...
@final
class Line:
    @property
    def text(self) -> str: ...
    @property
    def score(self) -> float: ...
    @property
    def log_probability(self) -> float: ...
    @property
    def steps(self) -> npt.NDArray[np.int32]: ...
    @property
    def ids(self) -> list[int]: ...
    @property
    def probabilities(self) -> npt.NDArray[np.float32]: ...
    @property
    def alternatives(self) -> list[list[tuple[str, float]]]: ...

@final
class CtcDecoder:
    def __new__(
        cls,
        alphabet: Sequence[str],
        blank: int = 0,
        *,
        beam: int | None = None,
        allowed: Sequence[str] | None = None,
        lexicon: Sequence[str] | None = None,
        separator: str | None = None,
        scores: Literal["logits", "probabilities"] = "logits",
        texts: int = 1,
        alternatives: int = 0,
        max_symbols: int = 40,
        symbol_bound: float = 7.0,
        beam_bound: float = 10.0,
    ) -> CtcDecoder: ...
    # Lists of lines where `texts` is more than 1.
    def __call__(self, logits: _Scores | list[npt.NDArray[Any]], /) -> list[Any]: ...
    @property
    def classes(self) -> int: ...

def ctc_decode(
    logits: _Scores | list[npt.NDArray[Any]],
    alphabet: Sequence[str],
    blank: int = 0,
    *,
    beam: int | None = None,
    allowed: Sequence[str] | None = None,
    lexicon: Sequence[str] | None = None,
    separator: str | None = None,
    scores: Literal["logits", "probabilities"] = "logits",
    texts: int = 1,
    alternatives: int = 0,
    max_symbols: int = 40,
    symbol_bound: float = 7.0,
    beam_bound: float = 10.0,
) -> list[Any]: ...
def word_boxes(
    line: Line,
    quad: npt.ArrayLike,
    columns: float,
    *,
    unit: Literal["words", "characters", "rapidocr"] = "words",
    gap: int = 5,
    crop_width: int | None = None,
    quarter_turns: int = 0,
) -> list[Word]: ...
@final
class QTensor:
    def __new__(
        cls,
        x: _Floats,
        scheme: _Scheme = "symmetric",
        axis: int | None = None,
        *,
        dtype: _ByteType = "int8",
        narrow: bool = False,
        calibration: _Calibration | None = None,
    ) -> QTensor: ...
    @staticmethod
    def open(model: Model, name: str) -> QTensor: ...
    def dequantize(self, *, out: npt.NDArray[np.float32] | None = None) -> npt.NDArray[np.float32]: ...
    def error(self, x: _Floats) -> QuantError: ...
    def numpy(self) -> npt.NDArray[np.int8] | npt.NDArray[np.uint8]: ...
    @property
    def shape(self) -> tuple[int, ...]: ...
    @property
    def axis(self) -> int | None: ...
    @property
    def scales(self) -> npt.NDArray[np.float32]: ...
    @property
    def zero_points(self) -> npt.NDArray[np.int32]: ...
    @property
    def nbytes(self) -> int: ...
    @property
    def compression_ratio(self) -> float: ...

def save(path: _Path, tensors: dict[str, QTensor]) -> None: ...
def quantize_file(
    input: _Path,
    output: _Path,
    *,
    scheme: _Scheme = "symmetric",
    axis: int | None = 0,
    dtype: _ByteType = "int8",
    narrow: bool = False,
    calibration: _Calibration | None = None,
    skip: Sequence[str] | None = None,
) -> list[dict[str, Any]]: ...
@final
class Linear:
    def __new__(cls, weights: QTensor, bias: _Floats | None = None) -> Linear: ...
    def __call__(self, a: _Floats, *, out: npt.NDArray[np.float32] | None = None) -> npt.NDArray[np.float32]: ...
    @property
    def inputs(self) -> int: ...
    @property
    def outputs(self) -> int: ...

@final
class Model:
    def __new__(cls, path: _Path, *, private: bool = False, populate: bool = False) -> Model: ...
    def __getitem__(self, name: str, /) -> npt.NDArray[Any]: ...
    def __contains__(self, name: str, /) -> bool: ...
    def __len__(self) -> int: ...
    def __iter__(self) -> Iterator[str]: ...
    def __buffer__(self, flags: int, /) -> memoryview: ...
    def float32(self, name: str) -> npt.NDArray[np.float32]: ...
    def keys(self) -> list[str]: ...
    def dtype(self, name: str) -> str: ...
    def shape(self, name: str) -> tuple[int, ...]: ...
    @property
    def metadata(self) -> dict[str, str]: ...
    @property
    def nbytes(self) -> int: ...

@final
class BufferPool:
    def __new__(
        cls, size: int, *, preallocate: int = 0, max_idle: int | None = None, max_bytes: int | None = None
    ) -> BufferPool: ...
    def acquire(self) -> Buffer: ...
    def stats(self) -> PoolStats: ...
    def trim(self) -> None: ...
    @property
    def size(self) -> int: ...

@final
class Buffer:
    def release(self) -> None: ...
    def __enter__(self) -> Buffer: ...
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None: ...
    def __len__(self) -> int: ...
    def __buffer__(self, flags: int, /) -> memoryview: ...

@final
class BatchTicket: ...

@final
class BatcherCore:
    def __new__(cls, function: Callable[[list[Any]], Iterable[Any]], options: dict[str, Any]) -> BatcherCore: ...
    def call(self, item: Any, terms: tuple[int, float | None, int, int]) -> Any: ...
    def submit(
        self, item: Any, answered: Callable[[Any, BaseException | None], None], terms: tuple[int, float | None, int, int]
    ) -> BatchTicket: ...
    def cancel(self, ticket: BatchTicket) -> bool: ...
    def close(self) -> None: ...
    def drain(self, timeout: float | None) -> None: ...
    def stats(self) -> dict[str, Any]: ...

def parallel_map(fn: Callable[[_A], _B], items: Iterable[_A]) -> list[_B]: ...
