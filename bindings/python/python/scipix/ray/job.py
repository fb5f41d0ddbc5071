"""The job: parts are handed to the workers of a cluster until all are written."""

from __future__ import annotations

import json
import os
import statistics
import time
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import scipix as sx
from scipix.ray.files import Output, find_inputs
from scipix.ray.stages import Read
from scipix.ray.table import needed
from scipix.ray.worker import Done, Work, read_part

# From the second loss of a part on, its files are read in processes of their own. A part whose workers die this often, or raise
# this often, ends the job: the cause is the machines then, or OUT, and not a page.
_LOSSES_UNTIL_ALONE, _MOST_LOSSES, _MOST_FAILURES = 2, 10, 3
# When nothing waits any more, parts that take this many times the median are begun a second time elsewhere.
_STRAGGLER = 3.0
_MOST_PAGE_SECONDS = 1_000_000
_LEAST_STRAGGLER = 10.0


@dataclass
class Summary:
    """What a job did, and what was there already."""

    files: int = 0
    already_done: int = 0
    parts: int = 0
    pages: int = 0
    failed: int = 0
    lines: int = 0
    bytes: int = 0
    lost: int = 0
    repeated: int = 0
    seconds: float = 0.0
    documents_left_out: int = 0

    def __str__(self) -> str:
        rate = self.pages / self.seconds if self.seconds else 0.0
        text = f"{self.pages} pages, {self.failed} failed, {self.lines} lines, {rate:.2f} pages per second"
        notes = [
            (self.already_done, "files were done already"),
            (self.lost, "parts were lost with their workers and read again"),
            (self.repeated, "slow parts were begun a second time"),
            (self.documents_left_out, "PDF files were left out: pip install pypdfium2"),
        ]
        return "; ".join([text, *(f"{count} {note}" for count, note in notes if count)])


@dataclass
class _Part:
    name: str
    files: list[str]
    losses: int = 0
    failures: int = 0
    refs: list[Any] = field(default_factory=list)
    begun: float = 0.0


Progress = Callable[[int, int, Summary], None]


def read_pages(
    source: str,
    out: str,
    read: Read | None = None,
    *,
    part: int = 32,
    num_cpus: float = 1.0,
    page_seconds: float = 600.0,
    log: str | None = None,
    progress: Progress | None = None,
) -> Summary:
    """Reads all pages that `source` names, on the cluster that Ray is connected to, and writes Parquet files to `out`.

    Files are cut into parts; a part is one task and one Parquet file, which appears whole or not at all. What `out` holds is not
    done again. The schema is that of `scipix.ray.schema`.

    Parameters
    ----------
    source : str
        A folder, a glob, an address such as "s3://bucket/pages", a file, or a file of paths that ends with ".txt".
    out : str
        A folder, or an address. Only one job may write to it at a time.
    read : Read, optional
        What reads the pages; `Read()` by default.
    part : int
        The files of a part: so many are read again where a worker is lost.
    num_cpus : float
        The cores that a task takes.
    page_seconds : float
        The most seconds for a page. The process of one that takes longer is ended, as if the page had made it crash: its part is
        read again, and if the page takes too long each time, its file is a row with an error.
    log : str, optional
        A file that gets a line of JSON for each part: its counts, seconds, node, process and memory.
    progress : callable, optional
        Called with the parts that are done, all parts, and the summary so far.

    Raises
    ------
    scipix.FileError
        Where `source` does not exist or another job writes to `out`.
    RuntimeError
        Where a part fails again and again for a reason that is not a page, such as a full disk or models that are missing.
    """
    if part < 1:
        raise sx.InvalidArgumentError(f"part: {part} is less than 1")
    if num_cpus <= 0:
        raise sx.InvalidArgumentError(f"num_cpus: {num_cpus} is not more than 0")
    if not 0 < page_seconds <= _MOST_PAGE_SECONDS:
        raise sx.InvalidArgumentError(f"page_seconds: {page_seconds} is not more than 0 and at most {_MOST_PAGE_SECONDS}")
    files, documents = find_inputs(source)
    output = Output(out if "://" in out else os.path.abspath(out))
    output.prepare()
    try:
        parts = output.missing(files, part)
        waiting = sum(map(len, parts.values()))
        summary = Summary(files=len(files), already_done=len(files) - waiting, documents_left_out=documents)
        job = _Job(output, read or Read(), summary, num_cpus, page_seconds, log, progress)
        job.run([_Part(name, list(some)) for name, some in parts.items()])
        return summary
    finally:
        output.release()


class _Job:
    def __init__(
        self,
        output: Output,
        read: Read,
        summary: Summary,
        num_cpus: float,
        page_seconds: float,
        log: str | None,
        progress: Progress | None,
    ) -> None:
        self._ray = needed("ray")
        self._output, self._summary, self._num_cpus = output, summary, num_cpus
        self._page_seconds = page_seconds
        self._log = Path(log).open("a", encoding="utf-8") if log else None
        self._progress = progress or (lambda done, all_parts, summary: None)
        self._pickled: bytes = self._ray.cloudpickle.dumps(read)
        # A repetition is ours to decide on: Ray's own would never tell a page that kills its worker from a node that dies.
        options = {"num_cpus": num_cpus, "max_retries": 0, "name": "scipix.read_part", "scheduling_strategy": "SPREAD"}
        self._task = self._ray.remote(_task).options(**options)
        self._running: dict[Any, _Part] = {}
        self._seconds: list[float] = []
        self._room, self._room_until = 0, 0.0

    def run(self, parts: list[_Part]) -> None:
        """Returns when all parts are written."""
        begin, waiting = time.perf_counter(), deque(parts)
        try:
            while waiting or self._running:
                while waiting and len(self._running) < self._most_running():
                    self._submit(waiting.popleft())
                if not waiting:
                    self._repeat_stragglers()
                done, _ = self._ray.wait(list(self._running), num_returns=1, timeout=0.5)
                for ref in done:
                    waiting.extendleft(self._settle(ref))
                self._summary.seconds = time.perf_counter() - begin
                self._progress(self._summary.parts, len(parts), self._summary)
        finally:
            for ref in self._running:
                self._ray.cancel(ref, force=True)
            if self._log:
                self._log.close()

    def _most_running(self) -> int:
        """Returns how many tasks are handed out: one for each slot of the cluster, and one that waits for it."""
        if time.monotonic() > self._room_until:
            self._room = max(1, int(self._ray.cluster_resources().get("CPU", 1) / self._num_cpus))
            self._room_until = time.monotonic() + 5
        return 2 * self._room

    def _submit(self, part: _Part) -> None:
        alone = part.losses >= _LOSSES_UNTIL_ALONE
        work = Work(self._pickled, self._page_seconds, part.files, self._output.path, part.name, alone)
        ref = self._task.remote(work)
        part.begun = time.monotonic()
        part.refs.append(ref)
        self._running[ref] = part

    def _settle(self, ref: Any) -> list[_Part]:
        """Takes the result of a task; returns its part if that is to be done again."""
        part, errors = self._running.pop(ref), self._ray.exceptions
        part.refs.remove(ref)
        try:
            done: Done = self._ray.get(ref)
        except errors.RayTaskError as failure:
            part.failures += 1
            if part.failures >= _MOST_FAILURES:
                raise RuntimeError(f"{part.name} failed {part.failures} times: {failure}") from failure
        except errors.RayError as failure:
            part.losses += 1
            self._summary.lost += 1
            if part.losses >= _MOST_LOSSES:
                raise RuntimeError(f"{part.name} was lost {part.losses} times: {failure}") from failure
        else:
            for other in part.refs:
                del self._running[other]
                self._ray.cancel(other, force=True)
            part.refs.clear()
            self._count(part, done)
            return []
        return [] if part.refs else [part]

    def _count(self, part: _Part, done: Done) -> None:
        summary = self._summary
        summary.parts += 1
        for name in ("pages", "failed", "lines", "bytes"):
            setattr(summary, name, getattr(summary, name) + getattr(done, name))
        self._seconds.append(done.seconds)
        if self._log:
            print(json.dumps({"part": part.name, "files": len(part.files), **done._asdict()}), file=self._log, flush=True)

    def _repeat_stragglers(self) -> None:
        """Begins parts a second time that take far longer than others: whichever copy ends first counts."""
        if len(self._seconds) < 3 or len(self._running) >= self._most_running() // 2:
            return
        limit = max(_STRAGGLER * statistics.median(self._seconds[-999:]), _LEAST_STRAGGLER)
        now, copies = time.monotonic(), Counter(part.name for part in self._running.values())
        for part in list(self._running.values()):
            if copies[part.name] == 1 and now - part.begun > limit:
                copies[part.name] += 1
                self._summary.repeated += 1
                self._submit(part)


def _task(work: Work) -> Done:
    node: str = needed("ray").get_runtime_context().get_node_id()
    return read_part(work, node)
