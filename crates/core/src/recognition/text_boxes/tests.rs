use super::map::Probability;
use super::*;
use crate::base::error::ErrorKind;
use crate::testing::{TestRng, levels, noise};

const PAGE: (usize, usize) = (400, 300);

/// A map of 200x150 with rectangles of probability .9 on .1: left, top, width and height.
fn map_of(rects: &[[usize; 4]]) -> Vec<f32> {
    let inside = |x: usize, y: usize| {
        rects.iter().any(|&[left, top, w, h]| (left..left + w).contains(&x) && (top..top + h).contains(&y))
    };
    (0..200 * 150).map(|i| if inside(i % 200, i / 200) { 0.9 } else { 0.1 }).collect()
}

fn view(values: &[f32]) -> ProbabilityMap<'_> {
    ProbabilityMap::new(MapData::F32(values), 200, values.len() / 200, 0).unwrap()
}

fn boxes_of(map: &ProbabilityMap<'_>, params: &TextBoxParams) -> TextBoxes {
    let mut boxes = TextBoxes::new();
    text_boxes(map, PAGE, params, &mut TextBoxScratch::new(), &mut boxes).unwrap();
    boxes
}

#[test]
fn a_line_is_grown_and_scaled_to_the_page() {
    let values = map_of(&[[20, 30, 100, 11], [20, 100, 2, 40]]);
    let boxes = boxes_of(&view(&values), &TextBoxParams::PADDLE);
    let [line] = boxes.as_slice() else { panic!("{boxes:?}") };
    // Between the centres of the outermost pixels: 99 x 10, grown by 99 · 10 · 1.5 / 218 = 6.8.
    assert_eq!(line.corners, [[26, 46], [252, 46], [252, 94], [26, 94]]);
    assert!((line.score - 0.9).abs() < 1e-6);
    assert!(boxes.polygon(line).is_empty());

    let exact = TextBoxParams { growth: Growth::Exact, ..TextBoxParams::PADDLE };
    assert_eq!(boxes_of(&view(&values), &exact).as_slice()[0].corners, [[26, 46], [252, 46], [252, 94], [26, 94]]);
}

#[test]
fn lines_come_from_the_bottom_up_and_candidates_are_bounded() {
    let values = map_of(&[[20, 30, 100, 11], [10, 60, 100, 11], [30, 90, 100, 11], [140, 90, 50, 11]]);
    let left = |params: &TextBoxParams| -> Vec<i32> {
        boxes_of(&view(&values), params).as_slice().iter().map(|text_box| text_box.corners[0][0]).collect()
    };
    let all = left(&TextBoxParams::PADDLE);
    assert!(all.len() == 4 && all[0] > 200 && all[1] > all[3] && all[3] > all[2], "{all:?}");
    assert_eq!(left(&TextBoxParams { max_candidates: 2, ..TextBoxParams::PADDLE }), all[..2]);
    assert_eq!(left(&TextBoxParams { max_candidates: 0, ..TextBoxParams::PADDLE }), []);
    assert_eq!(left(&TextBoxParams { box_threshold: 0.95, ..TextBoxParams::PADDLE }), []);
    assert_eq!(left(&TextBoxParams { min_side: 12.0, ..TextBoxParams::PADDLE }), []);
    assert_eq!(left(&TextBoxParams { min_grown_side: 40.0, ..TextBoxParams::PADDLE }), []);
}

#[test]
fn sides_on_the_page_are_clipped_and_bounded_as_the_reference_does() {
    // To a page of half the map: 6 pixels grow by 99 · 6 · 1.5 / 210 = 4.2 on each side, to 7 of the page, or 5 up to the border.
    let values = map_of(&[[20, 30, 100, 7], [20, 143, 100, 7], [160, 30, 40, 40]]);
    let corners = |least: u32, shape| {
        let (map, params) = (view(&values), TextBoxParams { min_page_side: least, shape, ..TextBoxParams::PADDLE });
        let mut boxes = TextBoxes::new();
        text_boxes(&map, (100, 75), &params, &mut TextBoxScratch::new(), &mut boxes).unwrap();
        assert!(boxes.as_slice().iter().all(|found| {
            let end = if least > 0 { [99, 74] } else { [100, 75] };
            let points = found.corners.iter().chain(boxes.polygon(found));
            points.into_iter().all(|[x, y]| (0..=end[0]).contains(x) && (0..=end[1]).contains(y))
        }));
        boxes.as_slice().iter().map(|found| found.corners).collect::<Vec<_>>()
    };
    for shape in [BoxShape::Quad, BoxShape::Upright, BoxShape::Polygon] {
        let ([all, some, few], none) = ([0, 4, 6].map(|least| corners(least, shape)), corners(40, shape));
        assert_eq!((all.len(), some.len(), few.len(), none.len()), (3, 3, 2, 0), "{shape:?}");
        let down = |corners: &[[i32; 2]; 4]| (corners[0][1], corners[3][1]);
        assert_eq!((down(&all[0]).1, down(&some[0]).1), (75, 74), "clipped");
        let right = all.iter().zip(&some).map(|(all, some)| (all[1][0], some[1][0])).max();
        assert_eq!(right, Some((100, 99)));
    }
}

/// Lists are made of the lower rows alone where those hold enough candidates, and the boxes are those of the whole map.
#[test]
fn maps_of_many_runs_are_looked_at_from_the_bottom() {
    let side = 1200;
    // Four runs for every ten pixels: some touch, most are alone, and some have holes.
    let noise = noise(side * side, 7);
    let text = |i: usize| noise[i] > 150 || (noise[i / 9] > 250 && noise[i] > 20);
    let bytes: Vec<u8> = (0..side * side).map(|i| if text(i) { 255 } else { 0 }).collect();
    let map = ProbabilityMap::new(MapData::U8(&bytes), side, side, 0).unwrap();
    let params = |max_candidates| TextBoxParams {
        max_candidates,
        min_side: 0.0,
        min_grown_side: 0.0,
        box_threshold: 0.0,
        score: ScoreMode::Slow,
        ..TextBoxParams::PADDLE
    };
    let (mut all_scratch, mut scratch) = (TextBoxScratch::new(), TextBoxScratch::new());
    let (mut all, mut some) = (TextBoxes::new(), TextBoxes::new());
    text_boxes(&map, (side, side), &params(usize::MAX), &mut all_scratch, &mut all).unwrap();
    assert!(all_scratch.runs.as_slice().len() > 1 << 18, "{}", all_scratch.runs.as_slice().len());
    for most in [0, 1, 300, 1000] {
        text_boxes(&map, (side, side), &params(most), &mut scratch, &mut some).unwrap();
        assert_eq!(scratch.starts.len(), most);
        let runs = scratch.runs.as_slice().len();
        assert!(runs <= 1 << 18, "{runs}");
        assert_eq!(some.as_slice(), &all.as_slice()[..some.as_slice().len()]);
        assert!(most < 300 || some.as_slice().len() > most / 10, "{}", some.as_slice().len());
    }
}

#[test]
fn too_many_runs_are_an_error_and_much_memory_is_given_back() {
    // Stripes that hang together nowhere: each has a run in every row.
    let side = 3000;
    let bytes: Vec<u8> = (0..side * side).map(|i| if i % 2 == 0 { 255 } else { 0 }).collect();
    let map = ProbabilityMap::new(MapData::U8(&bytes), side, side, 0).unwrap();
    let (mut scratch, mut boxes) = (TextBoxScratch::new(), TextBoxes::new());
    let failed = text_boxes(&map, PAGE, &TextBoxParams::PADDLE, &mut scratch, &mut boxes).unwrap_err();
    assert_eq!((failed.kind(), scratch.bytes()), (ErrorKind::OutOfMemory, 0), "{failed}");
    let failed = craft_boxes(&map, &map, PAGE, &CraftParams::EASYOCR, &mut scratch, &mut boxes).unwrap_err();
    assert_eq!(failed.kind(), ErrorKind::OutOfMemory);
    // A part of it, of two million runs, is looked at.
    let map = ProbabilityMap::new(MapData::U8(&bytes), side, 1400, 0).unwrap();
    text_boxes(&map, PAGE, &TextBoxParams::PADDLE, &mut scratch, &mut boxes).unwrap();
    assert_eq!(scratch.bytes(), 0);
}

#[test]
fn a_polygon_follows_a_bent_line() {
    let values = map_of(&[[20, 30, 100, 11], [109, 30, 11, 80]]);
    let bent = TextBoxParams { shape: BoxShape::Polygon, ..TextBoxParams::PADDLE };
    let boxes = boxes_of(&view(&values), &bent);
    let [line] = boxes.as_slice() else { panic!("{boxes:?}") };
    let polygon = boxes.polygon(line);
    assert!(polygon.len() > 6 && (line.score - 0.9).abs() < 1e-6);
    let area = |[a, _, c, _]: [[i32; 2]; 4]| f64::from((c[0] - a[0]) * (c[1] - a[1]));
    assert!(crate::image::geometry::polygon_area(polygon) < 0.7 * area(line.corners));
}

#[test]
fn slow_scores_leave_out_what_is_outside_of_the_component() {
    // An L with a hole.
    let mut values = map_of(&[[20, 30, 100, 21], [100, 30, 20, 80]]);
    values[40 * 200 + 30..40 * 200 + 50].fill(0.1);
    let score =
        |params| boxes_of(&view(&values), &params).as_slice().iter().map(|text_box| text_box.score).fold(0.0, f32::max);
    let loose = TextBoxParams { box_threshold: 0.0, ..TextBoxParams::PADDLE };
    let slow = score(TextBoxParams { score: ScoreMode::Slow, ..loose });
    let pixels = 100.0 * 21.0 + 20.0 * 59.0;
    assert!((slow - (0.9 - 0.8 * 20.0 / pixels)).abs() < 1e-5, "{slow}");
    assert!(score(loose) < 0.7);
}

#[test]
fn what_is_not_a_number_is_not_text() {
    let mut values = map_of(&[[20, 30, 100, 11]]);
    let wanted = boxes_of(&view(&values), &TextBoxParams::PADDLE);
    values[..2000].fill(f32::NAN);
    values[20000..].fill(f32::NEG_INFINITY);
    assert_eq!(boxes_of(&view(&values), &TextBoxParams::PADDLE).as_slice(), wanted.as_slice());
    values[35 * 200 + 60] = f32::NAN;
    let with_nan = boxes_of(&view(&values), &TextBoxParams::PADDLE);
    assert!(with_nan.as_slice()[0].score < wanted.as_slice()[0].score);
    values.fill(f32::NAN);
    assert!(boxes_of(&view(&values), &TextBoxParams::PADDLE).as_slice().is_empty());
    values.fill(f32::INFINITY);
    for text_box in boxes_of(&view(&values), &TextBoxParams::PADDLE).as_slice() {
        assert!(text_box.corners.iter().all(|&[x, y]| (0..=400).contains(&x) && (0..=300).contains(&y)));
    }
}

#[test]
fn infinite_values_of_both_signs_have_no_score() {
    let mut values = map_of(&[[20, 30, 100, 11], [20, 60, 100, 11]]);
    values[35 * 200 + 60] = f32::INFINITY;
    values[35 * 200 + 61] = f32::NEG_INFINITY;
    for score in [ScoreMode::Fast, ScoreMode::Slow] {
        for shape in [BoxShape::Quad, BoxShape::Upright, BoxShape::Polygon] {
            let boxes = boxes_of(&view(&values), &TextBoxParams { shape, score, ..TextBoxParams::PADDLE });
            let scores: Vec<f32> = boxes.as_slice().iter().map(|text_box| text_box.score).collect();
            // Slow scores leave the pixel of -infinity out, which is a hole of the component, unless that is all within.
            assert!(!scores.is_empty() && scores.iter().all(|score| !score.is_nan()), "{shape:?} {score:?} {scores:?}");
        }
    }
}

#[test]
fn a_stride_is_skipped() {
    let values = map_of(&[[20, 30, 100, 11], [50, 70, 90, 20]]);
    let wide: Vec<f32> = values.chunks(200).flat_map(|row| row.iter().copied().chain([1.0; 7])).collect();
    let map = ProbabilityMap::new(MapData::F32(&wide[..wide.len() - 7]), 200, 150, 207).unwrap();
    let boxes = boxes_of(&map, &TextBoxParams::RAPIDOCR);
    assert_eq!(boxes.as_slice(), boxes_of(&view(&values), &TextBoxParams::RAPIDOCR).as_slice());
}

#[test]
fn halves_are_widened_exactly() {
    for bits in 0..=u16::MAX {
        let (exponent, fraction) = (i32::from(bits >> 10 & 31), f64::from(bits & 1023));
        let magnitude = match exponent {
            0 => fraction * 2_f64.powi(-24),
            31 if fraction > 0.0 => f64::NAN,
            31 => f64::INFINITY,
            _ => (1024.0 + fraction) * 2_f64.powi(exponent - 25),
        };
        let wanted = if bits >> 15 == 1 { -magnitude } else { magnitude };
        let value = f64::from(bits.value());
        assert!(value == wanted || value.is_nan() && wanted.is_nan(), "{bits:04x}: {value}, {wanted}");
    }
}

#[test]
fn every_level_packs_and_sums_alike() {
    for len in (1..200).chain([1000]) {
        let bytes = noise(len * 2, len as u64);
        let halves: Vec<u16> = bytes.chunks(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
        let floats: Vec<f32> =
            bytes[..len].iter().map(|&byte| if byte > 250 { f32::NAN } else { byte.value() }).collect();
        for data in [MapData::F32(&floats), MapData::F16(&halves), MapData::U8(&bytes[..len])] {
            let map = ProbabilityMap::new(data, len, 1, 0).unwrap();
            let made = levels().map(|level| {
                let mut mask = crate::image::components::BitMask::new();
                rows::mask_above(level, &map, 0.3, &mut mask).unwrap();
                (
                    mask.row(0).to_vec(),
                    rows::sum(level, &map, &[rows::MapSpan { y: 0, start: 0, end: len as u32 }]).to_bits(),
                )
            });
            let made: Vec<_> = made.collect();
            assert!(made.iter().all(|one| *one == made[0]));
            let value = |i: usize| match data {
                MapData::F32(data) => data[i],
                MapData::F16(data) => data[i].value(),
                MapData::U8(data) => data[i].value(),
            };
            let bits = (0..len).filter(|&i| made[0].0[i / 64] >> (i % 64) & 1 == 1);
            assert!(bits.eq((0..len).filter(|&i| value(i) > 0.3)));
        }
    }
}

#[test]
fn craft_joins_characters_by_links() {
    let (mut text, mut link) = (vec![0.0; 60 * 40], vec![0.0; 60 * 40]);
    let fill = |map: &mut [f32], [left, top, w, h]: [usize; 4], value: f32| {
        (top..top + h).for_each(|y| map[y * 60 + left..][..w].fill(value));
    };
    for x in [5, 15, 40] {
        fill(&mut text, [x, 10, 6, 8], 0.8);
    }
    fill(&mut text, [30, 30, 6, 8], 0.6);
    fill(&mut text, [50, 30, 3, 3], 0.9);
    text[12 * 60 + 6] = f32::NAN;
    fill(&mut link, [11, 12, 4, 3], 0.5);
    let view = |map| ProbabilityMap::new(MapData::F32(map), 60, 40, 0).unwrap();
    let (mut scratch, mut boxes) = (TextBoxScratch::new(), TextBoxes::new());
    craft_boxes(&view(&text), &view(&link), (120, 80), &CraftParams::EASYOCR, &mut scratch, &mut boxes).unwrap();
    // 107 pixels in 16x8, dilated by floor(2 · sqrt(107 · 8 / 128)) = 5: 2 before and 3 after.
    let [word, character] = boxes.as_slice() else { panic!("{boxes:?}") };
    assert_eq!(word.corners, [[6, 16], [46, 16], [46, 40], [6, 40]]);
    assert_eq!((word.score, character.score), (0.8, 0.8));

    let small = ProbabilityMap::new(MapData::F32(&link), 60, 39, 0).unwrap();
    let same = view(&link);
    let mut kind = |link, page, params| {
        craft_boxes(&view(&text), link, page, &params, &mut scratch, &mut boxes).unwrap_err().kind()
    };
    assert_eq!(kind(&small, PAGE, CraftParams::EASYOCR), ErrorKind::SizeMismatch);
    let nan = CraftParams { low_text: f32::NAN, ..CraftParams::EASYOCR };
    assert_eq!(kind(&same, PAGE, nan), ErrorKind::InvalidArgument);
    assert_eq!(kind(&same, (0, 9), CraftParams::EASYOCR), ErrorKind::InvalidArgument);
}

#[test]
fn hostile_maps_have_results() {
    let (mut scratch, mut boxes) = (TextBoxScratch::new(), TextBoxes::new());
    let side = 2000;
    let dots: Vec<u8> = (0..side * side).map(|i| if i / side % 2 == 0 && i % 2 == 0 { 255 } else { 0 }).collect();
    let grid: Vec<u8> = dots.iter().map(|&byte| !byte).collect();
    let shapes = [BoxShape::Quad, BoxShape::Upright, BoxShape::Polygon];
    let mut run = |bytes: &[u8], width: usize, shape, score| {
        let map = ProbabilityMap::new(MapData::U8(bytes), width, bytes.len() / width, 0).unwrap();
        let params = TextBoxParams { shape, score, min_side: 0.0, min_grown_side: 0.0, ..TextBoxParams::PADDLE };
        text_boxes(&map, PAGE, &params, &mut scratch, &mut boxes).unwrap();
        boxes.as_slice().len()
    };
    for (shape, score) in shapes.iter().flat_map(|&shape| [(shape, ScoreMode::Fast), (shape, ScoreMode::Slow)]) {
        assert!(run(&dots, side, shape, score) <= 1000);
        // A million holes, of which the first thousand are looked at.
        assert!(run(&grid, side, shape, score) <= 1000);
        assert_eq!(run(&[255; 4000], 80, shape, score), 1);
        run(&[255; 4000], 1, shape, score);
        run(&[255; 4000], 4000, shape, score);
        assert_eq!(run(&[0; 4000], 50, shape, score), 0);
    }
}

#[test]
fn random_maps_stay_on_the_page() {
    let mut rng = TestRng::new(8);
    for seed in 0..60 {
        let (width, height) = (1 + rng.below(90), 1 + rng.below(90));
        let bytes = noise(width * height, seed);
        let map = ProbabilityMap::new(MapData::U8(&bytes), width, height, 0).unwrap();
        let params = TextBoxParams {
            threshold: rng.below(100) as f32 / 100.0,
            box_threshold: rng.below(60) as f64 / 100.0,
            unclip_ratio: rng.below(80) as f64 / 10.0,
            min_side: rng.below(4) as f32,
            min_grown_side: rng.below(4) as f32,
            dilate: rng.below(2) == 0,
            open: rng.below(2) == 0,
            shape: [BoxShape::Quad, BoxShape::Upright, BoxShape::Polygon][rng.below(3)],
            score: [ScoreMode::Fast, ScoreMode::Slow][rng.below(2)],
            growth: [Growth::Reference, Growth::Exact][rng.below(2)],
            ..TextBoxParams::PADDLE
        };
        let boxes = boxes_of(&map, &params);
        for text_box in boxes.as_slice() {
            let points = text_box.corners.iter().chain(boxes.polygon(text_box));
            assert!(points.into_iter().all(|&[x, y]| (0..=400).contains(&x) && (0..=300).contains(&y)));
            assert!(f64::from(text_box.score) >= params.box_threshold - 1e-6);
        }
    }
}

#[test]
fn arguments_are_checked() {
    let values = [0.5; 12];
    let map = |width, height, stride| ProbabilityMap::new(MapData::F32(&values), width, height, stride).map(|_| ());
    assert!(map(3, 3, 4).is_ok() && map(12, 1, 0).is_ok());
    for (width, height, stride) in [(0, 3, 0), (3, 0, 0), (4, 3, 3)] {
        assert_eq!(map(width, height, stride).unwrap_err().kind(), ErrorKind::InvalidArgument);
    }
    assert_eq!(map(4, 4, 0).unwrap_err().kind(), ErrorKind::OutOfRange);
    assert_eq!(map(1 << 24, 1 << 24, usize::MAX).unwrap_err().kind(), ErrorKind::OutOfRange);
    assert_eq!(map(1 << 25, 1, 0).unwrap_err().kind(), ErrorKind::Unsupported);

    let map = ProbabilityMap::new(MapData::F32(&values), 4, 3, 0).unwrap();
    let (mut scratch, mut boxes) = (TextBoxScratch::new(), TextBoxes::new());
    let mut kind = |page, params: TextBoxParams| {
        text_boxes(&map, page, &params, &mut scratch, &mut boxes).err().map(|error| error.kind())
    };
    let fine = TextBoxParams::default();
    assert_eq!(kind(PAGE, fine), None);
    assert_eq!(kind((0, 1), fine), Some(ErrorKind::InvalidArgument));
    assert_eq!(kind((1 << 25, 1), fine), Some(ErrorKind::Unsupported));
    let wrong = [
        TextBoxParams { threshold: f32::NAN, ..fine },
        TextBoxParams { box_threshold: f64::NAN, ..fine },
        TextBoxParams { unclip_ratio: -0.1, ..fine },
        TextBoxParams { unclip_ratio: f64::NAN, ..fine },
        TextBoxParams { min_side: f32::INFINITY, ..fine },
        TextBoxParams { min_grown_side: -1.0, ..fine },
    ];
    assert!(wrong.into_iter().all(|params| kind(PAGE, params) == Some(ErrorKind::InvalidArgument)));
}
