//! The decoder of lines against the decoder of one, its steps and alternatives by hand, and weights against rows that
//! were weighted before.

use super::row_scan::collect_top;
use super::texts::LineTexts;
use super::top_scores::{FEW, ScoredClass, TopScores};
use super::*;
use crate::base::error::{Error, ErrorKind};
use crate::testing::{TestRng, levels, tail_lengths};

const NAN: f32 = f32::NAN;
const INF: f32 = f32::INFINITY;

fn line(scores: &[f32], steps: usize) -> CtcLine<'_> {
    CtcLine { scores: LineScores::F32(scores), steps, stride: 0 }
}

fn decode(config: &CtcConfig<'_>, lines: &[CtcLine<'_>]) -> CtcTexts {
    let mut texts = CtcTexts::new();
    CtcDecoder::new(config).unwrap().decode(lines, None, &mut texts).unwrap();
    texts
}

fn random_row(rng: &mut TestRng, len: usize) -> Vec<f32> {
    let rare = 1 + rng.below(60);
    let value = |rng: &mut TestRng| match (rng.below(rare + 5), rng.below(rare)) {
        (0, 0) => NAN,
        (1, 0) => INF,
        (2, 0) => -INF,
        _ => rng.below(1 << 12) as f32 / 256.0 - 8.0,
    };
    (0..len).map(|_| value(rng)).collect()
}

#[test]
fn the_best_path_is_that_of_ctc_greedy() {
    let mut rng = TestRng::new(1);
    for _ in 0..300 {
        let (classes, steps) = (1 + rng.below(90), rng.below(40));
        let scores = random_row(&mut rng, classes * steps);
        for kind in [Scores::Logits, Scores::Probabilities] {
            let blank = rng.below(classes);
            let (mut ids, mut means) = (vec![0; steps], vec![0.0; steps]);
            let input = CtcInput { scores: &scores, classes, blank, kind };
            let count = ctc_greedy(&input, &mut ids, Some(&mut means)).unwrap();
            let texts = decode(&CtcConfig { blank, kind, ..CtcConfig::new(classes) }, &[line(&scores, steps)]);
            let text = texts.text(0, 0).unwrap();
            assert!(text.symbols.iter().map(|symbol| symbol.id).eq(ids[..count].iter().copied()));
            let same = |(symbol, mean): (&CtcSymbol, &f32)| symbol.probability.to_bits() == mean.to_bits();
            assert!(text.symbols.iter().zip(&means).all(same), "{:?} {means:?}", text.symbols);
            assert!(text.symbols.is_sorted_by(|a, b| a.first_step <= a.last_step && a.last_step < b.first_step));
        }
    }
}

#[test]
fn steps_probabilities_and_alternatives_by_hand() {
    // Blank 2. Steps read 0 0 - 0 1 1 3.
    let scores = [
        [0.6, 0.1, 0.2, 0.1],
        [0.8, 0.0, 0.2, 0.0],
        [0.1, 0.1, 0.7, 0.1],
        [0.5, 0.25, 0.0, 0.25],
        [0.3, 0.4, 0.1, 0.2],
        [0.1, 0.5, 0.1, 0.3],
        [0.0, 0.0, 0.1, 0.9],
    ];
    let config = CtcConfig { blank: 2, kind: Scores::Probabilities, alternatives: 3, ..CtcConfig::new(4) };
    let texts = decode(&config, &[line(scores.as_flattened(), 7)]);
    assert_eq!((texts.lines(), texts.texts(0), texts.texts(1)), (1, 1, 0));
    let text = texts.text(0, 0).unwrap();
    let symbol = |id, first_step, last_step, probability| CtcSymbol { id, first_step, last_step, probability };
    let mean = |a: f32, b: f32| ((f64::from(a) + f64::from(b)) / 2.0) as f32;
    let expected =
        [symbol(0, 0, 1, mean(0.6, 0.8)), symbol(0, 3, 3, 0.5), symbol(1, 4, 5, mean(0.4, 0.5)), symbol(3, 6, 6, 0.9)];
    assert_eq!(text.symbols, expected);
    let ids: Vec<_> = text.alternatives.chunks(3).map(|three| [0, 1, 2].map(|i| three[i].id)).collect();
    assert_eq!(ids, [[0, 1, 3], [0, 1, 3], [1, 3, 0], [3, 0, 1]]);
    assert_eq!(text.alternatives[7].probability, 0.3);
    let log: f64 = [0.6f32, 0.8, 0.7, 0.5, 0.4, 0.5, 0.9].iter().map(|p| f64::from(*p).ln()).sum();
    assert!((text.log_probability - log).abs() < 1e-12 && text.score == text.log_probability);
    assert!((text.mean_probability - (0.7 + 0.5 + 0.45 + 0.9) / 4.0).abs() < 1e-6);
    assert_eq!((texts.text(0, 1), texts.text(1, 0)), (None, None));
}

#[test]
fn a_mean_of_infinities_is_no_nan() {
    let config = CtcConfig { kind: Scores::Probabilities, ..CtcConfig::new(2) };
    let texts = decode(&config, &[line(&[NAN, -INF, 1.0, 0.0, 0.0, INF], 3)]);
    let text = texts.text(0, 0).unwrap();
    assert_eq!(text.symbols.iter().map(|symbol| symbol.probability).collect::<Vec<_>>(), [-INF, INF]);
    assert_eq!(text.mean_probability, INF);
}

#[test]
fn the_mean_of_no_symbols_is_a_positive_zero() {
    let texts = decode(&CtcConfig::new(2), &[line(&[1.0, 0.0], 1)]);
    let text = texts.text(0, 0).unwrap();
    assert!(text.symbols.is_empty());
    assert_eq!(text.mean_probability.to_bits(), 0);
}

#[test]
fn fewer_alternatives_are_filled_with_the_blank() {
    let config = CtcConfig { blank: 1, kind: Scores::Logits, alternatives: 4, ..CtcConfig::new(3) };
    let texts = decode(&config, &[line(&[1.0, 0.0, NAN], 1)]);
    let alternatives = texts.text(0, 0).unwrap().alternatives;
    assert_eq!(alternatives.iter().map(|one| one.id).collect::<Vec<_>>(), [0, 1, 1, 1]);
    assert!(alternatives[0].probability > 0.7 && alternatives[1].probability == 0.0);
}

#[test]
fn the_best_scores_are_those_of_a_sort_at_every_level() {
    let mut rng = TestRng::new(4);
    for len in tail_lengths(64).chain([5 * FEW]) {
        let row = random_row(&mut rng, len);
        let (room, bound) = (rng.below(9), rng.below(16) as f32 - 8.0);
        for (room, bound) in [(room, bound), (room, -INF), (FEW + rng.below(9), -INF)] {
            let classes = row.iter().enumerate().map(|(id, &score)| ScoredClass { id: id as u32, score });
            let mut expected: Vec<_> = classes.filter(|class| class.score >= bound).collect();
            expected.sort_by(|a, b| b.score.partial_cmp(&a.score).unwrap());
            expected.truncate(room);
            for level in levels() {
                let mut top = TopScores::default();
                top.clear(room, bound).unwrap();
                collect_top(level, &row, &mut top);
                assert_eq!(top.sorted(), expected, "{len} at {}", level.name());
            }
        }
    }
}

/// The halves of some floats and those floats.
fn halves(rng: &mut TestRng, len: usize) -> (Vec<u16>, Vec<f32>) {
    let bits: Vec<u16> = (0..len).map(|_| rng.below(1 << 16) as u16).collect();
    let floats = bits.iter().map(|&bits| crate::recognition::text_boxes::Probability::value(bits)).collect();
    (bits, floats)
}

#[test]
fn halves_strides_levels_and_threads_change_nothing() {
    let mut rng = TestRng::new(5);
    for kind in [Scores::Logits, Scores::Probabilities] {
        let (classes, lines, steps) = (131, 40, 25);
        // The shape is [steps, lines, classes].
        let (bits, floats) = halves(&mut rng, classes * lines * steps);
        let stride = lines * classes;
        let weights: Vec<f32> = (0..classes).map(|_| rng.below(4) as f32 / 2.0).map(|w| w.max(0.25)).collect();
        for (beam, weights) in
            [(None, None), (None, Some(&weights[..])), (Some(BeamParams::default()), Some(&weights[..]))]
        {
            let config = CtcConfig { blank: 130, kind, alternatives: 2, weights, beam, ..CtcConfig::new(classes) };
            let decoder = CtcDecoder::new(&config).unwrap();
            let wide = |index| CtcLine { scores: LineScores::F32(&floats[index * classes..]), steps, stride };
            let narrow = |index| CtcLine { scores: LineScores::F16(&bits[index * classes..]), steps, stride };
            let (mut all, mut one) = (CtcTexts::new(), CtcTexts::new());
            decoder.decode_each(lines, |index| Ok(narrow(index)), None, &mut all).unwrap();
            for index in 0..lines {
                let rows: Vec<f32> = (0..steps)
                    .flat_map(|step| &floats[step * stride + index * classes..][..classes])
                    .copied()
                    .collect();
                decoder.decode(&[line(&rows, steps)], None, &mut one).unwrap();
                assert_eq!(format!("{:?}", one.text(0, 0)), format!("{:?}", all.text(index, 0)));
                for level in levels() {
                    let mut at_level = LineTexts::default();
                    decoder.decode_line(level, wide(index), None, &mut at_level).unwrap();
                    assert_eq!(
                        format!("{:?}", at_level.text(0)),
                        format!("{:?}", all.text(index, 0)),
                        "{}",
                        level.name()
                    );
                }
            }
        }
    }
}

#[test]
fn what_is_not_allowed_never_appears() {
    let mut rng = TestRng::new(6);
    for _ in 0..200 {
        let (classes, steps) = (1 + rng.below(70), rng.below(20));
        let blank = rng.below(classes);
        let scores = random_row(&mut rng, classes * steps);
        let bits: Vec<u32> =
            (0..classes.div_ceil(32)).map(|_| (rng.below(1 << 31) * 2 + rng.below(2)) as u32).collect();
        let is_allowed = |id: usize| bits[id / 32] >> (id % 32) & 1 == 1;
        let config = CtcConfig { blank, alternatives: 5, allowed: Some(&bits), ..CtcConfig::new(classes) };
        let beam = CtcConfig { beam: Some(BeamParams { texts: 3, ..BeamParams::default() }), ..config.clone() };
        for config in [config, beam] {
            let texts = decode(&config, &[line(&scores, steps)]);
            for text in (0..texts.texts(0)).filter_map(|rank| texts.text(0, rank)) {
                assert!(
                    text.symbols.iter().all(|symbol| symbol.id as usize != blank && is_allowed(symbol.id as usize))
                );
                let others = text.alternatives.iter().filter(|one| one.id as usize != blank);
                assert!(others.clone().all(|one| is_allowed(one.id as usize)));
            }
        }
    }
}

#[test]
fn weights_multiply_probabilities() {
    let (logits, weights) = ([1.0, 2.0, 0.5, 0.25, -1.0, 0.75], [1.0, 0.25, 3.0]);
    let shares: Vec<f64> = logits
        .chunks(3)
        .flat_map(|row| {
            let sum: f64 = row.iter().map(|logit: &f32| f64::from(*logit).exp()).sum();
            row.iter().map(move |logit| f64::from(*logit).exp() / sum).collect::<Vec<_>>()
        })
        .collect();
    let probabilities: Vec<f32> = shares.iter().map(|share| *share as f32).collect();
    for (kind, scores) in [(Scores::Logits, &logits[..]), (Scores::Probabilities, &probabilities[..])] {
        let config = CtcConfig { kind, weights: Some(&weights), alternatives: 1, ..CtcConfig::new(3) };
        let texts = decode(&config, &[line(scores, 2)]);
        let [symbol] = texts.text(0, 0).unwrap().symbols else { panic!("{texts:?}") };
        // The weighted probability of class 1 is below that of class 2 in the first step.
        let mean = 3.0 * (shares[2] + shares[5]) / 2.0;
        assert_eq!((symbol.id, symbol.first_step, symbol.last_step), (2, 0, 1));
        assert!((f64::from(symbol.probability) - mean).abs() < 1e-5, "{symbol:?} {mean}");
    }
}

#[test]
fn parameters_out_of_range_are_refused() {
    let refused = |config: CtcConfig<'_>| CtcDecoder::new(&config).err().unwrap().kind();
    let base = CtcConfig::new(3);
    assert_eq!(refused(CtcConfig::new(0)), ErrorKind::InvalidArgument);
    assert_eq!(refused(CtcConfig { blank: 3, ..base.clone() }), ErrorKind::InvalidArgument);
    assert_eq!(refused(CtcConfig { alternatives: 65, ..base.clone() }), ErrorKind::InvalidArgument);
    assert_eq!(refused(CtcConfig { allowed: Some(&[]), ..base.clone() }), ErrorKind::SizeMismatch);
    assert_eq!(refused(CtcConfig { weights: Some(&[1.0; 2]), ..base.clone() }), ErrorKind::SizeMismatch);
    for weights in [[0.0, 1.0, 1.0], [1.0, -0.5, 1.0], [1.0, NAN, 1.0], [1.0, 1.0, INF]] {
        assert_eq!(refused(CtcConfig { weights: Some(&weights), ..base.clone() }), ErrorKind::InvalidArgument);
    }
    for beam in [
        BeamParams { width: 0, ..BeamParams::default() },
        BeamParams { texts: 0, ..BeamParams::default() },
        BeamParams { max_symbols: 1 << 17, ..BeamParams::default() },
        BeamParams { symbol_bound: -1.0, ..BeamParams::default() },
        BeamParams { beam_bound: NAN, ..BeamParams::default() },
    ] {
        assert_eq!(refused(CtcConfig { beam: Some(beam), ..base.clone() }), ErrorKind::InvalidArgument);
    }
}

#[test]
fn the_error_is_that_of_the_first_line() {
    use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
    // So long that threads share them.
    let (lines, classes, steps) = (8, 100, 1000);
    let scores = vec![0.0; classes * steps];
    let decoder = CtcDecoder::new(&CtcConfig::new(classes)).unwrap();
    let asked = AtomicUsize::new(0);
    let fails = |index: usize| {
        // All were asked for once before the first is decoded.
        if asked.fetch_add(1, Relaxed) < lines || index < 2 {
            return Ok(line(&scores, steps));
        }
        if index == 2 {
            // Until others have failed.
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        Err(Error::new(ErrorKind::Io, format_args!("line {index}")))
    };
    let failed = decoder.decode_each(lines, fails, None, &mut CtcTexts::new());
    assert_eq!(failed.unwrap_err().message(), "line 2");
}

#[test]
fn lines_that_do_not_fit_are_refused_and_leave_no_texts() {
    let decoder = CtcDecoder::new(&CtcConfig::new(3)).unwrap();
    let scores = [0.0; 12];
    let mut texts = CtcTexts::new();
    let good = line(&scores, 4);
    for (bad, kind) in [
        (line(&scores, 5), ErrorKind::SizeMismatch),
        (line(&scores, usize::MAX), ErrorKind::SizeMismatch),
        (CtcLine { stride: 2, ..good }, ErrorKind::InvalidArgument),
        (CtcLine { stride: 4, ..good }, ErrorKind::SizeMismatch),
        (CtcLine { stride: usize::MAX, ..good }, ErrorKind::SizeMismatch),
    ] {
        decoder.decode(&[good], None, &mut texts).unwrap();
        let error = decoder.decode(&[good, bad], None, &mut texts).unwrap_err();
        assert_eq!((error.kind(), texts.lines()), (kind, 0), "{error}");
        assert!(error.message().starts_with("lines[1]: "), "{error}");
    }
    decoder.decode(&[CtcLine { stride: 4, steps: 3, ..good }, line(&[], 0)], None, &mut texts).unwrap();
    assert_eq!(texts.lines(), 2);
    assert!(texts.text(1, 0).unwrap().symbols.is_empty() && texts.text(1, 0).unwrap().log_probability == 0.0);
    let score = |_: &[u32], _: &[u32], _: &mut [f32]| Ok(());
    assert_eq!(decoder.decode(&[good], Some(&score), &mut texts).unwrap_err().kind(), ErrorKind::InvalidArgument);
}
