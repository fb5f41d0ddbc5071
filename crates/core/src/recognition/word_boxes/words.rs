//! Words of a line: ranges of symbols.

use super::params::{WordBoxParams, WordUnit};
use super::script::{CharacterKind, kind_of};
use crate::base::error::{Result, fail};
use crate::recognition::CtcSymbol;
use std::ops::Range;

/// Returns the code point of a symbol by the table of the classes.
///
/// # Errors
/// `OutOfRange` for a class that the table does not have.
pub fn character(symbol: &CtcSymbol, characters: &[u32]) -> Result<u32> {
    match characters.get(symbol.id as usize) {
        Some(&code_point) => Ok(code_point),
        None => fail!(OutOfRange, "characters: {} for symbol {}", characters.len(), symbol.id),
    }
}

/// Calls `word` with the symbols of each word of the line, from the first on. Words end at spaces, which are part of
/// none, at gaps, and where the kind of the characters changes.
///
/// # Errors
/// `OutOfRange` for a class without a character.
pub fn each_word(
    symbols: &[CtcSymbol],
    characters: &[u32],
    params: &WordBoxParams,
    mut word: impl FnMut(Range<usize>),
) -> Result<()> {
    let (mut begin, mut before) = (0, CharacterKind::Space);
    for (index, symbol) in symbols.iter().enumerate() {
        let kind = kind_of(character(symbol, characters)?, params.unit);
        let is_far = index > 0 && symbol.first_step.saturating_sub(symbols[index - 1].first_step) > params.gap;
        if kind != before || is_far {
            if before != CharacterKind::Space {
                word(begin..index);
            }
            begin = index;
        }
        before = kind;
    }
    if before != CharacterKind::Space {
        word(begin..symbols.len());
    }
    Ok(())
}

/// Returns whether the boxes of the line are those of characters.
///
/// # Errors
/// `OutOfRange` for a class without a character.
pub fn are_characters(symbols: &[CtcSymbol], characters: &[u32], unit: WordUnit) -> Result<bool> {
    if unit == WordUnit::RapidOcr {
        for symbol in symbols {
            if kind_of(character(symbol, characters)?, unit) == CharacterKind::Ideograph {
                return Ok(true);
            }
        }
    }
    Ok(matches!(unit, WordUnit::Characters | WordUnit::RapidOcrCharacters))
}
