"""Writes resize_opencv.txt: what OpenCV makes of noise, as one hash a case; of INTER_AREA, where ties are rounded otherwise
than here, the bytes.

pip install opencv-python-headless numpy; python resize_opencv.py > resize_opencv.txt
"""

import random

import cv2
from noise import noise


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


def between_pixels(src, dst):
    """Whether a centre falls on the border of two pixels, where INTER_NEAREST_EXACT, in 1/65536, takes either."""
    return any((2 * x + 1) * src % (2 * dst) == 0 for x in range(dst))


def sizes_of_nearest():
    for width, height, to_width, to_height in sizes():
        if not between_pixels(width, to_width) and not between_pixels(height, to_height):
            yield width, height, to_width, to_height


def shrinking():
    """Both sides at most as long: INTER_AREA otherwise is a kind of INTER_LINEAR."""
    yield from [(1, 1, 1, 1), (12, 8, 6, 4), (12, 9, 4, 3), (20, 15, 4, 3), (16, 8, 4, 2), (14, 9, 2, 3), (30, 7, 30, 1)]
    yield from [(10, 10, 7, 7), (31, 29, 30, 28), (64, 48, 13, 11), (97, 41, 10, 40), (23, 200, 23, 3), (500, 3, 1, 2)]
    for limit in [10, 25, 40]:
        for _ in range(4):
            width, height = random.randint(1, 3 * limit), random.randint(1, 3 * limit)
            yield width, height, random.randint(1, min(width, 20)), random.randint(1, min(height, 20))


def cases(name, filter, sizes, write):
    for seed, (width, height, to_width, to_height) in enumerate(sizes):
        for channels in (1, 3, 4):
            image = noise(width * height * channels, seed).reshape(height, width, channels)
            resized = cv2.resize(image, (to_width, to_height), interpolation=filter)
            print(name, channels, width, height, to_width, to_height, write(resized.tobytes()))


def hashed(data):
    return f"{fnv1a(data):016x}"


if __name__ == "__main__":
    print("# filter channels width height to_width to_height, then fnv1a64 or, of area, the bytes; OpenCV", cv2.__version__)
    cases("bilinear", cv2.INTER_LINEAR, sizes(), hashed)
    cases("nearest", cv2.INTER_NEAREST_EXACT, sizes_of_nearest(), hashed)
    cases("area", cv2.INTER_AREA, shrinking(), bytes.hex)
