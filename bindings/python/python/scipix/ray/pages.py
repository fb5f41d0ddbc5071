"""The pages of an encoded file."""

from __future__ import annotations

import importlib
import importlib.util
import io
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from scipix.ray.table import describe

Pixels = npt.NDArray[np.uint8]
ENDINGS = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp")
PDF = ".pdf"


class Decoded(NamedTuple):
    """A page of a file: its number from 0, and its pixels, or why there are none."""

    number: int
    pixels: Pixels | None
    error: str | None


def can_read_pdf() -> bool:
    """Whether pypdfium2 is installed."""
    return importlib.util.find_spec("pypdfium2") is not None


def decode(data: bytes, dpi: int = 200) -> Iterator[Decoded]:
    """Yields the pages of a picture, a TIFF of several pages, or a PDF; each is decoded when its turn comes.

    Whatever is wrong with the data becomes an error of a page: files from elsewhere make decoders raise all kinds of exceptions.
    """
    number = 0
    try:
        document = _Pdf(data, dpi) if data[:5] == b"%PDF-" else _Picture(data)
        for number in range(document.pages):
            try:
                yield Decoded(number, document.page(number), None)
            except Exception as failure:
                yield Decoded(number, None, describe(failure))
    except Exception as failure:
        yield Decoded(number, None, describe(failure))


class _Picture:
    def __init__(self, data: bytes) -> None:
        from PIL import Image

        self._picture = Image.open(io.BytesIO(data))
        self.pages: int = getattr(self._picture, "n_frames", 1)

    def page(self, number: int) -> Pixels:
        from PIL import ImageOps

        from scipix._files import rgb_of

        self._picture.seek(number)
        return rgb_of(ImageOps.exif_transpose(self._picture))


class _Pdf:
    def __init__(self, data: bytes, dpi: int) -> None:
        try:
            pdfium: Any = importlib.import_module("pypdfium2")
        except ImportError as failure:
            raise OSError("a PDF needs the package pypdfium2") from failure
        self._document = pdfium.PdfDocument(data)
        self._scale = dpi / 72
        self.pages: int = len(self._document)

    def page(self, number: int) -> Pixels:
        bitmap = self._document[number].render(scale=self._scale, rev_byteorder=True)
        pixels = bitmap.to_numpy()
        return np.ascontiguousarray(pixels[..., :3] if pixels.ndim == 3 else pixels)
