"""Arrays of every layout: read and written where they lie, or copied once, or refused by name."""

import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.lib.stride_tricks import as_strided
from PIL import Image

import scipix as sx

SHAPES = st.one_of(
    st.tuples(st.integers(1, 20), st.integers(1, 40)),
    st.tuples(st.integers(1, 20), st.integers(1, 40), st.sampled_from([1, 3, 4])),
)


def laid_out(plain, layout):
    """An array that equals `plain` and lies in memory in another way."""
    if layout == "fortran":
        return np.asfortranarray(plain)
    if layout == "read-only":
        plain = plain.copy()
        plain.setflags(write=False)
        return plain
    height, width = plain.shape[:2]
    parent = np.full((2 * height + 2, 2 * width + 6) + plain.shape[2:], 7, np.uint8)
    places = {
        "window": (slice(1, height + 1), slice(3, width + 3)),
        "other rows": (slice(0, 2 * height, 2), slice(3, width + 3)),
        "other columns": (slice(1, height + 1), slice(0, 2 * width, 2)),
        "upside down": (slice(height, 0, -1), slice(3, width + 3)),
        "mirrored": (slice(1, height + 1), slice(width + 2, 2, -1)),
    }
    view = parent[places[layout]]
    view[...] = plain
    return view


LAYOUTS = ["fortran", "read-only", "window", "other rows", "other columns", "upside down", "mirrored"]
WRITABLE = [layout for layout in LAYOUTS if layout != "read-only"]
IMAGES = hnp.arrays(np.uint8, SHAPES)


@settings(deadline=None, max_examples=150)
@given(plain=IMAGES, layout=st.sampled_from(LAYOUTS), order=st.sampled_from(["rgb", "bgr"]))
def test_the_layout_of_an_image_does_not_matter(plain, layout, order):
    image = laid_out(plain, layout)
    assert np.array_equal(image, plain)
    assert np.array_equal(sx.grayscale(image, order=order), sx.grayscale(plain, order=order))
    assert np.array_equal(sx.flip(image), plain[:, ::-1].reshape(sx.flip(image).shape))
    x = sx.to_tensor([image, plain], (8, 16), order=order)
    assert np.array_equal(x[0], x[1])
    assert np.array_equal(image, plain)


@settings(deadline=None, max_examples=150)
@given(plain=IMAGES, layout=st.sampled_from(WRITABLE))
def test_the_layout_of_a_result_does_not_matter(plain, layout):
    out = laid_out(np.zeros_like(plain), layout)
    parent = out if out.base is None else out.base
    untouched = parent.sum(dtype=np.int64) - out.sum(dtype=np.int64)
    assert sx.flip(plain, "vertical", out=out) is out
    assert np.array_equal(out, plain[::-1])
    assert parent.sum(dtype=np.int64) - out.sum(dtype=np.int64) == untouched


@settings(deadline=None, max_examples=100)
@given(plain=IMAGES, layout=st.sampled_from(WRITABLE))
def test_in_place(plain, layout):
    expected = 255 - plain
    if plain.ndim == 3 and plain.shape[2] == 4:
        expected[..., 3] = plain[..., 3]
    image = laid_out(plain, layout)
    assert sx.invert(image) is image
    assert np.array_equal(image, expected)


@settings(deadline=None, max_examples=60)
@given(data=st.data(), plain=hnp.arrays(np.uint8, st.tuples(st.integers(2, 12), st.integers(2, 12))))
def test_memory_that_is_read_may_be_written(data, plain):
    page = np.zeros((24, 24), np.uint8)
    height, width = plain.shape
    place = lambda: (data.draw(st.integers(0, 24 - height)), data.draw(st.integers(0, 24 - width)))
    (y, x), (to_y, to_x) = place(), place()
    source, out = page[y : y + height, x : x + width], page[to_y : to_y + height, to_x : to_x + width]
    source[...] = plain
    sx.flip(source, "both", out=out)
    assert np.array_equal(out, plain[::-1, ::-1])


def peak(work):
    """The most bytes that numpy allocates meanwhile."""
    tracemalloc.start()
    work()
    bytes_ = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return bytes_


def test_rows_that_are_contiguous_are_not_copied():
    parent = np.zeros((1000, 1100, 3), np.uint8)
    parent.setflags(write=False)
    out = np.empty((1000, 2000), np.uint8)
    image = parent[:, 50:1050]
    assert peak(lambda: sx.grayscale(image, out=out[:, 500:1500])) < 100_000
    assert peak(lambda: sx.grayscale(image[::2], out=out[:500, 500:1500])) < 100_000
    assert peak(lambda: sx.grayscale(memoryview(np.ascontiguousarray(image)), out=out[:, :1000])) < 4_000_000
    assert 3_000_000 <= peak(lambda: sx.grayscale(image[::-1], out=out[:, 500:1500])) < 3_100_000


def test_the_address_of_the_memory_is_the_callers():
    memory = bytearray(64 * 64)
    image = np.frombuffer(memory, np.uint8).reshape(64, 64)
    address = image.ctypes.data
    assert sx.threshold(image, 10) is image
    sx.invert(memoryview(memory).cast("B", (64, 64)))
    assert image.ctypes.data == address and memory == b"\xff" * (64 * 64)


class Foreign:
    """Memory with the array interface and nothing else."""

    def __init__(self, array):
        self.__array_interface__ = array.__array_interface__
        self.array = array


def test_other_kinds_of_memory():
    plain = np.arange(60, dtype=np.uint8).reshape(4, 5, 3)
    gray = sx.grayscale(plain)
    assert np.array_equal(sx.grayscale(Foreign(plain)), gray)
    assert np.array_equal(sx.grayscale(memoryview(plain)), gray)
    assert np.array_equal(sx.grayscale(Image.fromarray(plain)), gray)
    assert np.array_equal(sx.grayscale(Image.fromarray(gray)), gray)
    mask = Image.fromarray(gray > 20)
    assert np.array_equal(sx.components(mask).areas, sx.components(gray > 20).areas)
    deep = np.array([[0, 65535]], np.uint16)
    assert sx.grayscale(Image.fromarray(deep)).tolist() == [[0, 255]]


@pytest.mark.parametrize("mode", ["P", "CMYK", "LA", "F"])
def test_images_of_pillow_whose_bytes_are_no_colours(mode):
    with pytest.raises(sx.InvalidTypeError, match=f"image: .*{mode}"):
        sx.grayscale(Image.new(mode, (4, 4)))


@pytest.mark.parametrize(
    ("image", "message"),
    [
        ([[1, 2]], "image: expected an array, got list"),
        ("page.png", "image: expected an array, got str"),
        (None, "image: expected an array, got NoneType"),
        (np.zeros((2, 2)), "image: expected dtype uint8 or uint16, got float64"),
        (np.zeros((2, 2), np.int8), "got int8"),
        (np.zeros((2, 2), ">u2"), "got >u2"),
        (np.zeros((2, 2), bool), "got bool"),
        (np.zeros((2, 2, 2), np.uint8), r"image: expected shape .* got \(2, 2, 2\)"),
        (np.zeros(4, np.uint8), r"got \(4,\)"),
        (np.zeros((1, 2, 2, 3), np.uint8), r"got \(1, 2, 2, 3\)"),
        (np.zeros((0, 2), np.uint8), r"image: has no pixels, its shape is \(0, 2\)"),
        (np.zeros((2, 0, 3), np.uint8), "image: has no pixels"),
        (np.zeros((2, 2, 3), np.uint16), r"image: expected shape \(H, W\) of uint16"),
        (np.uint8(3), r"got \(\)"),
    ],
)
def test_what_is_no_image_is_refused_by_name(image, message):
    with pytest.raises(sx.InvalidArgumentError, match=message) as caught:
        sx.grayscale(image)
    assert isinstance(caught.value, ValueError)


@pytest.mark.parametrize(
    ("out", "message"),
    [
        (np.zeros((2, 2), np.uint8), r"out: has shape \(2, 2\), the result has \(2, 3\)"),
        (np.zeros((2, 3, 3), np.uint8), r"out: has shape \(2, 3, 3\)"),
        (np.zeros((2, 3), np.uint16), "out: expected dtype uint8, got uint16"),
        ([1], "out: expected an array, got list"),
        (b"123456", r"out: is read-only"),
        (bytearray(6), r"out: expected shape .* got \(6,\)"),
    ],
)
def test_what_cannot_be_written_is_refused_by_name(out, message):
    with pytest.raises(sx.InvalidArgumentError, match=message):
        sx.grayscale(np.zeros((2, 3, 3), np.uint8), out=out)


def test_read_only_images_are_not_changed():
    image = np.zeros((2, 2), np.uint8)
    image.setflags(write=False)
    with pytest.raises(sx.InvalidArgumentError, match="image: is read-only"):
        sx.invert(image)
    with pytest.raises(sx.InvalidArgumentError, match="gray: is read-only"):
        sx.threshold(image, 3)
    assert not image.any()


def test_rows_that_overlap_are_copied():
    row = np.arange(10, dtype=np.uint8)
    same = np.broadcast_to(row, (5, 10))
    assert np.array_equal(sx.flip(same), same[:, ::-1])
    sliding = as_strided(row, (6, 5), (1, 1))
    assert np.array_equal(sx.flip(sliding), sliding[:, ::-1])


def test_huge_results_are_refused():
    image = np.zeros((2, 2), np.uint8)
    with pytest.raises(MemoryError, match="size: no memory"):
        sx.resize(image, (1 << 24, 1 << 24))
    for size in [(1 << 62, 2), (1 << 40, 1 << 40)]:
        with pytest.raises((ValueError, MemoryError), match="size: "):
            sx.resize(image, size)


def test_floats_of_any_layout():
    x = np.arange(24, dtype=np.float32).reshape(4, 6)
    expected = x.copy()
    sx.normalize(expected)
    for layout in [x[::-1], np.asfortranarray(x), np.repeat(x, 2, 1)[:, ::2]]:
        values = layout.copy(order="K")
        view = values if values.flags.c_contiguous else values[:]
        sx.normalize(view)
        assert abs(float(view.mean())) < 1e-6 and abs(float(view.std()) - 1) < 1e-6
    unaligned = np.frombuffer(bytearray(4 * 24 + 1), np.uint8)[1:].view(np.float32)
    unaligned[:] = x.ravel()
    sx.normalize(unaligned)
    assert np.array_equal(unaligned, expected.ravel())
    with pytest.raises(sx.InvalidTypeError, match="x: expected dtype float32, got float64"):
        sx.normalize(np.zeros(3))
    assert all(np.isnan(sx.normalize(np.array([1, np.nan], np.float32))))
    assert sx.normalize(np.zeros(0, np.float32)) == (0.0, 0.0)
