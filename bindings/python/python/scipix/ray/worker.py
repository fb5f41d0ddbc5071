"""The work on a part, in a process of Ray's."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import NamedTuple

from scipix.ray.files import Output, read_bytes
from scipix.ray.stages import Read
from scipix.ray.table import Rows, describe

# Ray gives the processes of finished tasks to new ones, so that a process opens its models once.
_readers: dict[bytes, Read] = {}


class Done(NamedTuple):
    """A part that was written: counts, seconds, and the process with the bytes of its memory."""

    pages: int
    failed: int
    lines: int
    bytes: int
    seconds: float
    node: str
    process: int
    resident: int


def read_part(pickled: bytes, files: Sequence[str], out: str, name: str, alone: bool, node: str) -> Done:
    """Reads files and writes them as one part. A repetition writes the same part again.

    `alone` reads each file in a process of its own, so that a page that takes the process with it becomes a row with an error.
    """
    begin = time.perf_counter()
    rows = Rows()
    read_files(pickled, files, rows, _in_child(pickled) if alone else None)
    table = rows.table()
    size = Output(out).write(name, table)
    lines = len(table) - table["line"].null_count
    seconds = time.perf_counter() - begin
    return Done(rows.pages, rows.failed, lines, size, seconds, node, os.getpid(), resident())


def read_files(pickled: bytes, files: Sequence[str], rows: Rows, child: Callable[[str], Rows] | None = None) -> None:
    """Adds the lines of files to `rows`."""
    for file in files:
        if child is not None:
            rows.extend(child(file))
        else:
            _read_file(pickled, file, rows)


def _read_file(pickled: bytes, file: str, rows: Rows) -> None:
    reader = _readers.get(pickled)
    if reader is None:
        reader = _readers[pickled] = pickle.loads(pickled)
        reader.open()
    try:
        data = read_bytes(file)
    except OSError as failure:
        rows.add_error(file, 0, describe(failure))
        return
    reader.read_file(file, data, rows)


def _one(pickled: bytes, file: str) -> Rows:
    rows = Rows()
    _read_file(pickled, file, rows)
    return rows


def _in_child(pickled: bytes) -> Callable[[str], Rows]:
    context = multiprocessing.get_context("spawn")

    def read(file: str) -> Rows:
        with ProcessPoolExecutor(1, mp_context=context) as pool:
            try:
                return pool.submit(_one, pickled, file).result()
            except BrokenProcessPool:
                rows = Rows()
                rows.add_error(file, 0, "the process that read it died")
                return rows

    return read


def resident() -> int:
    """Returns the bytes of memory of this process, or 0 where the system does not tell."""
    try:
        with open("/proc/self/statm") as statm:
            return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0
