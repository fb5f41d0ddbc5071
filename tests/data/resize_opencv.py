"""Writes resize_opencv.txt: what OpenCV's INTER_LINEAR makes of noise, as one hash a case.

pip install opencv-python-headless numpy; python resize_opencv.py > resize_opencv.txt
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


def fnv1a(data):
    hashed = 0xCBF29CE484222325
    for byte in data:
        hashed = (hashed ^ byte) * 0x100000001B3 % 2**64
    return hashed


def sizes():
    random.seed(7)
    yield from [(1, 1, 1, 1), (1, 1, 9, 5), (9, 5, 1, 1), (1, 7, 3, 1), (64, 48, 32, 24), (33, 18, 16, 9), (66, 20, 33, 10)]
    yield from [(17, 3, 200, 48), (200, 48, 17, 3), (100, 31, 155, 48), (40, 40, 40, 17), (40, 40, 17, 40), (5, 90, 90, 5)]
    for limit in [4, 20, 60, 150]:
        for _ in range(20):
            yield tuple(random.randint(1, limit) for _ in range(4))


print("# channels width height to_width to_height fnv1a64; OpenCV", cv2.__version__)
for seed, (width, height, to_width, to_height) in enumerate(sizes()):
    for channels in (1, 3, 4):
        image = noise(width * height * channels, seed).reshape(height, width, channels)
        resized = cv2.resize(image, (to_width, to_height), interpolation=cv2.INTER_LINEAR)
        print(channels, width, height, to_width, to_height, f"{fnv1a(resized.tobytes()):016x}")
