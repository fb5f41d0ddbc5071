"""Operations on images against numpy or values computed by hand."""

import copy
import pickle

import numpy as np
import pytest

import scipix as sx

RNG = np.random.default_rng(1)
RGB = RNG.integers(0, 256, (37, 53, 3), np.uint8)
GRAY = RNG.integers(0, 256, (37, 53), np.uint8)


def test_gray_is_the_formula():
    r, g, b = (RGB[..., channel].astype(np.int64) for channel in range(3))
    bt601 = (9798 * r + 19235 * g + 3735 * b + 16384) >> 15
    assert np.array_equal(sx.grayscale(RGB), bt601)
    assert np.array_equal(sx.grayscale(RGB[..., ::-1], order="bgr"), bt601)
    assert np.array_equal(sx.grayscale(RGB, luma="bt709"), (6966 * r + 23436 * g + 2366 * b + 16384) >> 15)
    assert np.array_equal(sx.grayscale(GRAY), GRAY)
    with pytest.raises(ValueError, match='luma: "bt602" is not one of "bt601"'):
        sx.grayscale(RGB, luma="bt602")
    with pytest.raises(ValueError, match='order: "grb" is not one of'):
        sx.grayscale(RGB, order="grb")


def test_alpha():
    rgba = np.dstack([RGB, RNG.integers(0, 256, RGB.shape[:2], np.uint8)])
    alpha = rgba[..., 3:].astype(np.int64)
    over = (RGB * alpha + (255 - alpha) * np.array([250, 10, 90]) + 127) // 255
    assert np.abs(sx.flatten(rgba, (250, 10, 90)).astype(int) - over).max() <= 1
    assert np.array_equal(sx.flatten(rgba, (90, 10, 250), order="bgr"), sx.flatten(rgba, (90, 10, 250)))
    assert np.array_equal(sx.grayscale(rgba, over=(250, 10, 90)), sx.grayscale(sx.flatten(rgba, (250, 10, 90))))
    assert np.array_equal(sx.grayscale(rgba), sx.grayscale(RGB))
    with pytest.raises(ValueError, match="over: 256 is not from 0 to 255"):
        sx.grayscale(rgba, over=(0, 256, 0))
    with pytest.raises(ValueError, match="image: has no alpha"):
        sx.flatten(RGB)


def test_gray_of_16_bits():
    deep = RNG.integers(1000, 60000, (20, 30), np.uint16)
    low, high = int(deep.min()), int(deep.max())
    spread = high - low
    expected = (255 * (deep.astype(np.int64) - low) + spread // 2) // spread
    assert np.array_equal(sx.gray16_to_gray8(deep), expected)
    assert np.array_equal(sx.gray16_to_gray8(deep, low, high), expected)
    assert not sx.gray16_to_gray8(np.full((2, 2), 65535, np.uint16), 65535 - 1, 65535).min() == 0
    assert sx.gray16_to_gray8(np.full((2, 2), 9, np.uint16)).tolist() == [[0, 0], [0, 0]]
    with pytest.raises(ValueError, match="low: 65536"):
        sx.gray16_to_gray8(deep, 65536, 3)
    assert np.array_equal(sx.flip(deep), deep[:, ::-1])
    assert np.array_equal(sx.rotate(deep, 180), deep[::-1, ::-1])
    assert sx.resize(deep, (10, 15), "nearest").dtype == np.uint16
    with pytest.raises(ValueError, match="GRAY16"):
        sx.resize(deep, (10, 15))


def test_black_and_white():
    level = sx.otsu(GRAY)
    assert np.array_equal(sx.binarize(GRAY, method="otsu"), np.where(GRAY > level, 255, 0))
    assert np.array_equal(sx.binarize(GRAY, method="fixed", threshold=99), np.where(GRAY > 99, 255, 0))
    assert np.array_equal(sx.binarize(RGB, method="otsu"), sx.binarize(sx.grayscale(RGB), method="otsu"))
    for method in ["sauvola", "adaptive_mean"]:
        assert set(np.unique(sx.binarize(GRAY, method=method, window=15))) == {0, 255}
    out = np.empty_like(GRAY)
    assert sx.threshold(GRAY, 99, out=out) is out and np.array_equal(out, np.where(GRAY > 99, 255, 0))
    for wrong, message in [({"window": 30}, "window"), ({"window": -3}, "window: -3 is negative"), ({"k": np.nan}, "k")]:
        with pytest.raises(ValueError, match=message):
            sx.binarize(GRAY, **wrong)
    with pytest.raises(ValueError, match="threshold: 256 is not from 0 to 255"):
        sx.threshold(out, 256)
    with pytest.raises(ValueError, match='method: "niblack"'):
        sx.binarize(GRAY, method="niblack")


def test_sizes():
    assert np.array_equal(sx.resize(GRAY, GRAY.shape), GRAY)
    blocks = GRAY[:36, :52].reshape(18, 2, 26, 2).astype(np.int64).sum((1, 3))
    assert np.array_equal(sx.resize(GRAY[:36, :52], (18, 26), "area"), (blocks + 2) // 4)
    for filter_ in ["nearest", "bilinear", "area", "lanczos", "cubic", "bilinear-antialiased"]:
        assert sx.resize(RGB, (None, 10), filter_).shape == (7, 10, 3)
    assert sx.resize(np.dstack([RGB, GRAY]), (9, 9), by_alpha=True).shape == (9, 9, 4)
    for size, message in [((0, 4), "size: a side of 0"), ((-1, 4), "size: -1"), ((None, None), "size: one of")]:
        with pytest.raises(ValueError, match=message):
            sx.resize(GRAY, size)


def test_turns():
    assert np.array_equal(sx.rotate(RGB, 90), np.rot90(RGB, -1))
    assert np.array_equal(sx.rotate(RGB, -90), np.rot90(RGB))
    assert sx.rotate(GRAY, 10).shape == GRAY.shape
    assert sx.rotate(GRAY, 45, expand=True).shape == (64, 64)
    out = np.empty((80, 80), np.uint8)
    assert sx.rotate(GRAY, 5, out=out, fill=3) is out and out[0, 0] == 3
    with pytest.raises(ValueError, match="degrees: NaN is not finite"):
        sx.rotate(GRAY, float("nan"))
    assert np.array_equal(sx.flip(RGB, "vertical"), RGB[::-1])
    assert np.array_equal(sx.flip(RGB, "both"), RGB[::-1, ::-1])


def test_skew_and_background():
    page = np.full((600, 800), 250, np.uint8)
    for y in range(60, 540, 24):
        page[y : y + 8, 80:720] = 20
    degrees, confidence = sx.skew(sx.rotate(page, 3))
    assert abs(degrees - 3) < 0.1 and confidence > 0.5
    assert abs(sx.skew(sx.rotate(sx.rotate(page, 3), -degrees)).degrees) < 0.1
    shaded = (page * np.linspace(0.6, 1, 800)).astype(np.uint8)
    even = sx.normalize_background(shaded)
    assert np.ptp(even[:40]) < 10 < 90 < np.ptp(shaded[:40])
    with pytest.raises(ValueError, match="tile"):
        sx.normalize_background(page, tile=(1, 1))


def test_shapes_of_ink():
    mask = RNG.random((20, 30)) < 0.2
    grown = sx.morphology(mask, "dilate", 3)
    padded = np.pad(mask, 1)
    shifted = [padded[y : y + 20, x : x + 30] for y in range(3) for x in range(3)]
    assert grown.dtype == np.bool_ and np.array_equal(grown, np.any(shifted, 0))
    gray = sx.morphology(GRAY, "erode", (1, 3))
    assert np.array_equal(gray[:, 1:-1], np.minimum(np.minimum(GRAY[:, :-2], GRAY[:, 1:-1]), GRAY[:, 2:]))
    found = sx.components(mask, labels=True)
    assert found.areas.sum() == mask.sum() and np.array_equal(found.labels > 0, mask)
    for index, (x, y, width, height) in enumerate(found.boxes):
        rows, columns = np.nonzero(found.labels == index + 1)
        assert (rows.min(), columns.min(), np.ptp(rows) + 1, np.ptp(columns) + 1) == (y, x, height, width)
    assert len(sx.components(mask, connectivity=4).boxes) >= len(found.boxes)
    assert sx.components(np.zeros((3, 3), bool)).boxes.shape == (0, 4)
    with pytest.raises(ValueError, match='connectivity: "6"'):
        sx.components(mask, connectivity=6)
    with pytest.raises(TypeError, match="size"):
        sx.morphology(mask, "dilate", "3")


def test_crops():
    x, y, w, h = 10, 5, 30, 20
    quad = [[x, y], [x + w, y], [x + w, y + h], [x, y + h]]
    (crop,) = sx.crop_quads(RGB, [quad])
    assert np.array_equal(crop, RGB[y : y + h, x : x + w])
    assert sx.crop_quads(RGB, np.array(quad, np.float64))[0].shape == (20, 30, 3)
    tall = [[0, 0], [10, 0], [10, 30], [0, 30]]
    assert sx.crop_quads(GRAY, [tall])[0].shape == (10, 30)
    assert sx.crop_quads(GRAY, [tall], turn_ratio=0)[0].shape == (30, 10)
    assert sx.crop_quads(RGB, []) == []
    for quads, message in [([[0, 0]], r"quads: expected shape \(n, 4, 2\)"), ("x", "quads: "), ([[[0, 0]] * 4], "quad")]:
        with pytest.raises(ValueError, match=message):
            sx.crop_quads(RGB, quads)
    tensor = sx.quads_to_tensor(RGB, [quad, quad], (20, 0), keep_aspect=True)
    assert np.allclose(tensor[1], RGB[y : y + h, x : x + w].transpose(2, 0, 1) / 255, atol=1e-6)


def test_tensors():
    mean, std = [0.1, 0.2, 0.3], [0.5, 0.6, 0.7]
    x = sx.to_tensor(RGB, (0, 0), mean=mean, std=std)
    assert np.allclose(x[0], ((RGB / 255 - mean) / std).transpose(2, 0, 1), atol=1e-5)
    last = sx.to_tensor([RGB], (0, 0), mean=mean, std=std, layout="nhwc", channels="bgr")
    assert np.array_equal(last[0, ..., ::-1].transpose(2, 0, 1)[0] * 0 + x[0, 0], x[0, 0]) and last.shape == (1, 37, 53, 3)
    assert np.allclose(last[0, ..., 1], (RGB[..., 1] / 255 - 0.2) / 0.6, atol=1e-5)
    out = np.empty((2, 1, 16, 16), np.uint8)
    made = sx.to_tensor((GRAY, RGB), (16, 16), channels="gray", dtype="uint8", out=out, letterbox=True, centered=True)
    assert made is out
    placed = {"letterbox": True, "centered": True}
    for image, region in zip((RGB, GRAY.T), sx.tensor_regions([RGB, GRAY.T], (16, 17), **placed)):
        lone = sx.to_tensor(image, (16, 17), **placed, fill=9)[0, 0]
        rows, columns = np.nonzero(lone != 9)
        assert region == (columns.min(), rows.min(), np.ptp(columns) + 1, np.ptp(rows) + 1)
        assert region.to_image((region.x, region.y), image.shape[:2]).tolist() == [0, 0]
    with pytest.raises(TypeError, match="means: "):
        sx.tensor_regions(RGB, (8, 8), means=1)
    with pytest.raises(ValueError, match="images: there are none"):
        sx.tensor_regions([], (8, 8))
    for options, error, message in [
        ({"std": 0.0}, ValueError, "std"),
        ({"layout": "chw"}, ValueError, 'layout: "chw"'),
        ({"means": 1}, TypeError, "means: "),
        ({"mean": "x"}, TypeError, "mean: "),
        ({"dtype": "float16"}, ValueError, 'dtype: "float16"'),
    ]:
        with pytest.raises(error, match=message):
            sx.to_tensor(RGB, (8, 8), **options)
    with pytest.raises(ValueError, match=r"images\[1\]: expected dtype uint8"):
        sx.to_tensor([RGB, RGB / 2], (8, 8))
    with pytest.raises(ValueError, match="images: there are none"):
        sx.to_tensor([], (8, 8))


def test_a_plan_gives_what_its_steps_give():
    plan = sx.Plan(gray=True, resize=(20, 30), binarize="otsu")
    steps = sx.binarize(sx.resize(sx.grayscale(RGB), (20, 30)), method="otsu")
    assert np.array_equal(plan(RGB), steps)
    out = np.empty_like(steps)
    assert plan(RGB, out=out) is out and np.array_equal(out, steps)
    assert np.array_equal(sx.Plan(gray="bt709", order="bgr")(RGB), sx.grayscale(RGB, luma="bt709", order="bgr"))
    tensor = sx.Plan(resize=(16, None), tensor={"size": (16, 0), "mean": 0.5, "layout": "nhwc"})
    assert np.allclose(tensor(RGB), sx.to_tensor(sx.resize(RGB, (16, None)), (16, 0), mean=0.5, layout="nhwc"))
    page = np.full((300, 400), 250, np.uint8)
    for y in range(30, 270, 24):
        page[y : y + 8, 40:360] = 20
    page = sx.rotate(page, 4)
    even = sx.normalize_background(page)
    level = sx.rotate(even, -sx.skew(even).degrees)
    clean = sx.Plan(background=True, deskew=True, binarize="sauvola", window=31)
    assert np.array_equal(clean(page), sx.binarize(level, window=31)) and abs(sx.skew(clean(page)).degrees) < 0.1
    black = sx.binarize(page, method="otsu")
    for rules in ["opencv", "leptonica", "leptonica-symmetric"]:
        for shape in [("erode", 3), ("dilate", (3, 5)), ("open", (2, 4)), ("close", 3)]:
            bold = sx.Plan(gray=True, binarize="otsu", morphology=shape, rules=rules)
            assert np.array_equal(bold(page), sx.morphology(black, *shape, rules=rules)), (shape, rules)
    sharp = sx.Plan(median=3, gaussian_blur={"size": (3, 5)}, gray=True, clahe={"tiles": (3, 4)}, unsharp_mask={"amount": 1.5})
    blurred = sx.gaussian_blur(sx.median(sx.grayscale(RGB)), (3, 5))
    assert np.array_equal(sharp(RGB), sx.unsharp_mask(sx.clahe(blurred, tiles=(3, 4)), amount=1.5))
    dirty = np.full((300, 400), 240, np.uint8)
    dirty[100:128, 60:340:20] = dirty[100:128, 61:340:20] = dirty[30:32, 30:32] = 20
    assert np.array_equal(sx.Plan(despeckle=True)(dirty), sx.despeckle(dirty)[0]) and sx.despeckle(dirty)[1].removed == 1
    assert np.array_equal(sx.Plan(despeckle={"max_side": 1, "threshold": None})(dirty), dirty)
    for morphology in [None, ("erode", 3)]:
        clean = sx.Plan(binarize="otsu", despeckle=True, morphology=morphology)(dirty)
        white = sx.despeckle(dirty)[0] > 100
        assert np.array_equal(clean > 100, white if morphology is None else sx.morphology(white * np.uint8(255), "erode", 3) > 0)
        assert set(np.unique(clean)) == {0, 255}
    assert np.array_equal(sx.Plan(despeckle=False, clahe=False, gray=True)(RGB), sx.grayscale(RGB))
    for wrong, error in [({"despeckle": 3}, TypeError), ({"clahe": {"tile": 3}}, TypeError), ({"median": 4}, ValueError), ({"gaussian_blur": True}, ValueError)]:
        with pytest.raises(error):
            sx.Plan(gray=True, **wrong)
    smooth = sx.Plan(gray=True, morphology=("close", 3), tensor={"size": (0, 0)})
    assert np.allclose(smooth(page), sx.to_tensor(sx.morphology(page, "close", 3), (0, 0), channels="gray"))
    for morphology, error in [(("thin", 3), ValueError), (("open", 0), ValueError), (("open", -1), ValueError), ("open", TypeError)]:
        with pytest.raises(error):
            sx.Plan(gray=True, binarize="otsu", morphology=morphology)
    with pytest.raises(ValueError):
        sx.Plan()
    with pytest.raises(TypeError, match="gray: expected bool or str, got int"):
        sx.Plan(gray=3)
    with pytest.raises(TypeError, match="tensor: has no size"):
        sx.Plan(tensor={})


def test_plans_travel_to_other_processes():
    tensor = {"size": (16, 0), "keep_aspect": True, "mean": (0.1, 0.2, 0.3), "channels": "bgr"}
    blur = {"size": (3, 5)}
    plans = [
        sx.Plan(gray="bt709", resize=(20, None), filter="area", binarize="sauvola", window=7, k=0.2, morphology=("open", (2, 1))),
        sx.Plan(median=3, gaussian_blur=blur, flatten=(1, 2, 3), clahe=False, tensor=tensor, order="bgr"),
        sx.Plan(gray=True, resize=(np.int64(9), 9), despeckle={"max_side": np.int64(2)}),
    ]
    expected = [plan(RGB) for plan in plans]
    # What a caller does with its dicts afterwards is no matter of the plan.
    tensor["size"], blur["size"] = (5, 5), (5, 5)
    for plan, image in zip(plans, expected):
        for other in [pickle.loads(pickle.dumps(plan)), copy.copy(plan), copy.deepcopy(plan)]:
            assert np.array_equal(other(RGB), image) and np.array_equal(other.run_many([RGB])[0], plan.run_many([RGB])[0])
    args, keywords = plans[1].__getnewargs_ex__()
    keywords["order"] = "none"
    assert args == () and plans[1].__getnewargs_ex__()[1]["order"] == "bgr"
    for wrong in [{"greay": True}, {"k": "x"}, {"background": None}, {"resize": 3}]:
        with pytest.raises(TypeError, match=next(iter(wrong))):
            sx.Plan(**wrong)
    with pytest.raises(TypeError):
        sx.Plan(True)


def test_a_plan_runs_on_many_images_in_one_call():
    crops = [np.ascontiguousarray(RGB[y : y + 12, : 10 + 5 * y]) for y in range(4)] + [RGB[2:14, 3:20], RGB[::-1]]
    for plan in [
        sx.Plan(gray=True, resize=(20, None), binarize="otsu"),
        sx.Plan(gray=True, binarize="otsu", morphology=("open", 2)),
        sx.Plan(resize=(9, 9), order="bgr"),
    ]:
        alone = [plan(crop) for crop in crops]
        many = plan.run_many(crops)
        assert len(many) == len(crops) and all(map(np.array_equal, many, alone))
        out = [np.zeros_like(image) for image in alone]
        assert all(map(np.array_equal, plan.run_many(tuple(crops), out=out), alone)) and all(map(np.array_equal, out, alone))
    sheet = np.zeros((40, 40), np.uint8)
    gray = sx.Plan(gray=True)
    for out in [[sheet[:12, :10]] * 2, [sheet[:12, :10], sheet[5:17, :10]]]:
        with pytest.raises(ValueError, match="out: an array shares memory"):
            gray.run_many([crops[0][:, :10]] * 2, out=out)
    with pytest.raises(ValueError, match="out: an array shares memory"):
        gray.run_many([sheet], out=[sheet])
    with pytest.raises(ValueError, match="out: has 1 arrays, there are 2 images"):
        gray.run_many(crops[:2], out=[sheet])
    with pytest.raises(ValueError, match=r"images\[1\]: expected dtype uint8"):
        gray.run_many([RGB, RGB / 2])
    tensor = sx.Plan(gray=True, tensor={"size": (16, 0), "keep_aspect": True, "mean": 0.5})
    expected = sx.to_tensor([sx.grayscale(crop) for crop in crops], (16, 0), keep_aspect=True, mean=0.5, channels="gray")
    assert np.array_equal(tensor.run_many(crops), expected)
    out = np.zeros_like(expected)
    assert tensor.run_many(crops, out=out) is out and np.array_equal(out, expected)
    assert np.array_equal(sx.Plan(tensor={"size": (8, 8), "dtype": "uint8"}).run_many(crops), sx.to_tensor(crops, (8, 8), dtype="uint8"))


@pytest.fixture
def restored():
    yield
    sx.set_simd_level("best")
    sx.set_opt_level("full")
    sx.set_thread_count(0)


def test_settings_do_not_change_results(restored):
    page = RNG.integers(0, 256, (300, 400, 3), np.uint8)
    work = lambda: sx.binarize(sx.resize(page, (200, 333), "lanczos"), window=15)
    expected = work()
    for level in sx.simd_levels():
        sx.set_simd_level(level)
        assert sx.simd_level() == level and np.array_equal(work(), expected)
    for level in ["none", "simd", "parallel", "full"]:
        sx.set_opt_level(level)
        assert sx.opt_level() == level and np.array_equal(work(), expected)
    for threads in [1, 2, 5]:
        sx.set_thread_count(threads)
        assert sx.thread_count() == threads and np.array_equal(work(), expected)
    with pytest.raises(ValueError, match="name: this processor has scalar"):
        sx.set_simd_level("mmx")
    with pytest.raises(ValueError, match="count: -1 is negative"):
        sx.set_thread_count(-1)
