//! The best path: the best class of each step, repeats and blanks collapsed.

use super::line_scratch::LineScratch;
use super::runs::{self, SymbolRun};
use super::step_scores::StepReader;
use super::texts::LineTexts;
use crate::base::error::Result;

/// Decodes a line and writes its text.
///
/// # Errors
/// `OutOfMemory`.
pub fn decode(reader: &StepReader<'_>, scratch: &mut LineScratch, texts: &mut LineTexts) -> Result<()> {
    let LineScratch { rows, top, runs, .. } = scratch;
    runs.clear();
    let blank = reader.rules.blank;
    let (mut before, mut log) = (blank, 0.0);
    for step in 0..reader.line.steps {
        let scores = reader.read(step, rows);
        let id = scores.best.map_or(blank, |id| id as u32);
        let score = scores.weighted[id as usize];
        log += reader.log_of(id, score, &scores.scale);
        if id != blank {
            let probability = reader.probability_of(score, &scores.scale);
            match runs.last_mut().filter(|_| before == id) {
                Some(run) => run.add(step, probability),
                None => runs::push(runs, SymbolRun::new(id, step, probability))?,
            }
        }
        before = id;
    }
    runs::write(reader, runs, rows, top, texts)?;
    texts.finish(log, log)
}
