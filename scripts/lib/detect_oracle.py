"""Converts detector maps for tests/detect.rs, and writes what RapidOCR's package, PaddleOCR's polygons and docTR's boxes are
for them.

python detect_oracle.py convert FROM TO           NAME.map.npz (16 bits) becomes NAME.map.png; boxes.json is copied
python detect_oracle.py write FROM TO NAME...     8-bit maps of these names, and their boxes.json
"""

import json
import pathlib
import shutil
import sys

import cv2
import numpy as np
import pyclipper
from rapidocr_onnxruntime.ch_ppocr_det.utils import DBPostProcess

PADDLE = {"thresh": 0.3, "box_thresh": 0.6, "unclip_ratio": 1.5, "use_dilation": False, "score_mode": "fast"}
SETS = {
    "rapidocr": {**PADDLE, "box_thresh": 0.5, "unclip_ratio": 1.6, "use_dilation": True},
    "paddle": PADDLE,
    "paddle_slow": {**PADDLE, "score_mode": "slow"},
    "loose": {**PADDLE, "thresh": 0.2, "box_thresh": 0.3, "unclip_ratio": 2.0},
}


def read(path):
    return np.load(path)["map"]


def contours(mask):
    return cv2.findContours(mask.astype(np.uint8), cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)[0]


def grown(points, ratio):
    distance = cv2.contourArea(points) * ratio / cv2.arcLength(points, True)
    offsetter = pyclipper.PyclipperOffset()
    offsetter.AddPath(points.reshape(-1, 2).tolist(), pyclipper.JT_ROUND, pyclipper.ET_CLOSEDPOLYGON)
    return offsetter.Execute(distance)


def on_page(points, size, page):
    scaled = np.round(np.array(points) / (size[1], size[0]) * (page[1], page[0]))
    return np.clip(scaled, 0, (page[1], page[0])).astype(int).tolist()


def polygons(probability, page):
    """PaddleOCR's `polygons_from_bitmap`: simplified contours, scored and grown; those that fall apart are dropped."""
    steps, found = DBPostProcess(**PADDLE), {"boxes": [], "scores": []}
    for contour in contours(probability > PADDLE["thresh"])[: steps.max_candidates]:
        simple = cv2.approxPolyDP(contour, 0.002 * cv2.arcLength(contour, True), True)
        if len(simple) < 4:
            continue
        score = steps.box_score_fast(probability, simple.reshape(-1, 2))
        paths = grown(simple, PADDLE["unclip_ratio"])
        if score < PADDLE["box_thresh"] or len(paths) != 1:
            continue
        if steps.get_mini_boxes(np.array(paths[0], np.int32).reshape(-1, 1, 2))[1] < steps.min_size + 2:
            continue
        found["boxes"].append(on_page(paths[0], probability.shape, page))
        found["scores"].append(float(score))
    return found


def straight_boxes(probability, page):
    """docTR's `bitmap_to_boxes` for straight pages."""
    found = {"boxes": [], "scores": []}
    height, width = probability.shape
    mask = cv2.morphologyEx((probability > 0.3).astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    for contour in contours(mask):
        if np.any(contour[:, 0].max(axis=0) - contour[:, 0].min(axis=0) < 2):
            continue
        x, y, w, h = cv2.boundingRect(contour)
        score = probability[y : min(y + h, height - 1) + 1, x : min(x + w, width - 1) + 1].mean()
        if score < 0.1:
            continue
        x, y, w, h = cv2.boundingRect(np.array(grown(np.array([[x, y], [x, y + h], [x + w, y + h], [x + w, y]]), 1.5)[0]))
        if w < 2 or h < 2:
            continue
        found["boxes"].append(on_page([[x, y], [x + w, y], [x + w, y + h], [x, y + h]], probability.shape, page))
        found["scores"].append(float(score))
    return found


def reference(probability, page):
    sets = {}
    for name, parameters in SETS.items():
        boxes, scores = DBPostProcess(**parameters)(probability[None, None], page)
        sets[name] = {"boxes": boxes.tolist(), "scores": [float(score) for score in scores]}
    return {**sets, "polygons": polygons(probability, page), "doctr": straight_boxes(probability, page)}


def convert(source, target):
    for path in sorted(source.glob("*.map.npz")):
        cv2.imwrite(str(target / path.name.replace(".npz", ".png")), read(path))
    shutil.copy(source / "boxes.json", target)


def write(source, target, names):
    pages, maps = json.loads((source / "boxes.json").read_text())["maps"], {}
    for name in names:
        level = np.round(read(source / f"{name}.map.npz") / 257).astype(np.uint8)
        cv2.imwrite(str(target / f"{name}.map.png"), level, [cv2.IMWRITE_PNG_COMPRESSION, 9])
        page = pages[name]["page"]
        maps[name] = {"page": page, "sets": reference(level.astype(np.float32) / np.float32(255), page)}
    lines = ",\n".join(f" {json.dumps(name)}: {json.dumps(maps[name], separators=(',', ':'))}" for name in names)
    (target / "boxes.json").write_text(f'{{"maps": {{\n{lines}\n}}}}\n')


if __name__ == "__main__":
    command, source, target = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
    target.mkdir(parents=True, exist_ok=True)
    convert(source, target) if command == "convert" else write(source, target, sys.argv[4:])
