//! CTC decoding by the best path and by beams, and boxes of the words.

use crate::bytes::Bytes;
use crate::levels::everywhere;
use crate::quads::quad;
use scipix_core::base::Shared;
use scipix_core::recognition::{
    BeamParams, CtcConfig, CtcDecoder, CtcInput, CtcLexicon, CtcLine, CtcText, CtcTexts, LineScores, Scores,
    WordBoxParams, WordUnit, ctc_greedy, word_boxes,
};
use scipix_core::{Error, ErrorKind, Result};

/// Bytes that a decode may take for the tables that it begins with.
const MOST_FOR_ALL: usize = 1 << 18;
/// Bytes for a prefix of a beam in a step.
const MOST_PER_PREFIX: usize = 400;
/// Everything that a short line of few classes may read fits in this beam.
const EVERYTHING: BeamParams = BeamParams {
    width: 1 << 16,
    texts: 1 << 16,
    max_symbols: 1 << 16,
    symbol_bound: f32::INFINITY,
    beam_bound: f32::INFINITY,
};

/// Scores of a line.
struct Rows {
    floats: Vec<f32>,
    halves: Option<Vec<u16>>,
    classes: usize,
    steps: usize,
    stride: usize,
}

impl Rows {
    fn read(bytes: &mut Bytes<'_>, kind: Scores) -> Self {
        let classes = if bytes.once_in(6) { 1 + bytes.below(200) } else { 1 + bytes.below(6) };
        let steps = if bytes.once_in(6) { bytes.below(100) } else { bytes.below(8) };
        let stride = classes + if bytes.once_in(4) { bytes.below(5) } else { 0 };
        let strange = bytes.pick(&[255, 60, 8, 2]);
        let mut score = || {
            if bytes.once_in(strange) { bytes.strange() } else { f32::from(bytes.byte()) / 16.0 }
        };
        let mut floats: Vec<f32> = (0..stride * steps).map(|_| score()).collect();
        if kind == Scores::Probabilities {
            floats.chunks_mut(stride).for_each(|row| normalise(&mut row[..classes]));
        }
        let halves = bytes.once_in(4).then(|| floats.iter().map(|float| (float.to_bits() >> 16) as u16).collect());
        Self { floats, halves, classes, steps, stride }
    }

    fn line(&self) -> CtcLine<'_> {
        let scores = self.halves.as_deref().map_or(LineScores::F32(&self.floats), LineScores::F16);
        CtcLine { scores, steps: self.steps, stride: self.stride }
    }

    /// The scores without gaps, where they are floats.
    fn dense(&self) -> Option<Vec<f32>> {
        let rows = self.floats.chunks(self.stride).flat_map(|row| &row[..self.classes]);
        self.halves.is_none().then(|| rows.copied().collect())
    }
}

/// Divides finite scores by their sum.
fn normalise(row: &mut [f32]) {
    let sum: f32 = row.iter().filter(|score| score.is_finite()).map(|score| score.abs()).sum();
    if sum.is_finite() && sum > 0.0 {
        row.iter_mut().filter(|score| score.is_finite()).for_each(|score| *score = score.abs() / sum);
    }
}

/// Decodes lines: symbols in order, texts by their scores, no beam worse than the best path where nothing is pruned.
pub fn ctc(bytes: &[u8]) {
    let mut bytes = Bytes::new(bytes);
    let kind = bytes.pick(&[Scores::Logits, Scores::Probabilities]);
    let rows = Rows::read(&mut bytes, kind);
    let bits: Vec<u32> = (0..rows.classes.div_ceil(32)).map(|_| bytes.word()).collect();
    let weights: Vec<f32> = (0..rows.classes).map(|_| bytes.float(2, 60)).collect();
    let (beam, lexicon) = (beam(&mut bytes, rows.steps, rows.classes), lexicon(&mut bytes, rows.classes));
    let config = CtcConfig {
        blank: if bytes.once_in(16) { bytes.below(300) } else { bytes.below(rows.classes) },
        kind,
        alternatives: bytes.pick(&[0, 1, 3, 64]),
        allowed: bytes.once_in(4).then_some(&bits),
        weights: bytes.once_in(4).then_some(&weights),
        beam,
        lexicon: beam.and(lexicon),
        ..CtcConfig::new(rows.classes)
    };
    let Ok(decoder) = CtcDecoder::new(&config) else { return };
    let (callback, forbidden) = (bytes.below(6), bytes.below(rows.classes) as u32);
    let score = |prefix: &[u32], next: &[u32], terms: &mut [f32]| scored(callback, forbidden, prefix, next, terms);
    let score = if beam.is_some() && callback > 0 { Some(&score as &_) } else { None };
    let mut texts = CtcTexts::new();
    let done = everywhere(most_memory(&rows, &config), || {
        texts = CtcTexts::new();
        let done = decoder.decode(&[rows.line(); 3], score, &mut texts).map_err(|error| error.kind());
        (done, (0..3).map(|line| listed(&texts, line)).collect::<Vec<_>>())
    });
    if let Err(kind) = done.0 {
        let of_callback = matches!((callback, kind), (4, ErrorKind::InvalidArgument) | (5, ErrorKind::Callback(1234)));
        assert!(of_callback && texts.lines() == 0, "{kind:?}");
        return;
    }
    assert!(done.1[1] == done.1[0] && done.1[2] == done.1[0], "equal lines read differently");
    check_texts(&texts, &rows, &config);
    if beam.is_none() {
        best_path_agrees(&texts, &rows, &config);
    } else if rows.steps <= 6 && rows.classes <= 4 && score.is_none() && config.lexicon.is_none() {
        everything_holds_the_best_path(&rows, &config);
    }
    if texts.texts(0) > 0 {
        words(texts.text(0, 0).expect("the first"), &rows, &mut bytes);
    }
}

/// A wide beam for a line. A search takes time by steps, prefixes and symbols, 15 ns for each, and it is run eighteen times;
/// `tests/hostile.rs` runs the widest beam on thousands of classes once.
pub fn wide_beam(steps: usize, classes: usize) -> usize {
    if steps <= 8 { ((1 << 19) / (steps * classes).max(1)).min(1 << 16) } else { 200 }
}

fn beam(bytes: &mut Bytes<'_>, steps: usize, classes: usize) -> Option<BeamParams> {
    let widest = wide_beam(steps, classes);
    bytes.once_in(2).then(|| BeamParams {
        width: bytes.pick(&[10, 1, 2, 100, 0, widest, usize::MAX]),
        texts: bytes.pick(&[1, 3, 100, 0]),
        max_symbols: bytes.pick(&[40, 1, 3, 1 << 16, 0]),
        symbol_bound: bytes.pick(&[7.0, 0.0, f32::INFINITY, f32::MAX, -1.0]),
        beam_bound: bytes.pick(&[10.0, 0.0, f32::INFINITY, f32::MAX, f32::NAN]),
    })
}

/// Words of any symbols, of classes that do not exist too.
fn lexicon(bytes: &mut Bytes<'_>, classes: usize) -> Option<Shared<CtcLexicon>> {
    if !bytes.once_in(3) {
        return None;
    }
    let lens: Vec<usize> = (0..bytes.below(30)).map(|_| bytes.below(5)).collect();
    let total = lens.iter().sum::<usize>() + usize::from(bytes.once_in(8));
    let symbol = |bytes: &mut Bytes<'_>| if bytes.once_in(30) { bytes.word() } else { bytes.below(classes) as u32 };
    let symbols: Vec<u32> = (0..total).map(|_| symbol(bytes)).collect();
    let separator = bytes.once_in(2).then(|| symbol(bytes));
    Shared::try_new(CtcLexicon::new(&symbols, &lens, separator).ok()?)
}

/// A scoring function: orderly, forbidding, giving what is no number, or failing.
fn scored(callback: usize, forbidden: u32, prefix: &[u32], next: &[u32], terms: &mut [f32]) -> Result<()> {
    assert_eq!(next.len(), terms.len());
    for (&id, term) in next.iter().zip(terms) {
        *term = match callback {
            1 => (prefix.len() as u32 * 7 + id * 3) as f32 % 4.0 - 2.0,
            2 if id == forbidden => f32::NEG_INFINITY,
            3 => f32::MIN,
            4 if id == forbidden => f32::NAN,
            5 if id == forbidden => return Err(Error::new(ErrorKind::Callback(1234), "score: no")),
            _ => 0.0,
        };
    }
    Ok(())
}

fn most_memory(rows: &Rows, config: &CtcConfig<'_>) -> usize {
    let beam = config.beam.map_or(1, |beam| beam.width.min(1 << 16) * rows.steps.min(8));
    let texts = rows.steps * (rows.steps + 70 * 8);
    // Three lines are listed, with each text of the beam and the alternatives of its symbols.
    let listed =
        3 * config.beam.map_or(1, |beam| beam.texts) * rows.steps * (6 + config.alternatives.min(rows.classes));
    MOST_FOR_ALL + MOST_PER_PREFIX * beam + 16 * rows.classes + 100 * texts + 600 * listed
}

fn listed(texts: &CtcTexts, line: usize) -> Vec<String> {
    (0..texts.texts(line)).map(|rank| format!("{:?}", texts.text(line, rank))).collect()
}

fn check_texts(texts: &CtcTexts, rows: &Rows, config: &CtcConfig<'_>) {
    let found: Vec<CtcText<'_>> = (0..texts.texts(0)).filter_map(|rank| texts.text(0, rank)).collect();
    assert!(found.len() <= config.beam.map_or(1, |beam| beam.texts.min(beam.width)));
    assert!(found.is_sorted_by(|a, b| a.score >= b.score), "{found:?}");
    let is_plain = config.kind == Scores::Logits && config.weights.is_none();
    for text in found {
        assert!(!text.score.is_nan() && !text.log_probability.is_nan() && !text.mean_probability.is_nan(), "{text:?}");
        assert!(!is_plain || text.log_probability <= 1e-6, "{text:?}");
        assert!(
            text.symbols.len() <= rows.steps && text.alternatives.len() == config.alternatives * text.symbols.len()
        );
        assert!(text.symbols.is_sorted_by(|a, b| a.last_step < b.first_step), "{text:?}");
        for symbol in text.symbols {
            assert!((symbol.id as usize) < rows.classes && symbol.id as usize != config.blank, "{symbol:?}");
            assert!(symbol.first_step <= symbol.last_step && (symbol.last_step as usize) < rows.steps, "{symbol:?}");
            assert!(!is_plain || (0.0..=1.0001).contains(&symbol.probability), "{symbol:?}");
        }
    }
}

/// The best path reads what `ctc_greedy` reads.
fn best_path_agrees(texts: &CtcTexts, rows: &Rows, config: &CtcConfig<'_>) {
    let (Some(scores), None, None) = (rows.dense(), config.allowed, config.weights) else { return };
    let input = CtcInput { scores: &scores, classes: rows.classes, blank: config.blank, kind: config.kind };
    let mut ids = vec![0; rows.steps];
    let count = ctc_greedy(&input, &mut ids, None).expect("arguments that a decoder takes");
    let text = texts.text(0, 0).expect("a text");
    assert!(text.symbols.iter().map(|symbol| symbol.id).eq(ids[..count].iter().copied()), "{text:?} {ids:?}");
}

/// A beam that prunes nothing finds a text at least as probable as the best path.
fn everything_holds_the_best_path(rows: &Rows, config: &CtcConfig<'_>) {
    let decode = |beam| {
        let mut texts = CtcTexts::new();
        let decoder =
            CtcDecoder::new(&CtcConfig { beam, alternatives: 0, ..config.clone() }).expect("known to be good");
        decoder.decode(&[rows.line()], None, &mut texts).expect("memory");
        let logs = (0..texts.texts(0)).filter_map(|rank| texts.text(0, rank)).map(|text| text.log_probability);
        logs.collect::<Vec<_>>()
    };
    let (path, beam) = (decode(None), decode(Some(EVERYTHING)));
    assert!(beam[0] >= path[0] - 1e-5 * (1.0 + path[0].abs()), "{} below the best path's {}", beam[0], path[0]);
    let sum: f64 = beam.iter().map(|log| log.exp()).sum();
    let is_plain = config.kind == Scores::Logits && config.weights.is_none();
    assert!(!is_plain || sum <= 1.001, "probabilities add up to {sum}");
}

/// Boxes of words are finite, in order, and cover the symbols but for spaces.
fn words(text: CtcText<'_>, rows: &Rows, bytes: &mut Bytes<'_>) {
    let quad = quad(bytes, 400);
    let characters: Vec<u32> = (0..rows.classes).map(|_| bytes.pick(&[0x20, 0x61, 0x4e00, 0x3042, 0x31])).collect();
    let params = WordBoxParams {
        unit: bytes.pick(&[WordUnit::Words, WordUnit::Characters, WordUnit::RapidOcr, WordUnit::RapidOcrCharacters]),
        gap: bytes.pick(&[5, 0, u32::MAX]),
        columns: if bytes.once_in(8) { bytes.strange().into() } else { rows.steps as f64 },
        crop_width: bytes.pick(&[0, 1, 320, u32::MAX]),
        quarter_turns: bytes.below(5) as u32,
    };
    let boxes = everywhere(1 << 16, || {
        let mut boxes = Vec::new();
        let done = word_boxes(text.symbols, &characters, &quad, &params, &mut boxes).map_err(|error| error.kind());
        assert!(done.is_ok() || boxes.is_empty());
        boxes
    });
    let mut next = 0;
    for word in &boxes {
        assert!(word.first_symbol >= next && word.symbol_count > 0, "{boxes:?}");
        next = word.first_symbol + word.symbol_count;
        assert!(word.corners.iter().flatten().all(|at| at.is_finite()), "{quad:?} {params:?}: {word:?}");
    }
    assert!(next as usize <= text.symbols.len());
}
