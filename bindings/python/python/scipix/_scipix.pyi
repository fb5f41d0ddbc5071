import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from types import TracebackType
from typing import Any, Literal, TypeVar, final

import numpy as np
import numpy.typing as npt
from typing_extensions import Unpack

from scipix import _types as types
from scipix.results import (
    Borders,
    CleanReport,
    Components,
    Despeckled,
    LineGroup,
    NormalizeStats,
    Orientation,
    Polarity,
    PoolStats,
    QuantError,
    RuledLines,
    Skew,
    TensorRegion,
    Word,
)

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
    image: types.Image16,
    *,
    luma: types.Luma = "bt601",
    order: types.Order = "rgb",
    over: types.Colour | None = None,
    out: types.Bytes | None = None,
) -> types.Bytes: ...
def flatten(
    image: types.Image,
    over: types.Colour = (255, 255, 255),
    *,
    order: types.Order = "rgb",
    out: types.Bytes | None = None,
) -> types.Bytes: ...
def gray16_to_gray8(
    image: types.Image16, low: int | None = None, high: int | None = None, *, out: types.Bytes | None = None
) -> types.Bytes: ...
def binarize(
    image: types.Image,
    *,
    method: types.Method = "sauvola",
    window: int | None = None,
    k: float = 0.34,
    r: float = 128.0,
    threshold: int = 128,
    offset: float = 10.0,
    order: types.Order = "rgb",
    out: types.Bytes | None = None,
) -> types.Bytes: ...
def otsu(image: types.Image, *, order: types.Order = "rgb") -> int: ...
def threshold(gray: types.Image, threshold: int, *, out: types.Bytes | None = None) -> types.Bytes: ...
def invert(image: types.Image, *, out: types.Bytes | None = None) -> types.Bytes: ...
def normalize(x: types.Floats) -> NormalizeStats: ...
def resize(
    image: types.Image16,
    size: tuple[int | None, int | None],
    filter: types.Filter = "bilinear",
    *,
    by_alpha: bool = False,
    out: npt.NDArray[Any] | None = None,
) -> npt.NDArray[Any]: ...
def rotate(
    image: types.Image16, degrees: float, *, fill: int = 255, expand: bool = False, out: npt.NDArray[Any] | None = None
) -> npt.NDArray[Any]: ...
def flip(
    image: types.Image16,
    direction: Literal["horizontal", "vertical", "both"] = "horizontal",
    *,
    out: npt.NDArray[Any] | None = None,
) -> npt.NDArray[Any]: ...
def skew(image: types.Image, *, order: types.Order = "rgb") -> Skew: ...
def normalize_background(
    image: types.Image,
    *,
    tile: tuple[int, int] = (15, 10),
    threshold: int = 60,
    min_count: int = 40,
    target: int = 200,
    smooth: tuple[int, int] = (1, 2),
    order: types.Order = "rgb",
    out: types.Bytes | None = None,
) -> types.Bytes: ...
def morphology(
    image: types.Mask,
    operation: types.Morphology,
    size: int | tuple[int, int],
    *,
    rules: types.Rules = "opencv",
    out: npt.NDArray[Any] | None = None,
) -> npt.NDArray[Any]: ...
def median(image: types.Image, size: Literal[3, 5] = 3, *, out: types.Bytes | None = None) -> types.Bytes: ...
def gaussian_blur(
    image: types.Image,
    size: tuple[int, int] = (0, 0),
    sigma: float | tuple[float, float] = 0.0,
    *,
    border: Literal["reflect101", "replicate"] = "reflect101",
    out: types.Bytes | None = None,
) -> types.Bytes: ...
def unsharp_mask(
    image: types.Image, sigma: float = 1.0, amount: float = 1.0, threshold: int = 0, *, out: types.Bytes | None = None
) -> types.Bytes: ...
def clahe(
    gray: types.Image, clip_limit: float = 40.0, tiles: tuple[int, int] = (8, 8), *, out: types.Bytes | None = None
) -> types.Bytes: ...
def components(image: types.Mask, *, connectivity: Literal[8, 4] = 8, labels: bool = False) -> Components: ...
def crop_quads(
    image: types.Image,
    quads: npt.ArrayLike,
    height: int | None = None,
    *,
    interpolation: types.Interpolation = "cubic",
    turn_ratio: float = 1.5,
) -> list[types.Bytes]: ...
def quad_sizes(quads: npt.ArrayLike, *, turn_ratio: float = 1.5) -> list[tuple[int, int]]: ...
def quads_to_tensor(
    image: types.Image,
    quads: npt.ArrayLike,
    size: tuple[int, int],
    *,
    interpolation: types.Interpolation = "cubic",
    turn_ratio: float = 1.5,
    pad_flat: bool = False,
    order: types.Order = "rgb",
    out: npt.NDArray[Any] | None = None,
    **options: Unpack[types.TensorOptions],
) -> npt.NDArray[Any]: ...
def tensor_regions(
    images: types.Image | list[types.Bytes] | tuple[types.Bytes, ...] | list[types.Image] | tuple[types.Image, ...],
    size: tuple[int, int],
    **options: Unpack[types.TensorOptions],
) -> list[TensorRegion]: ...
def to_tensor(
    images: types.Image | list[types.Bytes] | tuple[types.Bytes, ...] | list[types.Image] | tuple[types.Image, ...],
    size: tuple[int, int],
    *,
    order: types.Order = "rgb",
    out: npt.NDArray[Any] | None = None,
    **options: Unpack[types.TensorOptions],
) -> npt.NDArray[Any]: ...
@final
class Plan:
    def __new__(
        cls,
        *,
        gray: bool | types.Luma | None = None,
        flatten: types.Colour | None = None,
        median: Literal[3, 5] | None = None,
        gaussian_blur: types.BlurOptions | bool | None = None,
        background: bool = False,
        deskew: bool = False,
        resize: tuple[int | None, int | None] | None = None,
        filter: types.Filter = "bilinear",
        clahe: types.ClaheOptions | bool | None = None,
        unsharp_mask: types.UnsharpOptions | bool | None = None,
        binarize: types.Method | None = None,
        window: int | None = None,
        k: float = 0.34,
        r: float = 128.0,
        threshold: int = 128,
        offset: float = 10.0,
        despeckle: types.SpeckOptions | bool | None = None,
        morphology: tuple[types.Morphology, int | tuple[int, int]] | None = None,
        rules: types.Rules = "opencv",
        tensor: types.PlanTensor | None = None,
        order: types.Order = "rgb",
    ) -> Plan: ...
    def __call__(self, image: types.Image, *, out: npt.NDArray[Any] | None = None) -> npt.NDArray[Any]: ...
    def run_many(
        self, images: list[types.Image] | tuple[types.Image, ...], *, out: list[npt.NDArray[Any]] | npt.NDArray[Any] | None = None
    ) -> list[npt.NDArray[Any]] | npt.NDArray[Any]: ...
    def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, Any]]: ...

@final
class PageCleaner:
    def __new__(cls, **steps: Unpack[types.CleanSteps]) -> PageCleaner: ...
    def __call__(self, image: types.Page, /) -> tuple[types.CleanedPage, CleanReport]: ...
    def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, Any]]: ...

def clean_page(image: types.Page, **steps: Unpack[types.CleanSteps]) -> tuple[types.CleanedPage, CleanReport]: ...
def orientation(image: types.Page, *, order: types.Order = "rgb") -> Orientation: ...
def polarity(image: types.Page, *, order: types.Order = "rgb") -> Polarity: ...
def inverted_regions(image: types.Page, *, order: types.Order = "rgb") -> npt.NDArray[np.int32]: ...
def find_lines(
    image: types.Page,
    *,
    horizontal: bool = True,
    vertical: bool = False,
    min_length: int | None = None,
    max_thickness: int | None = None,
    threshold: int | None = None,
    order: types.Order = "rgb",
) -> RuledLines: ...
def remove_lines(
    image: types.Page,
    *,
    horizontal: bool = True,
    vertical: bool = False,
    min_length: int | None = None,
    max_thickness: int | None = None,
    threshold: int | None = None,
    order: types.Order = "rgb",
    out: types.CleanedPage | None = None,
) -> tuple[types.CleanedPage, RuledLines]: ...
def find_borders(image: types.Page, *, threshold: int | None = None, order: types.Order = "rgb") -> Borders: ...
def remove_borders(
    image: types.Page, *, threshold: int | None = None, order: types.Order = "rgb", out: types.CleanedPage | None = None
) -> tuple[types.CleanedPage, Borders]: ...
def despeckle(
    image: types.Page,
    *,
    max_side: int | None = None,
    threshold: int | None = None,
    order: types.Order = "rgb",
    out: types.CleanedPage | None = None,
) -> tuple[types.CleanedPage, Despeckled]: ...
def text_boxes(
    prob_map: types.Map,
    page_size: Sequence[int] | None = None,
    preset: types.Preset = "paddle",
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
    min_page_side: int = 0,
    growth: Literal["reference", "exact"] | None = None,
    shape: Literal["quad", "upright"] | None = None,
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]: ...
def text_polygons(
    prob_map: types.Map,
    page_size: Sequence[int] | None = None,
    preset: types.Preset = "paddle",
    *,
    threshold: float | None = None,
    box_threshold: float | None = None,
    unclip: float | None = None,
    score: Literal["fast", "slow"] = "slow",
) -> tuple[list[npt.NDArray[np.float32]], npt.NDArray[np.float32]]: ...
def craft_boxes(
    text: types.Map,
    link: types.Map,
    page_size: Sequence[int] | None = None,
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
    sizes: Sequence[Sequence[int]] | npt.NDArray[np.integer[Any]],
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

def _line(*parts: Any) -> Line: ...
@final
class CtcDecoder:
    def __new__(cls, alphabet: Sequence[str], blank: int = 0, **options: Unpack[types.CtcOptions]) -> CtcDecoder: ...
    # Lists of lines where `texts` is more than 1.
    def __call__(self, logits: types.Scores | Sequence[npt.NDArray[Any]], /) -> list[Any]: ...
    def __getnewargs_ex__(self) -> tuple[tuple[list[str], int], dict[str, Any]]: ...
    @property
    def classes(self) -> int: ...

def ctc_decode(
    logits: types.Scores | Sequence[npt.NDArray[Any]],
    alphabet: Sequence[str],
    blank: int = 0,
    **options: Unpack[types.CtcOptions],
) -> list[Any]: ...
def word_boxes(
    line: Line,
    quad: npt.ArrayLike,
    columns: float,
    *,
    unit: types.WordUnit = "words",
    gap: int = 5,
    crop_width: int | None = None,
    quarter_turns: int = 0,
) -> list[Word]: ...
@final
class QTensor:
    def __new__(
        cls,
        x: types.Floats,
        scheme: types.Scheme = "symmetric",
        axis: int | None = None,
        *,
        dtype: types.ByteType = "int8",
        narrow: bool = False,
        calibration: types.Calibration | None = None,
    ) -> QTensor: ...
    @staticmethod
    def open(model: Model, name: str) -> QTensor: ...
    def dequantize(self, *, out: npt.NDArray[np.float32] | None = None) -> npt.NDArray[np.float32]: ...
    def error(self, x: types.Floats) -> QuantError: ...
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

def _qtensor(
    bytes: bytes, signed: bool, shape: list[int], axis: int | None, params: list[tuple[float, int]]
) -> QTensor: ...
def save(path: types.Path, tensors: dict[str, QTensor]) -> None: ...
def quantize_file(
    input: types.Path,
    output: types.Path,
    *,
    scheme: types.Scheme = "symmetric",
    axis: int | None = 0,
    dtype: types.ByteType = "int8",
    narrow: bool = False,
    calibration: types.Calibration | None = None,
    skip: Sequence[str] | None = None,
) -> list[dict[str, Any]]: ...
@final
class Linear:
    def __new__(cls, weights: QTensor, bias: types.Floats | None = None) -> Linear: ...
    def __call__(self, a: types.Floats, *, out: npt.NDArray[np.float32] | None = None) -> npt.NDArray[np.float32]: ...
    def run_bytes(
        self,
        a: npt.NDArray[np.uint8] | npt.NDArray[np.int8],
        params: tuple[float, int],
        out_params: tuple[float, int],
        *,
        out: npt.NDArray[np.uint8] | npt.NDArray[np.int8] | None = None,
    ) -> npt.NDArray[np.uint8] | npt.NDArray[np.int8]: ...
    @property
    def inputs(self) -> int: ...
    @property
    def outputs(self) -> int: ...

@final
class Model:
    def __new__(cls, path: types.Path, *, private: bool = False, populate: bool = False) -> Model: ...
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
