//! Turns to the right and to the left: a row of the result is a column of the source.

#[cfg(target_arch = "aarch64")]
mod neon;
mod scalar;
mod squares;
#[cfg(target_arch = "x86_64")]
mod sse42;
#[cfg(test)]
mod tests;

use crate::simd::dispatch;
use crate::split::{Rows, RowsMut};

/// A turn, as far as it fills the rows of the result from `start` on.
#[derive(Clone, Copy)]
pub struct Turn<'a> {
    src: Rows<'a>,
    right: bool,
    start: usize,
    /// The row of the source that becomes column 0, and how far it is to the next: one row down or up, modulo 2⁶⁴, so that
    /// no loop asks which.
    first: usize,
    step: usize,
}

impl<'a> Turn<'a> {
    /// Clockwise, or to the left.
    pub fn new(src: Rows<'a>, right: bool, start: usize) -> Self {
        let (first, step) = if right { (src.len() - 1, usize::MAX) } else { (0, 1) };
        Self { src, right, start, first, step }
    }

    /// The row of the source that becomes column `x`.
    #[inline(always)]
    fn row(&self, x: usize) -> &'a [u8] {
        self.src.row(self.first.wrapping_add(x.wrapping_mul(self.step)))
    }

    /// The first of the `count` columns that become as many rows from `y` on: in that order or, turned to the left, in
    /// reverse.
    #[inline(always)]
    fn column(&self, y: usize, count: usize, pixel_bytes: usize) -> usize {
        let before = self.start + y;
        if self.right { before } else { self.src.row_bytes() / pixel_bytes - before - count }
    }
}

dispatch! {
    /// Turns pixels of one byte.
    pub fn turn_bytes(turn: Turn<'_>, strip: RowsMut<'_>) {
        scalar: scalar::turn::<1>,
        sse42: sse42::turn_bytes,
        avx2: sse42::turn_bytes,
        avx512: sse42::turn_bytes,
        neon: neon::turn_bytes,
    }
}

dispatch! {
    /// Turns pixels of three bytes.
    pub fn turn_threes(turn: Turn<'_>, strip: RowsMut<'_>) {
        scalar: scalar::turn::<3>,
        sse42: sse42::turn_threes,
        avx2: sse42::turn_threes,
        avx512: sse42::turn_threes,
        neon: scalar::turn::<3>,
    }
}

dispatch! {
    /// Turns pixels of four bytes.
    pub fn turn_words(turn: Turn<'_>, strip: RowsMut<'_>) {
        scalar: scalar::turn::<4>,
        sse42: sse42::turn_words,
        avx2: sse42::turn_words,
        avx512: sse42::turn_words,
        neon: neon::turn_words,
    }
}
