"""Writes resize_pillow.txt: the bytes that Pillow's antialiasing filters make of noise at full contrast. Noise of one channel is
black and white only, where the filters overshoot most.

pip install pillow numpy; python resize_pillow.py > resize_pillow.txt
"""

import PIL
from noise import noise
from PIL import Image

SMALL = [(1, 1, 9, 5), (9, 5, 1, 1), (12, 8, 6, 4), (6, 4, 12, 8), (33, 18, 16, 9), (17, 3, 20, 12), (40, 12, 17, 3), (20, 20, 21, 9)]
SMALL += [(100, 31, 20, 11), (5, 90, 20, 9), (150, 2, 7, 30), (200, 100, 3, 2), (31, 37, 29, 5), (3000, 1, 2, 1), (1, 900, 3, 7)]
SMALL += [(40, 9, 40, 5), (9, 40, 5, 40), (23, 19, 46, 38), (2, 2, 31, 17)]
LARGE = [(1, 1, 9, 5), (9, 5, 1, 1), (12, 8, 6, 4), (6, 4, 12, 8), (33, 18, 16, 9), (17, 3, 40, 12), (40, 12, 17, 3), (20, 20, 21, 19)]
LARGE += [(40, 9, 40, 5), (9, 40, 5, 40), (23, 19, 46, 38), (2, 2, 31, 17)]
LARGE += [(100, 31, 20, 11), (5, 90, 20, 9), (150, 2, 7, 30), (64, 64, 64, 20), (64, 64, 20, 64), (200, 100, 3, 2), (31, 37, 29, 10)]
FILTERS = {
    "lanczos": (Image.Resampling.LANCZOS, LARGE),
    "bilinear_aa": (Image.Resampling.BILINEAR, SMALL),
    "bicubic": (Image.Resampling.BICUBIC, SMALL),
}
# Alpha would be multiplied in: four channels are CMYK.
MODES = {1: "L", 3: "RGB", 4: "CMYK"}

print("# filter channels width height to_width to_height and the bytes; Pillow", PIL.__version__)
for name, (resampling, sizes) in FILTERS.items():
    for seed, (width, height, to_width, to_height) in enumerate(sizes):
        for channels, mode in MODES.items():
            pixels = noise(width * height * channels, seed)
            pixels = pixels // 128 * 255 if channels == 1 else pixels
            image = Image.frombytes(mode, (width, height), pixels.tobytes())
            resized = image.resize((to_width, to_height), resampling)
            print(name, channels, width, height, to_width, to_height, resized.tobytes().hex())
