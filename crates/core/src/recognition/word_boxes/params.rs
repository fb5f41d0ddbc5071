//! Parameters of word boxes.

use crate::base::error::{Result, fail};

/// Unit of text that a box holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WordUnit {
    /// A word. A run of Chinese or Japanese characters is one.
    #[default]
    Words,
    /// A character.
    Characters,
    /// A word if the line has no Chinese characters, else a character: RapidOCR's `return_word_box`. Boxes are RapidOCR's
    /// too, which reach past the line by a few pixels where opposite sides of it differ in length.
    RapidOcr,
    /// A character, with the boxes of RapidOCR's `return_single_char_box`.
    RapidOcrCharacters,
}

impl WordUnit {
    /// Returns whether boxes are to be RapidOCR's.
    pub(super) fn is_rapidocr(self) -> bool {
        matches!(self, WordUnit::RapidOcr | WordUnit::RapidOcrCharacters)
    }
}

/// Parameters of [`word_boxes`](super::word_boxes).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WordBoxParams {
    /// Unit of text that a box holds.
    pub unit: WordUnit,
    /// A word ends where the next symbol begins more than this many steps after the last one.
    pub gap: u32,
    /// Number of steps that the crop takes up: fewer than the line has, and perhaps no whole number, where the tensor
    /// is padded to the right of the crop.
    pub columns: f64,
    /// Width of the crop in pixels, after it was turned; 0: the length of the quadrilateral that
    /// [`word_boxes`](super::word_boxes) would crop, in whole pixels.
    pub crop_width: u32,
    /// How often the crop was turned by 90° counter-clockwise before it was read: 1 for a vertical line, 2 for one that
    /// stands on its head.
    pub quarter_turns: u32,
}

impl Default for WordBoxParams {
    fn default() -> Self {
        Self { unit: WordUnit::Words, gap: 5, columns: 0.0, crop_width: 0, quarter_turns: 0 }
    }
}

impl WordBoxParams {
    /// Checks the numbers.
    ///
    /// # Errors
    /// `InvalidArgument` for columns that are not a finite number above 0, or more than 3 turns.
    pub(super) fn check(&self) -> Result<()> {
        if !self.columns.is_finite() || self.columns <= 0.0 {
            fail!(InvalidArgument, "columns: is {}, not a finite number above 0", self.columns);
        }
        if self.quarter_turns > 3 {
            fail!(InvalidArgument, "quarter_turns: is {}, not from 0 to 3", self.quarter_turns);
        }
        Ok(())
    }
}
