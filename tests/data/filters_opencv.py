"""Writes filters_opencv.txt: a digest of what OpenCV's filters make of the gray pages beside this file, and of the colours
of the pages they were made of. Needs opencv-python-headless and numpy: python3 filters_opencv.py > filters_opencv.txt"""
import pathlib

import cv2
import numpy as np

CLAHE = [(40, 8, 8), (2, 8, 8), (2.3, 16, 11), (0, 4, 4), (3.5, 7, 5), (1, 1, 1), (0.001, 3, 2), (5, 256, 200)]
BLURS = [(3, 3, 0, 0), (5, 5, 0, 0), (7, 7, 0, 0), (9, 9, 0, 0), (31, 11, 0, 0), (5, 5, 1.1, 1.1), (0, 0, 0.8, 0),
         (0, 0, 2.5, 0), (0, 0, 1.3, 4.1), (15, 7, 3, 1.5), (1, 5, 1, 1), (0, 0, 17, 17), (3, 3, 100, 100)]
BORDERS = {"reflect": cv2.BORDER_REFLECT_101, "replicate": cv2.BORDER_REPLICATE}


def digest(px):
    index = np.arange(px.size, dtype=np.uint64)
    weights = (2 * index + 1) * np.uint64(0x9E3779B97F4A7C15)
    return int(np.sum(weights * (weights >> np.uint64(32)) * px.reshape(-1).astype(np.uint64)))


def results(px):
    for size in (3, 5):
        yield ("median", size), cv2.medianBlur(px, size)
    if px.ndim == 2:
        for limit, across, down in CLAHE:
            yield ("clahe", limit, across, down), cv2.createCLAHE(limit, (across, down)).apply(px)
    for width, height, sigma_x, sigma_y in BLURS if px.ndim == 2 else BLURS[2:10]:
        for border, code in BORDERS.items():
            blurred = cv2.GaussianBlur(px, (width, height), sigma_x, sigmaY=sigma_y, borderType=code)
            yield ("blur", width, height, sigma_x, sigma_y, border), blurred


def main():
    for path in sorted(pathlib.Path(__file__).parent.glob("*.gray_cv601.png")):
        page = path.name.split(".gray_cv601")[0]
        pictures = {
            "gray8": cv2.imread(str(path), cv2.IMREAD_GRAYSCALE),
            "bgr8": cv2.imread(str(path.with_name(f"{page}.decoded.png")), cv2.IMREAD_COLOR),
        }
        for form, px in pictures.items():
            for case, out in results(px):
                print(page, form, *case, f"{digest(out):016x}")


main()
