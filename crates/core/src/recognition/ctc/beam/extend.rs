//! One step of a search: what the prefixes of the beam become by the scores of the step.

use super::super::step_scores::{StepReader, StepScale};
use super::language_model::{LanguageModel, query};
use super::log_sum::log_sum;
use super::prefixes::{NONE, Prefixes};
use crate::base::error::{Error, ErrorKind, Result};

/// A prefix of the beam.
#[derive(Clone, Copy, Debug)]
pub struct BeamEntry {
    pub prefix: u32,
    /// Log probability of its paths that end in a blank, and of those that end in its last symbol.
    pub blank: f64,
    pub symbol: f64,
    /// Sum of the terms that the scoring function added.
    pub bonus: f64,
}

impl BeamEntry {
    /// The log probability of all its paths.
    pub fn log(&self) -> f64 {
        log_sum(self.blank, self.symbol)
    }

    /// The sum that entries are ordered by.
    pub fn score(&self) -> f64 {
        self.log() + self.bonus
    }
}

/// A prefix of the beam with one more symbol.
#[derive(Clone, Copy, Debug)]
pub struct Extension {
    /// The place in the beam of the prefix that is extended.
    pub from: u32,
    pub symbol: u32,
    pub state: u32,
    pub log: f64,
    pub bonus: f64,
}

/// A symbol of a step that may extend prefixes.
#[derive(Clone, Copy, Debug)]
pub struct StepSymbol {
    pub id: u32,
    pub log: f64,
}

/// Memory of a step.
#[derive(Debug, Default)]
pub struct ExtendScratch {
    pub symbols: Vec<StepSymbol>,
    pub extensions: Vec<Extension>,
    /// The beam after the step, of prefixes that were there before.
    pub stays: Vec<BeamEntry>,
    totals: Vec<f64>,
    /// Extensions that are in the beam already: the place of the prefix that is extended, and the symbol. Sorted.
    taken: Vec<(u32, u32)>,
    /// Scores of the extensions, while they are pruned.
    scores: Vec<f64>,
    text: Vec<u32>,
    next: Vec<u32>,
    terms: Vec<f32>,
}

/// Extensions beyond twice the width of the beam that are kept before they are pruned: most steps have fewer.
const PRUNED_ABOVE: usize = 1024;

fn no_memory<E>(_: E) -> Error {
    Error::new(ErrorKind::OutOfMemory, "beam: no memory for a step")
}

/// The step of a search.
pub struct BeamStep<'a> {
    pub reader: &'a StepReader<'a>,
    pub model: LanguageModel<'a>,
    pub step: usize,
    pub scale: StepScale,
    /// Number of prefixes that the beam keeps.
    pub width: usize,
    /// Extensions this much below the best prefix that stays are left out.
    pub bound: f64,
}

impl BeamStep<'_> {
    /// Fills `scratch.stays` and `scratch.extensions` from the beam and `scratch.symbols`.
    ///
    /// # Errors
    /// `OutOfMemory`; errors of the scoring function.
    pub fn extend(&self, beam: &[BeamEntry], prefixes: &Prefixes, scratch: &mut ExtendScratch) -> Result<()> {
        scratch.stays.clear();
        scratch.totals.clear();
        scratch.taken.clear();
        scratch.extensions.clear();
        scratch.stays.try_reserve(beam.len()).map_err(no_memory)?;
        scratch.totals.try_reserve(beam.len()).map_err(no_memory)?;
        scratch.taken.try_reserve(beam.len()).map_err(no_memory)?;
        let blank = self.reader.log(self.step, self.reader.rules.blank, &self.scale);
        for entry in beam {
            let (total, last) = (entry.log(), prefixes.get(entry.prefix).symbol);
            let symbol = match entry.symbol {
                f64::NEG_INFINITY => f64::NEG_INFINITY,
                log => log + self.reader.log(self.step, last, &self.scale),
            };
            scratch.totals.push(total);
            scratch.stays.push(BeamEntry { blank: total + blank, symbol, ..*entry });
        }
        self.join(beam, prefixes, scratch);
        let best = scratch.stays.iter().map(BeamEntry::score).fold(f64::NEG_INFINITY, f64::max);
        let mut least = best - self.bound;
        for (place, entry) in beam.iter().enumerate() {
            self.add_extensions(place, entry, prefixes, least, scratch)?;
            if scratch.extensions.len() > 2 * self.width + PRUNED_ABOVE {
                least = least.max(prune(self.width, scratch)?);
            }
        }
        Ok(())
    }

    /// Adds the paths from a prefix of the beam to one that is there too.
    fn join(&self, beam: &[BeamEntry], prefixes: &Prefixes, scratch: &mut ExtendScratch) {
        for (place, entry) in beam.iter().enumerate() {
            let prefix = prefixes.get(entry.prefix);
            if prefix.parent == NONE || prefixes.get(prefix.parent).place == NONE {
                continue;
            }
            let from = prefixes.get(prefix.parent).place as usize;
            let log = self.reader.log(self.step, prefix.symbol, &self.scale);
            let paths = open_paths(&beam[from], scratch.totals[from], prefixes, prefix.symbol);
            scratch.stays[place].symbol = log_sum(scratch.stays[place].symbol, paths + log);
            scratch.taken.push((from as u32, prefix.symbol));
        }
        scratch.taken.sort_unstable();
    }

    fn add_extensions(
        &self,
        place: usize,
        entry: &BeamEntry,
        prefixes: &Prefixes,
        least: f64,
        scratch: &mut ExtendScratch,
    ) -> Result<()> {
        let ExtendScratch { symbols, extensions, totals, taken, text, next, terms, .. } = scratch;
        let (from, first, total) = (place as u32, extensions.len(), totals[place]);
        let state = prefixes.get(entry.prefix).state;
        // A scoring function may raise a score that is too low.
        let least = if self.model.score.is_some() { f64::NEG_INFINITY } else { least };
        let taken = &taken[taken.partition_point(|one| one.0 < from)..];
        let taken = &taken[..taken.partition_point(|one| one.0 == from)];
        extensions.try_reserve(symbols.len()).map_err(no_memory)?;
        for symbol in &*symbols {
            let is_enough = |log: f64| log > f64::NEG_INFINITY && log + entry.bonus >= least;
            // Symbols come with the best first, and no paths have more than all of them.
            if !is_enough(total + symbol.log) {
                break;
            }
            let log = open_paths(entry, total, prefixes, symbol.id) + symbol.log;
            if !is_enough(log) || taken.binary_search(&(from, symbol.id)).is_ok() {
                continue;
            }
            if let Some(state) = self.model.next(state, symbol.id) {
                extensions.push(Extension { from, symbol: symbol.id, state, log, bonus: entry.bonus });
            }
        }
        let added = &mut extensions[first..];
        if let Some(score) = self.model.score
            && !added.is_empty()
        {
            prefixes.write(entry.prefix, text)?;
            next.clear();
            next.try_reserve(added.len()).map_err(no_memory)?;
            next.extend(added.iter().map(|extension| extension.symbol));
            query(score, text, next, terms)?;
            added.iter_mut().zip(&*terms).for_each(|(extension, term)| extension.bonus += f64::from(*term));
        }
        Ok(())
    }
}

/// Leaves the `width` best extensions, of equals the first ones, in their order. Returns the least score that another one
/// needs to be among them.
fn prune(width: usize, scratch: &mut ExtendScratch) -> Result<f64> {
    let ExtendScratch { extensions, scores, .. } = scratch;
    scores.clear();
    scores.try_reserve(extensions.len()).map_err(no_memory)?;
    scores.extend(extensions.iter().map(|one| one.log + one.bonus));
    let (better, &mut last, _) = scores.select_nth_unstable_by(width - 1, |a, b| b.total_cmp(a));
    let mut equals = 1 + better.iter().filter(|score| **score == last).count();
    extensions.retain(|one| {
        let score = one.log + one.bonus;
        let is_equal = score == last && equals > 0;
        equals -= usize::from(is_equal);
        score > last || is_equal
    });
    Ok(last.next_up())
}

/// The log probability of the paths of `entry` that a symbol makes a new one of: after the same symbol only those that
/// end in a blank.
fn open_paths(entry: &BeamEntry, total: f64, prefixes: &Prefixes, symbol: u32) -> f64 {
    if prefixes.get(entry.prefix).symbol == symbol { entry.blank } else { total }
}
