"""Memory over many calls, and processes that are forked or spawned."""

import gc
import multiprocessing
import os
import subprocess
import sys
import threading
import time

import numpy as np
import pytest

import scipix as sx

PAGE = np.random.default_rng(3).integers(0, 256, (300, 400, 3), np.uint8)


def resident():
    with open("/proc/self/statm") as statm:
        return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def growth(work, calls):
    """Bytes by which the process grows in `calls` calls, after as many to warm up."""
    for _ in range(calls // 4):
        work()
    gc.collect()
    before = resident()
    for _ in range(calls):
        work()
    gc.collect()
    return resident() - before


def refused():
    try:
        sx.grayscale([1])
    except TypeError:
        pass


SMALL = np.ascontiguousarray(PAGE[:16, :16])
LOGITS = np.random.default_rng(4).normal(size=(10, 5)).astype(np.float32)
DECODER = sx.CtcDecoder("_abcd")
SCORED = sx.CtcDecoder("_abcd", beam=4, score=lambda text, symbols: [0.0] * len(symbols))
MAP = np.zeros((16, 32), np.float32)
MAP[4:12, 4:28] = 1
CALLS = {
    "grayscale": (lambda: sx.grayscale(SMALL), 100_000),
    "flip of a copy": (lambda: sx.flip(SMALL[::-1]), 40_000),
    "array interface": (lambda: sx.otsu(memoryview(SMALL)), 20_000),
    "to_tensor": (lambda: sx.to_tensor([SMALL, SMALL], (8, 8)), 20_000),
    "text_boxes": (lambda: sx.text_boxes(MAP), 20_000),
    "ctc": (lambda: DECODER(LOGITS)[0].steps, 40_000),
    "error": (refused, 20_000),
    "skew": (lambda: sx.skew(SMALL), 2_000),
    "clean_page": (lambda: sx.clean_page(SMALL), 2_000),
    "despeckle": (lambda: sx.despeckle(SMALL[..., 0] > 99), 4_000),
    "ctc that a function scores": (lambda: SCORED(LOGITS), 1_000),
    "pool": (lambda pool=sx.BufferPool(1000): np.frombuffer(pool.acquire(), np.uint8).size, 20_000),
}


@pytest.mark.parametrize("name", CALLS)
def test_memory_stays_flat(name):
    work, calls = CALLS[name]
    assert growth(work, calls) < 2_000_000


def test_references_are_given_back():
    out = np.empty(PAGE.shape[:2], np.uint8)
    before = sys.getrefcount(PAGE), sys.getrefcount(out)
    for _ in range(100):
        sx.grayscale(PAGE, out=out)
        sx.to_tensor([PAGE, PAGE], (8, 8))
        with pytest.raises(ValueError):
            sx.resize(PAGE, (0, 0))
    assert (sys.getrefcount(PAGE), sys.getrefcount(out)) == before


def job(seed):
    page = np.random.default_rng(seed).integers(0, 256, (500, 700, 3), np.uint8)
    return int(sx.binarize(page, window=15).sum())


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_worker_processes(method):
    sx.set_thread_count(2)
    expected = [job(seed) for seed in range(4)]
    with multiprocessing.get_context(method).Pool(2) as pool:
        assert pool.map_async(job, range(4)).get(60) == expected
    sx.set_thread_count(0)


def in_child(work):
    """Runs `work` in a forked child and returns its exit status, or None where it hangs."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            status = 0 if work() else 2
        finally:
            os._exit(status)
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.005)
    os.kill(child, 9)
    os.waitpid(child, 0)
    return None


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded")
def test_forks_while_threads_work():
    sx.set_thread_count(2)
    page = np.random.default_rng(5).integers(0, 256, (600, 800), np.uint8)
    expected = sx.binarize(page, window=15)
    stop = threading.Event()

    def work():
        while not stop.is_set():
            sx.binarize(page, window=15)

    threads = [threading.Thread(target=work) for _ in range(2)]
    [thread.start() for thread in threads]
    try:
        for _ in range(10):
            assert in_child(lambda: np.array_equal(sx.binarize(page, window=15), expected)) == 0
            assert in_child(lambda: sx.parallel_map(lambda n: int(sx.otsu(page)) * n, range(4))[1] >= 0) == 0
    finally:
        stop.set()
        [thread.join() for thread in threads]
        sx.set_thread_count(0)


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded")
def test_batchers_say_that_they_were_made_before_the_fork():
    batcher = sx.Batcher(lambda items: items, max_wait=0.001)
    assert batcher(1) == 1

    def work():
        with pytest.raises(sx.StateError, match="before a fork"):
            batcher(2)
        batcher.close()
        with sx.Batcher(lambda items: items, max_wait=0.001) as own:
            return own(3) == 3

    assert in_child(work) == 0
    assert batcher(4) == 4


PROGRAMS = {
    "a batcher at the end of the program": "b = sx.Batcher(lambda x: x, max_wait=0.001); b(1)",
    "a batch that runs at the end": "import time; b = sx.Batcher(lambda x: time.sleep(0.3) or x); b.submit(1)",
    "a pool and a model at the end": "p = sx.BufferPool(100); q = p.acquire(); m = memoryview(q)",
    "threads at the end": "sx.set_thread_count(3); sx.binarize(np.zeros((2000, 2000), np.uint8))",
    "daemon threads": (
        "import threading; x = np.zeros((2000, 2000), np.uint8);"
        "[threading.Thread(target=lambda: [sx.binarize(x) for _ in range(1000)], daemon=True).start() for _ in range(2)]"
    ),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_programs_end(name):
    program = "import numpy as np, scipix as sx; " + PROGRAMS[name]
    done = subprocess.run([sys.executable, "-c", program], timeout=30, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
