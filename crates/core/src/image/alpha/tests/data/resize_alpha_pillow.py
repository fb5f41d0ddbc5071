"""Writes resize_alpha_pillow.txt: what Pillow's antialiasing filters make of noise with alpha, clear, opaque and between.

pip install pillow numpy; python resize_alpha_pillow.py > resize_alpha_pillow.txt
"""

import sys

import PIL
from PIL import Image

sys.path.append("../../../resize/tests/data")
from noise import noise

SIZES = [(1, 1, 9, 5), (9, 5, 1, 1), (12, 8, 6, 4), (6, 4, 12, 8), (33, 18, 16, 9), (17, 3, 20, 12), (40, 12, 17, 3)]
SIZES += [(40, 9, 40, 5), (9, 40, 5, 40), (31, 37, 29, 10)]
FILTERS = {
    "lanczos": Image.Resampling.LANCZOS,
    "bilinear_aa": Image.Resampling.BILINEAR,
    "bicubic": Image.Resampling.BICUBIC,
}


def pixels(count, seed):
    """The bytes of `pixels` in the tests."""
    px = noise(4 * count, seed).copy()
    for at in range(3, 4 * count, 4):
        alpha = int(px[at])
        px[at] = 0 if alpha < 80 else 255 if alpha < 160 else alpha * 37 % 256
    return px


print("# filter seed width height to_width to_height and the bytes; Pillow", PIL.__version__)
for name, resampling in FILTERS.items():
    for seed, (width, height, to_width, to_height) in enumerate(SIZES):
        image = Image.frombytes("RGBA", (width, height), pixels(width * height, seed).tobytes())
        print(name, seed, width, height, to_width, to_height, image.resize((to_width, to_height), resampling).tobytes().hex())
