"""The job ``python -m scipix.ray IN OUT``: reads the pages of a folder, a glob or an address, and writes Parquet files.

OUT holds one row for each line of text; `scipix.ray.schema` documents its columns. It can be read while the job goes on. A page that
cannot be read is a row with its error. Started again, the job does what OUT does not hold yet.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from typing import Any

import scipix as sx
from scipix.ray import Read, Summary, read_pages
from scipix.ray.stages import READER
from scipix.ray.table import needed


class _Report:
    """Tells how far the job is: in one line on a terminal, else every ten seconds."""

    def __init__(self) -> None:
        self._is_terminal = sys.stderr.isatty()
        self._next = time.monotonic()

    def __call__(self, done: int, parts: int, summary: Summary) -> None:
        if time.monotonic() < self._next and done < parts:
            return
        self._next = time.monotonic() + (0.5 if self._is_terminal else 10)
        rate = summary.pages / max(summary.seconds, 1e-9)
        left = f", {(parts - done) * summary.seconds / done:.0f} s left" if done else ""
        text = f"{done}/{parts} parts, {summary.pages} pages, {summary.failed} failed, {rate:.1f} pages/s{left}"
        if self._is_terminal:
            print(f"\r\x1b[K{text}", end="\n" if done == parts else "", file=sys.stderr, flush=True)
        else:
            print(text, file=sys.stderr, flush=True)


def _json(text: str) -> dict[str, Any]:
    value = json.loads(text)
    if not isinstance(value, dict):
        raise argparse.ArgumentTypeError(f"{text} is no object of JSON")
    return value


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m scipix.ray", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("source", metavar="IN", help="a folder, a glob, s3://bucket/pages, a file, or a list of paths (.txt)")
    parser.add_argument("out", metavar="OUT", help="a folder, or an address such as s3://bucket/lines")
    parser.add_argument("--address", help="the cluster: auto, HOST:PORT or ray://HOST:PORT; without it Ray starts here, on all cores")
    parser.add_argument("--reader", default=READER, metavar="MODULE:CLASS", help=f"{READER} by default")
    parser.add_argument("--options", type=_json, default={}, metavar="JSON", help="keyword arguments for the reader")
    parser.add_argument("--clean", type=_json, nargs="?", const={}, metavar="JSON", help="clean pages first; steps of PageCleaner")
    parser.add_argument("--part", type=int, default=32, metavar="FILES", help="files of a part of OUT (32)")
    parser.add_argument("--dpi", type=int, default=200, help="resolution of the pages of a PDF (200)")
    parser.add_argument("--num-cpus", type=float, default=1.0, help="cores of a task (1)")
    parser.add_argument("--page-seconds", type=float, default=600.0, metavar="S", help="most seconds for a page (600)")
    parser.add_argument("--log", metavar="FILE", help="gets a line of JSON for each part")
    return parser


def main() -> int:
    """Runs the job and returns its status."""
    arguments = _parser().parse_args()
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    try:
        clean = arguments.clean if arguments.clean is not None else False
        threads = max(1, int(arguments.num_cpus))
        read = Read(arguments.reader, arguments.options, clean=clean, dpi=arguments.dpi, threads=threads)
        # Where a cluster is there already, it has its dashboard or not.
        quiet = {"include_dashboard": False, "log_to_driver": False, "logging_level": "WARNING"}
        needed("ray").init(address=arguments.address, **quiet)
        options = {name: getattr(arguments, name) for name in ("part", "num_cpus", "page_seconds", "log")}
        summary = read_pages(arguments.source, arguments.out, read, progress=_Report(), **options)
    except (OSError, RuntimeError, sx.Error) as failure:
        print(f"scipix.ray: {failure}", file=sys.stderr)
        return 1
    print(summary)
    return 0


if __name__ == "__main__":
    sys.exit(main())
