"""Writes words_rapidocr.txt: the boxes that RapidOCR 3.10 gives the words and characters of random lines, by its own code.

Usage: words_rapidocr.py FOLDER, where FOLDER is the package `rapidocr` of its wheel; needs numpy and OpenCV.
"""
import copy
import importlib.util
import os
import random
import sys
import types

import cv2  # noqa: F401, which the package imports
import numpy as np

BASE = sys.argv[1]
LINES = 600


def stub(name, **content):
    module = types.ModuleType(name)
    module.__dict__.update(content)
    sys.modules[name] = module
    return module


def load(name, path):
    spec = importlib.util.spec_from_file_location(name, os.path.join(BASE, path))
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def load_rapidocr():
    """Loads the files that are needed, without the rest of the package and its dependencies."""
    for package in ["rapidocr", "rapidocr.utils", "rapidocr.ch_ppocr_rec", "rapidocr.cal_rec_boxes"]:
        stub(package).__path__ = []
    with open(os.path.join(BASE, "utils/utils.py"), encoding="utf-8") as file:
        source = file.read()
    functions = source[source.index("def quads_to_rect_bbox") : source.index("def get_file_sha256")]
    utils = stub("rapidocr.utils.utils", save_img=None)
    exec("import numpy as np\nfrom typing import *\n" + functions, utils.__dict__)
    stub("rapidocr.utils.log", logger=None)
    stub("rapidocr.utils.vis_res", VisRes=object)
    typings = load("rapidocr.ch_ppocr_rec.typings", "ch_ppocr_rec/typings.py")
    decode = load("rapidocr.ch_ppocr_rec.utils", "ch_ppocr_rec/utils.py").CTCLabelDecode
    boxes = load("rapidocr.cal_rec_boxes.main", "cal_rec_boxes/main.py").CalRecBoxes
    # It sorts corners by their places, and so loses two of the corners of narrow slanted boxes: kept as they come.
    boxes.order_points = staticmethod(lambda box: box)
    return typings, decode, boxes()


typings, decode, boxes_of = load_rapidocr()
rng = random.Random(7)
characters = list("abcdefghijABCDEFGHIJ0123456789.,-") + [" ", "\u3000"] + list("中文字符识别系统测试。，！（）") + list("ああ")
decoder = decode(character=characters)
table = decoder.character  # the blank, the characters, a space
POOLS = {"latin": range(1, 35), "chinese": range(36, 50), "mixed": range(1, 50), "kana": range(36, 52)}


def random_quad(vertical):
    width, height = rng.uniform(60, 300), rng.uniform(14, 48)
    if vertical:
        width, height = height, max(width, 2.2 * height)
    angle = np.radians(rng.uniform(-12, 12) if rng.random() < 0.7 else 0.0)
    center = [rng.uniform(400, 1500), rng.uniform(400, 1500)]
    corners = np.array([[-width, -height], [width, -height], [width, height], [-width, height]]) / 2
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    return np.round(corners @ turn + center).astype(np.float32)


def crop_size(quad):
    sides = [np.linalg.norm(quad[i] - quad[(i + 1) % 4]) for i in range(4)]
    return int(max(sides[0], sides[2])), int(max(sides[1], sides[3]))


def random_steps(columns, steps, pool, may_space):
    """The best class of each step."""
    classes, at = np.zeros(steps, dtype=np.int64), rng.randint(0, 3)
    while at < columns:
        symbol, run = rng.choice(list(pool)), rng.choice([1, 1, 1, 2])
        if may_space and rng.random() < 0.1:
            symbol = len(table) - 1
        if at > 0 and classes[at - 1] == symbol:
            at += 1
            continue
        classes[at : min(at + run, columns)] = symbol
        at += run + rng.choice([0, 1, 1, 1, 2, 2, 3, 3, 4, 5, 6, 8])
    return classes


def random_line(index):
    """A line of the file, or None for a line without text."""
    upside_down = index % 6 == 5
    quad = random_quad(vertical=index % 6 == 4)
    width, height = crop_size(quad)
    is_turned = height / width >= 1.5
    width, height = (height, width) if is_turned else (width, height)
    columns = max(8, int(np.ceil(48 * width / height) / 8))
    padding = rng.choice([1.0, 1.0, rng.uniform(1.0, 2.0)])  # width of the tensor over that of the crop
    kind = rng.choice(["latin", "chinese", "mixed", "mixed", "kana"])
    classes = random_steps(columns, int(np.ceil(columns * padding)), POOLS[kind], kind != "chinese")
    ((text, _),), words = decoder.decode(
        classes[None], np.full((1, len(classes)), 0.9), True, [1.0], padding, remove_duplicate=True
    )
    if not text.strip():
        return None
    columns = words[0].line_txt_len
    single = kind != "kana" and rng.random() < 0.3
    read = typings.TextRecOutput(txts=(text,), scores=(1.0,), word_results=tuple(words))
    image = np.zeros((height, width, 3), np.uint8)
    # A line that stands on its head is a line whose corners begin at its end.
    corners = np.roll(quad, -2, axis=0) if upside_down else quad
    found = boxes_of([image], [copy.deepcopy(corners)], read, single).word_results[0]
    before, symbols = 0, []
    for step, symbol in enumerate(classes):
        if symbol not in (before, 0):
            symbols.append(f"{symbol}@{step}")
        before = symbol
    numbers = " ".join(str(int(number)) for number in quad.flatten())
    boxes = " ".join(",".join(str(int(number)) for point in box for number in point) for _, _, box in found)
    turns = 2 if upside_down else int(is_turned)
    return f"line {numbers} {turns} {columns!r} {int(single)}\nsymbols {' '.join(symbols)}\nboxes {boxes}\n"


lines = []
while len(lines) < LINES:
    line = random_line(len(lines))
    if line is not None:
        lines.append(line)
folder = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(folder, "words_rapidocr.txt"), "w", encoding="utf-8") as file:
    code_points = [str(ord(character)) if len(character) == 1 else "0" for character in table]
    file.write("characters " + " ".join(code_points) + "\n" + "".join(lines))
