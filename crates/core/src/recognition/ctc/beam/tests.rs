//! The search against all paths of small alphabets, its constraints, and what becomes of hostile scores.

use super::super::decoder::CtcDecoder;
use super::super::input::Scores;
use super::super::lexicon::CtcLexicon;
use super::super::line::{CtcLine, LineScores};
use super::super::rules::{BeamParams, CtcConfig};
use super::super::texts::CtcTexts;
use super::language_model::TextScore;
use crate::base::Shared;
use crate::base::error::{Error, ErrorKind};
use crate::testing::TestRng;
use std::collections::HashMap;

const EVERYTHING: BeamParams =
    BeamParams { width: 5000, texts: 5000, max_symbols: 100, symbol_bound: f32::INFINITY, beam_bound: f32::INFINITY };

/// Decodes a line of `classes`.
fn search(config: &CtcConfig<'_>, scores: &[f32], score: Option<&TextScore<'_>>) -> CtcTexts {
    let line = CtcLine { scores: LineScores::F32(scores), steps: scores.len() / config.classes, stride: 0 };
    let mut texts = CtcTexts::new();
    CtcDecoder::new(config).unwrap().decode(&[line], score, &mut texts).unwrap();
    texts
}

fn ids(texts: &CtcTexts, rank: usize) -> Vec<u32> {
    texts.text(0, rank).unwrap().symbols.iter().map(|symbol| symbol.id).collect()
}

/// The probability of each text: the sum over all paths that read so.
fn exhaustive(probabilities: &[f32], classes: usize, blank: usize) -> HashMap<Vec<u32>, f64> {
    let steps = probabilities.len() / classes;
    let mut texts = HashMap::new();
    for path in 0..classes.pow(steps as u32) {
        let (mut text, mut before, mut probability, mut rest) = (vec![], blank, 1.0, path);
        for row in probabilities.chunks(classes) {
            let id = rest % classes;
            rest /= classes;
            probability *= f64::from(row[id]);
            if id != before && id != blank {
                text.push(id as u32);
            }
            before = id;
        }
        *texts.entry(text).or_insert(0.0) += probability;
    }
    texts.retain(|_, probability| *probability > 0.0);
    texts
}

/// Rows of probabilities, some of them 0.
fn random_rows(rng: &mut TestRng, classes: usize, steps: usize) -> Vec<f32> {
    let row = |rng: &mut TestRng| {
        let values: Vec<f32> = (0..classes).map(|_| (rng.below(100) as f32 - 10.0).max(0.0)).collect();
        let sum: f32 = values.iter().sum::<f32>().max(1.0);
        values.into_iter().map(move |value| value / sum)
    };
    (0..steps).flat_map(|_| row(rng).collect::<Vec<_>>()).collect()
}

/// Compares the texts that were found with `expected`, which may have been scored.
fn agrees(texts: &CtcTexts, expected: &HashMap<Vec<u32>, (f64, f64)>) {
    assert_eq!(texts.texts(0), expected.len());
    let mut before = f64::INFINITY;
    for rank in 0..texts.texts(0) {
        let text = texts.text(0, rank).unwrap();
        let (log, score) = expected[&ids(texts, rank)];
        assert!((text.log_probability - log).abs() < 1e-9, "{text:?} {log}");
        assert!((text.score - score).abs() < 1e-5 && text.score <= before, "{text:?} {score} {before}");
        before = text.score;
    }
}

fn unscored(texts: HashMap<Vec<u32>, f64>) -> HashMap<Vec<u32>, (f64, f64)> {
    texts.into_iter().map(|(text, p)| (text, (p.ln(), p.ln()))).collect()
}

/// Rows in which some class is possible.
fn possible_rows(rng: &mut TestRng, classes: usize, steps: usize) -> Vec<f32> {
    loop {
        let rows = random_rows(rng, classes, steps);
        if rows.chunks(classes).all(|row| row.iter().any(|p| *p > 0.0)) {
            return rows;
        }
    }
}

#[test]
fn everything_is_found_in_small_alphabets() {
    let mut rng = TestRng::new(11);
    for _ in 0..60 {
        let (classes, steps) = (2 + rng.below(3), rng.below(6));
        let blank = rng.below(classes);
        let rows = possible_rows(&mut rng, classes, steps);
        let config =
            CtcConfig { blank, kind: Scores::Probabilities, beam: Some(EVERYTHING), ..CtcConfig::new(classes) };
        agrees(&search(&config, &rows, None), &unscored(exhaustive(&rows, classes, blank)));
    }
}

#[test]
fn logits_are_searched_by_their_softmax() {
    let mut rng = TestRng::new(12);
    for _ in 0..20 {
        let (classes, steps) = (2 + rng.below(3), rng.below(6));
        let logits: Vec<f32> = (0..classes * steps).map(|_| rng.below(1000) as f32 / 100.0).collect();
        let softmax = |row: &[f32]| {
            let sum: f64 = row.iter().map(|&logit| f64::from(logit).exp()).sum();
            row.iter().map(move |&logit| (f64::from(logit).exp() / sum) as f32).collect::<Vec<_>>()
        };
        let rows: Vec<f32> = logits.chunks(classes).flat_map(softmax).collect();
        let config = CtcConfig { beam: Some(EVERYTHING), ..CtcConfig::new(classes) };
        let texts = search(&config, &logits, None);
        let expected = exhaustive(&rows, classes, 0);
        assert_eq!(texts.texts(0), expected.len());
        for rank in 0..texts.texts(0) {
            let (log, wanted) = (texts.text(0, rank).unwrap().log_probability, expected[&ids(&texts, rank)].ln());
            assert!((log - wanted).abs() < 1e-4, "{log} {wanted}");
        }
    }
}

#[test]
fn a_weight_above_1_leaves_logits_the_symbols_of_probabilities() {
    let (probabilities, weights) = ([0.05, 0.9, 0.05, 0.1, 0.001, 0.899_f32], [1.0, 100.0, 1.0]);
    let logits = probabilities.map(|probability| probability.ln() + 3.0);
    let beam = Some(BeamParams { width: 10, texts: 10, beam_bound: f32::INFINITY, ..BeamParams::default() });
    for steps in 1..3 {
        let [of_logits, of_probabilities] =
            [(Scores::Logits, &logits), (Scores::Probabilities, &probabilities)].map(|(kind, scores)| {
                let config = CtcConfig { kind, beam, weights: Some(&weights), ..CtcConfig::new(3) };
                let texts = search(&config, &scores[..3 * steps], None);
                (0..texts.texts(0)).map(|rank| ids(&texts, rank)).collect::<Vec<_>>()
            });
        assert!(of_logits.len() >= 3);
        assert_eq!(of_logits, of_probabilities);
    }
}

#[test]
fn a_lexicon_leaves_its_words_alone() {
    let mut rng = TestRng::new(13);
    for round in 0..60 {
        let (classes, blank) = (4, 0);
        let steps = 1 + rng.below(6);
        let rows = possible_rows(&mut rng, classes, steps);
        let separator = (round % 2 == 1).then_some(3);
        let words: [&[u32]; 5] = [&[1], &[1, 2], &[2, 2, 1], &[2, 1], &[1, 2]];
        let lens: Vec<usize> = words.iter().map(|word| word.len()).collect();
        let lexicon = Shared::try_new(CtcLexicon::new(&words.concat(), &lens, separator).unwrap());
        let is_word = |word: &[u32]| words.contains(&word);
        let may_be = |text: &Vec<u32>| match separator {
            None => text.is_empty() || is_word(text),
            Some(separator) => {
                let body = text.strip_suffix(&[separator]).unwrap_or(text);
                text.is_empty() || body.split(|id| *id == separator).all(is_word)
            }
        };
        let mut expected = exhaustive(&rows, classes, blank);
        expected.retain(|text, _| may_be(text));
        let kind = Scores::Probabilities;
        let config = CtcConfig { kind, beam: Some(EVERYTHING), lexicon, ..CtcConfig::new(classes) };
        agrees(&search(&config, &rows, None), &unscored(expected));
    }
}

/// A bigram score that depends on both symbols and forbids one pair; the text may not end in 2.
fn bigram(before: Option<u32>, next: u32) -> f32 {
    match (before, next) {
        (Some(1), 3) | (Some(2), 0) => f32::NEG_INFINITY,
        (before, next) => (before.unwrap_or(7) * 5 + next * 3) as f32 % 4.0 - 2.5,
    }
}

#[test]
fn a_scoring_function_orders_texts() {
    let mut rng = TestRng::new(14);
    let score = |prefix: &[u32], next: &[u32], terms: &mut [f32]| {
        next.iter().zip(terms).for_each(|(id, term)| *term = bigram(prefix.last().copied(), *id));
        Ok(())
    };
    for _ in 0..40 {
        let steps = rng.below(6);
        let rows = possible_rows(&mut rng, 4, steps);
        let scored = |(text, p): (Vec<u32>, f64)| {
            let chain = text.iter().copied().chain([0]).scan(None, |before, id| Some(bigram(before.replace(id), id)));
            let bonus: f64 = chain.map(f64::from).sum();
            (bonus > f64::NEG_INFINITY).then_some((text, (p.ln(), p.ln() + bonus)))
        };
        let expected: HashMap<_, _> = exhaustive(&rows, 4, 0).into_iter().filter_map(scored).collect();
        let config = CtcConfig { kind: Scores::Probabilities, beam: Some(EVERYTHING), ..CtcConfig::new(4) };
        agrees(&search(&config, &rows, Some(&score)), &expected);
    }
}

#[test]
fn failures_of_a_scoring_function_come_back() {
    let config = CtcConfig { beam: Some(BeamParams::default()), ..CtcConfig::new(3) };
    let decoder = CtcDecoder::new(&config).unwrap();
    let lines = [CtcLine { scores: LineScores::F32(&[0.0; 12]), steps: 4, stride: 0 }; 5];
    let mut texts = CtcTexts::new();
    for (term, kind) in [(f32::NAN, ErrorKind::InvalidArgument), (f32::INFINITY, ErrorKind::InvalidArgument)] {
        let score = |_: &[u32], _: &[u32], terms: &mut [f32]| {
            terms.fill(term);
            Ok(())
        };
        assert_eq!(decoder.decode(&lines, Some(&score), &mut texts).unwrap_err().kind(), kind);
        assert_eq!(texts.lines(), 0);
    }
    let failing = |_: &[u32], _: &[u32], _: &mut [f32]| Err(Error::new(ErrorKind::Callback(1234), "score: no"));
    assert_eq!(decoder.decode(&lines, Some(&failing), &mut texts).unwrap_err().kind(), ErrorKind::Callback(1234));
    let forbidding = |_: &[u32], _: &[u32], terms: &mut [f32]| {
        terms.fill(f32::NEG_INFINITY);
        Ok(())
    };
    decoder.decode(&lines, Some(&forbidding), &mut texts).unwrap();
    assert_eq!((texts.lines(), texts.texts(0)), (5, 0));
}

#[test]
fn a_narrow_beam_finds_the_best_text_of_clear_lines() {
    let mut rng = TestRng::new(15);
    let (classes, steps) = (200, 60);
    let mut scores = vec![0.0; classes * steps];
    scores.fill_with(|| rng.below(100) as f32 / 100.0);
    for step in 0..steps {
        scores[step * classes + if step % 2 == 0 { 0 } else { 1 + rng.below(150) }] = 14.0;
    }
    let config = CtcConfig::new(classes);
    let best = search(&config, &scores, None);
    let beam = CtcConfig { beam: Some(BeamParams { texts: 3, ..BeamParams::default() }), alternatives: 2, ..config };
    let texts = search(&beam, &scores, None);
    assert_eq!(texts.text(0, 0).unwrap().symbols, best.text(0, 0).unwrap().symbols);
    assert!(texts.text(0, 0).unwrap().log_probability >= best.text(0, 0).unwrap().log_probability);
}

#[test]
fn hostile_scores_give_texts_or_none() {
    let mut rng = TestRng::new(16);
    let hostile = [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, 0.0, 1.0, -1.0, 1e30, -1e30, f32::MIN_POSITIVE, 700.0];
    for _ in 0..500 {
        let (classes, steps) = (1 + rng.below(6), rng.below(30));
        let variety = 1 + rng.below(hostile.len());
        let scores: Vec<f32> = (0..classes * steps).map(|_| hostile[rng.below(variety)]).collect();
        for kind in [Scores::Logits, Scores::Probabilities] {
            let params = BeamParams { texts: 4, width: 1 + rng.below(8), max_symbols: 1 + rng.below(8), ..EVERYTHING };
            let blank = rng.below(classes);
            let config = CtcConfig { blank, kind, alternatives: 2, beam: Some(params), ..CtcConfig::new(classes) };
            let texts = search(&config, &scores, None);
            assert!(texts.texts(0) >= 1 && texts.texts(0) <= params.texts.min(params.width));
            for text in (0..texts.texts(0)).filter_map(|rank| texts.text(0, rank)) {
                // Rows of probabilities need not add up to 1.
                let most = if kind == Scores::Logits { 0.0 } else { steps as f64 * (classes as f64).ln() };
                assert!(text.log_probability <= most + 1e-6 && text.symbols.len() <= steps, "{text:?} {scores:?}");
                assert_eq!(text.alternatives.len(), 2 * text.symbols.len());
                assert!(text.symbols.is_sorted_by(|a, b| a.last_step < b.first_step));
            }
        }
    }
}

#[test]
fn words_are_checked() {
    let refused = |symbols: &[u32], lens: &[usize]| CtcLexicon::new(symbols, lens, None).unwrap_err().kind();
    assert_eq!(refused(&[1, 2], &[1, 0, 1]), ErrorKind::InvalidArgument);
    assert_eq!(refused(&[1, 2], &[1, 2]), ErrorKind::SizeMismatch);
    assert_eq!(refused(&[1, 2], &[usize::MAX, 3]), ErrorKind::SizeMismatch);
    let decoder_of = |symbols: &[u32], separator| {
        let lexicon = Shared::try_new(CtcLexicon::new(symbols, &[symbols.len()], separator).unwrap());
        CtcDecoder::new(&CtcConfig { blank: 2, beam: Some(EVERYTHING), lexicon, ..CtcConfig::new(5) })
    };
    assert!(decoder_of(&[1, 3, 4], Some(0)).is_ok());
    for (symbols, separator, message) in [
        (&[1, 2], None, "lexicon: has class 2, which is the blank"),
        (&[1, 3], Some(2), "lexicon: has class 2, which is the blank"),
        (&[5, 1], None, "lexicon: has class 5, of 5 classes"),
        (&[1, 3], Some(9), "lexicon: has class 9, of 5 classes"),
    ] {
        let refused = decoder_of(symbols, separator).err().unwrap();
        assert_eq!(
            (refused.kind(), refused.to_string().contains(message)),
            (ErrorKind::InvalidArgument, true),
            "{refused}"
        );
    }
    let none = CtcLexicon::new(&[], &[], None).unwrap();
    assert!(none.next(CtcLexicon::ROOT, 1).is_none() && none.may_end(CtcLexicon::ROOT));
}
