"""A cluster of three nodes on this machine, and the job beside it as a program of its own."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
from PIL import Image
from ray.cluster_utils import Cluster

HERE = Path(__file__).parent
BROKEN = 5


@contextlib.contextmanager
def cluster(nodes=3, cores=1):
    """The first node is the head, which stays. `memory` keeps the object stores small."""
    os.environ.update(RAY_USAGE_STATS_ENABLED="0", PYTHONPATH=str(HERE), RAY_DISABLE_MEMORY_MONITOR="1")
    options = {"num_cpus": cores, "object_store_memory": 100 << 20, "include_dashboard": False}
    made = Cluster(initialize_head=True, head_node_args=options)
    try:
        for _ in range(nodes - 1):
            made.add_node(num_cpus=cores, object_store_memory=100 << 20)
        made.wait_for_nodes()
        yield made
    finally:
        made.shutdown()


def small_pages(folder, count):
    """Writes crops of real pages, turned, `BROKEN` files that are none, and one page that makes the cheap reader raise."""
    folder.mkdir()
    rng = np.random.default_rng(19)
    files = sorted(path for path in Path(os.environ["SCIPIX_TEST_PAGES"]).iterdir() if path.suffix != ".md")
    real = [np.asarray(Image.open(path).convert("RGB")) for path in files]
    for number in range(count):
        page = real[number % len(real)]
        top, left = (int(rng.integers(0, size - 150)) for size in page.shape[:2])
        pixels = np.rot90(page[top : top + 150, left : left + 150], number // len(real)).copy()
        pixels[0, 0] = (255, 0, 0) if number == count // 2 else (number % 4, 0, 0)
        Image.fromarray(pixels).save(folder / f"page{number:05}.png")
    for number in range(BROKEN):
        (folder / f"broken{number}.png").write_bytes((folder / "page00000.png").read_bytes()[: 20 + 15 * number])


def begin(address, source, out, *options):
    command = [sys.executable, "-m", "scipix.ray", source, out, "--address", address, *options]
    return subprocess.Popen([*map(str, command)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=HERE)


def parts_of(out):
    return sorted(out.glob("part-*.parquet"))


def wait_for_parts(job, out, count, seconds=120):
    end = time.monotonic() + seconds
    while len(parts_of(out)) < count:
        assert job.poll() is None, f"the job ended: {job.communicate()}"
        assert time.monotonic() < end, f"{len(parts_of(out))} of {count} parts after {seconds} s"
        time.sleep(0.02)


def kill_a_worker(node):
    """Kills a process of the node that reads, and returns whether there was one."""
    raylet = node.all_processes["raylet"][0].process.pid
    for task in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError, IndexError):
            parent = int((task / "stat").read_text().rpartition(")")[2].split()[1])
            if parent == raylet and b"read_part" in (task / "cmdline").read_bytes():
                os.kill(int(task.name), signal.SIGKILL)
                return True
    return False


def content(out):
    """The bytes of each part."""
    return {path.name: path.read_bytes() for path in parts_of(out)}


def check_each_file_once(source, out):
    """Each file stands in one part, each line once, and just those are wrong that should be."""
    table = pq.read_table(out)
    keys = list(zip(*(table[name].to_pylist() for name in ("path", "page", "line"))))
    assert len(keys) == len(set(keys))
    assert {path for path, _, _ in keys} == {str(path) for path in source.iterdir()}
    parts = [set(pq.read_table(path, columns=["path"])["path"].to_pylist()) for path in parts_of(out)]
    assert sum(map(len, parts)) == len(list(source.iterdir()))
    errors = table.filter(table["error"].is_valid())
    assert len(errors) == BROKEN + 1
    assert sum("ArithmeticError" in error for error in errors["error"].to_pylist()) == 1
    return table


def check_a_row_group_a_page(out):
    """Each row group holds one page, and all of its lines."""
    pages = []
    for path in parts_of(out):
        part = pq.ParquetFile(path)
        for group in range(part.num_row_groups):
            rows = part.read_row_group(group, columns=["path", "page"]).to_pylist()
            [page] = {tuple(row.values()) for row in rows}
            pages.append(page)
    assert len(pages) == len(set(pages)) > 0


def memory_of(process):
    """The resident bytes of a process, or None where it has ended."""
    with contextlib.suppress(OSError, IndexError):
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def growth(sizes):
    """Bytes from the mean of the second third to that of the last."""
    third = len(sizes) // 3
    return float(np.mean(sizes[2 * third :]) - np.mean(sizes[third : 2 * third]))


def logged(path):
    return [json.loads(line) for line in path.read_text().splitlines()]
