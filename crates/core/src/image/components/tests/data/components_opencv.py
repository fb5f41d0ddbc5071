"""Writes components_opencv.txt: what OpenCV makes of masks of noise, one mask a line.

A line is the width, the height, the seed, the scale and the density of the mask; then counts and hashes of its contours, of
its components by four and by eight neighbours, and hashes of the dilated and the opened mask.

pip install numpy opencv-python-headless; python components_opencv.py > components_opencv.txt
"""

import cv2
import numpy as np


def noise(length, seed):
    """The bytes of `testing::noise`."""
    state, out = (seed * 0x9E3779B97F4A7C15) % 2**64 | 1, bytearray()
    for _ in range(length):
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        out.append(state >> 56)
    return np.frombuffer(bytes(out), np.uint8)


def fnv1a(values):
    hashed = 0xCBF29CE484222325
    for value in np.asarray(values).ravel().tolist():
        hashed = (hashed ^ value) * 0x100000001B3 % 2**64
    return f"{hashed:016x}"


def contours(mask):
    found = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)[0]
    return f"{len(found)} {fnv1a([x for contour in found for x in [len(contour), *contour.ravel()]])}"


def components(mask, connectivity):
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=connectivity)
    # Numbered by their first pixels.
    first = {label: place for place, label in reversed(list(enumerate(labels.ravel().tolist()))) if label}
    order = sorted(first, key=first.get)
    numbers = np.zeros(count, np.int64)
    numbers[order] = np.arange(1, count)
    return f"{count - 1} {fnv1a(np.concatenate([stats[order].ravel(), numbers[labels].ravel()]))}"


for case, (width, height) in enumerate([(1, 1), (1, 40), (40, 1), (64, 9), (63, 20), (65, 20), (128, 33), (97, 61), (200, 50)]):
    for scale, density in [(1, 30), (1, 100), (1, 140), (1, 200), (3, 110), (5, 150)]:
        columns = -(-width // scale)
        cells = noise(columns * -(-height // scale), case).reshape(-1, columns) < density
        mask = np.kron(cells, np.ones((scale, scale)))[:height, :width].astype(np.uint8)
        dilated = cv2.dilate(mask, np.ones((2, 2), np.uint8))
        opened = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
        print(width, height, case, scale, density, contours(mask), components(mask, 4), components(mask, 8),
              fnv1a(dilated), fnv1a(opened))
