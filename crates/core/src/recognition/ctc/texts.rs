//! The texts of decoded lines.

use crate::base::error::{Result, fail};
use std::ops::Range;

/// A decoded symbol.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[repr(C)]
pub struct CtcSymbol {
    /// Its class.
    pub id: u32,
    /// The first of its steps.
    pub first_step: u32,
    /// The last of its steps.
    pub last_step: u32,
    /// The mean of its probability over its steps.
    pub probability: f32,
}

/// A class that may stand in place of a symbol.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[repr(C)]
pub struct CtcAlternative {
    /// Class, or the blank where there are fewer alternatives.
    pub id: u32,
    /// Its probability in the best step of the symbol.
    pub probability: f32,
}

/// A text that a line may read, borrowed from [`CtcTexts`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CtcText<'a> {
    /// The symbols.
    pub symbols: &'a [CtcSymbol],
    /// The alternatives of each symbol, the most probable first: the same number for each.
    pub alternatives: &'a [CtcAlternative],
    /// Logarithm of the probability: of the path for the best path, else of all paths of the beam that read so.
    pub log_probability: f64,
    /// The log probability and the terms of a scoring function: texts are ordered by it.
    pub score: f64,
    /// The mean of the probabilities of the symbols, of which those below 0 count as 0; 0 without symbols.
    pub mean_probability: f32,
}

#[derive(Clone, Debug)]
struct TextEntry {
    symbols: Range<usize>,
    log_probability: f64,
    score: f64,
}

/// The texts of one line, the best first.
#[derive(Debug, Default)]
pub struct LineTexts {
    entries: Vec<TextEntry>,
    symbols: Vec<CtcSymbol>,
    alternatives: Vec<CtcAlternative>,
    per_symbol: usize,
}

impl LineTexts {
    pub fn clear(&mut self, per_symbol: usize) {
        self.entries.clear();
        self.symbols.clear();
        self.alternatives.clear();
        self.per_symbol = per_symbol;
    }

    /// Adds a symbol to the text that is written.
    ///
    /// # Errors
    /// `OutOfMemory`, after which the line has to be cleared.
    pub fn push(&mut self, symbol: CtcSymbol) -> Result<()> {
        if self.symbols.try_reserve(1).is_err() {
            fail!(OutOfMemory, "texts: no memory for {} symbols", self.symbols.len() + 1);
        }
        self.symbols.push(symbol);
        Ok(())
    }

    /// Adds an alternative of the last symbol.
    ///
    /// # Errors
    /// `OutOfMemory`, after which the line has to be cleared.
    pub fn push_alternative(&mut self, alternative: CtcAlternative) -> Result<()> {
        if self.alternatives.try_reserve(1).is_err() {
            fail!(OutOfMemory, "texts: no memory for {} alternatives", self.alternatives.len() + 1);
        }
        self.alternatives.push(alternative);
        Ok(())
    }

    /// Ends the text that is written.
    ///
    /// # Errors
    /// `OutOfMemory`, after which the line has to be cleared.
    pub fn finish(&mut self, log_probability: f64, score: f64) -> Result<()> {
        if self.entries.try_reserve(1).is_err() {
            fail!(OutOfMemory, "texts: no memory for {} of them", self.entries.len() + 1);
        }
        let from = self.entries.last().map_or(0, |before| before.symbols.end);
        self.entries.push(TextEntry { symbols: from..self.symbols.len(), log_probability, score });
        Ok(())
    }

    pub fn text(&self, rank: usize) -> Option<CtcText<'_>> {
        let TextEntry { symbols: range, log_probability, score } = self.entries.get(rank)?.clone();
        let alternatives = &self.alternatives[range.start * self.per_symbol..range.end * self.per_symbol];
        let symbols = &self.symbols[range];
        // Both infinities, which are no probabilities, would make NaN.
        // The sum of nothing by `sum` is -0.
        let sum = symbols.iter().fold(0.0, |sum, symbol| sum + f64::from(symbol.probability.max(0.0)));
        let mean_probability = (sum / symbols.len().max(1) as f64) as f32;
        Some(CtcText { symbols, alternatives, log_probability, score, mean_probability })
    }
}

/// The texts of the lines of one decode, which reuses the memory of the decode before.
#[derive(Debug, Default)]
pub struct CtcTexts {
    lines: Vec<LineTexts>,
    used: usize,
}

impl CtcTexts {
    /// Makes a list without lines and memory.
    pub const fn new() -> Self {
        Self { lines: Vec::new(), used: 0 }
    }

    /// Returns the number of lines.
    pub fn lines(&self) -> usize {
        self.used
    }

    /// Returns the number of texts of a line: 1 for the best path; none also for a line that there is not.
    pub fn texts(&self, line: usize) -> usize {
        self.lines[..self.used].get(line).map_or(0, |line| line.entries.len())
    }

    /// Returns a text of a line by its rank: 0 for the best. `None` if there are fewer.
    pub fn text(&self, line: usize, rank: usize) -> Option<CtcText<'_>> {
        self.lines[..self.used].get(line)?.text(rank)
    }

    /// Empties the list.
    pub fn clear(&mut self) {
        self.used = 0;
    }

    /// Makes room for the texts of `count` lines.
    ///
    /// # Errors
    /// `OutOfMemory`.
    pub(super) fn prepare(&mut self, count: usize) -> Result<&mut [LineTexts]> {
        if self.lines.len() < count {
            if self.lines.try_reserve_exact(count - self.lines.len()).is_err() {
                fail!(OutOfMemory, "texts: no memory for {count} lines");
            }
            self.lines.resize_with(count, LineTexts::default);
        }
        self.used = count;
        Ok(&mut self.lines[..count])
    }
}
