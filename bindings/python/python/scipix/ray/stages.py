"""Callables for ``map_batches`` of Ray Data, ``mapInPandas`` of Spark, and pools of processes."""

from __future__ import annotations

import importlib
import io
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

import scipix as sx
from scipix.ray.pages import Decoded, Pixels, decode
from scipix.ray.table import Rows, describe, needed

READER = "scipix.ocr:Reader"
Reads = Callable[[Pixels], Any]


class _Stage:
    """A stage that opens what it needs where it first runs, and is pickled without it."""

    def __init__(self, dpi: int, threads: int) -> None:
        if dpi < 1:
            raise sx.InvalidArgumentError(f"dpi: {dpi} is less than 1")
        if threads < 1:
            raise sx.InvalidArgumentError(f"threads: {threads} is less than 1")
        self._dpi, self._threads = dpi, threads
        self._opened: Any = None

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_opened": None}

    def _open(self) -> Any:
        raise NotImplementedError

    def open(self) -> Any:
        """Opens the models, once in a process."""
        if self._opened is None:
            # One process a core: the operations of the library, like the models, use no more threads than they are given.
            sx.set_thread_count(self._threads)
            self._opened = self._open()
        return self._opened

    def _pages(self, batch: Any) -> Iterator[tuple[str, Decoded]]:
        """Yields each page of a batch, decoded where it holds files, or as it is where it holds arrays."""
        paths = list(batch["path"])
        missing: list[Any] = [None] * len(paths)
        numbers, errors = (list(batch[name]) if name in batch else missing for name in ("page", "error"))
        images = list(batch["bytes" if "bytes" in batch else "image"])
        for path, number, error, image in zip(paths, numbers, errors, images):
            if isinstance(error, str):
                yield str(path), Decoded(int(number or 0), None, error)
            elif not isinstance(image, bytes | bytearray | memoryview):
                yield str(path), Decoded(int(number or 0), np.asarray(image), None)
            else:
                for page in decode(bytes(image), self._dpi):
                    yield str(path), page if number is None else page._replace(number=int(number) + page.number)


class Read(_Stage):
    """Reads pages: a batch of files becomes a table of lines, see `scipix.ray.schema`.

    Parameters
    ----------
    reader : str or callable
        What makes the reader, as "module:Class" or itself: called with `options`, it returns a callable that takes an array of
        uint8, shape (H, W, 3), and returns an object whose `lines` have `text`, `score` and `quad`.
    options : mapping, optional
        Keyword arguments for `reader`. `scipix.ocr.Reader` gets `threads` as well.
    clean : bool or mapping
        Whether pages are cleaned first, or the steps of `scipix.PageCleaner`. Quads are then those of the cleaned page.
    dpi : int
        The resolution at which pages of a PDF are rendered.
    threads : int
        The threads of a process. One process a core with one thread reads most pages.
    """

    def __init__(
        self,
        reader: str | Callable[..., Reads] = READER,
        options: Mapping[str, Any] | None = None,
        *,
        clean: bool | Mapping[str, Any] = False,
        dpi: int = 200,
        threads: int = 1,
    ) -> None:
        super().__init__(dpi, threads)
        if isinstance(reader, str) and not all(reader.partition(":")):
            raise sx.InvalidArgumentError(f"reader: expected module:Class, got {reader!r}")
        self._reader = reader
        self._options = dict(options or {})
        if reader == READER:
            self._options.setdefault("threads", threads)
        self._steps = dict(clean) if isinstance(clean, Mapping) else {} if clean else None

    def _open(self) -> Reads:
        reader = self._reader
        if isinstance(reader, str):
            module, _, name = reader.partition(":")
            reader = getattr(importlib.import_module(module), name)
        read: Reads = reader(**self._options)
        if self._steps is None:
            return read
        cleaner = sx.PageCleaner(**self._steps)

        def cleaned(pixels: Pixels) -> Any:
            page = cleaner(pixels)[0]
            return read(np.repeat(page[..., None], 3, axis=2) if page.ndim == 2 else page)

        return cleaned

    def __call__(self, batch: Any) -> Any:
        """Reads a batch: a dict or data frame with `path` and `bytes`, or with `path` and `image`; returns a `pyarrow.Table`.

        Rows of `Clean` are taken too: their page numbers are kept and their errors handed on.
        """
        rows = Rows()
        for path, page in self._pages(batch):
            self._read(path, page, rows)
        return rows.table()

    def read_file(self, path: str, data: bytes, rows: Rows, after_page: Callable[[], None] = lambda: None) -> None:
        """Adds the lines of all pages of a file to `rows`."""
        for page in decode(data, self._dpi):
            self._read(path, page, rows)
            after_page()

    def _read(self, path: str, page: Decoded, rows: Rows) -> None:
        error = page.error
        if page.pixels is not None:
            # Not inside of the try: a model that is missing is no fault of the page.
            read = self.open()
            try:
                rows.add_page(path, page.number, read(page.pixels).lines)
            except Exception as failure:
                error = describe(failure)
        if error is not None:
            rows.add_error(path, page.number, error)


class Clean(_Stage):
    """Cleans pages: a batch of files becomes a table with a row for each page, whose `bytes` are a PNG file.

    Its columns are `path`, `page`, `bytes`, `report` (JSON: what was found and done) and `error`; `Read` takes them.

    Parameters
    ----------
    dpi : int
        The resolution at which pages of a PDF are rendered.
    threads : int
        The threads of a process.
    steps
        The steps of `scipix.PageCleaner`.
    """

    def __init__(self, *, dpi: int = 200, threads: int = 1, **steps: Any) -> None:
        super().__init__(dpi, threads)
        self._steps = steps

    def _open(self) -> Any:
        return sx.PageCleaner(**self._steps)

    def __call__(self, batch: Any) -> Any:
        """Cleans a batch: a dict or data frame with `path` and `bytes`, or with `path` and `image`; returns a `pyarrow.Table`."""
        rows = [self._clean(path, page) for path, page in self._pages(batch)]
        arrow = needed("pyarrow")
        text, number, binary = arrow.string(), arrow.int32(), arrow.binary()
        columns = [("path", text), ("page", number), ("bytes", binary), ("report", text), ("error", text)]
        return arrow.Table.from_pylist(rows, schema=arrow.schema(columns))

    def _clean(self, path: str, page: Decoded) -> dict[str, Any]:
        from PIL import Image

        row: dict[str, Any] = {"path": path, "page": page.number, "error": page.error}
        if page.pixels is not None:
            cleaner = self.open()
            try:
                pixels, report = cleaner(page.pixels)
                png = io.BytesIO()
                Image.fromarray(pixels).save(png, "PNG", compress_level=1)
                row |= {"bytes": png.getvalue(), "report": json.dumps(_plain(report))}
            except Exception as failure:
                row["error"] = describe(failure)
        return row


def _plain(value: Any) -> Any:
    """Returns a report as what JSON knows."""
    if isinstance(value, Mapping):
        return {str(name): _plain(part) for name, part in value.items()}
    if hasattr(value, "_asdict"):
        return _plain(value._asdict())
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if isinstance(value, np.ndarray | np.generic):
        return value.tolist()
    return value if isinstance(value, str | int | float | bool | None) else str(value)
