"""Compares the lines that examples/ppocr found and read, as JSON, with those of RapidOCR with the same models.

Usage: ppocr_reference.py JSON v4|v6

RapidOCR reads one line at a time here, because padding to the width of a longer line changes what it reads.
"""

import os
import json
import sys

import cv2
import numpy as np

from rapidocr_engine import engine

LEAST_OVERLAP = 0.8  # part of the union of two boxes from which they are the same line
LINES_PER_DIFFERENCE = 80  # a gray level of one pixel in a crop can turn a symbol of which the model is unsure
UNSURE = 0.55  # below this a line may be under the least probability, 0.5, for one of the two alone


def overlap(a, b):
    a, b = (np.array(corners, np.float32) for corners in (a, b))
    common = cv2.intersectConvexConvex(a, b)[0]
    return common / (cv2.contourArea(a) + cv2.contourArea(b) - common)


def compare(page, lines):
    """Returns the number of lines that either found, of those that both found, and of those read alike."""
    rest, missing, found, same = list(page["lines"]), 0, 0, 0
    name = os.path.basename(page["file"])
    for corners, text, score in lines:
        match = max(rest, key=lambda line: overlap(corners, line["corners"]), default=None)
        if match is None or overlap(corners, match["corners"]) < LEAST_OVERLAP:
            print(f"{name}: not found: {text!r} ({score:.2f})")
            missing += score >= UNSURE
            continue
        rest.remove(match)
        found += 1
        same += match["text"] == text
        if match["text"] != text:
            print(f"{name}: {match['text']!r} ({match['probability']:.2f}), reference {text!r} ({score:.2f})")
    for line in rest:
        print(f"{name}: not in the reference: {line['text']!r} ({line['probability']:.2f})")
    missing += sum(line["probability"] >= UNSURE for line in rest)
    return found + missing, found, same


def main(path, version):
    with open(path, encoding="utf-8") as file:
        pages = json.load(file)["pages"]
    read = engine(version, threads=1, lines_at_once=1)
    counts = np.array([compare(page, read(page["file"])[0]) for page in pages])
    lines, _, same = counts.sum(axis=0)
    print(f"{same} of {lines} lines of {len(pages)} pages as RapidOCR reads them")
    if lines == 0 or same < lines - lines // LINES_PER_DIFFERENCE:
        sys.exit("ppocr_reference: lines differ")


if __name__ == "__main__":
    main(*sys.argv[1:])
