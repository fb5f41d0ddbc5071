"""Operations at 1920 x 1080, by the Python package and by the C ABI through ctypes."""

import ctypes
import struct
import sys

import numpy as np
import scipix as sx

HEIGHT, WIDTH = 1080, 1920
GRAY, RGB = 1, 2  # SCIPIX_PIXEL_FORMAT_*
OTSU, ADAPTIVE_MEAN, SAUVOLA = 1, 2, 3  # SCIPIX_BINARIZE_METHOD_*
FILTERS = {"nearest": 0, "bilinear": 1, "area": 2, "lanczos": 3, "cubic": 5}  # SCIPIX_FILTER_*


class View(ctypes.Structure):
    """ScipixImage and ScipixImageMut."""

    _fields_ = [
        ("data", ctypes.c_void_p),
        ("width", ctypes.c_size_t),
        ("height", ctypes.c_size_t),
        ("stride", ctypes.c_size_t),
        ("format", ctypes.c_int32),
    ]


def view_of(array):
    """Returns the view of an array whose rows have no gaps. It must live as long as the view."""
    height, width = array.shape[:2]
    return View(array.ctypes.data, width, height, 0, RGB if array.ndim == 3 else GRAY)


def page_of_text():
    """Rows of letters as dark strokes on paper with a little noise, a border and specks."""
    random = np.random.default_rng(3)
    page = np.full((HEIGHT, WIDTH), 225, np.uint8)
    for y in range(60, HEIGHT - 60, 34):
        for x in range(90, WIDTH - 90, 14):
            page[y : y + random.integers(9, 18), x : x + random.integers(2, 7)] = 30
    page[:, :20] = 10
    page[random.integers(0, HEIGHT, 300), random.integers(0, WIDTH, 300)] = 20
    return np.clip(page + random.integers(-4, 5, page.shape), 0, 255).astype(np.uint8)


class Library:
    """The C ABI."""

    def __init__(self, library):
        self.library = library

    def call(self, name, *arguments):
        """Returns a function that makes a call, which ends the program where it fails. Views are passed by address."""
        function = getattr(self.library, f"scipix_{name}")
        given = [ctypes.byref(argument) if isinstance(argument, View) else argument for argument in arguments]

        def call():
            if status := function(*given):
                sys.exit(f"{name} failed with status {status}")

        call()
        return call

    def params(self, name, **numbers):
        """Returns parameters with some 32-bit numbers set, by their offsets."""
        params = ctypes.create_string_buffer(1 << 10)
        self.call(f"{name}_params_init", params)
        for offset, number in numbers.items():
            struct.pack_into("<I", params, int(offset[1:]), number)
        return params


def operations(library):
    """Returns a name, a call of Python and a call of C for each operation; both write to the same memory."""
    c = Library(library)
    gray = page_of_text()
    colour = np.dstack([gray, 255 - gray // 2, gray])
    out, colour_out = np.empty_like(gray), np.empty_like(colour)
    src, rgb, dst, rgb_dst = map(view_of, (gray, colour, out, colour_out))
    return [
        *tones(c, (gray, colour, out), (src, rgb, dst)),
        *moves(c, (colour, colour_out), (rgb, rgb_dst)),
        *filters(c, (gray, out), (src, dst)),
        *of_pages(c, (gray, colour, out), (src, rgb, dst)),
    ]


def tones(c, arrays, views):
    (gray, colour, out), (src, rgb, dst) = arrays, views
    yield "grayscale", lambda: sx.grayscale(colour, out=out), c.call("image_grayscale", rgb, 0, dst)
    yield "threshold", lambda: sx.threshold(gray, 128, out=out), c.call("image_threshold", src, 128, dst)
    yield "invert", lambda: sx.invert(gray, out=out), c.call("image_invert", src, dst)
    yield "otsu", lambda: sx.otsu(gray), c.call("image_otsu", src, ctypes.create_string_buffer(1))
    for method, number in [("otsu", OTSU), ("adaptive_mean", ADAPTIVE_MEAN), ("sauvola", SAUVOLA)]:
        params = c.params("binarize", _4=number, _8=31)
        ours = lambda method=method: sx.binarize(gray, method=method, window=31, out=out)
        yield f"binarize, {method}", ours, c.call("image_binarize", src, params, dst)


def moves(c, arrays, views):
    (colour, out), (rgb, dst) = arrays, views
    yield "flip", lambda: sx.flip(colour, out=out), c.call("image_flip", rgb, 0, dst)
    rotate = c.call("image_rotate", rgb, ctypes.c_float(3.0), 255, dst)
    yield "rotate by 3 degrees", lambda: sx.rotate(colour, 3.0, out=out), rotate
    small = np.empty((540, 960, 3), np.uint8)
    half = view_of(small)
    for name, number in FILTERS.items():
        ours = lambda name=name: sx.resize(colour, (540, 960), name, out=small)
        yield f"resize to half, {name}", ours, c.call("image_resize", rgb, number, half)
    tensor = np.empty((1, 3, 736, 1280), np.float32)
    params = c.params("tensor", _56=736, _60=1280)
    size = ctypes.c_size_t(tensor.nbytes)
    made = c.call("image_to_tensor", rgb, ctypes.c_size_t(1), params, ctypes.c_void_p(tensor.ctypes.data), size)
    yield "tensor of 736 x 1280", lambda: sx.to_tensor(colour, (736, 1280), out=tensor), made


def filters(c, arrays, views):
    (gray, out), (src, dst) = arrays, views
    median = c.call("image_median", src, 3, dst)
    yield "median of 3 x 3", lambda: sx.median(gray, 3, out=out), median
    zero, five = ctypes.c_double(0.0), ctypes.c_double(1.0)
    blur = c.call("image_gaussian_blur", src, 5, 5, zero, zero, 0, dst)
    yield "Gaussian blur, 5 x 5", lambda: sx.gaussian_blur(gray, (5, 5), out=out), blur
    sharp = c.call("image_unsharp_mask", src, five, five, 0, dst)
    yield "unsharp mask", lambda: sx.unsharp_mask(gray, 1.0, 1.0, out=out), sharp
    clahe = c.call("image_clahe", src, ctypes.c_double(40.0), 8, 8, dst)
    yield "CLAHE", lambda: sx.clahe(gray, out=out), clahe
    close = c.call("image_morphology", src, 3, 3, 3, 0, dst)
    yield "close by 3 x 3", lambda: sx.morphology(gray, "close", 3, out=out), close


def of_pages(c, arrays, views):
    (gray, _, out), (src, _, dst) = arrays, views
    background = c.call("image_normalize_background", src, c.params("background"), dst)
    yield "normalize_background", lambda: sx.normalize_background(gray, out=out), background
    floats = [ctypes.byref(ctypes.c_float()) for _ in range(2)]
    yield "skew", lambda: sx.skew(gray), c.call("image_skew", src, *floats)
    bw = sx.binarize(gray, method="otsu")
    components, count = ctypes.create_string_buffer(24 << 16), ctypes.c_size_t()
    room = ctypes.c_size_t(1 << 16)
    arguments = 8, None, ctypes.c_size_t(0), components, room, ctypes.byref(count)
    yield "components", lambda: sx.components(bw), c.call("image_components", view_of(bw), *arguments)
    specks = ctypes.create_string_buffer(1 << 8)
    despeckle = c.call("page_despeckle", src, c.params("speck"), dst, specks)
    yield "despeckle", lambda: sx.despeckle(gray, out=out), despeckle
    cleaner = ctypes.c_void_p()
    c.call("page_cleaner_new", ctypes.byref(cleaner))
    python = sx.PageCleaner()
    clean = c.call("page_clean", cleaner, src, c.params("page_clean"), None)
    yield "the whole cleaning, and in Python a copy", lambda: python(gray), clean
