"""Compares examples/ppocr with RapidOCR: pages per second, one page, stages, texts, and the floor: the model calls alone.

Usage: bench_ocr.py ROUNDS CHART MACHINE v4 PPOCR OPTION... v6 PPOCR OPTION... -- PAGE-OR-FOLDER...

Prints Markdown. Each run is a process of its own on the cores of its row; the clock starts when the models are loaded.
Rounds alternate, and what is printed is the median. CHART is a file for the chart, or empty.
"""

import json
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time

import numpy as np
import onnxruntime

import bench_ocr_chart
import ppocr_reference
from rapidocr_engine import engine

OURS, THEIRS, FLOOR = "scipix", "RapidOCR", "the model calls alone"
STAGES = ("decode", "detect", "lines", "recognise", "CTC")
THEIR_LINES = 6  # that RapidOCR pads to the widest and recognises together, unless told otherwise


def on_cores(cores, command, **options):
    """Runs a command on the first cores that this process may use."""
    first = sorted(os.sched_getaffinity(0))[:cores]
    limit = {"preexec_fn": lambda: os.sched_setaffinity(0, first)}
    return subprocess.run(command, check=True, capture_output=True, text=True, **limit, **options)


def read_by_ppocr(command, cores, files, *options):
    """Returns the pages, the seconds of all, and the milliseconds of each page's stages."""
    done = on_cores(cores, [*command, "--format", "json", "--threads", str(cores), *options, *files])
    rows = [row.split()[-5:] for row in re.findall(r"^\S.* \d+(?: +[\d.]+){5}$", done.stderr, re.M)]
    seconds = float(re.search(r"pages? in ([\d.]+) s", done.stderr).group(1))
    return json.loads(done.stdout)["pages"], seconds, np.array(rows, float).sum(axis=0)


def child(cores, *arguments):
    """Runs this file again, and returns what `run_child` prints."""
    done = on_cores(cores, [sys.executable, __file__, "--child", *map(str, arguments)])
    return json.loads(done.stdout.splitlines()[-1])


def run_child(role, *arguments):
    print(json.dumps({"rapidocr": read_by_rapidocr, "floor": floor}[role](*arguments)))


def read_by_rapidocr(version, threads, lines_at_once, *files):
    read = engine(version, int(threads), int(lines_at_once))
    lines, stages, pages = [], np.zeros(3), []
    for file in files:
        start = time.perf_counter()
        found, seconds = read(file)
        pages.append(time.perf_counter() - start)
        lines.append(found)
        stages += seconds
    return {"lines": lines, "pages": pages, "stages": list(1e3 * stages)}


def floor(folder, threads, *models):
    """The seconds of the recorded calls with tensors that are ready: each thread runs the next one on one core."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.log_severity_level = 1, 3
    sessions = {}
    for model in models:
        session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        sessions[pathlib.Path(model).stem] = session
    calls = []
    for file in sorted(pathlib.Path(folder).glob("*.f32")):
        model, shape = file.stem.split("-", 1)[1].rsplit("-", 1)
        calls.append((sessions[model], np.fromfile(file, np.float32).reshape([int(side) for side in shape.split("x")])))

    def run_some(left=iter(calls), lock=threading.Lock()):
        while True:
            with lock:
                call = next(left, None)
            if call is None:
                return
            call[0].run(None, {call[0].get_inputs()[0].name: call[1]})

    workers = [threading.Thread(target=run_some) for _ in range(int(threads))]
    start = time.perf_counter()
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return time.perf_counter() - start


class Engine:
    """The models of one version: how they are run by both, and what both read."""

    def __init__(self, version, command, folder, files):
        self.version, self.command, self.folder = version, command, folder
        self.models = [command[command.index(name) + 1] for name in ("--detector", "--classifier", "--recogniser")]
        self.pages, *_ = read_by_ppocr(command, 1, files, "--calls", folder)
        self.files = [page["file"] for page in self.pages]

    def theirs(self, cores, files, lines_at_once=THEIR_LINES):
        return child(cores, "rapidocr", self.version, cores, lines_at_once, *files)

    def folder_times(self, cores, rounds):
        """Seconds of all pages, by who read them, the milliseconds of each stage of both, and RapidOCR's of each page."""
        seconds = {OURS: [], THEIRS: [], FLOOR: []}
        stages = {OURS: [], THEIRS: []}
        pages = []
        for _ in range(rounds):
            _, ours, ms = read_by_ppocr(self.command, cores, self.files)
            seconds[OURS].append(ours)
            stages[OURS].append(ms)
            theirs = self.theirs(cores, self.files)
            pages.append(theirs["pages"])
            seconds[THEIRS].append(sum(theirs["pages"]))
            stages[THEIRS].append([*theirs["stages"], 1e3 * sum(theirs["pages"]) - sum(theirs["stages"])])
            self.padded = theirs["lines"]
            seconds[FLOOR].append(child(cores, "floor", self.folder, cores, *self.models))
        median = {who: statistics.median(times) for who, times in seconds.items()}
        stages = {who: np.median(rows, axis=0) for who, rows in stages.items()}
        return median, stages, 1e3 * np.median(pages, axis=0)

    def page_times(self, cores, rounds):
        """Milliseconds of each page, which scipix reads in a process of its own."""
        for file in self.files:
            yield 1e3 * statistics.median(read_by_ppocr(self.command, cores, [file])[1] for _ in range(rounds))

    def print_texts(self, theirs, how):
        """Prints how many lines both read alike, and the others."""
        print(f"\nRapidOCR recognises {how}; what differs:\n\n```")
        counts = np.array([ppocr_reference.compare(page, lines) for page, lines in zip(self.pages, theirs)]).sum(axis=0)
        print("```")
        print(f"\n{counts[2]} of {counts[1]} lines that both find have the same text; {counts[0]} are found by either.")


def print_stages(stages):
    ours = ", ".join(f"{name} {ms:.0f}" for name, ms in zip(STAGES, stages[OURS]))
    named = zip(("detect", "turn", "recognise", "decode and crop"), stages[THEIRS])
    theirs = ", ".join(f"{name} {ms:.0f}" for name, ms in named)
    return f"scipix {ours}; RapidOCR {theirs}"


def report(engine_of_models, rounds, all_cores):
    """Prints the tables of one version of the models, and returns the bars of the chart."""
    bars, stages, their_pages = [], {}, {}
    count = len(engine_of_models.files)
    print(f"\n## PP-OCR{engine_of_models.version}, {count} {'page' if count == 1 else 'pages'}\n")
    print("| cores | scipix, pages/s | RapidOCR, pages/s | the model calls alone, pages/s | scipix / RapidOCR | scipix's "
          "time / the calls' | around the model |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    for cores in all_cores:
        seconds, stages[cores], their_pages[cores] = engine_of_models.folder_times(cores, rounds)
        rates = {who: count / time for who, time in seconds.items()}
        over = seconds[OURS] / seconds[FLOOR]
        print(f"| {cores} | {rates[OURS]:.3f} | {rates[THEIRS]:.3f} | {rates[FLOOR]:.3f} | "
              f"{seconds[THEIRS] / seconds[OURS]:.2f} | {over:.3f} | {100 * (1 - 1 / over):.1f} % |")
        bars.append((f"PP-OCR{engine_of_models.version}, {cores} {'core' if cores == 1 else 'cores'}",
                     [rates[who] for who in (OURS, THEIRS, FLOOR)]))
    print("\nMilliseconds of each stage, all pages; scipix's stages overlap:\n")
    for cores, of_both in stages.items():
        print(f"- {cores} {'core' if cores == 1 else 'cores'}: {print_stages(of_both)}")
    print("\nOne page, milliseconds from the file to the text; scipix reads each in a process of its own, RapidOCR one after "
          "the other:\n")
    print("| page | cores | scipix | RapidOCR | ratio |\n| --- | --- | ---: | ---: | ---: |")
    for cores in all_cores:
        for file, ours, theirs in zip(engine_of_models.files, engine_of_models.page_times(cores, rounds),
                                      their_pages[cores]):
            print(f"| {pathlib.Path(file).name} | {cores} | {ours:.0f} | {theirs:.0f} | {theirs / ours:.2f} |")
    one_by_one = engine_of_models.theirs(1, engine_of_models.files, 1)["lines"]
    engine_of_models.print_texts(one_by_one, "line by line")
    engine_of_models.print_texts(engine_of_models.padded, f"{THEIR_LINES} lines at once, as it does unless told otherwise,"
                                 " padded to the widest of them")
    return bars


def main(rounds, chart, machine, *arguments):
    split, second = arguments.index("--"), arguments.index("v6")
    commands = {"v4": list(arguments[1:second]), "v6": list(arguments[second + 1 : split])}
    all_cores = sorted({1, min(2, len(os.sched_getaffinity(0)))})
    bars = []
    with tempfile.TemporaryDirectory() as folder:
        for version, command in commands.items():
            calls = os.path.join(folder, version)
            bars += report(Engine(version, command, calls, arguments[split + 1 :]), int(rounds), all_cores)
    print("\nLoad at the end:", *(f"{load:.2f}" for load in os.getloadavg()))
    if chart:
        pathlib.Path(chart).write_text(bench_ocr_chart.svg((OURS, THEIRS, FLOOR), bars, machine), encoding="utf-8")


if __name__ == "__main__":
    run_child(*sys.argv[2:]) if sys.argv[1] == "--child" else main(*sys.argv[1:])
