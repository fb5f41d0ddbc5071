"""Writes morphology.txt: a digest of what OpenCV and Leptonica make of the gray pages beside this file. Needs
opencv-python-headless, numpy and Leptonica's shared library: python3 morphology_oracle.py > morphology.txt"""
import ctypes
import ctypes.util
import pathlib

import cv2
import numpy as np

SIZES = [(1, 1), (2, 2), (3, 3), (3, 1), (1, 4), (5, 7), (15, 15), (16, 9), (41, 1), (1, 64), (100, 33)]
OPERATIONS = {"dilate": cv2.MORPH_DILATE, "erode": cv2.MORPH_ERODE, "open": cv2.MORPH_OPEN, "close": cv2.MORPH_CLOSE}

lept = ctypes.CDLL(ctypes.util.find_library("lept") or ctypes.util.find_library("leptonica") or "liblept.so.5")
for name in ("pixCreate", "pixDilateBrick", "pixErodeBrick", "pixOpenBrick", "pixCloseBrick", "pixGetData"):
    getattr(lept, name).restype = ctypes.c_void_p


def words_of(pix, height):
    count = height * lept.pixGetWpl(ctypes.c_void_p(pix))
    data = ctypes.cast(lept.pixGetData(ctypes.c_void_p(pix)), ctypes.POINTER(ctypes.c_uint32))
    return np.ctypeslib.as_array(data, (count,)).reshape(height, -1)


def leptonica(name, ink, width, height, symmetric):
    rows, columns = ink.shape
    pix = lept.pixCreate(columns, rows, 1)
    words = words_of(pix, rows)
    packed = np.zeros((rows, 4 * words.shape[1]), np.uint8)
    packed[:, : (columns + 7) // 8] = np.packbits(ink, axis=1)
    words[:] = packed.view(">u4")
    lept.resetMorphBoundaryCondition(0 if symmetric else 1)
    out = getattr(lept, f"pix{name.capitalize()}Brick")(None, ctypes.c_void_p(pix), width, height)
    found = np.unpackbits(words_of(out, rows).astype(">u4").view(np.uint8), axis=1)[:, :columns].copy()
    for it in (pix, out):
        lept.pixDestroy(ctypes.byref(ctypes.c_void_p(it)))
    return found


def digest(px):
    index = np.arange(px.size, dtype=np.uint64)
    weights = (2 * index + 1) * np.uint64(0x9E3779B97F4A7C15)
    return int(np.sum(weights * (weights >> np.uint64(32)) * px.reshape(-1).astype(np.uint64)))


def main():
    for path in sorted(pathlib.Path(__file__).parent.glob("*.gray_cv601.png")):
        page = path.name.split(".gray_cv601")[0]
        gray = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
        ink = (gray <= 127).astype(np.uint8)
        for name, code in OPERATIONS.items():
            for width, height in SIZES:
                kernel = np.ones((height, width), np.uint8)
                results = {
                    ("gray8", "opencv"): cv2.morphologyEx(gray, code, kernel),
                    ("bit1", "opencv"): cv2.morphologyEx(ink, code, kernel),
                    ("bit1", "leptonica"): leptonica(name, ink, width, height, False),
                    ("bit1", "leptonica_symmetric"): leptonica(name, ink, width, height, True),
                }
                for (form, rules), out in results.items():
                    print(page, form, rules, name, width, height, f"{digest(out):016x}")


main()
