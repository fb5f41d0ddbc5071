//! How much memory operations take besides the images: a few rows, whatever the height; plans and scratch none that they
//! have not taken before. At one thread, whose allocations alone are counted: the test harness makes some of its own.

use scipix_core::base::Shared;
use scipix_core::cpu::{OptLevel, set_opt_level};
use scipix_core::image::components::{ComponentScratch, Connectivity, connected_components};
use scipix_core::image::{
    BackgroundParams, CropParams, CropTensorScratch, Filter, Format, FusedStep, ImageMut, ImageRef, Luma, Method,
    TensorFit, TensorMut, TensorParams, binarize, crops_tensor_shape, crops_to_tensor, normalize_background,
};
use scipix_core::plan::Plan;
use scipix_core::recognition::{
    BeamParams, BoxShape, CraftParams, CtcConfig, CtcDecoder, CtcLexicon, CtcLine, CtcTexts, LineScores, MapData,
    ProbabilityMap, ReadingOrderParams, ReadingOrderScratch, ScoreMode, TextBoxParams, TextBoxScratch, TextBoxes,
    WordBoxParams, craft_boxes, reading_order, text_boxes, word_boxes,
};
use scipix_core::simd;
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::ptr::null_mut;

struct Counting;

thread_local! {
    /// Bytes that this thread has allocated and not freed.
    static LIVE: Cell<isize> = const { Cell::new(0) };
    static PEAK: Cell<isize> = const { Cell::new(0) };
    static COUNT: Cell<usize> = const { Cell::new(0) };
}

// SAFETY: passes everything on to the system's allocator, which keeps the contract.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let live = LIVE.get() + layout.size() as isize;
        LIVE.set(live);
        PEAK.set(PEAK.get().max(live));
        COUNT.set(COUNT.get() + 1);
        // SAFETY: the caller's promise is handed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, ptr: *mut u8, layout: Layout) {
        LIVE.set(LIVE.get() - layout.size() as isize);
        // SAFETY: as above.
        unsafe { System.dealloc(ptr, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// The most bytes that were allocated at once while `f` ran, more than before.
fn peak(f: impl FnOnce()) -> usize {
    let before = LIVE.get();
    PEAK.set(before);
    f();
    (PEAK.get() - before) as usize
}

/// The number of allocations while `f` runs.
fn allocations(f: impl FnOnce()) -> usize {
    let before = COUNT.get();
    f();
    COUNT.get() - before
}

/// One thread; and the first look at the environment, which is not an operation's memory.
fn sequential() {
    set_opt_level(OptLevel::Simd);
    simd::active();
}

#[test]
fn binarize_takes_a_few_rows() {
    let (width, height) = (1000, 1400);
    sequential();
    let methods = [
        (Method::Fixed { threshold: 128 }, 0),
        (Method::Otsu, 0),
        (Method::AdaptiveMean { window: 31, offset: 5.0 }, 20),
        (Method::Sauvola { window: 51, k: 0.34, r: 128.0 }, 20),
        (Method::Sauvola { window: 501, k: 0.34, r: 128.0 }, 24),
    ];
    // Of colours and bits, the gray of the rows that windows cover is kept, as far as it fits a cache.
    for (format, kept) in [(Format::Gray8, 0), (Format::Rgba8, 512 << 10), (Format::Bit1, 512 << 10)] {
        let src = vec![200; format.row_bytes(width).unwrap() * height];
        for (to, (method, rows)) in [Format::Gray8, Format::Bit1].into_iter().flat_map(|to| methods.map(|m| (to, m))) {
            let mut dst = vec![0; width * height];
            let taken = peak(|| {
                let src = ImageRef::new(&src, width, height, 0, format).unwrap();
                binarize(src, &method, ImageMut::new(&mut dst, width, height, 0, to).unwrap()).unwrap();
            });
            let most = if rows == 0 { 0 } else { rows * width + kept + 8192 };
            assert!(taken <= most, "{method:?} of {} took {taken} bytes, not {most}", format.name());
        }
    }
}

/// Each plan on two sizes in turn, after it has seen both.
#[test]
fn plans_take_nothing_twice() {
    sequential();
    let gray = FusedStep::Grayscale(Luma::Bt709);
    let resize = FusedStep::Resize { filter: Filter::Bilinear, width: 0, height: 170 };
    let sauvola = FusedStep::Binarize(Method::Sauvola { window: 51, k: 0.34, r: 128.0 });
    let line = TensorParams { height: 48, width: 320, fit: TensorFit::Height, ..TensorParams::default() };
    let plans = [
        vec![gray, FusedStep::Binarize(Method::Fixed { threshold: 100 })],
        vec![gray, FusedStep::Binarize(Method::Otsu)],
        vec![resize, gray, FusedStep::Binarize(Method::Otsu)],
        vec![gray, sauvola],
        vec![resize, sauvola],
        vec![resize],
        vec![gray, FusedStep::Tensor(line)],
        vec![resize, FusedStep::Tensor(line)],
    ];
    let pixels = vec![99; 4 * 400 * 300];
    let sources = [(400, 300), (300, 100)].map(|(w, h)| ImageRef::new(&pixels, w, h, 0, Format::Rgba8).unwrap());
    let (mut bytes, mut floats) = (vec![0; 4 * 600 * 300], vec![0.0; 3 * 48 * 320]);
    for (steps, to) in plans.iter().flat_map(|steps| [(steps, Format::Gray8), (steps, Format::Bit1)]) {
        let mut plan = Plan::new();
        steps.iter().for_each(|step| plan.add(*step).unwrap());
        let mut run = |src: ImageRef<'_>| match steps.last() {
            Some(FusedStep::Tensor(_)) => plan.run_tensor(src, TensorMut::F32(&mut floats)).unwrap(),
            last => {
                let to = if matches!(last, Some(FusedStep::Binarize(_))) { to } else { Format::Rgba8 };
                let size = plan.output_size(&src.geometry()).unwrap();
                plan.run(src, ImageMut::new(&mut bytes, size.width, size.height, 0, to).unwrap()).unwrap();
            }
        };
        sources.into_iter().for_each(&mut run);
        let taken = peak(|| sources.into_iter().for_each(&mut run));
        assert_eq!(taken, 0, "{steps:?} to {}", to.name());
    }
}

#[test]
fn background_takes_nothing_twice() {
    sequential();
    let params = BackgroundParams::default();
    let (src, mut dst) = (vec![200; 4 * 400 * 300], vec![0; 400 * 300]);
    let mut both = || {
        for (format, width, height) in [(Format::Gray8, 400, 300), (Format::Rgba8, 300, 170)] {
            let src = ImageRef::new(&src, width, height, 0, format).unwrap();
            let to = ImageMut::new(&mut dst, width, height, 0, Format::Gray8).unwrap();
            normalize_background(src, &params, to).unwrap();
        }
    };
    assert!(peak(&mut both) > 0);
    assert_eq!(peak(both), 0);
}

#[test]
fn text_boxes_and_their_order_take_nothing_twice() {
    sequential();
    let (width, height) = (600, 400);
    // Lines of text, every third one with holes.
    let is_text = |x: usize, y: usize| {
        y % 40 < 14 && x % 290 > 40 && !((y / 40).is_multiple_of(3) && x % 30 < 6 && y % 40 > 4 && y % 40 < 9)
    };
    let map: Vec<f32> = (0..width * height).map(|i| if is_text(i % width, i / width) { 0.9 } else { 0.05 }).collect();
    let map = ProbabilityMap::new(MapData::F32(&map), width, height, 0).unwrap();
    let (mut scratch, mut boxes) = (TextBoxScratch::new(), TextBoxes::new());
    let (mut order_scratch, mut order) = (ReadingOrderScratch::new(), Vec::new());
    let shapes = [BoxShape::Quad, BoxShape::Upright, BoxShape::Polygon];
    let params = |shape| {
        [ScoreMode::Fast, ScoreMode::Slow].map(|score| TextBoxParams { shape, score, ..TextBoxParams::RAPIDOCR })
    };
    let mut all = || {
        for params in shapes.into_iter().flat_map(params) {
            text_boxes(&map, (1200, 800), &params, &mut scratch, &mut boxes).unwrap();
            assert!(boxes.as_slice().len() >= 20);
            let corners = boxes.as_slice().iter().map(|text_box| text_box.corners);
            reading_order(corners, &ReadingOrderParams::default(), &mut order_scratch, &mut order).unwrap();
        }
        craft_boxes(&map, &map, (1200, 800), &CraftParams::EASYOCR, &mut scratch, &mut boxes).unwrap();
    };
    assert!(peak(&mut all) > 0);
    assert_eq!(peak(all), 0);

    let page = vec![1; width * height];
    let page = ImageRef::new(&page, width, height, 0, Format::Gray8).unwrap();
    let mut scratch = ComponentScratch::new();
    let mut components = || drop(connected_components(page, Connectivity::Eight, None, &mut scratch).map(<[_]>::len));
    components();
    assert_eq!(peak(components), 0);
}

/// A page of lines of many sizes: once their sizes have been seen, a call allocates the list of its images alone.
#[test]
fn crops_take_one_list_for_all_lines() {
    sequential();
    let pixels = vec![99; 3 * 900 * 700];
    let line = |i: usize| {
        let (x, y, i) = (5.0, 5.0 + 15.0 * i as f32, i as f32);
        let (right, below) = (x + 100.0 + 17.0 * i, y + 20.0 + i % 5.0);
        [[x, y], [right, y + 3.0], [right, below + 3.0], [x, below]]
    };
    // One that is as high as the tensor, one of twice its height, and upright ones.
    let rectangle = |w: f32, h: f32| [[0.0, 0.0], [w, 0.0], [w, h], [0.0, h]];
    let quads: Vec<_> =
        (0..39).map(line).chain([(300.0, 48.0), (400.0, 96.0), (20.0, 90.0)].map(|(w, h)| rectangle(w, h))).collect();
    let params = TensorParams { height: 48, fit: TensorFit::Height, ..TensorParams::default() };
    for (format, channels) in
        [(Format::Rgb8, Format::Bgr8), (Format::Gray8, Format::Rgb8), (Format::Rgb8, Format::Gray8)]
    {
        let src = ImageRef::new(&pixels, 900, 700, 0, format).unwrap();
        let (params, mut scratch) = (TensorParams { channels, ..params }, CropTensorScratch::new());
        let shape = crops_tensor_shape(src, &quads, &CropParams::PADDLE, &params, &mut scratch).unwrap();
        let mut out = vec![0.0; shape.iter().product()];
        let mut run = || {
            let tensor = TensorMut::F32(&mut out);
            crops_to_tensor(src, &quads, &CropParams::PADDLE, &params, tensor, &mut scratch).unwrap();
        };
        assert!(allocations(&mut run) > 10);
        assert_eq!(allocations(&mut run), 1, "{} to {}", format.name(), channels.name());
        let taken = peak(run);
        assert!(taken <= 96 * quads.len(), "{taken}");
    }
}

/// Memory of hostile maps: bounded, and given back.
#[test]
fn text_boxes_take_bounded_memory() {
    sequential();
    let side = 3000;
    let checkers: Vec<u8> = (0..side * side).map(|i| if (i + i / side) % 2 == 0 { 255 } else { 0 }).collect();
    let map = ProbabilityMap::new(MapData::U8(&checkers), side, side, 0).unwrap();
    let (mut scratch, mut boxes) = (TextBoxScratch::new(), TextBoxes::new());
    let before = LIVE.get();
    let params = TextBoxParams { dilate: false, ..TextBoxParams::RAPIDOCR };
    let taken = peak(|| text_boxes(&map, (side, side), &params, &mut scratch, &mut boxes).unwrap());
    // 4.5 million runs and holes, of which the last 2^18 are looked at.
    assert!(taken < 80 << 18, "{taken}");
    assert!(LIVE.get() - before <= 32 << 20);
}

/// Measures the polygon of a box of a live handle.
fn measure(text_box: &capi::text_boxes::ScipixTextBox, hull: &mut [i32; 2 * 4096]) {
    use capi::geometry::*;
    let (points, len, mut found) = (text_box.polygon_xy, text_box.polygon_len, 0);
    let mut rect = std::mem::MaybeUninit::uninit();
    // SAFETY: the polygon has so many points, and there is room for 4096.
    unsafe {
        assert_eq!(scipix_points_convex_hull(points, len, hull.as_mut_ptr(), 4096, &mut found), 0);
        assert_eq!(scipix_points_min_area_rect(points, len, rect.as_mut_ptr()), 0);
        assert_eq!(scipix_polygon_offset(points, len, 3.0, hull.as_mut_ptr(), 4096, &mut found), 0);
        assert_eq!(scipix_polygon_simplify(points, len, 1.0, hull.as_mut_ptr(), 4096, &mut found), 0);
    }
}

/// The defaults that an `_init` gives.
fn filled<T>(init: unsafe extern "C" fn(*mut T) -> i32) -> T {
    let mut params = std::mem::MaybeUninit::uninit();
    // SAFETY: there is room for the struct, which is filled.
    unsafe {
        assert_eq!(init(params.as_mut_ptr()), 0);
        params.assume_init()
    }
}

/// The functions of the C ABI, whose scratch belongs to a handle or is kept by the library.
#[test]
fn the_c_abi_takes_nothing_twice() {
    use capi::components::*;
    use capi::crop::*;
    use capi::element::SCIPIX_ELEMENT_U8;
    use capi::pixel_format::{SCIPIX_PIXEL_FORMAT_GRAY8, ScipixImage};
    use capi::reading_order::*;
    use capi::text_box_params::*;
    use capi::text_boxes::*;
    use std::mem::MaybeUninit;

    sequential();
    let (width, height) = (600, 400);
    let is_text = |x: usize, y: usize| y % 40 < 14 && x % 290 > 40 && !(x % 30 < 6 && y % 40 > 4 && y % 40 < 9);
    let page: Vec<u8> = (0..width * height).map(|i| if is_text(i % width, i / width) { 230 } else { 0 }).collect();
    let map = ScipixProbabilityMap {
        data: page.as_ptr().cast(),
        data_bytes: page.len(),
        width,
        height,
        stride: 0,
        element: SCIPIX_ELEMENT_U8,
    };
    let src = ScipixImage { data: page.as_ptr(), width, height, stride: width, format: SCIPIX_PIXEL_FORMAT_GRAY8 };
    let (mut components, mut labels) =
        (vec![MaybeUninit::<ScipixComponent>::uninit(); 4096], vec![0_u32; width * height]);
    let (mut order, mut corners, mut hull, mut boxes) = ([0_u32; 64], [0.0_f32; 8 * 64], [0_i32; 2 * 4096], null_mut());
    // SAFETY: a place for a handle.
    assert_eq!(unsafe { scipix_text_boxes_new(&mut boxes) }, 0);
    let quad = [10.0_f32, 10.0, 200.0, 14.0, 200.0, 40.0, 10.0, 36.0];
    // SAFETY: every pointer is null or valid for what the header says, and the handle is freed once.
    let mut all = || unsafe {
        let mut params = filled(scipix_text_box_params_init);
        let (order_params, craft) = (filled(scipix_reading_order_params_init), filled(scipix_craft_params_init));
        let crop = filled(scipix_crop_params_init);
        for shape in [SCIPIX_BOX_SHAPE_QUAD, SCIPIX_BOX_SHAPE_UPRIGHT, SCIPIX_BOX_SHAPE_POLYGON] {
            params.shape = shape;
            assert_eq!(scipix_text_boxes_find(boxes, &map, 1200, 800, &params), 0);
            assert_eq!(scipix_text_boxes_sort(boxes, &order_params), 0);
        }
        let count = scipix_text_boxes_len(boxes).min(64);
        assert!(count >= 20, "{count}");
        for (i, text_box) in std::slice::from_raw_parts(scipix_text_boxes_data(boxes), count).iter().enumerate() {
            corners[8 * i..][..8].copy_from_slice(&text_box.corners_xy.map(|coordinate| coordinate as f32));
            measure(text_box, &mut hull);
        }
        assert_eq!(scipix_reading_order(corners.as_ptr(), count, &order_params, order.as_mut_ptr()), 0);
        assert_eq!(scipix_text_boxes_find_craft(boxes, &map, &map, 1200, 800, &craft), 0);
        let (mut found, mut size) = (0, MaybeUninit::uninit());
        let (labels, components) = (labels.as_mut_ptr(), components.as_mut_ptr().cast());
        assert_eq!(scipix_image_components(&src, 8, labels, 0, components, 4096, &mut found), 0);
        assert!(found >= 20, "{found}");
        assert_eq!(scipix_crop_quad_size(quad.as_ptr(), &crop, size.as_mut_ptr()), 0);
    };
    assert!(peak(&mut all) > 0);
    assert_eq!(peak(&mut all), 0);
    // SAFETY: as above.
    assert_eq!(unsafe { scipix_text_boxes_free(boxes) }, 0);
}

#[test]
fn ctc_decoders_and_word_boxes_take_nothing_twice() {
    sequential();
    let (classes, steps) = (300, 60);
    let floats: Vec<f32> = (0..classes * steps).map(|i| (i * 7919 % 1013) as f32 / 100.0).collect();
    // 1 to 1.5.
    let halves: Vec<u16> = (0..classes * steps).map(|i| 0x3c00 + (i * 7919 % 512) as u16).collect();
    let weights = vec![0.5; classes];
    let words: Vec<u32> = (1..classes as u32).flat_map(|id| [id, id]).collect();
    let lexicon = Shared::try_new(CtcLexicon::new(&words, &vec![2; classes - 1], Some(1)).unwrap());
    let score = |_: &[u32], next: &[u32], terms: &mut [f32]| {
        next.iter().zip(terms).for_each(|(id, term)| *term = (id % 3) as f32);
        Ok(())
    };
    let beam = Some(BeamParams { texts: 5, ..BeamParams::default() });
    let base = CtcConfig { alternatives: 3, ..CtcConfig::new(classes) };
    let configs = [
        base.clone(),
        CtcConfig { weights: Some(&weights), ..base.clone() },
        CtcConfig { beam, ..base.clone() },
        CtcConfig { beam, lexicon, ..base },
    ];
    let lines = [LineScores::F32(&floats), LineScores::F16(&halves)].map(|scores| CtcLine { scores, steps, stride: 0 });
    let characters: Vec<u32> = (0..classes as u32).collect();
    let quad = [[0.0, 0.0], [500.0, 0.0], [500.0, 40.0], [0.0, 40.0]];
    for config in configs {
        let (decoder, mut texts, mut boxes) = (CtcDecoder::new(&config).unwrap(), CtcTexts::new(), Vec::new());
        let mut all = || {
            decoder.decode(&lines, None, &mut texts).unwrap();
            if config.beam.is_some() {
                decoder.decode(&lines, Some(&score), &mut texts).unwrap();
            }
            assert!(texts.lines() == 2);
            let Some(text) = texts.text(0, 0) else { return };
            let params = WordBoxParams { columns: steps as f64, ..WordBoxParams::default() };
            word_boxes(text.symbols, &characters, &quad, &params, &mut boxes).unwrap();
        };
        assert!(peak(&mut all) > 0);
        assert_eq!(peak(all), 0);
    }
}
