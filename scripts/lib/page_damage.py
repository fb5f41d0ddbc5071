"""Damage that scans of pages have, made on purpose; and typeset pages to damage.

Pages are arrays of gray, 8 bits. Everything is reproducible: noise has a fixed seed.
"""

import pathlib

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

PAPER = 245


def shadow(page):
    """Hard-edged shadows down to an eighth of the light: over the right, and aslant over the lower left."""
    height, width = page.shape
    y, x = np.mgrid[:height, :width]
    light = np.ones(page.shape)
    light[x > .62 * width + .1 * y] = 1 / 8
    light[(y > .6 * height) & (x + y < .5 * width + .6 * height)] = 1 / 4
    return page * light


def specks(page, each=400):
    """A black speck of 2x2 pixels for each 400 pixels, anywhere."""
    dice = np.random.default_rng(1)
    damaged = page.copy()
    count = page.size // each
    rows, columns = (dice.integers(0, side - 1, count) for side in page.shape)
    for down in range(2):
        for right in range(2):
            damaged[rows + down, columns + right] = 0
    return damaged


def ruled(page):
    """A ruling line through the text each 44 rows."""
    damaged = page.copy()
    for y in range(20, page.shape[0] - 2, 44):
        damaged[y:y + 2] = np.minimum(damaged[y:y + 2], 40)
    return damaged


def blur(page):
    """Blur, then noise."""
    soft = np.asarray(Image.fromarray(page.astype(np.uint8)).filter(ImageFilter.GaussianBlur(1.4)), float)
    return soft + np.random.default_rng(2).normal(0, 25, page.shape)


def low_contrast(page):
    """A fifth of the contrast, in the middle of the range."""
    return 110 + .2 * page


def borders(page):
    """Black borders as of a lid left open, one of them aslant."""
    margin = page.shape[1] // 25
    wide = np.pad(page, 2 * margin, constant_values=np.percentile(page, 90))
    height, width = wide.shape
    y, x = np.mgrid[:height, :width]
    out = (x < margin) | (y < .6 * margin) | (y > height - .4 * margin) | (x > width - .2 * margin - .02 * y)
    return np.where(out, 12, wide)


def inverted(page):
    return 255. - page


def turned(degrees):
    def turn(page):
        image = Image.fromarray(page.clip(0, 255).astype(np.uint8))
        fill = int(np.percentile(page, 90))
        return np.asarray(image.rotate(-degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=fill), float)
    return turn


KINDS = {
    "undamaged": lambda page: page,
    "shadow": shadow,
    "specks": specks,
    "ruled": ruled,
    "blur and noise": blur,
    "low contrast": low_contrast,
    "borders": borders,
    "inverted": inverted,
    "turned by 90": turned(90),
    "turned by 180": turned(180),
    "turned by 12": turned(12),
    "turned by -12": turned(-12),
}


def damage(page, kind):
    return KINDS[kind](page.astype(float)).round().clip(0, 255).astype(np.uint8)


LICENCES = pathlib.Path("/usr/share/common-licenses")
FONTS = pathlib.Path("/usr/share/fonts/truetype")
STYLES = [
    ("Apache-2.0", "liberation/LiberationSans-Regular.ttf", 34, (1654, 2339)),
    ("MPL-2.0", "dejavu/DejaVuSerif.ttf", 30, (1654, 2339)),
    ("GPL-3", "liberation/LiberationSerif-Regular.ttf", 50, (2480, 3508)),
    ("Artistic", "dejavu/DejaVuSans.ttf", 40, (2480, 3508)),
    ("LGPL-2.1", "liberation/LiberationSerif-Italic.ttf", 46, (2480, 3508)),
    ("GFDL-1.3", "liberation/LiberationMono-Regular.ttf", 36, (2480, 3508)),
]


def typeset(number):
    """Returns a page of a licence's text and its words: at 200 or 300 dpi, soft as a scan is, with a little noise."""
    licence, font, size, (width, height) = STYLES[number % len(STYLES)]
    face = ImageFont.truetype(str(FONTS / font), size)
    words = (LICENCES / licence).read_text().split()
    words = [word for word in words if word.strip("=-*_#.") and len(word) < 40]
    sheet = Image.new("L", (width, height), PAPER)
    pen = ImageDraw.Draw(sheet)
    margin, line, written, y = width // 9, [], [], width // 9
    for word in words:
        if line and pen.textlength(" ".join([*line, word]), face) > width - 2 * margin:
            pen.text((margin, y), " ".join(line), 25, face)
            written += line
            line, y = [], y + round(1.35 * size)
            if y > height - margin - size:
                break
        line.append(word)
    soft = sheet.filter(ImageFilter.GaussianBlur(.7))
    page = np.asarray(soft, float) + np.random.default_rng(number).normal(0, 3, (height, width))
    return page.round().clip(0, 255).astype(np.uint8), " ".join(written)
