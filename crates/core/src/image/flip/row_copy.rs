//! Rows and the rows that they are copied to.

use crate::split::{Rows, RowsMut};

/// Rows of equal size, of which the ones go to the others, in the same order or in reverse.
pub struct RowCopy<'a> {
    src: Rows<'a>,
    dst: RowsMut<'a>,
    /// The row of `src` that goes to the first of `dst`: 0 or the last. No loop branches on the direction.
    first: usize,
}

impl<'a> RowCopy<'a> {
    /// Pairs the rows. Panics where their number or length differs.
    #[inline]
    pub fn new(src: Rows<'a>, dst: RowsMut<'a>, reversed: bool) -> Self {
        assert!(src.len() == dst.len() && src.row_bytes() == dst.row_bytes());
        let first = if reversed { src.len().saturating_sub(1) } else { 0 };
        Self { src, dst, first }
    }

    /// Pairs two rows. Panics where their length differs.
    #[inline]
    pub fn one(src: &'a [u8], dst: &'a mut [u8]) -> Self {
        Self::new(Rows::one(src), RowsMut::one(dst), false)
    }

    /// Returns the length of a row in bytes.
    #[inline]
    pub fn row_bytes(&self) -> usize {
        self.dst.row_bytes()
    }

    /// Calls `copy` with each row and the one that it goes to.
    #[inline(always)]
    pub fn for_each(&mut self, mut copy: impl FnMut(&[u8], &mut [u8])) {
        for y in 0..self.dst.len() {
            copy(self.src.row(y.abs_diff(self.first)), self.dst.row(y));
        }
    }
}
