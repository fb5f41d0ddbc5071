"""Converts detector maps for tests/detect.rs, and writes what RapidOCR's package, PaddleOCR's polygons and docTR's boxes are
for them.

python detect_oracle.py convert FROM TO           NAME.map.npz (16 bits) becomes NAME.map.png; boxes.json is copied
python detect_oracle.py write FROM TO NAME...     8-bit maps of these names, and their boxes.json; maps for CRAFT
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


def craft_maps(seed):
    """Maps as CRAFT would give them: blobs for characters and for the links between them, in lines at some angle."""
    random, size = np.random.default_rng(seed), (300, 400)
    text, link = np.zeros(size, np.float32), np.zeros(size, np.float32)
    for line in range(7):
        angle, pitch = np.radians(random.uniform(-12, 12)), random.uniform(9, 16)
        at = np.array([random.uniform(10, 60), 25 + 40 * line])
        step = pitch * np.array([np.cos(angle), np.sin(angle)])
        while 5 < at[0] < size[1] - 5 and 5 < at[1] < size[0] - 5:
            axes = (int(pitch * 0.4), int(pitch * 0.55))
            cv2.ellipse(text, [int(x) for x in at], axes, np.degrees(angle), 0, 360, random.uniform(0.5, 1.2), -1)
            if random.random() < 0.75:
                cv2.circle(link, [int(x) for x in at + step / 2], int(pitch * 0.3), random.uniform(0.5, 1), -1)
            at = at + step * (1 if random.random() < 0.8 else 2)
    return [np.round(255 * np.clip(cv2.GaussianBlur(level, (0, 0), 1.7), 0, 1)).astype(np.uint8) for level in (text, link)]


def craft_boxes(text, link):
    """EasyOCR's `getDetBoxes_core` with its parameters: corners in pixels of the map and peaks."""
    found = {"boxes": [], "scores": []}
    is_text, is_link = text > 0.4, link > 0.4
    count, labels, stats, _ = cv2.connectedComponentsWithStats((is_text | is_link).astype(np.uint8), connectivity=4)
    for label in range(1, count):
        x, y, w, h, size = (int(value) for value in stats[label])
        peak = text[labels == label].max()
        if size < 10 or peak < 0.7:
            continue
        pixels = ((labels == label) & ~(is_link & ~is_text)).astype(np.uint8)
        reach = int(np.sqrt(size * min(w, h) / (w * h)) * 2)
        part = np.s_[max(y - reach, 0) : y + h + reach + 1, max(x - reach, 0) : x + w + reach + 1]
        pixels[part] = cv2.dilate(pixels[part], np.ones((1 + reach, 1 + reach), np.uint8))
        points = np.argwhere(pixels)[:, ::-1].astype(np.int32)
        box = cv2.boxPoints(cv2.minAreaRect(np.ascontiguousarray(points)))
        width, height = np.linalg.norm(box[0] - box[1]), np.linalg.norm(box[1] - box[2])
        if abs(1 - max(width, height) / (min(width, height) + 1e-5)) <= 0.1:
            (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
            box = np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float32)
        box = np.roll(box, 4 - box.sum(axis=1).argmin(), 0)
        found["boxes"].append(np.clip(np.round(box * 2), 0, (2 * text.shape[1], 2 * text.shape[0])).astype(int).tolist())
        found["scores"].append(float(peak))
    return found


def write_craft(target):
    for seed in range(3):
        text, link = craft_maps(seed)
        cv2.imwrite(str(target / f"craft.{seed}.png"), np.vstack([text, link]), [cv2.IMWRITE_PNG_COMPRESSION, 9])
        yield craft_boxes(*(level.astype(np.float32) / np.float32(255) for level in (text, link)))


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
    craft = json.dumps(list(write_craft(target)), separators=(",", ":"))
    (target / "boxes.json").write_text(f'{{"maps": {{\n{lines}\n}},\n"craft": {craft}}}\n')


if __name__ == "__main__":
    command, source, target = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
    target.mkdir(parents=True, exist_ok=True)
    convert(source, target) if command == "convert" else write(source, target, sys.argv[4:])
