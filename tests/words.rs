//! Word and character boxes, compared with those of RapidOCR: horizontal and vertical lines, and lines that stand on
//! their heads.

use scipix_core::recognition::{CtcSymbol, WordBox, WordBoxParams, WordUnit, word_boxes};
use std::str::FromStr;

fn numbers<T: FromStr>(text: &str, separator: char) -> Vec<T> {
    text.split(separator).map(|number| number.parse().ok().unwrap_or_else(|| panic!("{number} in {text}"))).collect()
}

/// The greatest difference of a coordinate from RapidOCR's, which cuts them to whole pixels.
fn difference(ours: &WordBox, theirs: &[i32]) -> i32 {
    let pairs = ours.corners.as_flattened().iter().zip(theirs);
    pairs.map(|(ours, theirs)| (ours.trunc() as i32 - theirs).abs()).max().unwrap()
}

#[test]
fn boxes_are_those_of_rapidocr() {
    let text = include_str!("data/words_rapidocr.txt");
    let (characters, lines) = text.strip_prefix("characters ").unwrap().split_once('\n').unwrap();
    let characters = numbers::<u32>(characters, ' ');
    let (mut count, mut equal, mut all, mut turns) = (0, 0, 0, [0; 3]);
    for line in lines.split("line ").skip(1) {
        let (facts, rest) = line.split_once("\nsymbols ").unwrap();
        let (symbols, theirs) = rest.trim_end().split_once("\nboxes ").unwrap();
        let facts = numbers::<f64>(facts, ' ');
        let quad = [0, 1, 2, 3].map(|corner| [facts[2 * corner] as f32, facts[2 * corner + 1] as f32]);
        let symbol = |text: &str| {
            let (id, step) = text.split_once('@').unwrap();
            let step = step.parse().unwrap();
            CtcSymbol { id: id.parse().unwrap(), first_step: step, last_step: step, probability: 0.5 }
        };
        let symbols: Vec<_> = symbols.split(' ').map(symbol).collect();
        let unit = if facts[10] == 1.0 { WordUnit::RapidOcrCharacters } else { WordUnit::RapidOcr };
        let quarter_turns = facts[8] as u32;
        let params = WordBoxParams { unit, columns: facts[9], quarter_turns, ..WordBoxParams::default() };
        let mut boxes = Vec::new();
        word_boxes(&symbols, &characters, &quad, &params, &mut boxes).unwrap();
        let theirs: Vec<Vec<i32>> = theirs.split(' ').map(|corners| numbers(corners, ',')).collect();
        assert_eq!(boxes.len(), theirs.len(), "{line}");
        for (ours, theirs) in boxes.iter().zip(&theirs) {
            let off = difference(ours, theirs);
            assert!(off <= 1, "{ours:?}\n{theirs:?}\n{line}");
            equal += usize::from(off == 0);
        }
        (count, all) = (count + 1, all + boxes.len());
        turns[quarter_turns as usize] += 1;
    }
    println!("{count} lines, {equal} of {all} boxes equal");
    assert!(count >= 500 && turns.iter().all(|lines| *lines >= 80), "{count} lines, by turns {turns:?}");
    assert!(equal * 100 > all * 99, "only {equal} of {all} boxes are equal");
}
