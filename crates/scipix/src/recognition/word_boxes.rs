//! Boxes of words and characters.

use super::ctc::{self, Symbol};
use super::setters::setters;
use crate::error::{Error, ErrorKind, Result};
use scipix_core::recognition as core_recognition;
use scipix_core::recognition::WordUnit;
use std::ops::Range;

/// Parameters of [`word_boxes`].
#[derive(Clone, Copy, Debug, PartialEq)]
#[must_use]
pub struct WordBoxParams(core_recognition::WordBoxParams);

impl WordBoxParams {
    /// Takes the number of steps that the crop takes up: fewer than the line has, and perhaps no whole number, where the tensor
    /// is padded to the right of the crop.
    pub fn new(columns: f64) -> Self {
        Self(core_recognition::WordBoxParams { columns, ..core_recognition::WordBoxParams::default() })
    }
}

setters! {
    WordBoxParams {
        /// Sets the unit of text that a box holds; [`WordUnit::Words`] by default.
        unit: WordUnit;
        /// Sets the number of steps beyond which the next symbol begins another word; 5 by default.
        gap: u32;
        /// Sets the width of the crop in pixels, after it was turned; 0, the default, for the size at which
        /// [`QuadCrop::size`](crate::image::QuadCrop::size) crops it.
        crop_width: u32;
        /// Sets how often the crop was turned by 90° anticlockwise before it was read: 1 for a vertical line, 2 for one that
        /// stands on its head.
        quarter_turns: u32;
    }
}

/// The box of a word or of a character.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct WordBox {
    /// The places of its symbols in the line.
    pub symbols: Range<usize>,
    /// The mean of their probabilities.
    pub probability: f32,
    /// Corners on the page, x and y. The first two lie above the text and the others below it, as the text is read.
    pub corners: [[f32; 2]; 4],
}

/// Returns the boxes of the words or characters of a line, in the order of the text. `names` has the text of each class, of which
/// the first character counts; spaces and classes without text have no box. `quad` are the corners of the line on the page, which
/// were cropped for the recogniser.
///
/// A character is as wide as its neighbours are apart on average, and lies around the middle of its first step. Where two boxes
/// overlap, both end in the middle.
///
/// ```
/// use scipix::recognition::ctc::{Decoder, LineScores, spell};
/// use scipix::recognition::{WordBoxParams, word_boxes};
///
/// // Ten steps of the classes blank, space, a and b.
/// let mut logits = [0.0; 4 * 10];
/// for (step, class) in [2, 0, 3, 0, 1, 1, 2, 0, 2, 0].into_iter().enumerate() {
///     logits[4 * step + class] = 9.0;
/// }
/// let names = ["", " ", "a", "b"];
/// let texts = Decoder::builder(4).build()?.decode(&[LineScores::new(&logits, 10)])?;
/// let line = texts.best(0).unwrap();
/// let quad = [[100.0, 50.0], [200.0, 50.0], [200.0, 70.0], [100.0, 70.0]];
/// let words = word_boxes(line.symbols, &names, &quad, &WordBoxParams::new(10.0))?;
/// assert_eq!((words.len(), words[0].corners[0]), (2, [100.0, 50.0]));
/// assert_eq!(spell(&line.symbols[words[1].symbols.clone()], &names)?, "aa");
/// # Ok::<(), scipix::Error>(())
/// ```
///
/// # Errors
/// `InvalidArgument` for parameters out of range, and for corners that are not those of a convex quadrilateral with an area;
/// `OutOfRange` if a class has no name; `OutOfMemory`.
pub fn word_boxes(
    symbols: &[Symbol],
    names: &[impl AsRef<str>],
    quad: &[[f32; 2]; 4],
    params: &WordBoxParams,
) -> Result<Vec<WordBox>> {
    let (mut own, mut characters, mut boxes) = (Vec::new(), Vec::new(), Vec::new());
    let reserved = own.try_reserve_exact(symbols.len()).and(characters.try_reserve_exact(symbols.len()));
    reserved.map_err(|_| no_memory(symbols.len()))?;
    // The core asks for the character of each class. There are fewer symbols than classes: each is a class of its own here.
    for (id, symbol) in (0..).zip(symbols) {
        characters.push(ctc::name(symbol.id, names)?.chars().next().map_or(u32::from(' '), u32::from));
        own.push(Symbol { id, ..*symbol });
    }
    core_recognition::word_boxes(&own, &characters, quad, &params.0, &mut boxes)?;
    let mut words = Vec::new();
    words.try_reserve_exact(boxes.len()).map_err(|_| no_memory(boxes.len()))?;
    words.extend(boxes.iter().map(|found| {
        let first = found.first_symbol as usize;
        let symbols = first..first + found.symbol_count as usize;
        WordBox { symbols, probability: found.probability, corners: found.corners }
    }));
    Ok(words)
}

fn no_memory(count: usize) -> Error {
    Error::new(ErrorKind::OutOfMemory, format_args!("symbols: no memory for the boxes of {count}"))
}
