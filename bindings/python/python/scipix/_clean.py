"""The command ``python -m scipix clean``."""

from __future__ import annotations

import argparse
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import scipix as sx
from scipix._clean_report import Cleaned, as_html, deeds_of, side_by_side, thumbnail
from scipix._files import Page, files_of, kind_of, read_pages, show_progress, write_pages, write_whole
from scipix._output import print_lines

_ENDINGS = {"png": ".png", "jpeg": ".jpg", "tiff": ".tif"}
# As the name of a folder each would be a surprise.
_NOT_WRITTEN = {".avif", ".bmp", ".gif", ".heic", ".jp2", ".pbm", ".pdf", ".pgm", ".pnm", ".ppm", ".svg", ".webp"}
_STEPS = ("polarity", "orientation", "skew", "borders", "background", "denoise", "lines", "despeckle")


class _Job(NamedTuple):
    """One file to clean, and the file to write."""

    input: Path
    output: Path


def run(arguments: argparse.Namespace) -> int:
    """Cleans the files and returns the status of the program."""
    jobs = _jobs(arguments)
    jobs[0].output.parent.mkdir(parents=True, exist_ok=True)
    pages, failures = _clean_all(jobs, arguments)
    if arguments.report:
        html = as_html(pages, failures)
        write_whole(arguments.report, lambda file: file.write(html.encode(errors="backslashreplace")))
    for failure in failures:
        print(f"scipix: {failure}", file=sys.stderr)
    print_lines([] if arguments.quiet else [f"{page.name}: {'; '.join(deeds_of(page.report))}" for page in pages])
    return 1 if failures else 0


def _jobs(arguments: argparse.Namespace) -> list[_Job]:
    """Lists the files to clean."""
    *inputs, output = arguments.paths
    if not inputs:
        raise argparse.ArgumentError(None, "IN or OUT is missing")
    if arguments.jobs is not None and arguments.jobs < 1:
        raise argparse.ArgumentError(None, f"--jobs {arguments.jobs} is less than 1")
    files = files_of(inputs)
    if not files:
        raise argparse.ArgumentError(None, f"{', '.join(map(str, inputs))}: has no pictures")
    if kind_of(output) and not output.is_dir():
        if len(files) > 1 or inputs[0].is_dir():
            raise argparse.ArgumentError(None, f"{output}: names a file, but {len(files)} are read")
        jobs = [_Job(files[0], output)]
    elif output.suffix.lower() in _NOT_WRITTEN and not output.exists():
        raise argparse.ArgumentError(None, f"{output}: names a picture that is not written; PNG, JPEG and TIFF are")
    else:
        ending = _ENDINGS.get(arguments.format)
        endings = [ending or (file.suffix if kind_of(file) else ".png") for file in files]
        jobs = [_Job(file, output / f"{file.stem}{own}") for file, own in zip(files, endings, strict=True)]
    _check(jobs, arguments)
    return jobs


def _shown(job: _Job, number: int) -> Path:
    """Names the picture of a page before and after."""
    counted = "" if number == 1 else f".{number}"
    return job.output.with_name(f"{job.output.stem}{counted}.show.png")


def _check(jobs: list[_Job], arguments: argparse.Namespace) -> None:
    """Refuses files that are written twice, or over one that is read. The pictures of later pages are not known yet."""
    written = [(job.output, str(job.input)) for job in jobs]
    written += [(_shown(job, 1), str(job.input)) for job in jobs if arguments.show]
    written += [(arguments.report, "the report")] if arguments.report else []
    writers: dict[Path, str] = {}
    read = {job.input.resolve() for job in jobs}
    for output, writer in written:
        place = output.resolve()
        if place in read:
            raise argparse.ArgumentError(None, f"{output} is read and would be overwritten")
        if other := writers.get(place):
            raise argparse.ArgumentError(None, f"{other} and {writer} would both be written to {output}")
        writers[place] = writer


def _clean_all(jobs: list[_Job], arguments: argparse.Namespace) -> tuple[list[Cleaned], list[str]]:
    """Cleans all files, some at once. Results have the order of the jobs."""
    steps: Any = {step: getattr(arguments, step) for step in _STEPS}
    cleaner = sx.PageCleaner(keep_size=arguments.keep_size, format="bits" if arguments.bits else "gray", **steps)
    at_once = min(arguments.jobs or len(os.sched_getaffinity(0)), len(jobs))
    if at_once > 1:
        sx.set_thread_count(1)

    def clean(job: _Job) -> list[Cleaned] | str:
        try:
            return _clean_file(job, cleaner, arguments)
        except Exception as failure:
            # Broken and huge files make decoders raise all kinds of exceptions.
            return f"{job.input}: {failure}"

    pages, failures = list[Cleaned](), list[str]()
    with ThreadPoolExecutor(at_once) as threads:
        for done, (job, result) in enumerate(zip(jobs, threads.map(clean, jobs), strict=True), 1):
            if isinstance(result, str):
                failures.append(result)
            else:
                pages += result
            if not arguments.quiet:
                show_progress(str(job.input), done, len(jobs))
    sx.set_thread_count(0)
    return pages, failures


def _clean_file(job: _Job, cleaner: sx.PageCleaner, arguments: argparse.Namespace) -> list[Cleaned]:
    after, cleaned = list[Page](), list[Cleaned]()
    for number, page in enumerate(read_pages(job.input), 1):
        clean, report = cleaner(page.pixels)
        dpi = page.dpi[::-1] if page.dpi and report.turned % 180 else page.dpi
        after.append(Page(clean, dpi))
        pictures = [thumbnail(page.pixels), thumbnail(clean)] if arguments.report else []
        cleaned.append(Cleaned(str(job.output) if number == 1 else f"{job.output} page {number}", report, pictures))
        if arguments.show:
            write_pages(_shown(job, number), [Page(side_by_side(page.pixels, clean), page.dpi)])
    write_pages(job.output, after)
    return cleaned
