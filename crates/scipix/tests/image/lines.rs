//! Groups of lines, boxes of words, and maps of detectors in rows with gaps.

use super::kind;
use scipix::prelude::*;
use scipix::recognition::ctc::{Decoder, LineScores, Symbol};
use scipix::recognition::*;
use scipix_core::recognition as core_recognition;

#[test]
fn groups_are_those_of_the_core() {
    let sizes: Vec<(usize, usize)> =
        super::bytes(120).chunks(2).map(|pair| (1 + 9 * usize::from(pair[0]), 1 + usize::from(pair[1]) % 60)).collect();
    let sides: Vec<[usize; 2]> = sizes.iter().map(|&(width, height)| [width, height]).collect();
    let params = LineGroupParams::default()
        .height(32)
        .max_columns(4000)
        .max_lines(5)
        .max_padding(0.2)
        .width_multiple(8)
        .min_width(64)
        .max_width(2000);
    let core = core_recognition::LineGroupParams {
        height: 32,
        max_columns: 4000,
        max_lines: 5,
        max_padding: 0.2,
        width_multiple: 8,
        min_width: 64,
        max_width: 2000,
    };
    for (params, core) in [(params, core), (LineGroupParams::default(), core_recognition::LineGroupParams::default())] {
        let (mut order, mut ranges) = (vec![0; sizes.len()], vec![]);
        core_recognition::line_groups(&sides, &core, &mut order, |group| ranges.push(group)).unwrap();
        let groups = line_groups(&sizes, &params).unwrap();
        assert_eq!(groups.len(), ranges.len());
        for (group, range) in groups.iter().zip(&ranges) {
            assert_eq!((group.width, group.lines.len()), (range.width, range.len));
            let places = order[range.first..][..range.len].iter();
            assert!(group.lines.iter().eq(places.map(|&line| line as usize).collect::<Vec<_>>().iter()));
        }
        let mut lines: Vec<_> = groups.into_iter().flat_map(|group| group.lines).collect();
        lines.sort_unstable();
        assert!(lines.into_iter().eq(0..sizes.len()), "each line is in one group");
    }
    assert!(line_groups(&[], &params).unwrap().is_empty());
    assert_eq!(kind(line_groups(&[(9, 0)], &params)), ErrorKind::InvalidArgument);
    assert_eq!(kind(line_groups(&sizes, &params.max_padding(1.5))), ErrorKind::InvalidArgument);
    assert_eq!(kind(line_groups(&[(usize::MAX, 1)], &LineGroupParams::default())), ErrorKind::OutOfRange);
}

/// Symbols of the classes of a line, three steps apart.
fn symbols(classes: &[u32]) -> Vec<Symbol> {
    let symbol = |(step, &id): (u32, &u32)| Symbol { id, first_step: step, last_step: step, probability: 0.5 };
    (0..).step_by(3).zip(classes).map(symbol).collect()
}

const QUAD: [[f32; 2]; 4] = [[100.0, 50.0], [400.0, 60.0], [398.0, 90.0], [98.0, 80.0]];
const NAMES: [&str; 6] = ["", " ", "a", "ö", "漢", "fi"];

#[test]
fn words_are_those_of_the_core() {
    // Each name by its first character; the class that has none is a space.
    let characters = [' ', ' ', 'a', 'ö', '漢', 'f'].map(u32::from);
    let line = symbols(&[2, 3, 5, 1, 2, 4, 4, 1, 1, 2, 0, 3]);
    for unit in [WordUnit::Words, WordUnit::Characters, WordUnit::RapidOcr, WordUnit::RapidOcrCharacters] {
        for (gap, crop_width, quarter_turns) in [(5, 0, 0), (2, 0, 1), (5, 310, 2)] {
            let params =
                WordBoxParams::new(40.5).unit(unit).gap(gap).crop_width(crop_width).quarter_turns(quarter_turns);
            let core = core_recognition::WordBoxParams { unit, gap, columns: 40.5, crop_width, quarter_turns };
            let mut expected = vec![];
            core_recognition::word_boxes(&line, &characters, &QUAD, &core, &mut expected).unwrap();
            let found = word_boxes(&line, &NAMES, &QUAD, &params).unwrap();
            assert!(!found.is_empty());
            assert_eq!(found.len(), expected.len());
            for (found, core) in found.iter().zip(&expected) {
                let first = core.first_symbol as usize;
                assert_eq!(found.symbols, first..first + core.symbol_count as usize);
                assert_eq!((found.corners, found.probability), (core.corners, core.probability));
            }
        }
    }
    assert!(word_boxes(&[], &NAMES, &QUAD, &WordBoxParams::new(9.0)).unwrap().is_empty());
}

#[test]
fn words_of_a_decoded_line() {
    let mut logits = vec![0.0; 6 * 12];
    for (step, class) in [2, 2, 0, 3, 0, 1, 0, 5, 0, 2, 0, 0].into_iter().enumerate() {
        logits[6 * step + class] = 9.0;
    }
    let texts = Decoder::builder(6).build().unwrap().decode(&[LineScores::new(&logits, 12)]).unwrap();
    let line = texts.best(0).unwrap();
    assert_eq!(line.spell(&NAMES).unwrap(), "aö fia");
    let quad = [[0.0, 0.0], [120.0, 0.0], [120.0, 30.0], [0.0, 30.0]];
    let words = word_boxes(line.symbols, &NAMES, &quad, &WordBoxParams::new(12.0)).unwrap();
    assert_eq!(words.iter().map(|word| word.symbols.clone()).collect::<Vec<_>>(), [0..2, 3..5]);
    assert!(words[0].corners[1][0] <= 50.0 && words[1].corners[0][0] >= 60.0, "{words:?}");
}

#[test]
fn wrong_words_are_refused() {
    let line = symbols(&[2, 6]);
    let params = WordBoxParams::new(9.0);
    assert_eq!(kind(word_boxes(&line, &NAMES, &QUAD, &params)), ErrorKind::OutOfRange);
    let line = &line[..1];
    for columns in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert_eq!(kind(word_boxes(line, &NAMES, &QUAD, &WordBoxParams::new(columns))), ErrorKind::InvalidArgument);
    }
    assert_eq!(kind(word_boxes(line, &NAMES, &QUAD, &params.quarter_turns(4))), ErrorKind::InvalidArgument);
    let error = word_boxes(line, &NAMES, &[[1.0; 2]; 4], &params).unwrap_err();
    assert!(error.kind() == ErrorKind::InvalidArgument && error.to_string().starts_with("quad: "), "{error}");
}

#[test]
fn maps_in_rows_with_gaps() {
    let (width, height, stride) = (120, 60, 131);
    let is_text = |x: usize, y: usize| (20..100).contains(&x) && (10..18).contains(&(y % 30));
    let value = |i: usize, stride: usize| if is_text(i % stride, i / stride) { 0.9 } else { 0.0 };
    let tight: Vec<f32> = (0..width * height).map(|i| value(i, width)).collect();
    let mut gaps: Vec<f32> = (0..stride * height).map(|i| value(i, stride)).collect();
    gaps.chunks_mut(stride).for_each(|row| row[width..].fill(1.0));
    let bytes: Vec<u8> = gaps.iter().map(|value| (value * 255.0) as u8).collect();
    let halves: Vec<u16> = gaps.iter().map(|&value| if value > 0.0 { 0x3b33 } else { 0 }).collect();
    let params = TextBoxParams::paddle();
    let boxes = |map: ProbabilityMap<'_>| text_boxes(&map, (240, 120), &params).unwrap();
    let corners = |map| boxes(map).into_iter().map(|found| found.corners).collect::<Vec<_>>();
    let expected = boxes(ProbabilityMap::new(&tight[..], width, height).unwrap());
    assert_eq!(expected.len(), 2);
    // The last row has no gap.
    let floats = ProbabilityMap::new(&gaps[..stride * (height - 1) + width], width, height).unwrap();
    let floats = floats.stride(stride).unwrap();
    assert_eq!(boxes(floats), expected);
    let expected: Vec<_> = expected.into_iter().map(|found| found.corners).collect();
    assert_eq!(corners(ProbabilityMap::new(&bytes[..], width, height).unwrap().stride(stride).unwrap()), expected);
    let halves = ProbabilityMap::from_f16_bits(&halves, width, height).unwrap();
    assert_eq!(corners(halves.stride(stride).unwrap()), expected);
    assert_eq!(corners(floats.stride(stride).unwrap()), expected);

    let map = ProbabilityMap::new(&gaps[..], width, height).unwrap();
    assert_eq!(kind(map.stride(width - 1)), ErrorKind::InvalidArgument);
    assert_eq!(kind(map.stride(0)), ErrorKind::InvalidArgument);
    assert_eq!(kind(map.stride(stride + 1)), ErrorKind::OutOfRange);
    assert_eq!(kind(map.stride(usize::MAX)), ErrorKind::OutOfRange);
}
