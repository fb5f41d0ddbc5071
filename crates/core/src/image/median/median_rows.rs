//! The rows that medians are made of.

use crate::split::Rows;

/// Rows of an image, beyond which the nearest row and the nearest pixel count.
#[derive(Clone, Copy)]
pub struct MedianRows<'a> {
    pub rows: Rows<'a>,
    /// Bytes of a pixel. Each channel has its own median.
    pub step: usize,
}

impl<'a> MedianRows<'a> {
    /// Returns row `before` rows above row `y`.
    #[inline(always)]
    pub fn above(&self, y: usize, before: usize) -> &'a [u8] {
        self.rows.row(y.saturating_sub(before).min(self.rows.len() - 1))
    }

    /// Returns row `y`, or the last.
    #[inline(always)]
    pub fn at(&self, y: usize) -> &'a [u8] {
        self.above(y, 0)
    }
}
