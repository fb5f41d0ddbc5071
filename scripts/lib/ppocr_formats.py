"""Checks what examples/ppocr writes: JSON that parses, hOCR that is well-formed, words in their places, drawn boxes.

Usage: ppocr_formats.py JSON HOCR PNG PAGE...

JSON and HOCR are of the same pages, in this order; PNG is the first of them with boxes.
"""

import json
import pathlib
import re
import sys
import xml.etree.ElementTree as ElementTree

import cv2
import numpy as np

XHTML = "{http://www.w3.org/1999/xhtml}"
TOLERANCE = 2  # pixels by which a word may lie outside of its line


def fail(message):
    sys.exit(f"ppocr_formats: {message}")


def bounds(corners):
    corners = np.array(corners)
    return np.concatenate([corners.min(axis=0), corners.max(axis=0)])


def check_inside(item, page):
    box = bounds(item["corners"])
    if (box[:2] < 0).any() or box[2] > page["width"] or box[3] > page["height"] or (box[2:] <= box[:2]).any():
        fail(f"{item['text']!r} at {box} is not a box inside {page['file']}")


def check_words(line):
    """The words of a line are its text in order, one after the other and inside its box."""
    text, at = line["text"], 0
    for word in line["words"]:
        at = text.find(word["text"], at)
        if at < 0 or not word["text"].strip():
            fail(f"{word['text']!r} is not in its place in {text!r}")
        at += len(word["text"])
    if "".join(word["text"] for word in line["words"]) != text.replace(" ", ""):
        fail(f"words are missing of {text!r}")
    outer = bounds(line["corners"]) + [-TOLERANCE, -TOLERANCE, TOLERANCE, TOLERANCE]
    for word in line["words"]:
        inner = bounds(word["corners"])
        if (inner[:2] < outer[:2]).any() or (inner[2:] > outer[2:]).any():
            fail(f"{word['text']!r} is outside of the line {text!r}")


def boxes_of(element):
    """The box in hOCR and the bounds of the polygon, as numbers."""
    title = element.get("title")
    box = [int(value) for value in re.search(r"\bbbox (\d+) (\d+) (\d+) (\d+)", title).groups()]
    poly = [int(value) for value in re.search(r"; poly((?: \d+){8})", title).group(1).split()]
    return np.array(box), bounds(np.array(poly).reshape(4, 2))


def check_hocr(path, pages):
    found = [e for e in ElementTree.parse(path).iter(f"{XHTML}div") if e.get("class") == "ocr_page"]
    if len(found) != len(pages):
        fail(f"{len(found)} pages in {path}, not {len(pages)}")
    for element, page in zip(found, pages):
        lines = [e for e in element if e.get("class") == "ocr_line"]
        texts = [[(word.text, word.get("class")) for word in line] for line in lines]
        if texts != [[(word["text"], "ocrx_word") for word in line["words"]] for line in page["lines"]]:
            fail(f"the words of {page['file']} in hOCR are not those in JSON")
        if f'image "{page["file"]}"; bbox 0 0 {page["width"]} {page["height"]};' not in element.get("title"):
            fail(f"the title of {page['file']} is {element.get('title')!r}")
        for item in (item for line in lines for item in [line, *line]):
            box, poly = boxes_of(item)
            outside = box[2] > page["width"] or box[3] > page["height"]  # below 0 it would not be a number
            if outside or np.abs(box - poly).max() > 1 or (box[2:] <= box[:2]).any():
                fail(f"box {box} around polygon {poly}")


def check_drawn(path, page):
    drawn, plain = cv2.imread(path), cv2.imread(page["file"])
    if drawn is None or drawn.shape != plain.shape:
        fail(f"{path} is not an image of the page's size")
    red = (drawn == (0, 40, 255)).all(axis=2)
    for line in page["lines"]:
        for (x, y), (right, below) in zip(line["corners"], line["corners"][1:] + line["corners"][:1]):
            middle = red[max(int((y + below) / 2) - 2, 0) :, max(int((x + right) / 2) - 2, 0) :][:5, :5]
            if not middle.any():
                fail(f"no side of a box at {(x + right) / 2}, {(y + below) / 2}")


def main(json_path, hocr_path, drawn, *files):
    pages = json.loads(pathlib.Path(json_path).read_text(encoding="utf-8"))["pages"]
    if [page["file"] for page in pages] != list(files):
        fail(f"the pages are {[page['file'] for page in pages]}")
    words = 0
    for page in pages:
        if page["lines"] == []:
            fail(f"{page['file']} has no lines")
        for line in page["lines"]:
            for item in [line, *line["words"]]:
                check_inside(item, page)
            check_words(line)
            words += len(line["words"])
    check_hocr(hocr_path, pages)
    check_drawn(drawn, pages[0])
    print(f"{words} words of {len(pages)} pages in JSON and hOCR, and boxes drawn")


if __name__ == "__main__":
    main(*sys.argv[1:])
