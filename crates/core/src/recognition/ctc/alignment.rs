//! The most probable alignment of a text with the steps of its line (Viterbi).

use super::runs::{self, SymbolRun};
use super::step_scores::{StepReader, StepScale};
use crate::base::error::{Result, fail};

/// The most steps times places of an alignment, a byte each: time and memory grow with their product. A line of 10,000 steps
/// may have 13,000 symbols.
const MOST_MOVES: usize = 1 << 28;

/// Memory of an alignment.
#[derive(Debug, Default)]
pub struct AlignmentScratch {
    /// Log probabilities of the best paths to each place: blanks are even places, symbols odd ones.
    now: Vec<f64>,
    before: Vec<f64>,
    /// Number of places that the best path to a place moved in a step: 0 to 2, for each step and place.
    moves: Vec<u8>,
    /// The symbol at each step, counted from 1; 0 for a blank.
    path: Vec<u32>,
}

fn resize<T: Clone>(list: &mut Vec<T>, len: usize, value: T) -> Result<()> {
    list.clear();
    if list.try_reserve(len).is_err() {
        fail!(OutOfMemory, "texts: no memory to align {len} places");
    }
    list.resize(len, value);
    Ok(())
}

impl AlignmentScratch {
    /// Lists the runs of steps that read the symbols of `text` on the best path that reads so.
    ///
    /// # Errors
    /// `Unsupported` for a text that takes more than 2²⁸ moves; `OutOfMemory`.
    pub fn align(
        &mut self,
        reader: &StepReader<'_>,
        scales: &[StepScale],
        text: &[u32],
        runs: &mut Vec<SymbolRun>,
    ) -> Result<()> {
        runs.clear();
        if text.is_empty() {
            return Ok(());
        }
        let places = 2 * text.len() + 1;
        let moves = places.saturating_mul(scales.len());
        if moves > MOST_MOVES {
            fail!(Unsupported, "texts: {} symbols in {} steps are too many for a beam", text.len(), scales.len());
        }
        resize(&mut self.now, places, f64::NEG_INFINITY)?;
        resize(&mut self.before, places, f64::NEG_INFINITY)?;
        resize(&mut self.moves, moves, 0)?;
        resize(&mut self.path, scales.len(), 0)?;
        for (step, scale) in scales.iter().enumerate() {
            self.step(reader, step, scale, text);
        }
        self.trace(places, scales.len());
        for (step, scale) in scales.iter().enumerate() {
            let place = self.path[step] as usize;
            if place == 0 {
                continue;
            }
            let id = text[place - 1];
            let probability = reader.probability(step, id, scale);
            match runs.last_mut().filter(|_| step > 0 && self.path[step - 1] as usize == place) {
                Some(run) => run.add(step, probability),
                None => runs::push(runs, SymbolRun::new(id, step, probability))?,
            }
        }
        Ok(())
    }

    fn step(&mut self, reader: &StepReader<'_>, step: usize, scale: &StepScale, text: &[u32]) {
        let places = self.now.len();
        std::mem::swap(&mut self.now, &mut self.before);
        let before = &self.before;
        let moves = &mut self.moves[step * places..][..places];
        let blank = reader.log(step, reader.rules.blank, scale);
        for (place, (now, moves)) in self.now.iter_mut().zip(moves).enumerate() {
            let symbol = (place % 2 == 1).then(|| text[place / 2]);
            let emitted = symbol.map_or(blank, |id| reader.log(step, id, scale));
            // The blank between two different symbols may be left out.
            let reach = match symbol {
                Some(id) if place >= 3 && text[place / 2 - 1] != id => 2,
                _ => place.min(1),
            };
            let (mut best, mut moved) = (f64::NEG_INFINITY, 0);
            if step == 0 {
                // A path begins at the first blank or the first symbol.
                best = if place < 2 { 0.0 } else { best };
            } else {
                for by in 0..=reach {
                    if before[place - by] > best {
                        (best, moved) = (before[place - by], by as u8);
                    }
                }
            }
            (*now, *moves) = (best + emitted, moved);
        }
    }

    /// Follows the moves back from the better one of the two last places.
    fn trace(&mut self, places: usize, steps: usize) {
        let mut place = if self.now[places - 2] >= self.now[places - 1] { places - 2 } else { places - 1 };
        for step in (0..steps).rev() {
            self.path[step] = if place % 2 == 1 { place as u32 / 2 + 1 } else { 0 };
            place -= usize::from(self.moves[step * places + place]);
        }
    }
}
