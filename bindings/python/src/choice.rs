//! Numbers and words of arguments, checked so that the message names the argument.

use crate::error::invalid;
use pyo3::prelude::*;
use scipix::image::{Filter, Flip, Interpolation, Luma, Morphology, MorphologyRules};

/// Returns what a word stands for, among pairs of words and values.
pub fn choose<T: Copy>(argument: &str, word: &str, among: &[(&str, T)]) -> PyResult<T> {
    match among.iter().find(|(known, _)| *known == word) {
        Some(&(_, value)) => Ok(value),
        None => {
            let known: Vec<_> = among.iter().map(|(known, _)| format!("{known:?}")).collect();
            Err(invalid(format_args!("{argument}: {word:?} is not one of {}", known.join(", "))))
        }
    }
}

/// Returns a number as a byte.
pub fn byte(argument: &str, number: i64) -> PyResult<u8> {
    u8::try_from(number).map_err(|_| invalid(format_args!("{argument}: {number} is not from 0 to 255")))
}

/// Returns a number as a size or a count.
pub fn count(argument: &str, number: i64) -> PyResult<usize> {
    usize::try_from(number).map_err(|_| invalid(format_args!("{argument}: {number} is negative")))
}

/// Returns a number as one of 32 bits.
pub fn small(argument: &str, number: i64) -> PyResult<u32> {
    u32::try_from(number).map_err(|_| invalid(format_args!("{argument}: {number} is not from 0 to {}", u32::MAX)))
}

/// Returns a colour as bytes.
pub fn colour(argument: &str, colour: [i64; 3]) -> PyResult<[u8; 3]> {
    let [red, green, blue] = colour;
    Ok([byte(argument, red)?, byte(argument, green)?, byte(argument, blue)?])
}

/// Returns the formula of a gray.
pub fn luma(word: &str) -> PyResult<Luma> {
    choose("luma", word, &[("bt601", Luma::Bt601), ("bt601-8bit", Luma::Bt601_8bit), ("bt709", Luma::Bt709)])
}

/// Returns whether blue is the first channel.
pub fn blue_first(order: &str) -> PyResult<bool> {
    choose("order", order, &[("rgb", false), ("bgr", true)])
}

/// Returns the filter of a resize.
pub fn filter(word: &str) -> PyResult<Filter> {
    const FILTERS: [(&str, Filter); 6] = [
        ("nearest", Filter::Nearest),
        ("bilinear", Filter::Bilinear),
        ("area", Filter::Area),
        ("lanczos", Filter::Lanczos3),
        ("cubic", Filter::Bicubic),
        ("bilinear-antialiased", Filter::BilinearAa),
    ];
    choose("filter", word, &FILTERS)
}

/// Returns the direction of a flip.
pub fn flip(word: &str) -> PyResult<Flip> {
    choose("direction", word, &[("horizontal", Flip::Horizontal), ("vertical", Flip::Vertical), ("both", Flip::Both)])
}

/// Returns how a crop computes pixels.
pub fn interpolation(word: &str) -> PyResult<Interpolation> {
    const WAYS: [(&str, Interpolation); 3] =
        [("nearest", Interpolation::Nearest), ("bilinear", Interpolation::Bilinear), ("cubic", Interpolation::Cubic)];
    choose("interpolation", word, &WAYS)
}

/// Returns an operation of morphology.
pub fn morphology(word: &str) -> PyResult<Morphology> {
    const OPERATIONS: [(&str, Morphology); 4] = [
        ("dilate", Morphology::Dilate),
        ("erode", Morphology::Erode),
        ("open", Morphology::Open),
        ("close", Morphology::Close),
    ];
    choose("operation", word, &OPERATIONS)
}

/// Returns the rules of morphology.
pub fn morphology_rules(word: &str) -> PyResult<MorphologyRules> {
    const RULES: [(&str, MorphologyRules); 3] = [
        ("opencv", MorphologyRules::OpenCv),
        ("leptonica", MorphologyRules::Leptonica),
        ("leptonica-symmetric", MorphologyRules::LeptonicaSymmetric),
    ];
    choose("rules", word, &RULES)
}
