"""Compares the job with a pool of processes that has the same reader: ray_bench.py PAGES WORK [COUNT] [ROUNDS]

COUNT crops of the pages in PAGES are read by PP-OCR's recogniser, one process a core and one thread in each; its detector would enlarge
them to whole pages. The program prints pages a second with and without the start, memory, bytes of output a page, and what handing out a
part costs where reading costs nothing.
"""

import json
import multiprocessing
import os
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import numpy as np
from PIL import Image

CORES = len(os.sched_getaffinity(0))
reader = None


class Strips:
    """A reader that takes each strip of 48 rows as a line."""

    def __init__(self):
        from scipix.ocr import Reader

        self._reader = Reader(threads=1)

    def __call__(self, pixels):
        height, width = pixels.shape[:2]
        corners = [[(0, y), (width - 1, y), (width - 1, y + 48), (0, y + 48)] for y in range(0, height - 48, 48)]
        return SimpleNamespace(lines=self._reader.read_lines(pixels, corners))


class Nothing:
    """A reader that finds nothing."""

    def __call__(self, pixels):
        return self

    lines = ()


def crops(pages, folder, count):
    """Writes crops of about a fifth of a page, turned by half turns."""
    folder.mkdir(parents=True)
    files = sorted(path for path in pages.iterdir() if path.suffix != ".md")
    real = [np.asarray(Image.open(path).convert("RGB")) for path in files]
    rng = np.random.default_rng(19)
    for number in range(count):
        page = real[number % len(real)]
        top, left = (int(rng.integers(0, max(1, size - part))) for size, part in zip(page.shape, (160, 640)))
        pixels = page[top : top + 160, left : left + 640]
        Image.fromarray(pixels[::-1, ::-1] if number % 8 > 3 else pixels).save(folder / f"{number:05}.png")


def open_reader():
    global reader
    import scipix.ray

    reader = scipix.ray.Read(Strips)
    reader.open()


def read_file(path):
    return reader({"path": [path], "bytes": [Path(path).read_bytes()]}).num_rows


def pool(folder):
    """Seconds of a pool of processes, without and with its start."""
    files = sorted(map(str, folder.iterdir()))
    start = time.perf_counter()
    with multiprocessing.get_context("spawn").Pool(CORES, open_reader) as processes:
        processes.map(read_file, files[: 2 * CORES], chunksize=1)
        begin = time.perf_counter()
        rows = sum(processes.imap_unordered(read_file, files, chunksize=8))
        end = time.perf_counter()
    return end - begin, end - start, rows


def job(folder, out, *options):
    """Seconds of the job, without and with its start, and the lines of its log."""
    shutil.rmtree(out, ignore_errors=True)
    log = out.with_suffix(".log")
    log.unlink(missing_ok=True)
    start = time.perf_counter()
    command = [sys.executable, "-m", "scipix.ray", folder, out, "--address", "local", "--log", log, *options]
    said = subprocess.run([*map(str, command)], check=True, capture_output=True, text=True, cwd=Path(__file__).parent).stdout
    end = time.perf_counter()
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    pages = sum(line["pages"] for line in lines)
    per_second = float(said.splitlines()[-1].split(" lines, ")[1].split()[0])
    return pages / per_second, end - start, lines, said


def main():
    pages, work = Path(sys.argv[1]), Path(sys.argv[2])
    count = int(sys.argv[3]) if len(sys.argv) > 3 else 400
    rounds = int(sys.argv[4]) if len(sys.argv) > 4 else 3
    shutil.rmtree(work, ignore_errors=True)
    crops(pages, work / "in", count)
    ratios, whole = [], []
    for _ in range(rounds):
        pooled, pooled_whole, _ = pool(work / "in")
        ours, ours_whole, lines, said = job(work / "in", work / "out", "--reader", "ray_bench:Strips", "--part", 16)
        ratios.append(pooled / ours)
        whole.append(pooled_whole / ours_whole)
        print(f"pool {count / pooled:.2f} pages/s, job {count / ours:.2f}; with the start {count / pooled_whole:.2f}, {count / ours_whole:.2f}")
        print(said.splitlines()[-1], flush=True)
    print(f"the job has {statistics.median(ratios):.2f} of the pool's pages/s, with the start of both {statistics.median(whole):.2f}")
    seconds = sum(line["seconds"] for line in lines)
    print(f"a core reads {count / seconds:.2f} pages/s while {CORES} read")
    print(f"a worker has at most {max(line['resident'] for line in lines) / 1e6:.0f} MB")
    print(f"a page takes {sum(line['bytes'] for line in lines) / count:.0f} bytes in OUT, {sum(line['lines'] for line in lines) / count:.1f} lines")
    for part in (1, 32):
        many = work / "many"
        shutil.rmtree(many, ignore_errors=True)
        many.mkdir()
        Image.fromarray(np.zeros((8, 8, 3), np.uint8)).save(many / "00000.png")
        total = 2000 * (1 if part == 1 else 8)
        for number in range(1, total):
            os.link(many / "00000.png", many / f"{number:05}.png")
        ours, _, lines, _ = job(many, work / "none", "--reader", "ray_bench:Nothing", "--part", part)
        inside = sum(line["seconds"] for line in lines)
        apart = (CORES * ours - inside) / len(lines)
        print(f"parts of {part}: {1e3 * ours / len(lines):.2f} ms a part, of which {1e3 * apart:.2f} ms of a core are not in the worker")


if __name__ == "__main__":
    main()
