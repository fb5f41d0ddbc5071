//! The decoder of many lines gives what the core's gives, and its options reach the core.

use super::kind;
use scipix::prelude::*;
use scipix::recognition::ctc::*;
use scipix_core::base::Shared;
use scipix_core::recognition as core_recognition;
use scipix_core::recognition::{CtcConfig, CtcDecoder, CtcLexicon, CtcLine, CtcTexts, TextScore};

const CLASSES: usize = 6;
const STEPS: usize = 20;

/// Scores without a pattern, from 0 to 8.
fn scores(len: usize) -> Vec<f32> {
    super::bytes(len).into_iter().map(|byte| f32::from(byte) / 32.0).collect()
}

/// Three lines of the same tensor, whose rows lie one line apart.
fn interleaved(logits: &[f32]) -> Vec<LineScores<'_>> {
    (0..3).map(|line| LineScores::new(&logits[line * CLASSES..], STEPS).stride(3 * CLASSES)).collect()
}

fn core_texts(config: &CtcConfig<'_>, logits: &[f32], score: Option<&TextScore<'_>>) -> CtcTexts {
    let line = |index: usize| {
        let scores = core_recognition::LineScores::F32(&logits[index * CLASSES..]);
        Ok(CtcLine { scores, steps: STEPS, stride: 3 * CLASSES })
    };
    let mut texts = CtcTexts::new();
    CtcDecoder::new(config).unwrap().decode_each(3, line, score, &mut texts).unwrap();
    texts
}

/// Checks the texts of three lines against the core's, and returns how many there are.
fn assert_same(found: &Texts, core: &CtcTexts) -> usize {
    assert_eq!((found.len(), core.lines()), (3, 3));
    let mut count = 0;
    for line in 0..3 {
        let texts: Vec<_> = found.of_line(line).collect();
        assert_eq!(texts.len(), core.texts(line));
        assert_eq!(found.best(line), texts.first().copied());
        for (rank, text) in texts.iter().enumerate() {
            let expected = core.text(line, rank).unwrap();
            assert_eq!(text.symbols, expected.symbols);
            assert_eq!((text.score, text.log_probability), (expected.score, expected.log_probability));
            assert_eq!(text.mean_probability, expected.mean_probability);
            let alternatives: Vec<_> = (0..text.symbols.len()).flat_map(|symbol| text.alternatives(symbol)).collect();
            assert!(alternatives.into_iter().eq(expected.alternatives));
            assert!(text.alternatives(text.symbols.len()).is_empty());
        }
        count += texts.len();
    }
    assert_eq!((found.best(3), found.of_line(3).len()), (None, 0));
    count
}

#[test]
fn each_option_reaches_the_core() {
    let logits = scores(3 * STEPS * CLASSES);
    let lines = interleaved(&logits);
    let config = || CtcConfig::new(CLASSES);
    let weights = [1.0, 0.5, 2.0, 0.0, 1.0, 1.0];
    let beam = core_recognition::BeamParams { width: 7, texts: 4, max_symbols: 3, symbol_bound: 5.0, beam_bound: 6.0 };
    let own_beam = BeamParams::default().width(7).texts(4).max_symbols(3).symbol_bound(5.0).beam_bound(6.0);
    let words = [[1, 2].as_slice(), &[2], &[5, 4, 1]];
    let lexicon = Lexicon::with_separator(&words, 3).unwrap();
    let core_lexicon = CtcLexicon::new(&[1, 2, 2, 5, 4, 1], &[2, 1, 3], Some(3)).unwrap();
    let builder = || Decoder::builder(CLASSES);
    let mut texts = Texts::new();
    let mut same = |builder: DecoderBuilder<'_>, config: CtcConfig<'_>| {
        let decoder = builder.build().unwrap();
        let core = core_texts(&config, &logits, None);
        assert_same(&decoder.decode(&lines).unwrap(), &core);
        decoder.decode_into(&lines, &mut texts).unwrap();
        assert_same(&texts, &core)
    };
    assert_eq!(same(builder(), config()), 3);
    assert_eq!(same(builder().blank(4).alternatives(3), CtcConfig { blank: 4, alternatives: 3, ..config() }), 3);
    let kind = Scores::Probabilities;
    assert_eq!(same(builder().scores(kind), CtcConfig { kind, ..config() }), 3);
    assert_eq!(same(builder().weights(&weights), CtcConfig { weights: Some(&weights), ..config() }), 3);
    assert_eq!(same(builder().allow(&[5, 1]), CtcConfig { allowed: Some(&[0b100010]), ..config() }), 3);
    assert_eq!(same(builder().beam(own_beam), CtcConfig { beam: Some(beam), ..config() }), 12);
    let lexicon_config = CtcConfig { beam: Some(beam), lexicon: Shared::try_new(core_lexicon), ..config() };
    let found = same(builder().beam(own_beam).lexicon(&lexicon), lexicon_config);
    assert!((1..=12).contains(&found), "{found}");
}

#[test]
fn a_closure_guides_the_beam() {
    let logits = scores(3 * STEPS * CLASSES);
    let lines = interleaved(&logits);
    let decoder = Decoder::builder(CLASSES).beam(BeamParams::default().texts(2)).build().unwrap();
    // No class twice, and short texts are worth more.
    let score = |prefix: &[u32], next: &[u32], terms: &mut [f32]| {
        assert!(terms.iter().all(|&term| term == 0.0));
        for (class, term) in next.iter().zip(terms) {
            *term = if prefix.contains(class) { f32::NEG_INFINITY } else { -0.5 };
        }
    };
    let texts = decoder.decode_scored(&lines, score).unwrap();
    let beam = Some(core_recognition::BeamParams { texts: 2, ..core_recognition::BeamParams::default() });
    let core_score = |prefix: &[u32], next: &[u32], terms: &mut [f32]| {
        score(prefix, next, terms);
        Ok(())
    };
    assert_same(&texts, &core_texts(&CtcConfig { beam, ..CtcConfig::new(CLASSES) }, &logits, Some(&core_score)));
    let mut ids: Vec<_> = texts.best(0).unwrap().symbols.iter().map(|symbol| symbol.id).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), texts.best(0).unwrap().symbols.len());
    assert_ne!(decoder.decode(&lines).unwrap().best(0), texts.best(0));

    let mut texts = texts;
    let wrong = decoder.decode_scored_into(&lines, |_, _, terms| terms.fill(f32::NAN), &mut texts);
    assert_eq!((kind(wrong), texts.len()), (ErrorKind::InvalidArgument, 0));
    let greedy = Decoder::builder(CLASSES).build().unwrap();
    assert_eq!(kind(greedy.decode_scored(&lines, score)), ErrorKind::InvalidArgument);
    let panicked = std::panic::catch_unwind(|| decoder.decode_scored(&lines, |_, _, _| panic!("no model")));
    assert_eq!(panicked.unwrap_err().downcast_ref::<&str>(), Some(&"no model"));
    assert_eq!(decoder.decode(&lines).unwrap().len(), 3, "the decoder goes on after a panic");
}

#[test]
fn the_words_of_a_lexicon_alone_are_read() {
    let logits = scores(3 * STEPS * CLASSES);
    let words = Lexicon::new(&[vec![1, 2], vec![3]]).unwrap();
    let beam = BeamParams::default().symbol_bound(f32::INFINITY).beam_bound(f32::INFINITY).width(50).texts(50);
    let decoder = Decoder::builder(CLASSES).beam(beam).lexicon(&words.clone()).build().unwrap();
    let texts = decoder.decode(&[LineScores::new(&logits, STEPS)]).unwrap();
    let mut read: Vec<_> = texts.of_line(0).map(|text| text.spell(&["-", "a", "b", "c"]).unwrap()).collect();
    read.sort();
    assert_eq!(read, ["", "ab", "c"]);
}

#[test]
fn half_floats_are_read_as_floats() {
    let half = |value: u16| (value + 15 - 1) << 10; // 2 to the power of value - 1
    let powers: Vec<u16> = super::bytes(STEPS * CLASSES).into_iter().map(|byte| u16::from(byte) % 5).collect();
    let halves: Vec<u16> = powers.iter().map(|&power| half(power)).collect();
    let floats: Vec<f32> = powers.iter().map(|&power| 2.0_f32.powi(i32::from(power) - 1)).collect();
    let decoder = Decoder::builder(CLASSES).alternatives(2).build().unwrap();
    let texts = decoder.decode(&[LineScores::from_f16_bits(&halves, STEPS), LineScores::new(&floats, STEPS)]).unwrap();
    assert!(!texts.best(0).unwrap().symbols.is_empty());
    assert_eq!(texts.best(0), texts.best(1));
}

#[test]
fn wrong_decoders_and_lines_are_refused() {
    let build = |builder: DecoderBuilder<'_>| kind(builder.build());
    let words = Lexicon::new(&[[1]]).unwrap();
    assert_eq!(build(Decoder::builder(0)), ErrorKind::InvalidArgument);
    assert_eq!(build(Decoder::builder(5).blank(5)), ErrorKind::InvalidArgument);
    assert_eq!(build(Decoder::builder(5).alternatives(65)), ErrorKind::InvalidArgument);
    assert_eq!(build(Decoder::builder(5).lexicon(&words)), ErrorKind::InvalidArgument);
    let beam = BeamParams::default();
    assert_eq!(build(Decoder::builder(5).blank(1).beam(beam).lexicon(&words)), ErrorKind::InvalidArgument);
    assert_eq!(build(Decoder::builder(5).beam(BeamParams::default().width(0))), ErrorKind::InvalidArgument);
    assert_eq!(build(Decoder::builder(5).beam(BeamParams::default().beam_bound(-1.0))), ErrorKind::InvalidArgument);
    assert_eq!(build(Decoder::builder(5).allow(&[1, 5])), ErrorKind::OutOfRange);
    assert_eq!(build(Decoder::builder(5).weights(&[1.0; 4])), ErrorKind::SizeMismatch);
    assert_eq!(build(Decoder::builder(5).weights(&[1.0, 1.0, -1.0, 1.0, 1.0])), ErrorKind::InvalidArgument);
    assert_eq!(kind(Lexicon::new(&[vec![1], vec![]])), ErrorKind::InvalidArgument);

    let decoder = Decoder::builder(5).build().unwrap();
    let (scores, mut texts) = ([0.0; 20], Texts::new());
    let good = LineScores::new(&scores, 4);
    decoder.decode_into(&[good, good], &mut texts).unwrap();
    let error = decoder.decode_into(&[good, good.stride(6)], &mut texts).unwrap_err();
    assert_eq!((error.kind(), texts.is_empty()), (ErrorKind::SizeMismatch, true));
    assert!(error.to_string().starts_with("lines[1]: scores: "), "{error}");
    assert_eq!(kind(decoder.decode(&[good.stride(4)])), ErrorKind::InvalidArgument);
    assert_eq!(kind(decoder.decode(&[LineScores::new(&scores, usize::MAX)])), ErrorKind::SizeMismatch);
    let text = decoder.decode(&[LineScores::new(&[0.0, 0.0, 0.0, 9.0, 0.0], 1)]).unwrap();
    assert_eq!(kind(text.best(0).unwrap().spell(&["", "a", "b"])), ErrorKind::OutOfRange);
    assert!(decoder.decode(&[]).unwrap().is_empty());
}
