//! The language model of a search: a lexicon, which says what words there are, and a scoring function of the caller's.

use super::super::lexicon::CtcLexicon;
use crate::base::error::{Result, fail};

/// A scoring function: gets the symbols of a prefix and symbols that may follow, and writes for each of these a term
/// that is added to the score, for instance the logarithm of an n-gram probability. Minus infinity forbids the symbol.
/// The blank asks for the term of the end of the text. It runs on several threads at once.
pub type TextScore<'a> = dyn Fn(&[u32], &[u32], &mut [f32]) -> Result<()> + Sync + 'a;

/// The language model of a search, both parts of which may be absent.
#[derive(Clone, Copy)]
pub struct LanguageModel<'a> {
    pub lexicon: Option<&'a CtcLexicon>,
    pub score: Option<&'a TextScore<'a>>,
}

impl LanguageModel<'_> {
    /// Returns the state of the lexicon after one more symbol; `None` if no word goes on so.
    pub fn next(&self, state: u32, symbol: u32) -> Option<u32> {
        self.lexicon.map_or(Some(CtcLexicon::ROOT), |lexicon| lexicon.next(state, symbol))
    }

    /// Returns whether a text may end in this state.
    pub fn may_end(&self, state: u32) -> bool {
        self.lexicon.is_none_or(|lexicon| lexicon.may_end(state))
    }
}

/// Queries `score` for the terms of `next` after `prefix`.
///
/// # Errors
/// The error of the function; `InvalidArgument` for a term that is NaN or +infinity; `OutOfMemory`.
pub fn query(score: &TextScore<'_>, prefix: &[u32], next: &[u32], terms: &mut Vec<f32>) -> Result<()> {
    terms.clear();
    if terms.try_reserve(next.len()).is_err() {
        fail!(OutOfMemory, "score: no memory for {} terms", next.len());
    }
    terms.resize(next.len(), 0.0);
    score(prefix, next, terms)?;
    if let Some(term) = terms.iter().find(|term| term.is_nan() || **term == f32::INFINITY) {
        fail!(InvalidArgument, "score: gave {term}");
    }
    Ok(())
}
