//! Decoded texts.

use crate::error::{Error, ErrorKind, Result};
use scipix_core::recognition::{CtcAlternative, CtcSymbol, CtcText, CtcTexts};

/// The texts of decoded lines. Passing it to [`Decoder::decode_into`](super::Decoder::decode_into) again reuses its memory.
#[derive(Debug, Default)]
pub struct Texts(pub(super) CtcTexts);

impl Texts {
    /// Makes a list without lines and memory.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns the number of lines.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.lines()
    }

    /// Returns whether there are no lines.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns the best text of a line. It is `None` for a line without texts, which a lexicon or a scoring closure can cause,
    /// and for an index beyond the lines.
    #[must_use]
    pub fn best(&self, line: usize) -> Option<Text<'_>> {
        self.0.text(line, 0).map(Text::from_core)
    }

    /// Returns the texts of a line, the best first.
    pub fn of_line(&self, line: usize) -> impl ExactSizeIterator<Item = Text<'_>> {
        (0..self.0.texts(line)).map(move |rank| match self.0.text(line, rank) {
            Some(text) => Text::from_core(text),
            None => unreachable!("the core counts the texts of a line"),
        })
    }
}

/// A text that a line may read, borrowed from [`Texts`].
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Text<'a> {
    /// The symbols.
    pub symbols: &'a [CtcSymbol],
    /// Logarithm of the probability: of the path for the best path, else of all paths of the beam that read so.
    pub log_probability: f64,
    /// The log probability and the terms of a scoring closure: texts are ordered by it.
    pub score: f64,
    /// The mean of the probabilities of the symbols, of which those below 0 count as 0; 0 without symbols.
    pub mean_probability: f32,
    alternatives: &'a [CtcAlternative],
}

impl<'a> Text<'a> {
    fn from_core(text: CtcText<'a>) -> Self {
        let CtcText { symbols, alternatives, log_probability, score, mean_probability } = text;
        Self { symbols, log_probability, score, mean_probability, alternatives }
    }

    /// Returns the text as a string. `names` has the text of each class; that of the blank is not used.
    ///
    /// # Errors
    /// `OutOfRange` if a class has no name.
    pub fn spell(&self, names: &[impl AsRef<str>]) -> Result<String> {
        spell(self.symbols, names)
    }

    /// Returns what may stand in place of the symbol at an index, itself included and the most probable first: as many as the
    /// decoder was made for, filled up with the blank. Nothing for an index beyond the symbols.
    #[must_use]
    pub fn alternatives(&self, symbol: usize) -> &'a [CtcAlternative] {
        let count = self.alternatives.len() / self.symbols.len().max(1);
        if symbol < self.symbols.len() { &self.alternatives[symbol * count..][..count] } else { &[] }
    }
}

/// Returns symbols as a string, such as those of a [`WordBox`](crate::recognition::WordBox). `names` has the text of each class.
///
/// # Errors
/// `OutOfRange` if a class has no name.
pub fn spell(symbols: &[CtcSymbol], names: &[impl AsRef<str>]) -> Result<String> {
    spell_ids(symbols.iter().map(|symbol| symbol.id), names)
}

/// Joins the names of classes.
pub(super) fn spell_ids(ids: impl Iterator<Item = u32>, names: &[impl AsRef<str>]) -> Result<String> {
    let mut text = String::new();
    for id in ids {
        text.push_str(name(id, names)?);
    }
    Ok(text)
}

/// Returns the name of a class.
pub(in crate::recognition) fn name(id: u32, names: &[impl AsRef<str>]) -> Result<&str> {
    match names.get(id as usize) {
        Some(name) => Ok(name.as_ref()),
        None => {
            let message = format_args!("names: there are {}, and the line has class {id}", names.len());
            Err(Error::new(ErrorKind::OutOfRange, message))
        }
    }
}
