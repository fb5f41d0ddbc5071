"""Writes crop_opencv.txt: what OpenCV 5's warpPerspective makes of quadrilaterals of noise with INTER_CUBIC and
BORDER_REPLICATE. A line is seed, channels, sizes of source and crop, the corners, and the bytes in hexadecimal.

pip install opencv-python-headless numpy; python crop_opencv.py > crop_opencv.txt
"""

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


def quads(width, height):
    """Quadrilaterals in the image and beyond its borders."""
    while True:
        corners = [(0, 0), (1, 0), (1, 1), (0, 1)]
        spread = random.choice([0.1, 0.45])
        quad = [(width * (x + random.uniform(-spread, spread)), height * (y + random.uniform(-spread, spread))) for x, y in corners]
        quad = np.float32(quad)
        if is_convex(quad):
            return quad


def main():
    random.seed(3)
    for seed in range(36):
        channels = [1, 3, 4][seed % 3]
        width, height = random.choice([(1, 1), (2, 9), (7, 3), (20, 15), (40, 30), (64, 48)])
        to_width, to_height = random.randint(1, 22), random.randint(1, 16)
        src = noise(width * height * channels, seed).reshape(height, width, channels)
        quad = quads(max(width, 8), max(height, 8))
        corners = np.float64([[0, 0], [to_width, 0], [to_width, to_height], [0, to_height]])
        rows = []
        for (u, v), (x, y) in zip(corners, quad.astype(np.float64)):
            rows += [[u, v, 1, 0, 0, 0, -u * x, -v * x], [0, 0, 0, u, v, 1, -u * y, -v * y]]
        solved = np.linalg.solve(np.float64(rows), quad.astype(np.float64).ravel())
        # OpenCV names pixels by their centres.
        to_centre, to_corner = np.eye(3), np.eye(3)
        to_centre[:2, 2], to_corner[:2, 2] = -0.5, 0.5
        matrix = to_centre @ np.append(solved, 1).reshape(3, 3) @ to_corner
        flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
        crop = cv2.warpPerspective(src, matrix, (to_width, to_height), flags=flags, borderMode=cv2.BORDER_REPLICATE)
        numbers = " ".join(repr(float(number)) for number in quad.ravel())
        print(seed, channels, width, height, to_width, to_height, numbers, crop.tobytes().hex())


main()
