"""The table of lines: its schema, and how its rows are gathered."""

from __future__ import annotations

import importlib
import itertools
import re
from typing import Any

import numpy as np

import scipix as sx


def needed(package: str) -> Any:
    """Imports a package that the extra `ray` brings."""
    try:
        return importlib.import_module(package)
    except ImportError as failure:
        name = package.partition(".")[0]
        raise sx.FileError(f"scipix.ray needs the package {name}: pip install scipix[ray]") from failure


def schema() -> Any:
    """Returns the schema of the output, a `pyarrow.Schema`.

    ======== ================= ==========================================================================================
    column   type              meaning
    ======== ================= ==========================================================================================
    path     string            the file: an absolute path, or its address
    page     int32             its page, counted from 0
    line     int32             the line of the page in reading order, counted from 0; null in a row that is no line
    text     string            the text of the line
    score    float             its mean probability, from 0 to 1
    quad     list of float     x and y of its corners on the page: top left, top right, bottom right, bottom left; 8 numbers
    error    string            why the page could not be read, else null
    ======== ================= ==========================================================================================

    A page without lines is one row with a null `line` and a null `error`. A page that cannot be read is one row with an `error`; a
    file that cannot be opened counts as its page 0.
    """
    arrow = needed("pyarrow")
    columns = [
        ("path", arrow.string()),
        ("page", arrow.int32()),
        ("line", arrow.int32()),
        ("text", arrow.string()),
        ("score", arrow.float32()),
        ("quad", arrow.list_(arrow.float32())),
        ("error", arrow.string()),
    ]
    return arrow.schema(columns)


def describe(failure: BaseException) -> str:
    """Returns an exception as text that is the same in each run."""
    text = re.sub(r" object at 0x[0-9a-fA-F]+", "", str(failure))
    return f"{type(failure).__name__}: {text}" if text else type(failure).__name__


class Rows:
    """The rows of pages, in the order in which they are added."""

    def __init__(self) -> None:
        self._rows: list[dict[str, Any]] = []
        self._sizes: list[int] = []
        self.failed = 0

    def add_page(self, path: str, page: int, lines: Any) -> None:
        """Adds the lines of a page."""
        rows = []
        for number, line in enumerate(lines):
            corners = np.asarray(line.quad, np.float32).reshape(8)
            found = {"line": number, "text": str(line.text), "score": float(line.score), "quad": corners}
            rows.append({"path": path, "page": page, **found})
        self._add(rows or [{"path": path, "page": page}])

    def add_error(self, path: str, page: int, error: str) -> None:
        """Adds a page that could not be read."""
        self._add([{"path": path, "page": page, "error": error}])
        self.failed += 1

    def _add(self, rows: list[dict[str, Any]]) -> None:
        self._rows += rows
        self._sizes.append(len(rows))

    @property
    def pages(self) -> int:
        """The pages that were added."""
        return len(self._sizes)

    def extend(self, others: Rows) -> None:
        """Adds the rows of others."""
        self._rows += others._rows
        self._sizes += others._sizes
        self.failed += others.failed

    def table(self) -> Any:
        """Returns the rows as a `pyarrow.Table`."""
        return needed("pyarrow").Table.from_pylist(self._rows, schema=schema())

    def tables(self) -> list[Any]:
        """Returns one `pyarrow.Table` for each page."""
        table, ends = self.table(), list(itertools.accumulate(self._sizes))
        return [table.slice(end - size, size) for end, size in zip(ends, self._sizes)]
