//! Boxes of words and characters on the page, from the steps at which a recogniser read them: the rule of RapidOCR 3
//! (`cal_rec_boxes`), in the perspective of the crop.

mod params;
mod script;
#[cfg(test)]
mod tests;
mod words;

pub use params::{WordBoxParams, WordUnit};

use super::CtcSymbol;
use crate::base::error::{Result, fail};
use crate::image::Projection;
use std::ops::Range;

/// The box of a word or of a character.
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(C)]
pub struct WordBox {
    /// The first of its symbols.
    pub first_symbol: u32,
    /// Number of its symbols.
    pub symbol_count: u32,
    /// The mean of their probabilities.
    pub probability: f32,
    /// Corners on the page, x and y. The first two lie above the text and the others below it, as the text is read.
    pub corners: [[f32; 2]; 4],
}

/// Places of a word along the crop.
struct CropSpan {
    left: f64,
    right: f64,
}

/// Writes the boxes of the words or characters of a line to `boxes`, in the order of the text. `quad` are the corners
/// of the line on the page, which [`crop_quad`](crate::image::crop_quad) made the crop of, and `characters` the code
/// points of the classes; spaces have no box.
///
/// A character is as wide as its neighbours are apart on average, and lies around the middle of its first step. Where
/// two boxes overlap, both end in the middle. Corners stand for what those of `quad` do, the edges of pixels or their centres: a crop
/// of a box shows the columns of the crop of the line.
///
/// # Errors
/// `InvalidArgument` for parameters out of range, a line of more than 2³² - 1 symbols, or corners that are not those of
/// a convex quadrilateral with an area; `OutOfRange` for a symbol that `characters` does not have; `OutOfMemory`. After
/// an error `boxes` is empty.
pub fn word_boxes(
    symbols: &[CtcSymbol],
    characters: &[u32],
    quad: &[[f32; 2]; 4],
    params: &WordBoxParams,
    boxes: &mut Vec<WordBox>,
) -> Result<()> {
    boxes.clear();
    params.check()?;
    let mut corners = *quad;
    corners.rotate_left(params.quarter_turns as usize);
    let width = match params.crop_width {
        0 => side(corners[0], corners[1]).max(side(corners[3], corners[2])),
        width => f64::from(width),
    };
    let Some(page) = Projection::new(&corners, 1, 1) else {
        fail!(InvalidArgument, "quad: {quad:?} are not the corners of a convex quadrilateral with an area");
    };
    if u32::try_from(symbols.len()).is_err() {
        fail!(InvalidArgument, "symbols: {} do not fit in 32 bits", symbols.len());
    }
    let line = CroppedLine { symbols, characters, params, width };
    line.write(boxes).inspect_err(|_| boxes.clear())?;
    separate(boxes);
    let (length, bottom) =
        if params.unit.is_rapidocr() { extent_of_rapidocr(&corners, params.quarter_turns) } else { (width, 1.0) };
    for word in boxes.iter_mut() {
        let [[left, _], [right, _], ..] = word.corners;
        let point = |x: f32, y: f64| page.point(f64::from(x) / length, y).map(|coordinate| coordinate as f32);
        word.corners = [point(left, 0.0), point(right, 0.0), point(right, bottom), point(left, bottom)];
    }
    Ok(())
}

/// The length of a side in whole pixels, at least 1.
fn side(p: [f32; 2], q: [f32; 2]) -> f64 {
    f64::from(p[0] - q[0]).hypot(f64::from(p[1] - q[1])).trunc().max(1.0)
}

/// The length and the lower end of a crop by RapidOCR, which crops by the longer ones of opposite sides, and maps back by the
/// first side and the last one, as they were before the crop was turned. Boxes may thus reach past the line by a few pixels.
fn extent_of_rapidocr(&[a, b, c, d]: &[[f32; 2]; 4], quarter_turns: u32) -> (f64, f64) {
    let height = side(a, d).max(side(b, c));
    if quarter_turns.is_multiple_of(2) { (side(a, b), height / side(a, d)) } else { (side(d, c), height / side(d, a)) }
}

/// A line whose boxes are made.
struct CroppedLine<'a> {
    symbols: &'a [CtcSymbol],
    characters: &'a [u32],
    params: &'a WordBoxParams,
    /// Width of the crop.
    width: f64,
}

impl CroppedLine<'_> {
    /// Writes the boxes with their places along the crop.
    fn write(&self, boxes: &mut Vec<WordBox>) -> Result<()> {
        let Self { symbols, characters, params, .. } = *self;
        let width = self.character_width()?;
        let by_character = words::are_characters(symbols, characters, params.unit)?;
        if boxes.try_reserve(symbols.len()).is_err() {
            fail!(OutOfMemory, "boxes: no memory for {} of them", symbols.len());
        }
        words::each_word(symbols, characters, params, |range| {
            if by_character {
                boxes.extend(range.map(|index| self.word(index..index + 1, width)));
            } else {
                boxes.push(self.word(range, width));
            }
        })
    }

    /// The mean over the words of the mean distance of their characters; for lack of such words, an equal part of the
    /// crop.
    fn character_width(&self) -> Result<f64> {
        let Self { symbols, characters, params, .. } = *self;
        let (mut sum, mut count) = (0.0, 0.0);
        words::each_word(symbols, characters, params, |range| {
            let (first, last) = (symbols[range.start].first_step, symbols[range.end - 1].first_step);
            if range.len() > 1 {
                sum += f64::from(last.saturating_sub(first)) * self.step_width() / (range.len() - 1) as f64;
                count += 1.0;
            }
        })?;
        Ok(if count > 0.0 { sum / count } else { self.width / symbols.len().max(1) as f64 })
    }

    fn step_width(&self) -> f64 {
        self.width / self.params.columns
    }

    /// The span of a character, in whole pixels of the crop.
    fn span(&self, symbol: &CtcSymbol, width: f64) -> CropSpan {
        let center = (f64::from(symbol.first_step) + 0.5) * self.step_width();
        let left = (center - width / 2.0).trunc().max(0.0).min(self.width);
        CropSpan { left, right: (center + width / 2.0).trunc().min(self.width).max(left) }
    }

    fn word(&self, range: Range<usize>, width: f64) -> WordBox {
        let symbols = &self.symbols[range.clone()];
        let none = CropSpan { left: f64::INFINITY, right: 0.0 };
        let span = symbols
            .iter()
            .map(|symbol| self.span(symbol, width))
            .fold(none, |all, one| CropSpan { left: all.left.min(one.left), right: all.right.max(one.right) });
        let sum: f64 = symbols.iter().map(|symbol| f64::from(symbol.probability)).sum();
        let (left, right) = (span.left as f32, span.right as f32);
        WordBox {
            first_symbol: range.start as u32,
            symbol_count: range.len() as u32,
            probability: (sum / range.len() as f64) as f32,
            corners: [[left, 0.0], [right, 0.0], [right, 1.0], [left, 1.0]],
        }
    }
}

/// Moves the ends of neighbours that overlap to the middle of the overlap.
fn separate(boxes: &mut [WordBox]) {
    for index in 1..boxes.len() {
        let (left, right) = boxes.split_at_mut(index);
        let (before, after) = (&mut left[index - 1].corners, &mut right[0].corners);
        let overlap = before[1][0] - after[0][0];
        if overlap > 0.0 {
            let middle = before[1][0] - overlap / 2.0;
            (before[1][0], before[2][0], after[0][0], after[3][0]) = (middle, middle, middle, middle);
        }
    }
}
