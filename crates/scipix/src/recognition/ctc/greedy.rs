//! Greedy decoding of one line.

use crate::error::{Error, ErrorKind, Result};
use scipix_core::recognition::{CtcInput, Scores, ctc_greedy};

/// A line that was decoded greedily.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Line {
    /// The class of each symbol.
    pub ids: Vec<u32>,
    /// The mean probability of the steps of each symbol.
    pub probabilities: Vec<f32>,
}

impl Line {
    /// Returns the symbols as text. `names` has the text of each class; that of the blank is not used.
    ///
    /// # Errors
    /// `OutOfRange` if a class has no name.
    pub fn text(&self, names: &[impl AsRef<str>]) -> Result<String> {
        super::texts::spell_ids(self.ids.iter().copied(), names)
    }

    /// Returns the mean probability of the symbols; 0 for an empty line.
    #[must_use]
    pub fn confidence(&self) -> f32 {
        let sum: f32 = self.probabilities.iter().sum();
        if self.probabilities.is_empty() { 0.0 } else { sum / self.probabilities.len() as f32 }
    }
}

/// Decodes the logits of a line: `steps` rows of `classes` numbers. The class `blank` stands for no symbol.
///
/// # Errors
/// `SizeMismatch` if there are not `steps · classes` logits; `InvalidArgument` if `blank` is not a class;
/// `OutOfMemory`.
pub fn decode(logits: &[f32], steps: usize, classes: usize, blank: usize) -> Result<Line> {
    if steps.checked_mul(classes) != Some(logits.len()) {
        let message = format_args!("logits: there are {}, not {steps} steps of {classes} classes", logits.len());
        return Err(Error::new(ErrorKind::SizeMismatch, message));
    }
    GreedyDecoder::new(classes).blank(blank).decode(logits)
}

/// A greedy decoder of one line after another: the best class of each step, without repeats and blanks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub struct GreedyDecoder {
    classes: usize,
    blank: usize,
    scores: Scores,
}

impl GreedyDecoder {
    /// Makes a decoder of logits in steps of `classes`, of which class 0 is the blank.
    pub fn new(classes: usize) -> Self {
        Self { classes, blank: 0, scores: Scores::Logits }
    }

    /// Sets the class that stands for no symbol.
    pub fn blank(self, class: usize) -> Self {
        Self { blank: class, ..self }
    }

    /// Sets what the numbers mean: [`Scores::Logits`], or [`Scores::Probabilities`] of a model that ends in a softmax.
    pub fn scores(self, scores: Scores) -> Self {
        Self { scores, ..self }
    }

    /// Decodes a line.
    ///
    /// # Errors
    /// `SizeMismatch` if `scores` is not a whole number of steps; `InvalidArgument` if the blank is not a class;
    /// `OutOfMemory`.
    pub fn decode(&self, scores: &[f32]) -> Result<Line> {
        let mut line = Line::default();
        self.decode_into(scores, &mut line)?;
        Ok(line)
    }

    /// Decodes a line into the memory of another one. After an error `line` is empty.
    ///
    /// # Errors
    /// Those of [`decode`](GreedyDecoder::decode).
    pub fn decode_into(&self, scores: &[f32], line: &mut Line) -> Result<()> {
        let Line { ids, probabilities } = line;
        ids.clear();
        probabilities.clear();
        let &Self { classes, blank, scores: kind } = self;
        // No line has more symbols than steps.
        let most = scores.len() / classes.max(1);
        if ids.try_reserve(most).is_err() || probabilities.try_reserve(most).is_err() {
            let message = format_args!("scores: no memory for {most} symbols");
            return Err(Error::new(ErrorKind::OutOfMemory, message));
        }
        ids.resize(most, 0);
        probabilities.resize(most, 0.0);
        let found = ctc_greedy(&CtcInput { scores, classes, blank, kind }, ids, Some(probabilities));
        let len = *found.as_ref().unwrap_or(&0);
        ids.truncate(len);
        probabilities.truncate(len);
        found?;
        Ok(())
    }
}
