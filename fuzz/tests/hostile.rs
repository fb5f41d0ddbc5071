//! Sizes that random bytes do not reach: each call ends soon, with a result or a status, and takes memory by the size of
//! its input.

use scipix_core::ErrorKind;
use scipix_core::cpu::{OptLevel, set_opt_level};
use scipix_core::image::{
    CropParams, CropTensorScratch, Format, ImageRef, TensorFit, TensorMut, TensorParams, crops_tensor_shape,
    crops_to_tensor,
};
use scipix_core::recognition::{
    BeamParams, BoxShape, CraftParams, CtcConfig, CtcDecoder, CtcLine, CtcTexts, LineScores, MapData, OrderRule,
    ProbabilityMap, ReadingOrderParams, ReadingOrderScratch, ScoreMode, TextBoxParams, TextBoxScratch, TextBoxes,
    WritingDirection, craft_boxes, reading_order, text_boxes,
};
use scipix_fuzz::{peak, run_time};
use std::time::Duration;

/// The longest time of a call: many times what any takes in a build for tests.
const SLOW: Duration = Duration::from_secs(5);

/// Runs `f` on one thread, whose memory is counted, and checks its time and its memory.
fn bounded<R>(what: &str, most: usize, f: impl FnOnce() -> R) -> R {
    set_opt_level(OptLevel::Simd);
    let began = run_time();
    let (result, bytes) = peak(f);
    let took = run_time() - began;
    println!("{what}: {took:?}, {bytes} bytes");
    assert!(took < SLOW, "{what} took {took:?}");
    assert!(bytes <= most, "{what} took {bytes} bytes, more than {most}");
    result
}

fn find(map: &ProbabilityMap<'_>, params: &TextBoxParams) -> usize {
    let (mut scratch, mut boxes) = (TextBoxScratch::new(), TextBoxes::new());
    text_boxes(map, (640, 480), params, &mut scratch, &mut boxes).expect("memory");
    for text_box in boxes.as_slice() {
        assert!(text_box.corners.iter().all(|&[x, y]| (0..=640).contains(&x) && (0..=480).contains(&y)));
        assert!(text_box.score >= params.box_threshold as f32 - 1e-6);
    }
    boxes.as_slice().len()
}

fn drawn(side: usize, is_set: impl Fn(usize, usize) -> bool) -> Vec<u8> {
    (0..side * side).map(|i| if is_set(i % side, i / side) { 255 } else { 0 }).collect()
}

#[test]
fn maps_take_memory_by_their_pixels() {
    let side = 1000;
    let maps = [
        ("all ones", drawn(side, |_, _| true)),
        ("dots", drawn(side, |x, y| x % 2 == 0 && y % 2 == 0)),
        ("a grid", drawn(side, |x, y| x % 2 == 1 || y % 2 == 1)),
        ("a checkerboard", drawn(side, |x, y| (x + y) % 2 == 0)),
        ("frames", drawn(side, |x, y| x.min(y).min(side - 1 - x).min(side - 1 - y) % 2 == 0)),
        ("a comb", drawn(side, |x, y| x % 2 == 0 || y == 0)),
        ("noise", drawn(side, |x, y| ((x * 7919) ^ (y * 104_729)).wrapping_mul(2_654_435_761) >> 16 & 1 == 1)),
    ];
    for (name, bytes) in &maps {
        for shape in [BoxShape::Quad, BoxShape::Upright, BoxShape::Polygon] {
            let params = TextBoxParams { shape, min_side: 0.0, min_grown_side: 0.0, ..TextBoxParams::PADDLE };
            let map = ProbabilityMap::new(MapData::U8(bytes), side, side, 0).expect("a map that fits");
            let what = format!("{name}, {shape:?}");
            assert!(bounded(&what, 40 * side * side, || find(&map, &params)) <= 1000);
        }
    }
}

#[test]
fn a_million_candidates_are_looked_at() {
    let side = 2000;
    let dots = drawn(side, |x, y| x % 2 == 0 && y % 2 == 0);
    let params = TextBoxParams { max_candidates: usize::MAX, min_side: 0.0, open: false, ..TextBoxParams::DOCTR };
    for (width, height) in [(side, side), (side * side, 1), (1, side * side)] {
        let map = ProbabilityMap::new(MapData::U8(&dots), width, height, 0).expect("a map that fits");
        bounded(&format!("{width}x{height}"), 40 * side * side, || find(&map, &params));
    }
}

#[test]
fn maps_of_anything_but_probabilities_have_results() {
    let strange = [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, f32::MAX, f32::MIN, -1.0, 1e-45];
    for (i, &first) in strange.iter().enumerate() {
        for &second in &strange[i..] {
            let values: Vec<f32> = (0..90 * 60).map(|i| if i / 10 % 3 == 0 { first } else { second }).collect();
            let map = ProbabilityMap::new(MapData::F32(&values), 90, 60, 0).expect("a map that fits");
            for shape in [BoxShape::Quad, BoxShape::Upright, BoxShape::Polygon] {
                for score in [ScoreMode::Fast, ScoreMode::Slow] {
                    find(&map, &TextBoxParams { shape, score, ..TextBoxParams::RAPIDOCR });
                }
            }
            let (mut scratch, mut boxes) = (TextBoxScratch::new(), TextBoxes::new());
            craft_boxes(&map, &map, (640, 480), &CraftParams::EASYOCR, &mut scratch, &mut boxes).expect("memory");
            assert!(boxes.as_slice().iter().all(|text_box| text_box.score >= 0.7));
        }
    }
}

/// 900 MB, of which zeros take no memory until they are written.
#[test]
#[ignore = "reads 900 MB several times"]
fn a_map_of_30000_by_30000_is_searched() {
    let side = 30_000;
    let mut bytes = vec![0_u8; side * side];
    let params = TextBoxParams::RAPIDOCR;
    let search = |what: &str, bytes: &[u8]| {
        let map = ProbabilityMap::new(MapData::U8(bytes), side, side, 0).expect("a map that fits");
        bounded(what, 200 << 20, || find(&map, &params))
    };
    assert_eq!(search("nothing", &bytes), 0);
    for y in (100..side).step_by(3000).flat_map(|y| y..y + 20) {
        bytes[y * side + 500..][..2000].fill(230);
    }
    assert_eq!(search("ten lines", &bytes), 10);
    bytes.fill(255);
    assert_eq!(search("all ones", &bytes), 1);

    // 450 million runs and holes, of which the lowest are looked at.
    bytes.iter_mut().enumerate().filter(|(i, _)| (i + i / side) % 2 == 0).for_each(|(_, byte)| *byte = 0);
    let map = ProbabilityMap::new(MapData::U8(&bytes), side, side, 0).expect("a map that fits");
    let holes = TextBoxParams { min_side: 0.0, min_grown_side: 0.0, box_threshold: 0.0, ..TextBoxParams::PADDLE };
    assert_eq!(bounded("a checkerboard", 200 << 20, || find(&map, &holes)), 1000);
    let all = TextBoxParams { max_candidates: usize::MAX, ..holes };
    let (mut scratch, mut boxes) = (TextBoxScratch::new(), TextBoxes::new());
    let refused = bounded("all of a checkerboard", 600 << 20, || {
        text_boxes(&map, (side, side), &all, &mut scratch, &mut boxes).expect_err("too many runs").kind()
    });
    assert_eq!((refused, scratch.bytes()), (ErrorKind::OutOfMemory, 0));
}

/// Places boxes by their number.
type PlacedBox = dyn Fn(usize) -> [[f32; 2]; 4];

fn rect(x: f32, y: f32, width: f32, height: f32) -> [[f32; 2]; 4] {
    [[x, y], [x + width, y], [x + width, y + height], [x, y + height]]
}

#[test]
fn a_hundred_thousand_boxes_are_ordered_soon() {
    let count = 100_000;
    let columns = |i: usize| rect((i / 3) as f32 * 300.0, (i % 3) as f32 * 30.0, 200.0, 20.0);
    // Gaps of two lines, which are looked at and are none between columns.
    let pieces = |i: usize| rect((i / 3200 * 340 + i % 100) as f32, (i / 100 % 2) as f32 * 30.0, 200.0, 20.0);
    let pages: [(&str, &PlacedBox); 8] = [
        ("two lines in pieces", &pieces),
        ("columns of three lines", &columns),
        ("one box", &|_| rect(10.0, 10.0, 50.0, 20.0)),
        ("points", &|i| rect((i * 7919 % 1000) as f32, (i * 104_729 % 1000) as f32, 0.0, 0.0)),
        ("a row", &|i| rect(i as f32 * 100.0, 0.0, 20.0, 20.0)),
        ("a column", &|i| rect(0.0, i as f32 * 30.0, 20.0, 20.0)),
        ("a diagonal", &|i| rect(i as f32 * 30.0, i as f32 * 30.0, 20.0, 20.0)),
        ("huge", &|i| rect(i as f32 * 1e33, (i * 7919 % 1000) as f32 * 1e35, 1e36, 1e34)),
    ];
    for (name, page) in pages {
        for direction in [WritingDirection::LeftToRight, WritingDirection::VerticalRightToLeft] {
            let params = ReadingOrderParams { rule: OrderRule::Layout, direction };
            let mut order = bounded(name, 120 * count, || {
                let (mut scratch, mut order) = (ReadingOrderScratch::new(), Vec::new());
                reading_order((0..count).map(page), &params, &mut scratch, &mut order).expect("memory");
                order
            });
            order.sort_unstable();
            assert!(order.into_iter().eq(0..count as u32), "{name}");
        }
    }
}

#[test]
fn crops_of_any_size_are_measured_without_memory() {
    let (pixels, mut out) = (vec![7; 400], vec![0.0; 3 * 48 * 48]);
    let src = ImageRef::new(&pixels, 20, 20, 0, Format::Gray8).expect("an image that fits");
    let params = TensorParams { fit: TensorFit::Height, height: 48, ..TensorParams::default() };
    let mut scratch = CropTensorScratch::new();
    for side in [30_000.0, 1e6, 1e7, 16_777_216.0] {
        let quads = [rect(0.0, 0.0, side, side)];
        let crop = CropParams::PADDLE;
        let shape = bounded("a shape", 4096, || crops_tensor_shape(src, &quads, &crop, &params, &mut scratch));
        assert_eq!(shape.expect("a shape"), [1, 3, 48, 48]);
        let tensor = TensorMut::F32(&mut out[1..]);
        let refused = bounded("a refusal", 4096, || crops_to_tensor(src, &quads, &crop, &params, tensor, &mut scratch));
        assert_eq!(refused.expect_err("one element less").kind(), ErrorKind::SizeMismatch);
    }
    // 2⁴⁸ bytes, which no processor of today addresses.
    let quads = [rect(0.0, 0.0, 16_777_216.0, 16_777_216.0)];
    let tensor = TensorMut::F32(&mut out);
    let refused =
        bounded("a crop", 4096, || crops_to_tensor(src, &quads, &CropParams::PADDLE, &params, tensor, &mut scratch));
    assert_eq!(refused.expect_err("no memory").kind(), ErrorKind::OutOfMemory);
    assert!(out.iter().all(|&element| element == 0.0));
}

#[test]
fn the_widest_beam_takes_memory_by_its_width() {
    let (classes, steps) = (6625, 3);
    let most = 1 << 16;
    let beam =
        BeamParams { width: most, texts: 1, max_symbols: most, symbol_bound: f32::INFINITY, beam_bound: f32::INFINITY };
    let noise: Vec<f32> = (0..classes * steps).map(|i| (i * 7919 % 10_007) as f32 / 10_007.0).collect();
    for (what, scores) in [("noise", noise), ("equal logits", vec![0.0; classes * steps])] {
        let line = CtcLine { scores: LineScores::F32(&scores), steps, stride: 0 };
        let config = CtcConfig { beam: Some(beam), ..CtcConfig::new(classes) };
        let decoder = CtcDecoder::new(&config).expect("good parameters");
        let texts = bounded(what, 64 << 20, || {
            let mut texts = CtcTexts::new();
            decoder.decode(&[line], None, &mut texts).map(|()| texts).expect("memory")
        });
        assert_eq!(texts.texts(0), 1);
    }
}

#[test]
fn lines_of_any_length_are_decoded_or_refused() {
    let steps = 1_000_000;
    let scores: Vec<f32> = (0..steps).flat_map(|step| if step % 2 == 0 { [0.0, 9.0] } else { [9.0, 0.0] }).collect();
    let decode = |classes: usize, steps: usize, beam: Option<BeamParams>| {
        let line = CtcLine { scores: LineScores::F32(&scores), steps, stride: 0 };
        let decoder = CtcDecoder::new(&CtcConfig { beam, ..CtcConfig::new(classes) }).expect("good parameters");
        let mut texts = CtcTexts::new();
        let done =
            bounded(&format!("{steps} steps of {classes}"), 300 << 20, || decoder.decode(&[line], None, &mut texts));
        (done.map_err(|error| error.kind()), texts.text(0, 0).map(|text| text.symbols.len()))
    };
    let narrow = Some(BeamParams { width: 1, ..BeamParams::default() });
    assert_eq!(decode(2, steps, None), (Ok(()), Some(steps / 2)));
    assert_eq!(decode(2, steps, narrow), (Err(ErrorKind::Unsupported), None));
    for beam in [None, narrow, Some(BeamParams::default())] {
        assert_eq!(decode(2, 0, beam), (Ok(()), Some(0)));
        // A single class is the blank.
        assert_eq!(decode(1, 20_000, beam), (Ok(()), Some(0)));
    }
}
