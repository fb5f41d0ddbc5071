//! The scores of single steps: read, weighted and turned into probabilities.

use super::input::Scores;
use super::line::{CtcLine, LineScores};
use super::row_scan;
use super::rules::ClassRules;
use crate::base::error::{Result, fail};
use crate::recognition::text_boxes::Probability;
use crate::simd::Level;

/// Memory for a row of 32-bit scores and for a row of weighted ones.
#[derive(Debug, Default)]
pub struct RowScratch {
    wide: Vec<f32>,
    weighted: Vec<f32>,
}

impl RowScratch {
    /// Makes room for rows of `reader`.
    ///
    /// # Errors
    /// `OutOfMemory`.
    pub fn prepare(&mut self, reader: &StepReader<'_>) -> Result<()> {
        let classes = reader.rules.classes;
        let needs_wide = matches!(reader.line.scores, LineScores::F16(_));
        for (row, is_needed) in [(&mut self.wide, needs_wide), (&mut self.weighted, reader.rules.terms.is_some())] {
            if is_needed && row.len() != classes {
                row.clear();
                if row.try_reserve_exact(classes).is_err() {
                    fail!(OutOfMemory, "scores: no memory for {classes} of them");
                }
                row.resize(classes, 0.0);
            }
        }
        Ok(())
    }
}

/// Relation of a step's weighted scores to probabilities.
#[derive(Clone, Copy, Debug, Default)]
pub struct StepScale {
    /// The greatest unweighted logit.
    max: f32,
    /// The probability of that logit, and its logarithm.
    share: f32,
    log_share: f64,
    /// Whether no class has a probability above 0: such a step is a blank.
    is_void: bool,
}

impl StepScale {
    /// Returns the weighted logit from which on probabilities count as 1. The greatest logit is finite.
    pub fn certain_logit(&self) -> f32 {
        (f64::from(self.max) - self.log_share) as f32
    }
}

/// A step's scores.
pub struct StepScores<'a> {
    /// The weighted scores: NaN for classes that may not appear.
    pub weighted: &'a [f32],
    /// The class with the greatest weighted score; `None` if there are only NaN.
    pub best: Option<usize>,
    pub scale: StepScale,
}

/// Reads the steps of a line.
pub struct StepReader<'a> {
    pub level: Level,
    pub rules: &'a ClassRules,
    /// The line, checked, with its stride.
    pub line: CtcLine<'a>,
}

impl StepReader<'_> {
    /// Reads a step. `rows` is prepared for this reader.
    pub fn read<'r>(&'r self, step: usize, rows: &'r mut RowScratch) -> StepScores<'r> {
        let (level, classes, from) = (self.level, self.rules.classes, step * self.line.stride);
        let RowScratch { wide, weighted } = rows;
        let raw = match self.line.scores {
            LineScores::F32(scores) => &scores[from..from + classes],
            LineScores::F16(halves) => {
                row_scan::widen(level, &halves[from..from + classes], wide);
                &wide[..]
            }
        };
        let weighted = match (&self.rules.terms, self.rules.kind) {
            (None, _) => raw,
            (Some(terms), Scores::Logits) => {
                row_scan::add(level, raw, terms, weighted);
                &weighted[..]
            }
            (Some(factors), Scores::Probabilities) => {
                row_scan::multiply(level, raw, factors, weighted);
                &weighted[..]
            }
        };
        let best = row_scan::first_max(level, weighted);
        let mut scale = StepScale::default();
        if self.rules.kind == Scores::Logits && best.is_some() {
            let greatest = if self.rules.terms.is_none() { best } else { row_scan::first_max(level, raw) };
            scale.max = greatest.map_or(f32::NAN, |id| raw[id]);
            scale.share = row_scan::softmax_share(level, raw, scale.max);
            scale.log_share = f64::from(scale.share).ln();
        }
        scale.is_void = best.is_none_or(|id| self.log_of(id as u32, weighted[id], &scale) == f64::NEG_INFINITY);
        StepScores { weighted, best, scale }
    }

    /// Returns the weighted score of a class.
    fn score(&self, step: usize, id: u32) -> f32 {
        let index = step * self.line.stride + id as usize;
        let raw = match self.line.scores {
            LineScores::F32(scores) => scores[index],
            LineScores::F16(halves) => halves[index].value(),
        };
        match (&self.rules.terms, self.rules.kind) {
            (None, _) => raw,
            (Some(terms), Scores::Logits) => raw + terms[id as usize],
            (Some(factors), Scores::Probabilities) => raw * factors[id as usize],
        }
    }

    /// Returns the log probability of a class in a step.
    pub fn log(&self, step: usize, id: u32, scale: &StepScale) -> f64 {
        self.log_of(id, self.score(step, id), scale)
    }

    /// Returns the log probability of a class with this weighted score: 0 at most, minus infinity for NaN.
    pub fn log_of(&self, id: u32, score: f32, scale: &StepScale) -> f64 {
        if scale.is_void {
            return if id == self.rules.blank { 0.0 } else { f64::NEG_INFINITY };
        }
        let log = match self.rules.kind {
            Scores::Probabilities if score > 0.0 => f64::from(score).ln(),
            Scores::Probabilities => f64::NEG_INFINITY,
            Scores::Logits if score.is_nan() => f64::NEG_INFINITY,
            Scores::Logits if scale.max.is_infinite() && score == scale.max => scale.log_share,
            Scores::Logits if scale.max.is_infinite() => f64::NEG_INFINITY,
            Scores::Logits => f64::from(score) - f64::from(scale.max) + scale.log_share,
        };
        log.min(0.0)
    }

    /// Returns the probability of a class with this weighted score: 0 for NaN.
    pub fn probability_of(&self, score: f32, scale: &StepScale) -> f32 {
        match self.rules.kind {
            _ if score.is_nan() => 0.0,
            Scores::Probabilities => score,
            Scores::Logits if score == scale.max => scale.share,
            Scores::Logits if scale.max.is_infinite() => 0.0,
            Scores::Logits => (f64::from(score - scale.max).exp() * f64::from(scale.share)) as f32,
        }
    }

    /// Returns the probability of a class in a step.
    pub fn probability(&self, step: usize, id: u32, scale: &StepScale) -> f32 {
        self.probability_of(self.score(step, id), scale)
    }
}
