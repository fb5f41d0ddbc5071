"""Pages in files: read by Pillow, written whole or not at all."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any, NamedTuple

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageOps, ImageSequence

import scipix as sx

_ENDINGS = {".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp"}
_KINDS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".tif": "TIFF", ".tiff": "TIFF"}
# Letters stay free of ringing that OCR sees.
_JPEG_QUALITY = 92


class Page(NamedTuple):
    """A page: uint8 of shape (H, W) or (H, W, 3), or bool of shape (H, W); and its dots per inch across and down."""

    pixels: npt.NDArray[Any]
    dpi: tuple[float, float] | None


def files_of(paths: Sequence[Path]) -> list[Path]:
    """Lists the files, and the pictures of the folders."""
    files: list[Path] = []
    for path in paths:
        inside = sorted(path.iterdir()) if path.is_dir() else [path]
        files += [file for file in inside if not path.is_dir() or file.suffix.lower() in _ENDINGS]
    return files


def kind_of(path: Path) -> str | None:
    """Returns the format of files to write that a name ends in."""
    return _KINDS.get(path.suffix.lower())


def rgb_pages(file: Path) -> Iterator[npt.NDArray[np.uint8]]:
    """Reads the pages of a picture, of which a TIFF may have several, in colour, upright as the file says."""
    with Image.open(file) as picture:
        for frame in ImageSequence.Iterator(picture):
            yield rgb_of(ImageOps.exif_transpose(frame))


def rgb_of(picture: Image.Image) -> npt.NDArray[np.uint8]:
    """Returns the pixels of a picture in colour: alpha goes over white, and 16 bits become 8, which Pillow would cut off."""
    pixels = _pixels_of(picture)
    if pixels.dtype == np.bool_:
        pixels = np.where(pixels, np.uint8(255), np.uint8(0))
    return pixels if pixels.ndim == 3 else np.repeat(pixels[..., None], 3, axis=2)


def read_pages(file: Path) -> Iterator[Page]:
    """Reads the pages of a picture: gray stays gray, bits stay bits, alpha goes over white."""
    with Image.open(file) as picture:
        for frame in ImageSequence.Iterator(picture):
            dpi: Any = frame.info.get("dpi")
            pixels = _pixels_of(ImageOps.exif_transpose(frame))
            sane = dpi is not None and all(1 <= float(dots) <= 100_000 for dots in dpi)
            yield Page(pixels, (float(dpi[0]), float(dpi[1])) if sane else None)


def _pixels_of(frame: Image.Image) -> npt.NDArray[Any]:
    if frame.mode in ("1", "L") and "transparency" not in frame.info:
        return np.array(frame)
    if frame.mode == "I" or frame.mode.startswith("I;16"):
        return sx.grayscale(np.asarray(frame).clip(0, 65535).astype(np.uint16))
    if frame.mode in ("LA", "PA", "RGBA") or "transparency" in frame.info:
        return sx.flatten(np.asarray(frame.convert("RGBA")))
    return np.array(frame.convert("RGB"))


def write_pages(path: Path, pages: Sequence[Page]) -> None:
    """Writes pages to a file of the format that its name ends in."""
    kind = kind_of(path)
    pictures = [Image.fromarray(page.pixels) for page in pages]
    bits = all(picture.mode == "1" for picture in pictures)
    options: dict[str, Any] = {"dpi": pages[0].dpi} if pages[0].dpi else {}
    if kind == "TIFF":
        options |= {"save_all": True, "append_images": pictures[1:], "compression": "group4" if bits else "tiff_lzw"}
    elif len(pages) > 1:
        raise sx.FileError(f"{path}: {len(pages)} pages need a TIFF file")
    elif kind == "JPEG":
        pictures, options = [pictures[0].convert("L")], {**options, "quality": _JPEG_QUALITY}
    write_whole(path, lambda file: pictures[0].save(file, kind, **options))


def write_whole(path: Path, write: Callable[[IO[bytes]], Any]) -> None:
    """Writes a file, which takes its name when it is complete and on the disk."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with open(part, "w+b") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def show_progress(name: str, done: int, total: int) -> None:
    """Tells a person who waits how far it is."""
    if sys.stderr.isatty() and total > 1:
        end = "\n" if done == total else ""
        print(f"\r\x1b[K{done}/{total} {name}", end=end, file=sys.stderr, flush=True)
