//! Which row and column of the source a pixel of a quarter turn comes from.

use crate::split::Rows;

/// A quarter turn of an image, seen from the rows of the result from `start` on.
#[derive(Clone, Copy)]
pub struct Turn<'a> {
    pub(super) src: Rows<'a>,
    pub(super) right: bool,
    start: usize,
    /// The row of the source that becomes column 0, and the distance to the next one: a row down, or a row up modulo 2⁶⁴, so
    /// that no loop branches on the direction.
    first: usize,
    pub(super) step: usize,
}

impl<'a> Turn<'a> {
    /// Turns `src` clockwise where `right` is set, else counter-clockwise.
    pub fn new(src: Rows<'a>, right: bool, start: usize) -> Self {
        let (first, step) = if right { (src.len() - 1, usize::MAX) } else { (0, 1) };
        Self { src, right, start, first, step }
    }

    /// The row of the source that becomes column `x`.
    #[inline(always)]
    pub(super) fn row(&self, x: usize) -> &'a [u8] {
        self.src.row(self.first.wrapping_add(x.wrapping_mul(self.step)))
    }

    /// The first of the `count` columns that become rows `y` to `y + count`: in that order, or in reverse for a turn to the
    /// left.
    #[inline(always)]
    pub(super) fn column(&self, y: usize, count: usize, pixel_bytes: usize) -> usize {
        let before = self.start + y;
        if self.right { before } else { self.src.row_bytes() / pixel_bytes - before - count }
    }
}
