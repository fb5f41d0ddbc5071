"""The results that have more than one part."""

from typing import Literal, NamedTuple

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


class TensorRegion(NamedTuple):
    """First column, first row, columns and rows of a tensor that hold a scaled image; the others are padding."""

    x: int
    y: int
    width: int
    height: int

    def to_image(self, points: npt.ArrayLike, size: tuple[int, int]) -> npt.NDArray[np.float64]:
        """Maps points (x, y) of the tensor to the image, whose size is (height, width)."""
        scale = size[1] / self.width, size[0] / self.height
        return (np.asarray(points, np.float64) - (self.x, self.y)) * scale


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


class PageBox(NamedTuple):
    """Left column, top row, columns and rows of a rectangle on a page; empty if a side is 0."""

    x: int
    y: int
    width: int
    height: int


class Polarity(NamedTuple):
    """Whether text is light on dark, and how much of the text agrees: 0 without text, 1 if all does."""

    light_on_dark: bool
    confidence: float


class Orientation(NamedTuple):
    """Degrees clockwise that make a page upright, or None; how far they can be trusted; how many components may be letters."""

    degrees: Literal[0, 90, 180, 270] | None
    confidence: float
    letters: int


class RuledLines(NamedTuple):
    """Ruling lines: x, y, width, height of each; whether it runs from top to bottom; its mean thickness in pixels."""

    boxes: npt.NDArray[np.int32]
    vertical: npt.NDArray[np.bool_]
    thickness: npt.NDArray[np.int32]


class Borders(NamedTuple):
    """Dark areas along the edges of a page, their pixels, and the rectangle of everything else."""

    areas: int
    area_px: int
    content: PageBox


class Despeckled(NamedTuple):
    """Specks that were removed, their pixels, all components before, and the longest side of a speck."""

    removed: int
    removed_px: int
    components: int
    max_side: int


class CleanReport(NamedTuple):
    """Report of :func:`scipix.clean_page`: its findings and actions. The numbers of a step that is switched off are 0;
    orientation and skew are found together."""

    width: int
    """Columns of the clean page."""
    height: int
    """Rows of the clean page."""
    polarity: Polarity
    """Whether text was light on dark."""
    inverted: bool
    """Whether the page was inverted."""
    orientation: Orientation
    """The turn that makes the page upright."""
    turned: Literal[0, 90, 180, 270]
    """The quarter turn that was made, in degrees clockwise."""
    skew: Skew
    """The skew after that turn."""
    levelled: float
    """Degrees clockwise by which the page was made level, beside the quarter turn; 0 if it was not."""
    border_px: int
    """Pixels of borders that were painted with paper."""
    content: PageBox
    """The part of the clean page with ink, in whole cells of 8 x 8 pixels."""
    evenness: int
    """Light of the darkest paper in per cent of that of the lightest; 0 for a 1-bit image."""
    background_normalized: bool
    """Whether the light was made even."""
    noise: float
    """Standard deviation of the noise, in gray levels."""
    denoised: bool
    """Whether the noise was smoothed, or salt and pepper removed."""
    lines: RuledLines
    """The ruling lines that were removed, at their places on the clean page."""
    components: int
    """Components of ink before specks were removed."""
    specks: int
    """Specks that were removed."""
    speck_px: int
    """Pixels of these specks."""
