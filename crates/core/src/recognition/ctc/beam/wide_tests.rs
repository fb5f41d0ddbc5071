//! Wide beams, whose extensions are thinned out, against a search that keeps all of them; and lines too long for a beam.

use super::super::decoder::CtcDecoder;
use super::super::input::Scores;
use super::super::line::{CtcLine, LineScores};
use super::super::rules::{BeamParams, CtcConfig};
use super::super::texts::CtcTexts;
use super::language_model::TextScore;
use super::log_sum::log_sum;
use crate::base::error::ErrorKind;
use crate::testing::TestRng;
use std::collections::HashMap;

const OPEN: BeamParams =
    BeamParams { width: 200, texts: 200, max_symbols: 1 << 16, symbol_bound: f32::INFINITY, beam_bound: f32::INFINITY };

/// A preference for symbols by the one before.
fn term(before: Option<u32>, next: u32) -> f64 {
    f64::from((before.unwrap_or(5) * 7 + next * 3) as f32 % 11.0 / 8.0)
}

/// Prefixes with the log probabilities of their paths that end in a blank and in a symbol, and what was added.
type Beam = Vec<(Vec<u32>, [f64; 2], f64)>;

/// The search by its definition: all extensions of all prefixes, of which the `width` best are kept.
fn searched(rows: &[f32], classes: usize, width: usize, preferred: bool) -> Beam {
    let mut beam: Beam = vec![(vec![], [0.0, f64::NEG_INFINITY], 0.0)];
    for row in rows.chunks(classes) {
        let mut next: HashMap<Vec<u32>, ([f64; 2], f64)> = HashMap::new();
        let logs: Vec<f64> = row.iter().map(|&p| f64::from(p).ln()).collect();
        for (text, [blank, symbol], bonus) in &beam {
            let total = log_sum(*blank, *symbol);
            let mut add = |text: Vec<u32>, end: usize, log: f64, bonus: f64| {
                let entry = next.entry(text).or_insert(([f64::NEG_INFINITY; 2], bonus));
                entry.0[end] = log_sum(entry.0[end], log);
            };
            add(text.clone(), 0, total + logs[0], *bonus);
            for (id, log) in (0..).zip(&logs).skip(1) {
                let longer = text.iter().copied().chain([id]).collect();
                let more = if preferred { term(text.last().copied(), id) } else { 0.0 };
                if text.last() == Some(&id) {
                    add(text.clone(), 1, symbol + log, *bonus);
                    add(longer, 1, blank + log, bonus + more);
                } else {
                    add(longer, 1, total + log, bonus + more);
                }
            }
        }
        beam = next.into_iter().map(|(text, (logs, bonus))| (text, logs, bonus)).collect();
        let score = |(_, [blank, symbol], bonus): &(Vec<u32>, [f64; 2], f64)| log_sum(*blank, *symbol) + bonus;
        beam.sort_by(|a, b| score(b).total_cmp(&score(a)));
        beam.truncate(width);
    }
    beam
}

#[test]
fn thinned_out_beams_keep_the_best() {
    let (mut rng, classes) = (TestRng::new(21), 400);
    let score = |prefix: &[u32], next: &[u32], terms: &mut [f32]| {
        let before = prefix.last().copied();
        // The end of the text, which the blank asks for, is free.
        let ends = |id: u32| if id == 0 { 0.0 } else { term(before, id) as f32 };
        next.iter().zip(terms).for_each(|(&id, out)| *out = ends(id));
        Ok(())
    };
    for round in 0..6 {
        let preferred = round % 2 == 1;
        let rows: Vec<f32> = (0..3 * classes).map(|_| (1 + rng.below(1 << 20)) as f32 / 1e8).collect();
        let expected = searched(&rows, classes, OPEN.width, preferred);
        let config = CtcConfig { kind: Scores::Probabilities, beam: Some(OPEN), ..CtcConfig::new(classes) };
        let line = CtcLine { scores: LineScores::F32(&rows), steps: 3, stride: 0 };
        let mut texts = CtcTexts::new();
        let score = if preferred { Some(&score as &TextScore<'_>) } else { None };
        CtcDecoder::new(&config).unwrap().decode(&[line], score, &mut texts).unwrap();
        assert_eq!(texts.texts(0), OPEN.width);
        // The last ones may be as good as others.
        for (rank, (text, [blank, symbol], bonus)) in expected.iter().enumerate().take(150) {
            let found = texts.text(0, rank).unwrap();
            assert!(found.symbols.iter().map(|symbol| symbol.id).eq(text.iter().copied()), "{round}: rank {rank}");
            assert!((found.log_probability - log_sum(*blank, *symbol)).abs() < 1e-9);
            assert!((found.score - found.log_probability - bonus).abs() < 1e-5);
        }
    }
}

#[test]
fn equal_extensions_stay_in_their_order() {
    let classes = 3000;
    let rows = vec![1.0 / 4096.0; 2 * classes];
    let line = CtcLine { scores: LineScores::F32(&rows), steps: 2, stride: 0 };
    let firsts = |width| {
        let beam = Some(BeamParams { width, texts: 5, ..OPEN });
        let config = CtcConfig { kind: Scores::Probabilities, beam, ..CtcConfig::new(classes) };
        let mut texts = CtcTexts::new();
        CtcDecoder::new(&config).unwrap().decode(&[line], None, &mut texts).unwrap();
        let ids = |rank| texts.text(0, rank).unwrap().symbols.iter().map(|symbol| symbol.id).collect::<Vec<_>>();
        (0..5).map(ids).collect::<Vec<_>>()
    };
    // A text of one symbol has three paths, all others one.
    assert_eq!(firsts(6), [vec![1], vec![2], vec![3], vec![4], vec![5]]);
    assert_eq!(firsts(1000), firsts(6));
}

#[test]
fn texts_too_long_to_align_are_refused() {
    // Every step a new symbol.
    let steps = 12_000;
    let rows: Vec<f32> =
        (0..steps).flat_map(|step| if step % 2 == 0 { [0.0, 1.0, 0.0] } else { [0.0, 0.0, 1.0] }).collect();
    let decoded = |steps: usize, beam: Option<BeamParams>| {
        let line = CtcLine { scores: LineScores::F32(&rows), steps, stride: 0 };
        let config = CtcConfig { kind: Scores::Probabilities, beam, ..CtcConfig::new(3) };
        let mut texts = CtcTexts::new();
        let done = CtcDecoder::new(&config).unwrap().decode(&[line], None, &mut texts);
        (done.map_err(|error| error.kind()), texts.text(0, 0).map(|text| text.symbols.len()))
    };
    let beam = Some(BeamParams { width: 2, ..BeamParams::default() });
    assert_eq!(decoded(steps, beam), (Err(ErrorKind::Unsupported), None));
    assert_eq!(decoded(1000, beam), (Ok(()), Some(1000)));
    assert_eq!(decoded(steps, None), (Ok(()), Some(steps)));
}
