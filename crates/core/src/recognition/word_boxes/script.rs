//! Kinds of characters that words consist of.

use super::params::WordUnit;

/// The kind of a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CharacterKind {
    /// Separates words and is part of none.
    Space,
    /// Stands alone, as Chinese characters do.
    Ideograph,
    /// Letters, digits and the rest.
    Letter,
}

/// Chinese characters, and punctuation of their width: RapidOCR's rule.
const IDEOGRAPHS: [[u32; 2]; 3] = [[0x4e00, 0x9fff], [0x3000, 0x303f], [0xff00, 0xffef]];
/// Characters that stand among them: kana, bopomofo, and the Chinese characters of other blocks.
const OTHERS: [[u32; 2]; 6] =
    [[0x3040, 0x30ff], [0x3100, 0x312f], [0x31a0, 0x31ff], [0x3400, 0x4dbf], [0xf900, 0xfaff], [0x2_0000, 0x3_ffff]];

/// Returns the kind of a character by its code point.
pub fn kind_of(code_point: u32, unit: WordUnit) -> CharacterKind {
    // Python's `isspace` counts four separators that Unicode's property leaves out.
    let is_separator = (0x1c..=0x1f).contains(&code_point);
    if is_separator || char::from_u32(code_point).is_some_and(char::is_whitespace) {
        return CharacterKind::Space;
    }
    let is_in = |ranges: &[[u32; 2]]| ranges.iter().any(|&[first, last]| (first..=last).contains(&code_point));
    if is_in(&IDEOGRAPHS) || !unit.is_rapidocr() && is_in(&OTHERS) {
        CharacterKind::Ideograph
    } else {
        CharacterKind::Letter
    }
}
