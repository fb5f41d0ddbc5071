//! The places and weights of the pixels that a block of cubic samples is made of.

use super::weights::{FRACTION_BITS, cubic_weights};
use crate::image::crop_quad::projection::ProjectedRow;
use crate::image::sample::BLOCK;

/// Pixels between the first position of a cubic sample and that of the first pixel: from there on outwards, all of its pixels
/// are the same one.
const MARGIN: usize = 2;

/// The four columns, or rows, of each sample.
pub struct AxisTaps {
    /// The first of them, which may lie outside the image.
    pub first: [i64; BLOCK],
    /// The weights of the first and second, and of the third and fourth: 16 bits each, the lower half first.
    pub pairs: [[u32; BLOCK]; 2],
}

impl AxisTaps {
    const fn new() -> Self {
        Self { first: [0; BLOCK], pairs: [[0; BLOCK]; 2] }
    }

    /// The four weights of sample `i`.
    #[inline(always)]
    pub fn weights(&self, i: usize) -> [i32; 4] {
        let [low, high] = self.pairs.each_ref().map(|pairs| pairs[i]);
        [low, low >> 16, high, high >> 16].map(|bits| i32::from(bits as i16))
    }

    #[inline(always)]
    fn set(&mut self, positions: &[u64; BLOCK]) {
        let mut fractions = [0; BLOCK];
        for ((first, fraction), &at) in self.first.iter_mut().zip(&mut fractions).zip(positions) {
            *first = (at >> FRACTION_BITS) as i64 - (MARGIN as i64 + 1);
            *fraction = at as u32 % (1 << FRACTION_BITS);
        }
        // A loop of its own, as all of its lanes have 32 bits.
        let [low, high] = &mut self.pairs;
        for ((low, high), &fraction) in low.iter_mut().zip(high).zip(&fractions) {
            let weights = cubic_weights(fraction).map(|weight| weight as u32);
            *low = (weights[0] & 0xffff) | (weights[1] << 16);
            *high = (weights[2] & 0xffff) | (weights[3] << 16);
        }
    }
}

/// The columns and rows of a block of samples.
pub struct CubicTaps {
    pub x: AxisTaps,
    pub y: AxisTaps,
}

impl CubicTaps {
    pub const fn new() -> Self {
        Self { x: AxisTaps::new(), y: AxisTaps::new() }
    }

    /// Sets those of the `len` pixels from column `from` of a row on, in an image of `width` x `height` pixels. The samples
    /// after them, up to a block, are the last one again.
    #[inline(always)]
    pub fn set(&mut self, row: &ProjectedRow, from: usize, len: usize, (width, height): (usize, usize)) {
        let (mut x, mut y) = ([0; BLOCK], [0; BLOCK]);
        let last = |side: usize| ((side - 1 + 2 * MARGIN) << FRACTION_BITS) as f64;
        let (last_x, last_y, last, from) = (last(width), last(height), len as i32 - 1, from as f64);
        for (i, (x, y)) in (0_i32..).zip(x.iter_mut().zip(&mut y)) {
            let column = from + f64::from(i.min(last));
            (*x, *y) = row.position_by::<FRACTION_BITS>(column, MARGIN as f64, last_x, last_y);
        }
        self.x.set(&x);
        self.y.set(&y);
    }
}
