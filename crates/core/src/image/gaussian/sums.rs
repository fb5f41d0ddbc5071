//! A row of sums, with room for pixels beyond the border.

use super::border::Border;
use crate::base::error::{Result, try_zeroed};

/// Sums of a block that are made at once.
pub const BLOCK: usize = 64;
/// Sums of a block of rows shorter than that.
pub const SMALL: usize = 16;

/// Sums of a row by the weights of columns. Sums in 1/256 have the integer and the rest apart, so that both can be multiplied by
/// weights in 16 bits.
pub struct SplitSums {
    pub whole: Vec<u16>,
    /// Empty where the weights are reduced.
    pub rest: Vec<u16>,
    /// Bits by which the sum over both axes is to be shifted, where the weights are reduced.
    pub reduced: Option<u32>,
    /// Sums before the first of the row.
    pub margin: usize,
    /// Sums of the row.
    pub len: usize,
    /// Bytes of a pixel.
    pub step: usize,
    /// The places beyond the row, each with that of the sum that it repeats.
    beyond: Vec<[usize; 2]>,
}

impl SplitSums {
    /// Makes room for a row of `len` bytes, pixels of `step` bytes, and for `reach` pixels before and after them.
    pub fn new([len, step]: [usize; 2], reach: usize, border: Border, reduced: Option<u32>) -> Result<Self> {
        let margin = reach * step;
        // The last block may end beyond the row.
        let room = len.saturating_add(2 * margin + BLOCK);
        let sums = |room| try_zeroed(room, "blur: a row of sums");
        let rest = if reduced.is_some() { 0 } else { room };
        let mut beyond = try_zeroed(2 * margin, "blur: the border")?;
        let pixels = (-(reach as isize)..0).chain((len / step) as isize..(len / step + reach) as isize);
        for (places, at) in beyond.chunks_exact_mut(step).zip(pixels) {
            let (to, from) =
                ((margin as isize + at * step as isize) as usize, margin + border.inside(at, len / step) * step);
            for (channel, place) in places.iter_mut().enumerate() {
                *place = [to + channel, from + channel];
            }
        }
        Ok(Self { whole: sums(room)?, rest: sums(rest)?, reduced, margin, len, step, beyond })
    }

    /// Fills the margins.
    pub fn extend(&mut self) {
        for &[to, from] in &self.beyond {
            self.whole[to] = self.whole[from];
        }
        if self.reduced.is_none() {
            for &[to, from] in &self.beyond {
                self.rest[to] = self.rest[from];
            }
        }
    }
}
