"""The results that have more than one part."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt


class NormalizeStats(NamedTuple):
    """Mean and standard deviation of values before :func:`scipix.normalize`."""

    mean: float
    std: float


class Skew(NamedTuple):
    """Clockwise angle of a page's lines in degrees, and how far it can be trusted, from 0 to 1."""

    degrees: float
    confidence: float


class Components(NamedTuple):
    """Connected components: x, y, width, height of each; its pixels; the labels of all pixels, where they were asked for."""

    boxes: npt.NDArray[np.int32]
    areas: npt.NDArray[np.int64]
    labels: npt.NDArray[np.uint32] | None


class LineGroup(NamedTuple):
    """Lines that share a tensor: their indices from the widest down, and the columns of the tensor."""

    lines: list[int]
    width: int


class Word(NamedTuple):
    """A word or character of a line: its text, mean probability, corners on the page, and first and last symbol + 1."""

    text: str
    score: float
    box: npt.NDArray[np.float32]
    symbols: tuple[int, int]


class QuantError(NamedTuple):
    """How far bytes are from the floats that they stand for."""

    mse: float
    sqnr_db: float
    max_abs: float
    cosine: float


class PoolStats(NamedTuple):
    """Counts of a pool of buffers."""

    acquired: int
    released: int
    hits: int
    misses: int
    live: int
    idle: int
    live_bytes: int
    idle_bytes: int
