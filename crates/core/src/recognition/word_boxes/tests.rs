//! Boxes by hand; `tests/words.rs` compares with RapidOCR.

use super::*;
use crate::base::error::ErrorKind;
use crate::image::{CropParams, Format, ImageMut, ImageRef, QuadCorners, crop_quad_with};
use crate::testing::TestRng;

const QUAD: [[f32; 2]; 4] = [[100.0, 50.0], [180.0, 50.0], [180.0, 60.0], [100.0, 60.0]];

/// Symbols whose classes are their code points, at these steps.
fn symbols(text: &str, steps: &[u32]) -> Vec<CtcSymbol> {
    let symbol = |(character, &step): (char, &u32)| CtcSymbol {
        id: character as u32,
        first_step: step,
        last_step: step,
        probability: 1.0 / (step + 1) as f32,
    };
    text.chars().zip(steps).map(symbol).collect()
}

/// Code points of the classes.
fn table() -> Vec<u32> {
    (0..0x1_0000).collect()
}

fn words(text: &str, steps: &[u32], params: &WordBoxParams) -> Vec<WordBox> {
    let mut boxes = Vec::new();
    word_boxes(&symbols(text, steps), &table(), &QUAD, params, &mut boxes).unwrap();
    boxes
}

fn ranges(boxes: &[WordBox]) -> Vec<(u32, u32)> {
    boxes.iter().map(|word| (word.first_symbol, word.symbol_count)).collect()
}

/// 40 columns of 2 pixels.
const PARAMS: WordBoxParams =
    WordBoxParams { unit: WordUnit::Words, gap: 5, columns: 40.0, crop_width: 0, quarter_turns: 0 };

#[test]
fn words_end_at_spaces_gaps_and_other_scripts() {
    assert_eq!(ranges(&words("ab cd", &[0, 2, 4, 6, 8], &PARAMS)), [(0, 2), (3, 2)]);
    assert_eq!(ranges(&words("abcd", &[0, 5, 11, 16], &PARAMS)), [(0, 2), (2, 2)]);
    assert_eq!(ranges(&words("ab中文c", &[0, 2, 4, 6, 8], &PARAMS)), [(0, 2), (2, 2), (4, 1)]);
    assert_eq!(ranges(&words("中かな", &[0, 2, 4], &PARAMS)), [(0, 3)]);
    assert_eq!(ranges(&words("  a  ", &[0, 2, 4, 6, 8], &PARAMS)), [(2, 1)]);
    assert_eq!(ranges(&words("", &[], &PARAMS)), []);
    let wide = WordBoxParams { gap: 6, ..PARAMS };
    assert_eq!(ranges(&words("abcd", &[0, 5, 11, 16], &wide)), [(0, 4)]);
    let characters = WordBoxParams { unit: WordUnit::Characters, ..PARAMS };
    assert_eq!(ranges(&words("ab c", &[0, 2, 4, 6], &characters)), [(0, 1), (1, 1), (3, 1)]);
    let rapidocr = WordBoxParams { unit: WordUnit::RapidOcr, ..PARAMS };
    assert_eq!(ranges(&words("abか", &[0, 2, 4], &rapidocr)), [(0, 3)]);
    assert_eq!(ranges(&words("ab中", &[0, 2, 4], &rapidocr)), [(0, 1), (1, 1), (2, 1)]);
}

#[test]
fn boxes_lie_around_the_middles_of_columns() {
    // Characters are 4 steps of 2 pixels wide; the middles are at 9 and 17, and at 57.
    let boxes = words("ab c", &[4, 8, 20, 28], &PARAMS);
    assert_eq!(boxes[0].corners, [[105.0, 50.0], [121.0, 50.0], [121.0, 60.0], [105.0, 60.0]]);
    assert_eq!(boxes[1].corners, [[153.0, 50.0], [161.0, 50.0], [161.0, 60.0], [153.0, 60.0]]);
    assert_eq!(boxes[0].probability, ((f64::from(1.0f32 / 5.0) + f64::from(1.0f32 / 9.0)) / 2.0) as f32);
}

#[test]
fn turned_crops_are_read_along_their_text() {
    let turned =
        |quarter_turns| words("ab", &[0, 4], &WordBoxParams { quarter_turns, crop_width: 80, ..PARAMS })[0].corners;
    let [upright, quarter, half, three] = [0, 1, 2, 3].map(turned);
    assert_eq!(upright, [[100.0, 50.0], [113.0, 50.0], [113.0, 60.0], [100.0, 60.0]]);
    assert_eq!(half, [[180.0, 60.0], [167.0, 60.0], [167.0, 50.0], [180.0, 50.0]]);
    // The crop is read down the right side: its first row of pixels is the last column of the quadrilateral.
    assert_eq!(quarter, [[180.0, 50.0], [180.0, 51.625], [100.0, 51.625], [100.0, 50.0]]);
    assert_eq!(three, [[100.0, 60.0], [100.0, 58.375], [180.0, 58.375], [180.0, 60.0]]);
}

/// Whatever corners stand for, a crop of a box shows the columns of the line's crop.
#[test]
fn boxes_are_cropped_as_their_line() {
    let page: Vec<u8> = (0..300 * 120).map(|i| ((i % 300) / 2 + (i / 300)) as u8).collect();
    let page = ImageRef::new(&page, 300, 120, 0, Format::Gray8).unwrap();
    let line = [[31.0, 20.0], [191.0, 48.0], [184.0, 80.0], [26.0, 50.0]];
    let (size, params) = ((160, 32), WordBoxParams { columns: 80.0, crop_width: 160, ..PARAMS });
    let (mut boxes, mut crop, mut word) = (Vec::new(), vec![0; size.0 * size.1], vec![0; size.0 * size.1]);
    word_boxes(&symbols("ab cd", &[4, 8, 20, 28, 32]), &table(), &line, &params, &mut boxes).unwrap();
    assert_eq!(boxes.len(), 2);
    for corners in [QuadCorners::PixelEdges, QuadCorners::PixelCentres] {
        let params = CropParams { turn_ratio: 0.0, corners, ..CropParams::PADDLE };
        let dst = ImageMut::new(&mut crop, size.0, size.1, 0, Format::Gray8).unwrap();
        crop_quad_with(page, &line, &params, dst).unwrap();
        // Characters are 4 steps of 2 pixels wide, around the middles of their steps.
        for (found, columns) in boxes.iter().zip([5..21, 53..69]) {
            let word = &mut word[..columns.len() * size.1];
            let dst = ImageMut::new(word, columns.len(), size.1, 0, Format::Gray8).unwrap();
            crop_quad_with(page, &found.corners, &params, dst).unwrap();
            for (word, line) in word.chunks(columns.len()).zip(crop.chunks(size.0)) {
                let near = word.iter().zip(&line[columns.clone()]).all(|(a, b)| a.abs_diff(*b) <= 1);
                assert!(near, "{corners:?}: {word:?}, {:?}", &line[columns.clone()]);
            }
        }
    }
}

#[test]
fn boxes_that_overlap_meet_in_the_middle() {
    let characters = WordBoxParams { unit: WordUnit::Characters, ..PARAMS };
    // Characters are 8.5 pixels wide on average, their middles at 1, 5, 25 and 55.
    let boxes = words("abcd", &[0, 2, 12, 27], &WordBoxParams { gap: 50, ..characters });
    assert!(boxes.is_sorted_by(|a, b| a.corners[1][0] <= b.corners[0][0]));
    assert_eq!(boxes[0].corners[1], boxes[1].corners[0]);
}

#[test]
fn bad_input_is_refused_and_leaves_no_boxes() {
    let mut boxes = words("ab", &[0, 2], &PARAMS);
    let mut refused = |symbols: &[CtcSymbol], quad: &[[f32; 2]; 4], params: &WordBoxParams| {
        let kind = word_boxes(symbols, &table()[..200], quad, params, &mut boxes).unwrap_err().kind();
        assert!(boxes.is_empty());
        kind
    };
    let text = symbols("ab", &[0, 2]);
    for columns in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert_eq!(refused(&text, &QUAD, &WordBoxParams { columns, ..PARAMS }), ErrorKind::InvalidArgument);
    }
    assert_eq!(refused(&text, &QUAD, &WordBoxParams { quarter_turns: 4, ..PARAMS }), ErrorKind::InvalidArgument);
    assert_eq!(refused(&symbols("a中", &[0, 2]), &QUAD, &PARAMS), ErrorKind::OutOfRange);
    for quad in [[[0.0; 2]; 4], [[f32::NAN; 2]; 4], [QUAD[0], QUAD[2], QUAD[1], QUAD[3]]] {
        assert_eq!(refused(&text, &quad, &PARAMS), ErrorKind::InvalidArgument);
    }
}

#[test]
fn whatever_the_steps_boxes_stay_on_the_crop() {
    let mut rng = TestRng::new(8);
    for _ in 0..500 {
        let len = rng.below(20);
        let mut text: Vec<_> =
            (0..len).map(|_| CtcSymbol { id: rng.below(0x1_0000) as u32, ..CtcSymbol::default() }).collect();
        text.iter_mut().for_each(|symbol| symbol.first_step = [rng.below(60) as u32, u32::MAX][rng.below(20) / 19]);
        let columns = [0.001, 40.0, 1e300][rng.below(3)];
        let unit = [WordUnit::Words, WordUnit::Characters, WordUnit::RapidOcr][rng.below(3)];
        let mut boxes = Vec::new();
        word_boxes(&text, &table(), &QUAD, &WordBoxParams { unit, columns, ..PARAMS }, &mut boxes).unwrap();
        let is_on = |[x, y]: [f32; 2]| (99.9..180.1).contains(&x) && (49.9..60.1).contains(&y);
        assert!(boxes.iter().all(|word| word.corners.into_iter().all(is_on)), "{boxes:?}");
    }
}
