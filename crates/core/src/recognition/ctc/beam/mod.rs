//! Prefix beam search: keeps the most probable prefixes of each step, over all paths that read so.
//!
//! A step tries only the symbols whose scores come near its best one, found by one scan of the row, so that its cost
//! hardly depends on the number of classes. Sums are of doubles, and equal scores are ordered by their prefixes:
//! results are the same at every SIMD level and thread count.

mod extend;
mod language_model;
mod log_sum;
mod prefixes;
mod select;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod wide_tests;

pub use language_model::{LanguageModel, TextScore};

use super::input::Scores;
use super::lexicon::CtcLexicon;
use super::row_scan;
use super::rules::BeamParams;
use super::step_scores::{RowScratch, StepReader, StepScale, StepScores};
use super::top_scores::TopScores;
use crate::base::error::{Result, fail};
use extend::{BeamEntry, BeamStep, ExtendScratch, StepSymbol};
use language_model::query;
use prefixes::Prefixes;
use select::{RankedPrefix, select};

/// Memory of a search.
#[derive(Debug, Default)]
pub struct BeamScratch {
    prefixes: Prefixes,
    beam: Vec<BeamEntry>,
    extend: ExtendScratch,
    ranked: Vec<RankedPrefix>,
    next: Vec<f32>,
    /// The scale of each step.
    pub scales: Vec<StepScale>,
    /// The symbols of a text.
    pub text: Vec<u32>,
}

/// A text that was found: its log probability and its score.
#[derive(Clone, Copy, Debug)]
pub struct FoundText {
    pub log: f64,
    pub score: f64,
}

impl BeamScratch {
    /// Searches the texts of a line; returns how many were found.
    ///
    /// # Errors
    /// `OutOfMemory`; errors of the scoring function.
    pub fn search(
        &mut self,
        reader: &StepReader<'_>,
        params: &BeamParams,
        model: LanguageModel<'_>,
        rows: &mut RowScratch,
        top: &mut TopScores,
    ) -> Result<usize> {
        self.prefixes.clear(reader.rules.blank, CtcLexicon::ROOT)?;
        self.scales.clear();
        self.beam.clear();
        if self.scales.try_reserve(reader.line.steps).is_err() || self.beam.try_reserve(1).is_err() {
            fail!(OutOfMemory, "beam: no memory for {} steps", reader.line.steps);
        }
        self.beam.push(BeamEntry { prefix: 0, blank: 0.0, symbol: f64::NEG_INFINITY, bonus: 0.0 });
        for step in 0..reader.line.steps {
            let scores = reader.read(step, rows);
            self.list_symbols(reader, params, &scores, top)?;
            let scale = scores.scale;
            self.scales.push(scale);
            let (width, bound) = (params.width, f64::from(params.beam_bound));
            let one = BeamStep { reader, model, step, scale, width, bound };
            one.extend(&self.beam, &self.prefixes, &mut self.extend)?;
            select((width, bound), &self.extend, &mut self.ranked, &mut self.prefixes, &mut self.beam)?;
        }
        self.finish(reader.rules.blank, model)?;
        Ok(self.beam.len().min(params.texts))
    }

    /// Lists the symbols that may extend a prefix in a step.
    fn list_symbols(
        &mut self,
        reader: &StepReader<'_>,
        params: &BeamParams,
        scores: &StepScores<'_>,
        top: &mut TopScores,
    ) -> Result<()> {
        let symbols = &mut self.extend.symbols;
        symbols.clear();
        let Some(best) = scores.best.map(|id| scores.weighted[id]) else {
            return Ok(());
        };
        let bound = match reader.rules.kind {
            Scores::Logits if best.is_infinite() => best,
            Scores::Logits => best.min(scores.scale.certain_logit()) - params.symbol_bound,
            Scores::Probabilities => best.min(1.0) * (-params.symbol_bound).exp(),
        };
        // One more, since the blank may be among them.
        let room = params.max_symbols.min(reader.rules.classes) + 1;
        top.clear(room, bound)?;
        row_scan::collect_top(reader.level, scores.weighted, top);
        if symbols.try_reserve(room).is_err() {
            fail!(OutOfMemory, "beam: no memory for {room} symbols");
        }
        let others = top.sorted().iter().filter(|class| class.id != reader.rules.blank).take(params.max_symbols);
        let logs =
            others.map(|class| StepSymbol { id: class.id, log: reader.log_of(class.id, class.score, &scores.scale) });
        symbols.extend(logs.filter(|symbol| symbol.log > f64::NEG_INFINITY));
        Ok(())
    }

    /// Leaves the texts that may end so, the best first.
    fn finish(&mut self, blank: u32, model: LanguageModel<'_>) -> Result<()> {
        let Self { prefixes, beam, text, next, .. } = self;
        beam.retain(|entry| model.may_end(prefixes.get(entry.prefix).state));
        if let Some(score) = model.score {
            for entry in beam.iter_mut() {
                prefixes.write(entry.prefix, text)?;
                query(score, text, &[blank], next)?;
                entry.bonus += f64::from(next[0]);
            }
            beam.retain(|entry| entry.score() > f64::NEG_INFINITY);
            beam.sort_unstable_by(|a, b| b.score().total_cmp(&a.score()).then(a.prefix.cmp(&b.prefix)));
        }
        Ok(())
    }

    /// Writes the symbols of the text of this rank to `text`.
    ///
    /// # Errors
    /// `OutOfMemory`.
    pub fn write_text(&mut self, rank: usize) -> Result<FoundText> {
        let entry = self.beam[rank];
        self.prefixes.write(entry.prefix, &mut self.text)?;
        Ok(FoundText { log: entry.log(), score: entry.score() })
    }
}
