//! Runs of steps that read one symbol, and what is told about them.

use super::row_scan;
use super::step_scores::{RowScratch, StepReader};
use super::texts::{CtcAlternative, CtcSymbol, LineTexts};
use super::top_scores::TopScores;
use crate::base::error::{Result, fail};

/// A run of steps that read one symbol.
#[derive(Clone, Copy, Debug)]
pub struct SymbolRun {
    pub id: u32,
    first: u32,
    last: u32,
    sum: f64,
    best: f32,
    best_step: u32,
}

impl SymbolRun {
    /// A run of one step.
    pub fn new(id: u32, step: usize, probability: f32) -> Self {
        let step = step as u32;
        Self { id, first: step, last: step, sum: probability.into(), best: probability, best_step: step }
    }

    /// Adds the step that follows.
    pub fn add(&mut self, step: usize, probability: f32) {
        self.last = step as u32;
        self.sum += f64::from(probability);
        if probability > self.best {
            (self.best, self.best_step) = (probability, step as u32);
        }
    }

    fn symbol(&self) -> CtcSymbol {
        let steps = f64::from(self.last - self.first) + 1.0;
        let probability = (self.sum / steps) as f32;
        CtcSymbol { id: self.id, first_step: self.first, last_step: self.last, probability }
    }
}

/// Adds `run` to the list.
///
/// # Errors
/// `OutOfMemory`.
pub fn push(runs: &mut Vec<SymbolRun>, run: SymbolRun) -> Result<()> {
    if runs.try_reserve(1).is_err() {
        fail!(OutOfMemory, "texts: no memory for {} symbols", runs.len() + 1);
    }
    runs.push(run);
    Ok(())
}

/// Writes the symbols of `runs` and their alternatives.
///
/// # Errors
/// `OutOfMemory`.
pub fn write(
    reader: &StepReader<'_>,
    runs: &[SymbolRun],
    rows: &mut RowScratch,
    top: &mut TopScores,
    texts: &mut LineTexts,
) -> Result<()> {
    let (wanted, blank) = (reader.rules.alternatives, reader.rules.blank);
    for run in runs {
        texts.push(run.symbol())?;
        if wanted == 0 {
            continue;
        }
        // One more, since the blank may be among them.
        top.clear(wanted + 1, f32::NEG_INFINITY)?;
        let scores = reader.read(run.best_step as usize, rows);
        row_scan::collect_top(reader.level, scores.weighted, top);
        let symbols = top.sorted().iter().filter(|class| class.id != blank);
        let found = symbols.map(|class| CtcAlternative {
            id: class.id,
            probability: reader.probability_of(class.score, &scores.scale),
        });
        let none = CtcAlternative { id: blank, probability: 0.0 };
        for alternative in found.chain(std::iter::repeat(none)).take(wanted) {
            texts.push_alternative(alternative)?;
        }
    }
    Ok(())
}
