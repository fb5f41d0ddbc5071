"""Writes crop_opencv.txt: what OpenCV 5 makes of quadrilaterals of noise as PaddleOCR's `get_rotate_crop_image` calls it. A line is
seed, channels, sizes of source and crop, the corners, and the bytes in hexadecimal.

pip install opencv-python-headless numpy; python crop_opencv.py > crop_opencv.txt
"""

import math
import random

import cv2
import numpy as np


def noise(length, seed):
    """The bytes of `testing::noise`."""
    state, out = (seed * 0x9E3779B97F4A7C15) % 2**64 | 1, bytearray()
    for _ in range(length):
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        out.append(state >> 56)
    return np.frombuffer(bytes(out), np.uint8)


def is_convex(quad):
    turns = []
    for i in range(4):
        (ax, ay), (bx, by), (cx, cy) = quad[i - 1], quad[i], quad[(i + 1) % 4]
        turns.append((bx - ax) * (cy - by) - (by - ay) * (cx - bx))
    return min(turns) > 20


def any_quad(width, height):
    """A quadrilateral in the image and beyond its borders."""
    while True:
        corners = [(0, 0), (1, 0), (1, 1), (0, 1)]
        spread = random.choice([0.1, 0.45])
        quad = [(width * (x + random.uniform(-spread, spread)), height * (y + random.uniform(-spread, spread))) for x, y in corners]
        quad = np.float32(quad)
        if is_convex(quad):
            return quad


def line_at(degrees, is_tall, width, height):
    """The rectangle of a skewed line, its corners in whole pixels as detectors give them."""
    across = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    length, down = random.uniform(9, 16), random.uniform(3, 5)
    if is_tall:
        length, down = down, length
    corners = [(-length, -down), (length, -down), (length, down), (-length, down)]
    turned = [(x * across[0] - y * across[1], x * across[1] + y * across[0]) for x, y in corners]
    return np.float32([(round(width / 2 + x), round(height / 2 + y)) for x, y in turned])


def cropped(src, points):
    """The crop of PaddleOCR and RapidOCR."""
    width = int(max(np.linalg.norm(points[0] - points[1]), np.linalg.norm(points[2] - points[3])))
    height = int(max(np.linalg.norm(points[0] - points[3]), np.linalg.norm(points[1] - points[2])))
    square = np.float32([[0, 0], [width, 0], [width, height], [0, height]])
    matrix = cv2.getPerspectiveTransform(points, square)
    crop = cv2.warpPerspective(src, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE, flags=cv2.INTER_CUBIC)
    return np.rot90(crop) if height / width >= 1.5 else crop


def main():
    random.seed(3)
    lines = [(degrees, False) for degrees in (-60, -45, -22, -20, -10, -3, -1, 0, 0.5, 3, 7, 20, 22, 44, 80, 100, 177)]
    lines += [(degrees, True) for degrees in (-45, -20, -3, 0, 3, 10, 20, 44)]
    for seed in range(12 + len(lines)):
        channels = [1, 3, 4][seed % 3]
        if seed < 12:
            width, height = random.choice([(1, 1), (2, 9), (7, 3), (20, 15)])
            quad = any_quad(max(width, 8), max(height, 8))
        else:
            width, height = 36, 32
            quad = line_at(*lines[seed - 12], width, height)
        src = noise(width * height * channels, seed).reshape(height, width, channels)
        crop = cropped(src, quad)
        numbers = " ".join(repr(float(number)) for number in quad.ravel())
        print(seed, channels, width, height, crop.shape[1], crop.shape[0], numbers, crop.tobytes().hex())


main()
