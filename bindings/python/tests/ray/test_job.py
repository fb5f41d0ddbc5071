"""The job on a cluster whose nodes and workers die. SCIPIX_RAY_PAGES is the number of pages, 100 by default."""

import os
import re
import signal
import time

import numpy as np
import pyarrow.parquet as pq
import pytest
from cluster import (
    begin,
    check_a_row_group_a_page,
    check_each_file_once,
    cluster,
    content,
    growth,
    kill_a_worker,
    logged,
    memory_of,
    parts_of,
    small_pages,
    wait_for_parts,
)
from PIL import Image

PAGES = int(os.environ.get("SCIPIX_RAY_PAGES", "100"))
PART = 4 if PAGES <= 200 else 10
ALL_PARTS = -(-(PAGES + 5) // PART)
OPTIONS = ["--reader", "readers:Cheap", "--part", PART, "--options", '{"seconds": %s}' % (0.05 if PAGES <= 200 else 0.1)]


@pytest.fixture(scope="module")
def made():
    with cluster() as made:
        yield made


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    folder = tmp_path_factory.mktemp("ray") / "pages"
    small_pages(folder, PAGES)
    return folder


def ended(job):
    out, err = job.communicate(timeout=600)
    assert job.returncode == 0, err
    # Ray may say something before it and after it.
    [said] = [line for line in out.splitlines() if re.match(r"\d+ pages, ", line)]
    return said


def check_memory(driver, lines):
    """Neither the job nor a worker grows while it runs."""
    workers = {}
    for line in lines:
        workers.setdefault(line["process"], []).append(line["resident"])
    grown = {"driver": growth(driver), **{name: growth(sizes) for name, sizes in workers.items() if len(sizes) >= 10}}
    largest = max(line["resident"] for line in lines)
    print(f"driver {max(driver) >> 20} MB, worker {largest >> 20} MB, growth in bytes: {grown}")
    assert len(grown) > 2 and max(grown.values()) < 2_000_000, grown


@pytest.fixture(scope="module")
def undisturbed(made, pages, tmp_path_factory):
    out = tmp_path_factory.mktemp("undisturbed") / "out"
    job, sizes = begin(made.address, pages, out, *OPTIONS, "--log", out.parent / "log"), []
    while job.poll() is None:
        sizes.append(memory_of(job.pid))
        time.sleep(0.2)
    said = ended(job)
    assert said.startswith(f"{PAGES + 5} pages, 6 failed, ")
    lines = logged(out.parent / "log")
    if PAGES >= 1000:
        check_memory([size for size in sizes if size], lines)
    assert len(lines) == ALL_PARTS and sum(line["pages"] for line in lines) == PAGES + 5
    check_each_file_once(pages, out)
    check_a_row_group_a_page(out)
    return content(out)


def test_a_job_that_is_killed_goes_on_where_it_was(made, pages, undisturbed, tmp_path):
    out = tmp_path / "out"
    job = begin(made.address, pages, out, *OPTIONS)
    wait_for_parts(job, out, ALL_PARTS // 2)
    job.send_signal(signal.SIGKILL)
    job.wait()
    # What is there is whole, and readable.
    half = pq.read_table(out)
    assert 0 < len(set(half["path"].to_pylist())) < PAGES + 5
    before = {path: path.stat().st_mtime_ns for path in parts_of(out)}
    said = ended(begin(made.address, pages, out, *OPTIONS))
    assert "files were done already" in said
    assert content(out) == undisturbed
    assert {path: path.stat().st_mtime_ns for path in before} == before


def test_again_nothing_is_done_twice_and_new_files_are_read(made, pages, undisturbed, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    for name, data in undisturbed.items():
        (out / name).write_bytes(data)
    said = ended(begin(made.address, pages, out, *OPTIONS))
    assert said.startswith("0 pages, ") and f"{PAGES + 5} files were done already" in said
    assert content(out) == undisturbed
    added = pages / "added.png"
    Image.fromarray(np.full((20, 20, 3), 3, np.uint8)).save(added)
    try:
        assert ended(begin(made.address, pages, out, *OPTIONS)).startswith("1 pages, 0 failed, 3 lines")
        check_each_file_once(pages, out)
    finally:
        added.unlink()


@pytest.mark.parametrize(
    ("middle", "error"),
    [((0, 0, 255), "the process that read it died"), ((0, 255, 0), "a page took more than 4 s")],
    ids=["crash", "hang"],
)
def test_a_page_that_takes_its_worker_with_it_is_one_row(made, tmp_path, middle, error):
    (tmp_path / "in").mkdir()
    for number, corner in enumerate([(1, 0, 0), middle, (2, 0, 0)]):
        pixels = np.zeros((20, 20, 3), np.uint8)
        pixels[0, 0] = corner
        Image.fromarray(pixels).save(tmp_path / "in" / f"{number}.png")
    said = ended(begin(made.address, tmp_path / "in", tmp_path / "out", *OPTIONS, "--page-seconds", 4))
    assert said.startswith("3 pages, 1 failed, 3 lines") and "2 parts were lost" in said
    assert [row["error"] for row in pq.read_table(tmp_path / "out").to_pylist()] == [
        None, error, None, None,
    ]  # fmt: skip


def test_models_that_are_missing_end_the_job(made, pages, tmp_path):
    job = begin(made.address, pages, tmp_path / "out", "--reader", "readers:Missing", "--part", 1000)
    _, err = job.communicate(timeout=100)
    assert job.returncode == 1 and "no models here" in err and not parts_of(tmp_path / "out")


def test_map_batches_of_ray_data(made, pages, tmp_path):
    import ray
    import scipix.ray

    ray.init(address=made.address, log_to_driver=False, logging_level="ERROR")
    try:
        ray.data.DataContext.get_current().enable_progress_bars = False
        found = ray.data.read_binary_files(str(pages), include_paths=True, override_num_blocks=8)
        options = {"fn_constructor_args": ("readers:Cheap", {"seconds": 0.0})}
        lines = found.map_batches(scipix.ray.Read, batch_size=8, compute=ray.data.ActorPoolStrategy(min_size=1, max_size=2), num_cpus=1, **options)
        lines.write_parquet(str(tmp_path / "out"))
    finally:
        ray.shutdown()
    table = pq.read_table(tmp_path / "out")
    assert table.schema.names == scipix.ray.schema().names
    assert len(set(table["path"].to_pylist())) == PAGES + 5
    assert table["error"].null_count == len(table) - 6


# The last one: the node does not come back.
def test_a_node_and_a_worker_die(made, pages, undisturbed, tmp_path):
    out = tmp_path / "out"
    job = begin(made.address, pages, out, *OPTIONS)
    wait_for_parts(job, out, ALL_PARTS // 3)
    made.remove_node(made.worker_nodes.copy().pop(), allow_graceful=False)
    [other] = made.worker_nodes
    wait_for_parts(job, out, 2 * ALL_PARTS // 3)
    # Readable while the job goes on: each page that is there has all its lines.
    assert all(pq.read_table(path).schema.names[0] == "path" for path in parts_of(out))
    end = time.monotonic() + 20
    while not kill_a_worker(other):
        assert time.monotonic() < end and job.poll() is None, "no worker was found"
        time.sleep(0.01)
    said = ended(job)
    assert said.startswith(f"{PAGES + 5} pages, 6 failed, ") and "parts were lost" in said
    check_each_file_once(pages, out)
    assert content(out) == undisturbed
