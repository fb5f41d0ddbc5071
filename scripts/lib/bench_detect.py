"""Times scipix's text boxes beside the post-processing that RapidOCR's package runs on a detector's map.

Usage: bench_detect.py LIBRARY FOLDER ROUNDS PEERS

LIBRARY is libscipix.so. FOLDER has boxes.json with the pages' sizes, and for each map NAME.map.npz (key map, 16 bits) or
NAME.map.png (bytes). PEERS is what benches/peers measured with C++, as JSON. Prints Markdown.
"""

import ctypes
import importlib.metadata
import json
import pathlib
import sys
import time

import cv2
import numpy as np
from rapidocr_onnxruntime.ch_ppocr_det.utils import DBPostProcess

from detect_oracle import SETS, read

PRESETS = {"rapidocr": 0, "paddle": 1}  # SCIPIX_TEXT_BOX_PRESET_*
OUR_CALLS = 20  # in a round, for each of theirs


class Map(ctypes.Structure):
    """ScipixProbabilityMap."""

    _fields_ = [
        ("data", ctypes.c_void_p),
        ("data_bytes", ctypes.c_size_t),
        ("width", ctypes.c_size_t),
        ("height", ctypes.c_size_t),
        ("stride", ctypes.c_size_t),
        ("element", ctypes.c_int32),
    ]


class Box(ctypes.Structure):
    """ScipixTextBox."""

    _fields_ = [
        ("corners_xy", ctypes.c_int32 * 8),
        ("score", ctypes.c_float),
        ("reserved", ctypes.c_uint32),
        ("polygon_len", ctypes.c_size_t),
        ("polygon_xy", ctypes.c_void_p),
    ]


class Finder:
    """A ScipixTextBoxes with the parameters of a preset."""

    def __init__(self, library, preset):
        self.library, self.boxes = library, ctypes.c_void_p()
        self.params = ctypes.create_string_buffer(1 << 10)
        library.scipix_text_boxes_data.restype = ctypes.POINTER(Box)
        library.scipix_text_boxes_len.restype = ctypes.c_size_t
        self.check(library.scipix_text_boxes_new(ctypes.byref(self.boxes)))
        self.check(library.scipix_text_box_params_preset(preset, self.params))
        self.check(library.scipix_set_thread_count(ctypes.c_size_t(1)))

    @staticmethod
    def check(status):
        if status:
            sys.exit(f"scipix failed with status {status}")

    def prepare(self, probability, page):
        """Returns a function that finds the boxes of a map."""
        height, width = probability.shape
        view = Map(probability.ctypes.data, probability.nbytes, width, height, 0, 0)
        arguments = self.boxes, ctypes.byref(view), ctypes.c_size_t(page[1]), ctypes.c_size_t(page[0]), self.params
        return lambda: self.check(self.library.scipix_text_boxes_find(*arguments))

    def corners(self):
        found = self.library.scipix_text_boxes_data(self.boxes)
        count = self.library.scipix_text_boxes_len(self.boxes)
        return np.array([list(found[i].corners_xy) for i in range(count)]).reshape(-1, 4, 2)


def seconds(call, times=1):
    """Returns the least time that a call took."""
    least = float("inf")
    for _ in range(times):
        began = time.perf_counter()
        call()
        least = min(least, time.perf_counter() - began)
    return least


def probabilities(folder, name):
    wide = folder / f"{name}.map.npz"
    level = read(wide) if wide.exists() else cv2.imread(str(folder / f"{name}.map.png"), cv2.IMREAD_UNCHANGED)
    return level.astype(np.float32) / np.float32(np.iinfo(level.dtype).max)


def compare(folder, maps, finder, reference, rounds):
    """Returns for each map its name, size, boxes, those that agree within a pixel, and the best seconds of both."""
    rows = []
    for name, facts in maps.items():
        probability, page = probabilities(folder, name), facts["page"]
        ours, batch = finder.prepare(probability, page), probability[None, None]
        best = [float("inf"), float("inf")]
        for _ in range(rounds):
            best[0] = min(best[0], seconds(ours, OUR_CALLS))
            best[1] = min(best[1], seconds(lambda: reference(batch, page)))
        found, wanted = finder.corners(), np.array(reference(batch, page)[0]).reshape(-1, 4, 2)
        agree = sum(bool((np.abs(found - box).max(axis=(1, 2)) <= 1).any()) for box in wanted) if len(found) else 0
        if len(found) != len(wanted) or agree * 200 < len(wanted) * 199:
            sys.exit(f"{name}: {len(found)} boxes, RapidOCR has {len(wanted)}, of which {agree} agree")
        rows.append((name, probability.shape, len(wanted), agree, best))
    return rows


def print_table(rows):
    print("| map | size | boxes | scipix, ms | RapidOCR, ms | ratio |\n| --- | --- | ---: | ---: | ---: | ---: |")
    for name, (height, width), boxes, _, (ours, theirs) in rows:
        print(f"| {name} | {width}x{height} | {boxes} | {1e3 * ours:.3f} | {1e3 * theirs:.2f} | {theirs / ours:.1f} |")
    ours, theirs = (sum(row[4][i] for row in rows) for i in (0, 1))
    boxes, agree = (sum(row[i] for row in rows) for i in (2, 3))
    print(f"| all | | {boxes} | {1e3 * ours:.3f} | {1e3 * theirs:.2f} | {theirs / ours:.1f} |")
    print(f"\n{agree} of {boxes} boxes have all corners within a pixel.\n")


def print_peers(path):
    print("## C++ with OpenCV\n")
    report = json.loads(path.read_text())
    opencv = next((version for version in report["versions"] if version.startswith("OpenCV")), "no OpenCV")
    print(f"Drawn maps of soft words with the parameters of PaddleOCR, by `scripts/bench-peers`: {opencv}, medians.\n")
    print("| map | scipix, ms | OpenCV findContours, minAreaRect, ms | ratio |\n| --- | ---: | ---: | ---: |")
    for case in report["cases"]:
        pixels = case["width"] * case["height"]
        time_of = {one["role"]: one["ns_per_pixel"] * pixels / 1e6 for one in case["measured"]}
        if "peer" not in time_of:
            sys.exit("benches/peers was built without OpenCV")
        ours, theirs = time_of["scipix"], time_of["peer"]
        print(f"| {case['width']}x{case['height']} | {ours:.3f} | {theirs:.3f} | {theirs / ours:.1f} |")


def main():
    library, folder, rounds, peers = ctypes.CDLL(sys.argv[1]), pathlib.Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
    maps = json.loads((folder / "boxes.json").read_text())["maps"]
    cv2.setNumThreads(1)
    packages = ("rapidocr-onnxruntime", "opencv-python-headless", "pyclipper", "shapely", "numpy")
    versions = ", ".join(f"{package} {importlib.metadata.version(package)}" for package in packages)
    print(f"Python {sys.version.split()[0]} with {versions}.")
    print("The clock runs around the package's `DBPostProcess.__call__` with fast scores, and around `scipix_text_boxes_find`,")
    print("which is called from the same process.\n")
    for name, preset in PRESETS.items():
        print(f"## Parameters of {name}\n")
        print_table(compare(folder, maps, Finder(library, preset), DBPostProcess(**SETS[name]), rounds))
    print_peers(pathlib.Path(peers))


if __name__ == "__main__":
    main()
