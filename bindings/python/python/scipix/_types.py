"""The types of arguments, for type checkers."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeAlias, TypedDict

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from typing_extensions import Buffer


class ArrayInterface(Protocol):
    @property
    def __array_interface__(self) -> dict[str, Any]: ...


class ArrayMaker(Protocol):
    # Torch's tensors have this and not the other; the arguments differ from library to library.
    @property
    def __array__(self) -> Callable[..., npt.NDArray[Any]]: ...


Arraylike: TypeAlias = "ArrayInterface | ArrayMaker"

# numpy's arrays, Pillow's images, torch's tensors, memory.
Image: TypeAlias = "npt.NDArray[np.uint8] | Arraylike | Buffer"
Image16: TypeAlias = "npt.NDArray[np.uint8] | npt.NDArray[np.uint16] | Arraylike | Buffer"
Mask: TypeAlias = "npt.NDArray[np.uint8] | npt.NDArray[np.bool_] | Arraylike | Buffer"
Floats: TypeAlias = "npt.NDArray[np.float32] | Arraylike | Buffer"
Scores: TypeAlias = "npt.NDArray[np.float32] | npt.NDArray[np.float16] | Arraylike | Buffer"
Map: TypeAlias = "npt.NDArray[np.float32] | npt.NDArray[np.float16] | npt.NDArray[np.uint8] | Arraylike | Buffer"
Bytes: TypeAlias = "npt.NDArray[np.uint8]"

Order: TypeAlias = Literal["rgb", "bgr"]
WordUnit: TypeAlias = Literal["words", "characters", "rapidocr", "rapidocr-characters"]
Luma: TypeAlias = Literal["bt601", "bt601-8bit", "bt709"]
Filter: TypeAlias = Literal["nearest", "bilinear", "area", "lanczos", "cubic", "bilinear-antialiased"]
Method: TypeAlias = Literal["sauvola", "otsu", "adaptive_mean", "fixed"]
Morphology: TypeAlias = Literal["dilate", "erode", "open", "close"]
Rules: TypeAlias = Literal["opencv", "leptonica", "leptonica-symmetric"]
Interpolation: TypeAlias = Literal["nearest", "bilinear", "cubic"]
Preset: TypeAlias = Literal["paddle", "rapidocr", "doctr"]
Scheme: TypeAlias = Literal["symmetric", "affine"]
ByteType: TypeAlias = Literal["int8", "uint8"]
Calibration: TypeAlias = Literal["minmax", "mse"] | float
Colour: TypeAlias = "tuple[int, int, int] | Sequence[int]"
Each: TypeAlias = "float | tuple[float, float, float] | Sequence[float]"
Path: TypeAlias = "str | os.PathLike[str]"


class TensorOptions(TypedDict, total=False):
    mean: Each
    std: Each
    layout: Literal["nchw", "nhwc"]
    channels: Literal["rgb", "bgr", "gray"] | None
    filter: Filter
    keep_aspect: bool
    letterbox: bool
    centered: bool
    pad_edge: bool
    fill: float
    over: Colour | None
    dtype: Literal["float32", "uint8", "int8"]
    scale: float
    zero_point: int


class PlanTensor(TensorOptions):
    size: tuple[int, int]


class BlurOptions(TypedDict, total=False):
    size: tuple[int, int]
    sigma: float | tuple[float, float]
    border: Literal["reflect101", "replicate"]


class ClaheOptions(TypedDict, total=False):
    clip_limit: float
    tiles: tuple[int, int]


class UnsharpOptions(TypedDict, total=False):
    sigma: float
    amount: float
    threshold: int


class SpeckOptions(TypedDict, total=False):
    max_side: int | None
    threshold: int | None


class CtcOptions(TypedDict, total=False):
    beam: int | None
    allowed: Sequence[str] | None
    lexicon: Sequence[str] | None
    separator: str | None
    score: Callable[[str, list[str]], Sequence[float] | npt.NDArray[Any]] | None
    scores: Literal["logits", "probabilities"]
    texts: int
    alternatives: int
    max_symbols: int
    symbol_bound: float
    beam_bound: float


# Of a page of bool, True is paper.
Page: TypeAlias = "Mask"
CleanedPage: TypeAlias = "npt.NDArray[Any]"
Step: TypeAlias = Literal["auto", "off", "on"]


class CleanSteps(TypedDict, total=False):
    polarity: Step
    orientation: Step
    skew: Step
    borders: Step
    background: Step
    denoise: Step
    lines: Step
    despeckle: Step
    format: Literal["gray", "bits"]
    keep_size: bool
    order: Order
