"""The work on a part, in a process of Ray's."""

from __future__ import annotations

import faulthandler
import multiprocessing
import os
import pickle
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import NamedTuple

from scipix.ray.files import Output, read_bytes
from scipix.ray.stages import Read
from scipix.ray.table import Rows, describe

# Ray gives the processes of finished tasks to new ones, so that a process opens its models once.
_readers: dict[bytes, Read] = {}
_STDERR = 2


class Work(NamedTuple):
    """A part to be read: a pickled `Read`, the most seconds for a page, the files, and where the lines go.

    `alone` reads each file in a process of its own, so that a page that takes the process with it, or takes too long, becomes a row
    with an error.
    """

    pickled: bytes
    page_seconds: float
    files: Sequence[str]
    out: str
    name: str
    alone: bool


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


def read_part(work: Work, node: str) -> Done:
    """Reads files and writes them as one part. A repetition writes the same part again.

    The process ends where a page takes longer than it may, unless files have processes of their own.
    """
    begin = time.perf_counter()
    rows = Rows()
    for file in work.files:
        if work.alone:
            rows.extend(_read_in_child(work, file))
        else:
            _read_file(work, file, rows, _STDERR)
    tables = rows.tables()
    size = Output(work.out).write(work.name, tables)
    lines = sum(len(table) - table["line"].null_count for table in tables)
    seconds = time.perf_counter() - begin
    return Done(rows.pages, rows.failed, lines, size, seconds, node, os.getpid(), resident())


def _read_file(work: Work, file: str, rows: Rows, words: int) -> None:
    reader = _readers.get(work.pickled)
    if reader is None:
        reader = _readers[work.pickled] = pickle.loads(work.pickled)
        reader.open()

    def watch() -> None:
        # A thread of C ends the process and tells where it was: it needs no lock of the interpreter, which a reader may hold.
        faulthandler.dump_traceback_later(work.page_seconds, exit=True, file=words)

    watch()
    try:
        data = read_bytes(file)
    except OSError as failure:
        rows.add_error(file, 0, describe(failure))
    else:
        reader.read_file(file, data, rows, watch)
    finally:
        faulthandler.cancel_dump_traceback_later()


def _one(work: Work, file: str, words: str) -> Rows:
    rows = Rows()
    with open(words, "wb") as opened:
        _read_file(work, file, rows, opened.fileno())
    return rows


def _read_in_child(work: Work, file: str) -> Rows:
    context = multiprocessing.get_context("spawn")
    with tempfile.NamedTemporaryFile() as words, ProcessPoolExecutor(1, mp_context=context) as pool:
        try:
            return pool.submit(_one, work, file, words.name).result()
        except BrokenProcessPool:
            is_late = os.path.getsize(words.name) > 0
            rows = Rows()
            rows.add_error(file, 0, f"a page took more than {work.page_seconds:g} s" if is_late else "the process that read it died")
            return rows


def resident() -> int:
    """Returns the bytes of memory of this process, or 0 where the system does not tell."""
    try:
        with open("/proc/self/statm") as statm:
            return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0
