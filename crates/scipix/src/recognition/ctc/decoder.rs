//! A decoder of many lines.

use super::beam::BeamParams;
use super::lexicon::Lexicon;
use super::line_scores::LineScores;
use super::texts::Texts;
use crate::error::{Error, ErrorKind, Result};
use scipix_core::base::error::try_zeroed;
use scipix_core::recognition::{CtcConfig, CtcDecoder, Scores, TextScore};
use std::fmt;

/// A decoder of many lines at once, on the library's threads. Threads may share it: each decode borrows scratch from it, which
/// is kept for the next.
///
/// ```
/// use scipix::recognition::ctc::{BeamParams, Decoder, LineScores, Texts};
///
/// // Classes: blank, a, b. A language model says that no b follows an a.
/// let decoder = Decoder::builder(3).alternatives(2).beam(BeamParams::default().width(20)).build()?;
/// let logits = [0.0, 3.0, 2.0, 5.0, 0.0, 0.0, 0.0, 2.0, 3.0];
/// let lines = [LineScores::new(&logits, 3)];
/// let texts = decoder.decode_scored(&lines, |prefix, next, terms| {
///     for (&class, term) in next.iter().zip(terms) {
///         *term = if prefix.last() == Some(&1) && class == 2 { -9.0 } else { 0.0 };
///     }
/// })?;
/// let best = texts.best(0).unwrap();
/// assert_eq!(best.spell(&["", "a", "b"])?, "aa");
/// assert_eq!(best.alternatives(1)[0].id, 2); // the recogniser alone would have read this
/// # Ok::<(), scipix::Error>(())
/// ```
pub struct Decoder(CtcDecoder);

impl Decoder {
    /// Begins the description of a decoder of logits in steps of `classes`, of which class 0 is the blank.
    pub fn builder<'a>(classes: usize) -> DecoderBuilder<'a> {
        DecoderBuilder { config: CtcConfig::new(classes), allowed: None }
    }

    /// Decodes `lines`.
    ///
    /// # Errors
    /// `InvalidArgument` for a stride below the classes; `SizeMismatch` for a line that does not fit in its scores;
    /// `Unsupported` for a beam over a line of more than 10,000 steps with more than 2²⁷ / steps symbols;
    /// `OutOfMemory`.
    pub fn decode(&self, lines: &[LineScores<'_>]) -> Result<Texts> {
        let mut texts = Texts::new();
        self.decode_into(lines, &mut texts)?;
        Ok(texts)
    }

    /// Decodes `lines` into the memory of other texts. After an error `texts` is empty.
    ///
    /// # Errors
    /// Those of [`decode`](Decoder::decode).
    pub fn decode_into(&self, lines: &[LineScores<'_>], texts: &mut Texts) -> Result<()> {
        self.run(lines, None, texts)
    }

    /// Decodes `lines` by a beam search that a language model guides: see
    /// [`decode_scored_into`](Decoder::decode_scored_into).
    ///
    /// # Errors
    /// Those of [`decode_scored_into`](Decoder::decode_scored_into).
    ///
    /// # Panics
    /// It panics where `score` does.
    pub fn decode_scored(
        &self,
        lines: &[LineScores<'_>],
        score: impl Fn(&[u32], &[u32], &mut [f32]) + Sync,
    ) -> Result<Texts> {
        let mut texts = Texts::new();
        self.decode_scored_into(lines, score, &mut texts)?;
        Ok(texts)
    }

    /// Decodes `lines` into the memory of other texts, by a beam search that a language model guides. After an error `texts` is
    /// empty.
    ///
    /// `score(prefix, next, terms)` gets the classes of a prefix and classes that may follow, and writes for each of these a term
    /// that is added to the score, such as the logarithm of an n-gram probability. Terms are 0 before. Minus infinity forbids the
    /// class, and the blank asks for the term of the end of the text. It runs on several threads at once.
    ///
    /// # Errors
    /// Those of [`decode`](Decoder::decode); `InvalidArgument` for a decoder without a beam, and for a term that is NaN or
    /// infinite above 0.
    ///
    /// # Panics
    /// It panics where `score` does.
    pub fn decode_scored_into(
        &self,
        lines: &[LineScores<'_>],
        score: impl Fn(&[u32], &[u32], &mut [f32]) + Sync,
        texts: &mut Texts,
    ) -> Result<()> {
        let score = |prefix: &[u32], next: &[u32], terms: &mut [f32]| {
            score(prefix, next, terms);
            Ok(())
        };
        self.run(lines, Some(&score), texts)
    }

    fn run(&self, lines: &[LineScores<'_>], score: Option<&TextScore<'_>>, texts: &mut Texts) -> Result<()> {
        Ok(self.0.decode_each(lines.len(), |index| Ok(lines[index].0), score, &mut texts.0)?)
    }
}

impl fmt::Debug for Decoder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Decoder({} classes)", self.0.classes())
    }
}

/// The description of a [`Decoder`]. Without a beam it takes the best class of each step.
#[derive(Clone)]
#[must_use]
pub struct DecoderBuilder<'a> {
    config: CtcConfig<'a>,
    allowed: Option<&'a [u32]>,
}

impl<'a> DecoderBuilder<'a> {
    /// Sets the class that stands for no symbol; 0 by default.
    pub fn blank(mut self, class: usize) -> Self {
        self.config.blank = class;
        self
    }

    /// Sets what the numbers mean: [`Scores::Logits`], or [`Scores::Probabilities`] of a model that ends in a softmax.
    pub fn scores(mut self, scores: Scores) -> Self {
        self.config.kind = scores;
        self
    }

    /// Sets the number of alternatives that each symbol comes with, itself included: 0, the default, to 64.
    pub fn alternatives(mut self, count: usize) -> Self {
        self.config.alternatives = count;
        self
    }

    /// Sets the classes that may appear, such as the digits. The blank always may.
    pub fn allow(mut self, classes: &'a [u32]) -> Self {
        self.allowed = Some(classes);
        self
    }

    /// Sets factors of the probabilities of the classes, one for each: finite and not negative. 0 forbids a class.
    pub fn weights(mut self, weights: &'a [f32]) -> Self {
        self.config.weights = Some(weights);
        self
    }

    /// Sets a prefix beam search.
    pub fn beam(mut self, params: BeamParams) -> Self {
        self.config.beam = Some(params.0);
        self
    }

    /// Sets the words that texts consist of; needs a beam.
    pub fn lexicon(mut self, words: &Lexicon) -> Self {
        self.config.lexicon = Some(words.0.clone());
        self
    }

    /// Makes the decoder, which copies the slices.
    ///
    /// # Errors
    /// `InvalidArgument` for parameters out of range, and for a lexicon without a beam or with the blank or a class that there is
    /// not; `OutOfRange` for an allowed class beyond the classes; `SizeMismatch` for a wrong number of weights; `OutOfMemory`.
    pub fn build(self) -> Result<Decoder> {
        let classes = self.config.classes;
        let Some(allowed) = self.allowed else {
            return Ok(Decoder(CtcDecoder::new(&self.config)?));
        };
        let mut bits = try_zeroed::<u32>(classes.div_ceil(32), "allowed")?;
        for &class in allowed {
            if class as usize >= classes {
                let message = format_args!("allowed: there are {classes} classes, and none is {class}");
                return Err(Error::new(ErrorKind::OutOfRange, message));
            }
            bits[class as usize / 32] |= 1 << (class % 32);
        }
        let config = CtcConfig { allowed: Some(&bits), ..self.config };
        Ok(Decoder(CtcDecoder::new(&config)?))
    }
}

impl fmt::Debug for DecoderBuilder<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DecoderBuilder({} classes)", self.config.classes)
    }
}
