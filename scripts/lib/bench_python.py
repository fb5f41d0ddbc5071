"""Times the Python package: what a call costs, operations beside the C ABI, threads, and pages beside RapidOCR.

Usage: bench_python.py LIBRARY TIMER ROUNDS PPOCR OPTION... -- PAGE-OR-FOLDER...

LIBRARY is libscipix.so, TIMER is call_timer.c as a library, PPOCR is examples/ppocr, which records the model calls, with the
options that name its models. Rounds alternate. Prints Markdown.
"""

import ctypes
import importlib.metadata
import json
import multiprocessing
import os
import pathlib
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter

import cv2
import numpy as np
import onnxruntime
import scipix as sx

from bench_ocr import THEIR_LINES, Engine, on_cores
from bench_python_operations import operations, view_of
from rapidocr_engine import engine

CALLS = 20_000  # of a small image, in a round
LEAST = 0.02  # seconds that a measurement of an operation takes at least


def least_seconds(calls, rounds, times=1):
    """Returns the least mean seconds of each function, which alternate."""
    best = [float("inf")] * len(calls)
    for _ in range(rounds):
        for index, call in enumerate(calls):
            start = time.perf_counter()
            for _ in range(times):
                call()
            best[index] = min(best[index], (time.perf_counter() - start) / times)
    return best


def print_overhead(library, timer, rounds):
    """Prints what a call on 64 x 64 pixels costs."""
    image = np.random.default_rng(1).integers(0, 256, (64, 64, 3), np.uint8)
    out = np.empty((64, 64), np.uint8)
    src, dst = view_of(image), view_of(out)
    timer.call_seconds.restype = ctypes.c_double
    arguments = library.scipix_image_grayscale, ctypes.byref(src), 0, ctypes.byref(dst), CALLS
    ours, theirs = lambda: sx.grayscale(image, out=out), lambda: cv2.cvtColor(image, cv2.COLOR_RGB2GRAY, dst=out)
    core, best = float("inf"), [float("inf"), float("inf")]
    for _ in range(rounds):
        core = min(core, timer.call_seconds(*arguments))
        best = list(map(min, best, least_seconds([ours, theirs], 1, CALLS)))
    print("## A call\n\nGray of 64 x 64 pixels of colour, into an array that is there.\n")
    print("| | ns | beyond the core, ns |\n| --- | ---: | ---: |")
    print(f"| the core, called from C | {1e9 * core:.0f} | |")
    print(f"| `scipix.grayscale(image, out=out)` | {1e9 * best[0]:.0f} | {1e9 * (best[0] - core):.0f} |")
    print(f"| `cv2.cvtColor(image, code, dst=out)` | {1e9 * best[1]:.0f} | |")


def print_operations(library, rounds):
    """Prints operations at 1920 x 1080 beside the C ABI."""
    print("\n## Operations on 1920 x 1080 pixels\n\nOne thread. The C ABI is called by ctypes from the same process.\n")
    print("| operation | Python, ms | C ABI, ms | ratio |\n| --- | ---: | ---: | ---: |")
    ratios = []
    for name, ours, core in operations(library):
        ours(), core()
        once = max(least_seconds([ours], 2)[0], 1e-6)
        best = least_seconds([ours, core], rounds, max(1, round(LEAST / once)))
        ratios.append(best[0] / best[1])
        print(f"| {name} | {1e3 * best[0]:.3f} | {1e3 * best[1]:.3f} | {ratios[-1]:.3f} |")
    print(f"\nThe median ratio is {statistics.median(ratios):.3f}, the greatest {max(ratios):.3f}.")


def a4():
    return np.random.default_rng(2).integers(0, 256, (3508, 2480), np.uint8)


def binarize_a4(pages, page):
    out = np.empty_like(page)
    for _ in range(pages):
        sx.binarize(page, window=31, out=out)


def in_processes(context, count, pages, page):
    processes = [context.Process(target=binarize_a4, args=(pages, page)) for _ in range(count)]
    return seconds_of(processes)


def in_threads(count, pages, page):
    return seconds_of([threading.Thread(target=binarize_a4, args=(pages, page)) for _ in range(count)])


def seconds_of(workers):
    start = time.perf_counter()
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return time.perf_counter() - start


def print_threads(rounds):
    """Prints by how much two threads of Python are faster than one, and two processes."""
    page, pages, context = a4(), 20, multiprocessing.get_context("fork")
    one, two, alone, both = ([] for _ in range(4))
    for _ in range(rounds):
        one.append(in_threads(1, pages, page))
        two.append(in_threads(2, pages, page))
        alone.append(in_processes(context, 1, pages, page))
        both.append(in_processes(context, 2, pages, page))
    print("\n## Threads\n\nSauvola on A4 at 300 dots per inch, one thread of the library in each thread of Python.\n")
    print("| | pages/s of one | pages/s of two | ratio |\n| --- | ---: | ---: | ---: |")
    for name, single, double in [("threads", one, two), ("processes", alone, both)]:
        rates = pages / min(single), 2 * pages / min(double)
        print(f"| {name} | {rates[0]:.1f} | {rates[1]:.1f} | {rates[1] / rates[0]:.2f} |")
    print("\nTwo processes share nothing but the machine.")


def child(cores, *arguments):
    """Runs this file again, and returns what it prints."""
    done = on_cores(cores, [sys.executable, __file__, "--child", *map(str, arguments)])
    return json.loads(done.stdout.splitlines()[-1])


def pages_by_python(cores, detector, classifier, recogniser, *files):
    """The seconds of all pages, from the file to the text, and the texts."""
    from scipix._files import rgb_pages
    from scipix.ocr import Reader

    reader = Reader(detector, recogniser, classifier, threads=int(cores), rule="ten-pixels")
    read = lambda file: [reader(page).text for page in rgb_pages(pathlib.Path(file))]
    return warm_seconds(read, files)


def pages_by_rapidocr(cores, version, lines_at_once, *files):
    """The seconds of all pages, and the texts."""
    read = engine(version, int(cores), int(lines_at_once))
    return warm_seconds(lambda file: ["\n".join(line[1] for line in read(file)[0])], files)


def warm_seconds(read, files):
    """The seconds of all pages, each of which was read before, and their texts."""
    for file in files:
        read(file)
    start = time.perf_counter()
    texts = [text for file in files for text in read(file)]
    return time.perf_counter() - start, texts


def model_calls(cores, folder, *models):
    """The seconds of the recorded calls, with tensors that are ready; each thread runs the next one on one core."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.log_severity_level = 1, 3
    session = lambda model: onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    sessions = {pathlib.Path(model).stem: session(model) for model in models}
    calls = []
    for file in sorted(pathlib.Path(folder).glob("*.f32")):
        model, shape = file.stem.split("-", 1)[1].rsplit("-", 1)
        tensor = np.fromfile(file, np.float32).reshape([int(side) for side in shape.split("x")])
        calls.append((sessions[model], {sessions[model].get_inputs()[0].name: tensor}))

    def run_some(left, lock=threading.Lock()):
        while True:
            with lock:
                call = next(left, None)
            if call is None:
                return
            call[0].run(None, call[1])

    run_some(iter(calls))
    left = iter(calls)
    return seconds_of([threading.Thread(target=run_some, args=(left,)) for _ in range(int(cores))]), []


CHILDREN = {"scipix": pages_by_python, "rapidocr": pages_by_rapidocr, "calls": model_calls}


def print_pages(rounds, command, files):
    """Prints pages per second beside RapidOCR and the model calls alone."""
    cores = min(2, len(os.sched_getaffinity(0)))
    with tempfile.TemporaryDirectory() as folder:
        recorded = Engine("v4", command, folder, files)
        detector, classifier, recogniser = recorded.models
        runs = {
            "scipix": ("scipix", cores, detector, classifier, recogniser, *recorded.files),
            "rapidocr": ("rapidocr", cores, "v4", THEIR_LINES, *recorded.files),
            "calls": ("calls", cores, folder, *recorded.models),
        }
        seconds, texts = {name: [] for name in runs}, {}
        for _ in range(rounds):
            for name, run in runs.items():
                took, texts[name] = child(cores, *run)
                seconds[name].append(took)
    median = {name: statistics.median(times) for name, times in seconds.items()}
    count = len(recorded.files)
    one_by_one = child(cores, "rapidocr", cores, "v4", 1, *recorded.files)[1]
    ours, theirs = (Counter("\n".join(read).split("\n")) for read in (texts["scipix"], one_by_one))
    print(f"\n## Pages to text, PP-OCRv4, {count} pages on {cores} cores\n")
    print("Medians; each run is a process of its own that has read the pages before.\n")
    print("| `scipix.ocr`, pages/s | RapidOCR, pages/s | the model calls alone, pages/s | scipix / RapidOCR |", end=" ")
    print("scipix's time / the calls' |")
    print("| ---: | ---: | ---: | ---: | ---: |")
    rates = " | ".join(f"{count / median[name]:.3f}" for name in runs)
    print(f"| {rates} | {median['rapidocr'] / median['scipix']:.2f} | {median['scipix'] / median['calls']:.3f} |")
    same = (ours & theirs).total()
    print(f"\n{same} of {ours.total()} lines are those that RapidOCR reads where it recognises line by line.")


def main(library, timer, rounds, *arguments):
    split, rounds = arguments.index("--"), int(rounds)
    library, timer = ctypes.CDLL(library), ctypes.CDLL(timer)
    sx.set_thread_count(1)
    cv2.setNumThreads(1)
    library.scipix_set_thread_count(ctypes.c_size_t(1))
    packages = ("numpy", "opencv-python-headless")
    versions = ", ".join(f"{package} {importlib.metadata.version(package)}" for package in packages)
    print(f"Python {sys.version.split()[0]} with {versions}.", end=" ")
    print(f"Best of {rounds} rounds that alternate, unless said otherwise.\n")
    print_overhead(library, timer, rounds)
    print_operations(library, rounds)
    print_threads(min(rounds, 5))
    print_pages(min(rounds, 5), list(arguments[:split]), arguments[split + 1 :])
    print("\nLoad at the end:", *(f"{load:.2f}" for load in os.getloadavg()))


if __name__ == "__main__":
    if sys.argv[1] == "--child":
        print(json.dumps(CHILDREN[sys.argv[2]](*sys.argv[3:])))
    else:
        main(*sys.argv[1:])
