"""Writes resize_pillow.txt: what Pillow's LANCZOS makes of noise, byte by byte. The noise is of half the contrast: Pillow
clamps to bytes between columns and rows too, which then is never needed.

pip install pillow opencv-python-headless numpy; python resize_pillow.py > resize_pillow.txt
"""

import PIL
from PIL import Image
from resize_opencv import noise

SIZES = [(1, 1, 9, 5), (9, 5, 1, 1), (12, 8, 6, 4), (6, 4, 12, 8), (33, 18, 16, 9), (17, 3, 40, 12), (40, 12, 17, 3), (20, 20, 21, 19)]
SIZES += [(100, 31, 20, 11), (5, 90, 20, 9), (150, 2, 7, 30), (64, 64, 64, 20), (64, 64, 20, 64), (200, 100, 3, 2), (31, 37, 29, 10)]
# Alpha would be multiplied in: four channels are CMYK.
MODES = {1: "L", 3: "RGB", 4: "CMYK"}

print("# filter channels width height to_width to_height and the bytes; Pillow", PIL.__version__)
for seed, (width, height, to_width, to_height) in enumerate(SIZES):
    for channels, mode in MODES.items():
        image = Image.frombytes(mode, (width, height), (noise(width * height * channels, seed) // 2 + 64).tobytes())
        resized = image.resize((to_width, to_height), Image.Resampling.LANCZOS)
        print("lanczos", channels, width, height, to_width, to_height, resized.tobytes().hex())
