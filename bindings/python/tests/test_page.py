"""Clean pages: the steps, the cleaner and its report, filters."""

import pickle
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from PIL import Image
from test_arrays import LAYOUTS, WRITABLE, laid_out

import scipix as sx

PAPER, INK = 240, 20


def page_of_text(height=600, width=800):
    """Rows of words whose letters are stems with a bar at the top, some with one at the foot, and short ones with a dot."""
    page, random = np.full((height, width), PAPER, np.uint8), np.random.default_rng(2)
    for top in range(64, height - 60, 40):
        left = 80
        while left < width - 100:
            for _ in range(random.integers(3, 9)):
                foot, start, broad = top + 20, top + 20 - random.integers(12, 20), random.integers(7, 12)
                page[start:foot, left : left + 2] = page[start : start + 3, left : left + broad] = INK
                if random.random() < 0.5:
                    page[foot - 3 : foot, left : left + broad] = INK
                if foot - start < 14:
                    page[start - 5 : start - 3, left : left + 2] = INK
                left += broad + 3
            left += 10
    return page


PAGE = page_of_text()
DIRTY = PAGE.copy()
DIRTY[30, 100:700:50] = INK  # specks
DIRTY[92, 20:780] = INK  # a line between two rows
DIRTY[:, :16] = 5  # a border
SHADED = (PAGE * np.linspace(0.5, 1, 800)).astype(np.uint8)


def test_steps_remove_what_they_name_and_nothing_else():
    ruled, border, specks = PAGE.copy(), PAGE.copy(), PAGE.copy()
    ruled[92, 20:780] = border[:, :16] = specks[30, 100:700:50] = INK
    clean, lines = sx.remove_lines(ruled)
    assert np.array_equal(clean, PAGE) and lines.boxes.tolist() == [[20, 92, 760, 1]]
    assert (lines.vertical.tolist(), lines.thickness.tolist()) == ([False], [1])
    for found, expected in zip(sx.find_lines(ruled), lines, strict=True):
        assert np.array_equal(found, expected) and found.dtype == expected.dtype
    assert len(sx.find_lines(ruled, min_length=790).boxes) == len(sx.find_lines(ruled, horizontal=False).boxes) == 0
    assert sx.find_lines(ruled.T.copy(), vertical=True, horizontal=False).vertical.tolist() == [True]
    clean, borders = sx.remove_borders(border)
    assert np.array_equal(clean, PAGE) and borders == sx.find_borders(border)
    assert borders[:2] == (1, 16 * 600) and borders.content[:2] == (80, 64)
    clean, found = sx.despeckle(specks)
    assert np.array_equal(clean, PAGE) and (found.removed, found.removed_px) == (12, 12)
    assert found.components > 12 and found.max_side >= 1
    assert sx.despeckle(specks, threshold=10)[1].components == 0


def test_what_is_told_about_a_page():
    dark = 255 - PAGE
    assert sx.polarity(dark).light_on_dark and not sx.polarity(PAGE).light_on_dark and sx.polarity(PAGE).confidence > 0.5
    assert sx.polarity(np.full((50, 50), 9, np.uint8)) == (False, 0.0)
    boxed = PAGE.copy()
    boxed[216:296, 160:600] = dark[216:296, 160:600]
    assert sx.inverted_regions(boxed).tolist() == [[160, 216, 440, 80]]
    assert sx.inverted_regions(PAGE).shape == (0, 4)
    for turn in [0, 90, 180, 270]:
        degrees, confidence, letters = sx.orientation(sx.rotate(PAGE, turn))
        assert degrees == -turn % 360 and confidence > 0.4 and letters > 500
    assert sx.orientation(np.full((50, 50), 250, np.uint8)) == (None, 0.0, 0)


def test_a_report_says_what_was_done():
    clean, report = sx.clean_page(DIRTY, orientation="off")
    assert clean.dtype == np.uint8 and clean.shape == (report.height, report.width) == (600, 800)
    assert np.array_equal(clean, PAGE)
    assert report.border_px == 16 * 600 and report.content == sx.find_borders(PAGE).content
    assert report.lines.boxes.tolist() == [[24, 92, 756, 1]] and report.specks == report.speck_px == 12
    assert not (report.inverted or report.background_normalized or report.denoised) and report.levelled == 0
    assert report.turned == 0 and report.orientation.letters > 500 and report.evenness > 75
    assert not report.polarity.light_on_dark and report.polarity.confidence > 0.5
    assert np.array_equal(pickle.loads(pickle.dumps(report)).lines.boxes, report.lines.boxes)


def test_steps_are_switched():
    off = dict.fromkeys(["polarity", "orientation", "skew", "borders", "background", "denoise", "lines", "despeckle"], "off")
    clean, report = sx.clean_page(DIRTY, **off)
    assert np.array_equal(clean, DIRTY) and len(report.lines.boxes) == report.specks == report.border_px == 0
    assert np.array_equal(sx.clean_page(DIRTY, **{**off, "polarity": "on"})[0], 255 - DIRTY)
    clean, report = sx.clean_page(255 - PAGE, **{**off, "polarity": "auto"})
    assert report.inverted and report.polarity.light_on_dark and np.array_equal(clean, PAGE)
    clean, report = sx.clean_page(SHADED, **{**off, "background": "auto"})
    assert report.background_normalized and report.evenness < 75 and np.ptp(clean[:40]) < 10
    assert sx.clean_page(PAGE, **{**off, "denoise": "on"})[1].denoised
    askew = sx.rotate(PAGE, 3)
    clean, report = sx.clean_page(askew, **{**off, "skew": "on"})
    assert abs(report.skew.degrees - 3) < 0.2 and abs(report.levelled + 3) < 0.2 and clean.size > askew.size
    assert abs(sx.skew(clean).degrees) < 0.2
    assert sx.clean_page(askew, keep_size=True, **{**off, "skew": "on"})[0].shape == askew.shape
    clean, report = sx.clean_page(sx.rotate(PAGE, 90))
    assert report.turned == 270 and np.array_equal(clean, PAGE)
    colours = np.dstack([DIRTY, DIRTY, 0 * DIRTY])
    for order in ["rgb", "bgr"]:
        assert np.array_equal(sx.clean_page(colours, order=order, **off)[0], sx.grayscale(colours, order=order))


def test_black_and_white_pages():
    mask = DIRTY > 128
    bits, report = sx.clean_page(DIRTY, orientation="off", format="bits")
    assert bits.dtype == np.bool_ and np.array_equal(bits, PAGE > 128)
    again, of_bits = sx.clean_page(mask, orientation="off", format="bits")
    assert np.array_equal(again, bits) and of_bits.specks == report.specks and of_bits.border_px == report.border_px
    assert np.array_equal(sx.clean_page(Image.fromarray(mask), orientation="off")[0], np.where(PAGE > 128, 255, 0))
    for step in [sx.despeckle, sx.remove_lines, sx.remove_borders]:
        clean, found = step(mask)
        gray, of_gray = step(np.where(mask, 255, 0).astype(np.uint8))
        assert clean.dtype == np.bool_ and np.array_equal(clean, gray > 0) and str(found) == str(of_gray)
        out = np.ones_like(mask)
        assert step(mask, out=out)[0] is out and np.array_equal(out, clean)
    assert sx.polarity(mask) == sx.polarity(np.where(mask, 255, 0).astype(np.uint8))


def test_a_cleaner_travels_to_other_processes():
    for steps in [{}, {"lines": "off", "format": "bits"}]:
        cleaner = sx.PageCleaner(**steps)
        (page, report), (other, _) = cleaner(DIRTY), pickle.loads(pickle.dumps(cleaner))(DIRTY)
        assert page.dtype == other.dtype and np.array_equal(page, other), report


def test_a_cleaner_is_shared_by_threads():
    cleaner = sx.PageCleaner(orientation="off")
    pages = [DIRTY, PAGE, SHADED, DIRTY[:300]] * 3
    expected = [sx.clean_page(page, orientation="off") for page in pages]
    with ThreadPoolExecutor(3) as threads:
        for (clean, report), (alone, of_alone) in zip(threads.map(cleaner, pages), expected, strict=True):
            assert np.array_equal(clean, alone) and report.specks == of_alone.specks
    first = cleaner(PAGE)[0]
    kept = first.copy()
    cleaner(DIRTY)
    assert np.array_equal(first, kept), "a result is the caller's own memory"


@settings(deadline=None, max_examples=60)
@given(
    plain=hnp.arrays(np.uint8, st.tuples(st.integers(1, 40), st.integers(1, 70)), elements=st.sampled_from([0, 90, 250])),
    layout=st.sampled_from(LAYOUTS),
    to=st.sampled_from(WRITABLE),
    colours=st.sampled_from([None, 3, 4]),
)
def test_the_layout_of_a_page_does_not_matter(plain, layout, to, colours):
    if colours:
        plain = np.repeat(plain[..., None], colours, 2)
    page, gray = laid_out(plain, layout), sx.grayscale(plain)
    for step in [sx.despeckle, sx.remove_lines, sx.remove_borders]:
        out = laid_out(np.zeros_like(gray), to)
        expected, found = step(gray)
        clean, same = step(page, out=out)
        assert clean is out and np.array_equal(out, expected) and str(found) == str(same)
        mask = plain > 128 if not colours else gray > 128
        assert step(mask)[0].dtype == np.bool_
    assert np.array_equal(sx.clean_page(page)[0], sx.clean_page(gray)[0])
    assert np.array_equal(page, plain)


def test_a_page_may_be_cleaned_in_its_own_memory():
    page = DIRTY.copy()
    assert sx.despeckle(page, out=page)[0] is page and np.array_equal(page, sx.despeckle(DIRTY)[0])
    window = DIRTY.copy()[20:580, 10:790]
    expected = sx.remove_lines(window)[0]
    sx.remove_lines(window, out=window)
    assert np.array_equal(window, expected)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: sx.clean_page(PAGE, lines="maybe"), ValueError, 'lines: "maybe" is not one of "auto", "off", "on"'),
        (lambda: sx.clean_page(PAGE, line="off"), TypeError, "line: there is no option of this name for a cleaning"),
        (lambda: sx.PageCleaner(format="png"), ValueError, 'format: "png"'),
        (lambda: sx.PageCleaner(skew=True), TypeError, "skew: "),
        (lambda: sx.clean_page(PAGE / 2), TypeError, "image: expected dtype uint8 or bool, got float64"),
        (lambda: sx.clean_page(PAGE[:0]), ValueError, "image: has no pixels"),
        (lambda: sx.despeckle(PAGE, max_side=-1), ValueError, "max_side: -1 is negative"),
        (lambda: sx.remove_lines(PAGE, threshold=256), ValueError, "threshold: 256"),
        (lambda: sx.find_lines(PAGE, min_length=1 << 40), ValueError, "min_length: .* is too large"),
        (lambda: sx.remove_borders(PAGE, out=PAGE[:9].copy()), ValueError, r"out: has shape \(9, 800\)"),
        (lambda: sx.despeckle(PAGE, out=np.zeros(PAGE.shape, bool)), TypeError, "out: expected dtype uint8, got bool"),
    ],
)
def test_wrong_arguments_are_named(call, error, message):
    with pytest.raises(error, match=message) as caught:
        call()
    assert isinstance(caught.value, sx.Error)


def test_filters():
    noise = np.random.default_rng(7).integers(0, 256, (23, 31), np.uint8)
    padded = np.pad(noise, 1, mode="edge")
    around = [padded[y : y + 23, x : x + 31] for y in range(3) for x in range(3)]
    assert np.array_equal(sx.median(noise), np.median(around, axis=0))
    clean, report = sx.clean_page(sx.rotate(PAGE, 90))
    assert report.turned == 270 and np.array_equal(clean, PAGE)
    colours = np.dstack([noise, noise.T[:23, :].repeat(2, 1)[:, :31], noise])
    assert np.array_equal(sx.median(colours, 5)[..., 2], sx.median(noise, 5))
    for pair in [((3, 5), (0.8, 1.2)), ((0, 0), 1.5)]:
        across = sx.gaussian_blur(noise, *pair)
        turned = sx.gaussian_blur(noise.T, *(side if np.isscalar(side) else side[::-1] for side in pair))
        assert np.abs(across.astype(int) - turned.T).max() <= 1 and np.ptp(across) < np.ptp(noise)
    assert sx.gaussian_blur(np.array([[0, 8]], np.uint8), (1, 3), border="replicate").tolist() == [[2, 6]]
    assert np.array_equal(sx.unsharp_mask(noise, 1.0, 0.0), noise)
    assert np.array_equal(sx.unsharp_mask(noise, 1.0, 2.0, 255), noise)
    out = np.empty_like(noise)
    for work in [sx.median, sx.unsharp_mask, sx.clahe, lambda image, **to: sx.gaussian_blur(image, (3, 3), **to)]:
        assert work(noise, out=out) is out and np.array_equal(out, work(noise)) and out.std() > 0
        assert np.array_equal(work(laid_out(noise, "mirrored")), out)
    for call, message in [
        (lambda: sx.median(noise, 4), "size"),
        (lambda: sx.gaussian_blur(noise), "width"),
        (lambda: sx.gaussian_blur(noise, (3, 3), border="wrap"), 'border: "wrap"'),
        (lambda: sx.unsharp_mask(noise, 0.0), "sigma"),
        (lambda: sx.unsharp_mask(noise, threshold=-1), "threshold: -1"),
        (lambda: sx.clahe(colours), r"gray: expected shape \(H, W\)"),
        (lambda: sx.clahe(noise, tiles=(0, 8)), "tiles"),
    ]:
        with pytest.raises(sx.InvalidArgumentError, match=message):
            call()
