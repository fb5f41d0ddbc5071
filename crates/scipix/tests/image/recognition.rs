//! Decoding, boxes and their order.

use super::kind;
use scipix::prelude::*;
use scipix::recognition::ctc::{self, GreedyDecoder, Line, Scores};
use scipix::recognition::*;
use scipix_core::recognition as core_recognition;

/// Rows of five logits, whose greatest are the given classes.
fn logits(classes: &[usize]) -> Vec<f32> {
    let row = |&best: &usize| (0..5).map(move |class| if class == best { 6.0 } else { class as f32 / 10.0 });
    classes.iter().flat_map(row).collect()
}

#[test]
fn ctc_collapses_repeats_and_blanks() {
    let scores = logits(&[4, 1, 1, 4, 1, 2, 2, 4, 3]);
    let line = ctc::decode(&scores, 9, 5, 4).unwrap();
    assert_eq!(line.ids, [1, 1, 2, 3]);
    let (mut ids, mut probabilities) = ([0; 9], [0.0; 9]);
    let input =
        core_recognition::CtcInput { scores: &scores, classes: 5, blank: 4, kind: core_recognition::Scores::Logits };
    let count = core_recognition::ctc_greedy(&input, &mut ids, Some(&mut probabilities)).unwrap();
    assert_eq!((&line.ids[..], &line.probabilities[..]), (&ids[..count], &probabilities[..count]));
    assert_eq!(line.text(&["a", "b", "c", "d"]).unwrap(), "bbcd");
    assert_eq!(kind(line.text(&["a", "b", "c"])), ErrorKind::OutOfRange);
    let mean = probabilities[..count].iter().sum::<f32>() / 4.0;
    assert_eq!(line.confidence(), mean);
    let longer = logits(&[1; 700]);
    assert_eq!(ctc::decode(&longer, 700, 5, 0).unwrap().ids, [1]);
    let none = ctc::decode(&[], 0, 5, 0).unwrap();
    assert_eq!((none.ids.len(), none.confidence()), (0, 0.0));
}

#[test]
fn ctc_takes_probabilities() {
    let decoder = GreedyDecoder::new(2).blank(0).scores(Scores::Probabilities);
    let line = decoder.decode(&[0.25, 0.75, 0.5, 0.5, 0.0, 1.0]).unwrap();
    assert_eq!((line.ids, line.probabilities), (vec![1, 1], vec![0.75, 1.0]));
}

#[test]
fn ctc_refuses_what_does_not_fit() {
    assert_eq!(kind(ctc::decode(&[0.0; 9], 2, 5, 0)), ErrorKind::SizeMismatch);
    assert_eq!(kind(ctc::decode(&[0.0; 10], 2, 5, 5)), ErrorKind::InvalidArgument);
    assert_eq!(kind(ctc::decode(&[], 0, 0, 0)), ErrorKind::InvalidArgument);
    assert_eq!(kind(ctc::decode(&[], usize::MAX, 2, 0)), ErrorKind::SizeMismatch);
    let mut line = ctc::decode(&logits(&[1, 2]), 2, 5, 0).unwrap();
    assert_eq!(kind(GreedyDecoder::new(5).decode_into(&[0.0; 7], &mut line)), ErrorKind::SizeMismatch);
    assert_eq!(line, Line::default(), "an error leaves an empty line");
}

/// A map of 300x200 with ten lines of text in two columns.
fn columns() -> Vec<f32> {
    let inside = |x: usize, y: usize| y % 40 > 15 && y % 40 < 21 && (20..130).contains(&(x % 150));
    (0..300 * 200).map(|i| if inside(i % 300, i / 300) { 0.9 } else { 0.02 }).collect()
}

#[test]
fn boxes_are_those_of_the_core() {
    use core_recognition::{MapData, TextBoxParams as CoreParams};
    let values = columns();
    let map = ProbabilityMap::new(&values[..], 300, 200).unwrap();
    let core_map = core_recognition::ProbabilityMap::new(MapData::F32(&values), 300, 200, 0).unwrap();
    let presets = [
        (TextBoxParams::paddle(), CoreParams::PADDLE),
        (TextBoxParams::rapidocr(), CoreParams::RAPIDOCR),
        (TextBoxParams::default(), CoreParams::default()),
        (TextBoxParams::doctr(), CoreParams::DOCTR),
        (
            TextBoxParams::paddle().shape(BoxShape::Polygon).score(ScoreMode::Slow).unclip_ratio(2.0),
            CoreParams { shape: BoxShape::Polygon, score: ScoreMode::Slow, unclip_ratio: 2.0, ..CoreParams::PADDLE },
        ),
    ];
    let mut finder = BoxFinder::new();
    for (params, core_params) in presets {
        let (mut scratch, mut expected) = (core_recognition::TextBoxScratch::new(), core_recognition::TextBoxes::new());
        core_recognition::text_boxes(&core_map, (600, 400), &core_params, &mut scratch, &mut expected).unwrap();
        let found = text_boxes(&map, (600, 400), &params).unwrap();
        assert_eq!((found.len(), expected.as_slice().len()), (10, 10));
        for (found, core) in found.iter().zip(expected.as_slice()) {
            assert_eq!((found.corners, found.score), (core.corners, core.score));
            assert_eq!(found.polygon, expected.polygon(core));
            assert!(found.quad().iter().flatten().map(|&side| side as i32).eq(core.corners.into_iter().flatten()));
        }
        let again: Vec<_> = finder.text_boxes(&map, (600, 400), &params).unwrap().collect();
        assert_eq!(again, found);
    }
    let bytes: Vec<u8> = values.iter().map(|value| (value * 255.0).round() as u8).collect();
    let map = ProbabilityMap::new(&bytes[..], 300, 200).unwrap();
    assert_eq!(text_boxes(&map, (600, 400), &TextBoxParams::default()).unwrap().len(), 10);
    let half: Vec<u16> = values.iter().map(|&value| if value > 0.5 { 0x3b33 } else { 0 }).collect();
    let map = ProbabilityMap::from_f16_bits(&half, 300, 200).unwrap();
    assert_eq!(text_boxes(&map, (600, 400), &TextBoxParams::default()).unwrap().len(), 10);
}

#[test]
fn craft_boxes_are_those_of_the_core() {
    let values = columns();
    let map = ProbabilityMap::new(&values[..], 300, 200).unwrap();
    let found = craft_boxes(&map, &map, (600, 400), &CraftParams::default()).unwrap();
    let core_map = core_recognition::ProbabilityMap::new(core_recognition::MapData::F32(&values), 300, 200, 0).unwrap();
    let (mut scratch, mut expected) = (core_recognition::TextBoxScratch::new(), core_recognition::TextBoxes::new());
    let params = core_recognition::CraftParams::EASYOCR;
    core_recognition::craft_boxes(&core_map, &core_map, (600, 400), &params, &mut scratch, &mut expected).unwrap();
    let corners = |list: &[core_recognition::TextBox]| list.iter().map(|found| found.corners).collect::<Vec<_>>();
    assert_eq!(found.iter().map(|found| found.corners).collect::<Vec<_>>(), corners(expected.as_slice()));
    assert_eq!(found.len(), 10);
    let strict = CraftParams::default().text_threshold(0.95);
    assert!(craft_boxes(&map, &map, (600, 400), &strict).unwrap().is_empty());
    let small = ProbabilityMap::new(&values[..], 200, 200).unwrap();
    assert_eq!(kind(craft_boxes(&map, &small, (6, 4), &strict)), ErrorKind::SizeMismatch);
}

#[test]
fn columns_are_read_one_after_the_other() {
    let values = columns();
    let map = ProbabilityMap::new(&values[..], 300, 200).unwrap();
    let boxes = text_boxes(&map, (300, 200), &TextBoxParams::default()).unwrap();
    let corners: Vec<_> = boxes.iter().map(|text_box| text_box.corners).collect();
    let left = |index: &usize| corners[*index][0][0] < 150;
    let order = reading_order(&corners, &ReadingOrderParams::default()).unwrap();
    assert_eq!(order.iter().map(left).collect::<Vec<_>>(), [[true; 5], [false; 5]].concat());
    let tops: Vec<_> = order.iter().map(|&index| corners[index][0][1]).collect();
    assert!(tops[0] < tops[1] && tops[1] < tops[2] && tops[5] < tops[6]);
    let arabic = ReadingOrderParams::default().direction(WritingDirection::RightToLeft);
    let order = reading_order(&corners, &arabic).unwrap();
    assert_eq!(order.iter().map(left).collect::<Vec<_>>(), [[false; 5], [true; 5]].concat());
    let rows = ReadingOrderParams::default().rule(OrderRule::TenPixels);
    let order = reading_order(&corners, &rows).unwrap();
    assert_eq!(order.iter().map(left).collect::<Vec<_>>(), [[true, false]; 5].concat());
}

#[test]
fn wrong_maps_and_parameters_are_refused() {
    let values = [0.0_f32; 6];
    assert_eq!(kind(ProbabilityMap::new(&values[..], 4, 2)), ErrorKind::OutOfRange);
    assert_eq!(kind(ProbabilityMap::new(&values[..], 0, 2)), ErrorKind::InvalidArgument);
    assert_eq!(kind(ProbabilityMap::from_f16_bits(&[0; 3], 2, 2)), ErrorKind::OutOfRange);
    let map = ProbabilityMap::new(&values[..], 3, 2).unwrap();
    assert_eq!(kind(text_boxes(&map, (0, 2), &TextBoxParams::paddle())), ErrorKind::InvalidArgument);
    let params = TextBoxParams::paddle().unclip_ratio(9.0);
    assert_eq!(kind(text_boxes(&map, (3, 2), &params)), ErrorKind::InvalidArgument);
}
