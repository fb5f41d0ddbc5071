"""Compares the lines that examples/ppocr found and read, as JSON, with those of RapidOCR with the same models.

Usage: ppocr_reference.py JSON

RapidOCR reads one line at a time here, because padding to the width of a longer line changes what it reads.
"""

import json
import sys

import cv2
import numpy as np
from rapidocr_onnxruntime import RapidOCR

LEAST_OVERLAP = 0.8  # part of the union of two boxes from which they are the same line


def overlap(a, b):
    a, b = (np.array(corners, np.float32) for corners in (a, b))
    common = cv2.intersectConvexConvex(a, b)[0]
    return common / (cv2.contourArea(a) + cv2.contourArea(b) - common)


def compare(page, engine):
    """Returns the number of lines that the reference reads, and of those read alike."""
    lines, same = engine(page["file"])[0] or [], 0
    rest = list(page["lines"])
    for corners, text, score in lines:
        match = max(rest, key=lambda line: overlap(corners, line["corners"]), default=None)
        if match is None or overlap(corners, match["corners"]) < LEAST_OVERLAP:
            print(f"{page['file']}: not found: {text!r} ({score:.2f})")
            continue
        rest.remove(match)
        same += match["text"] == text
        if match["text"] != text:
            print(f"{page['file']}: {match['text']!r} ({match['probability']:.2f}), reference {text!r} ({score:.2f})")
    for line in rest:
        print(f"{page['file']}: not in the reference: {line['text']!r} ({line['probability']:.2f})")
    return len(lines) + len(rest), same


def main(path):
    with open(path, encoding="utf-8") as file:
        pages = json.load(file)["pages"]
    engine = RapidOCR(rec_batch_num=1)
    counts = np.array([compare(page, engine) for page in pages])
    lines, same = counts.sum(axis=0)
    print(f"{same} of {lines} lines of {len(pages)} pages as RapidOCR reads them")
    if lines == 0 or same < lines:
        sys.exit("ppocr_reference: lines differ")


if __name__ == "__main__":
    main(*sys.argv[1:])
