//! A row of sums, with room for pixels beyond the border.

use super::border::Border;
use crate::base::error::{Result, try_zeroed};

/// Sums of a block that are made at once.
pub const BLOCK: usize = 64;
/// Sums of a block of rows shorter than that.
pub const SMALL: usize = 16;

/// Sums in 1/256 of a row, the integer and the rest apart, so that both can be multiplied by weights in 16 bits.
pub struct SplitSums {
    pub whole: Vec<u16>,
    pub rest: Vec<u16>,
    /// Sums before the first of the row.
    pub margin: usize,
    /// Sums of the row.
    pub len: usize,
    /// Bytes of a pixel.
    pub step: usize,
}

impl SplitSums {
    /// Makes room for a row of `len` bytes, pixels of `step` bytes, and for `reach` pixels before and after them.
    pub fn new(len: usize, step: usize, reach: usize) -> Result<Self> {
        let margin = reach * step;
        // The last block may end beyond the row.
        let room = len.saturating_add(2 * margin + BLOCK);
        let sums = || try_zeroed(room, "blur: a row of sums");
        Ok(Self { whole: sums()?, rest: sums()?, margin, len, step })
    }

    /// Fills the margins.
    pub fn extend(&mut self, border: Border) {
        let Self { whole, rest, margin, len, step } = self;
        let (pixels, reach) = ((*len / *step) as isize, (*margin / *step) as isize);
        for at in (-reach..0).chain(pixels..pixels + reach) {
            let from = *margin + border.inside(at, *len / *step) * *step;
            let to = (*margin as isize + at * *step as isize) as usize;
            // A pixel is too short for a call that moves memory.
            for channel in 0..*step {
                whole[to + channel] = whole[from + channel];
                rest[to + channel] = rest[from + channel];
            }
        }
    }
}
