//! Rows that change places.

use crate::split::RowsMut;

/// Rows of equal size, of which each of the one part has a counterpart in the other, in the same order or in reverse.
pub struct RowExchange<'a> {
    front: RowsMut<'a>,
    back: RowsMut<'a>,
    /// The row of `back` that goes with the first of `front`: 0 or the last. No loop branches on the direction.
    first: usize,
}

impl<'a> RowExchange<'a> {
    /// Pairs the rows. Panics where their number or length differs.
    #[inline]
    pub fn new(front: RowsMut<'a>, back: RowsMut<'a>, reversed: bool) -> Self {
        assert!(front.len() == back.len() && front.row_bytes() == back.row_bytes());
        let first = if reversed { back.len().saturating_sub(1) } else { 0 };
        Self { front, back, first }
    }

    /// Pairs two rows. Panics where their length differs.
    #[inline]
    pub fn one(front: &'a mut [u8], back: &'a mut [u8]) -> Self {
        Self::new(RowsMut::one(front), RowsMut::one(back), false)
    }

    /// Returns the length of a row in bytes.
    #[inline]
    pub fn row_bytes(&self) -> usize {
        self.front.row_bytes()
    }

    /// Calls `exchange` with the rows of each pair.
    #[inline(always)]
    pub fn for_each(&mut self, mut exchange: impl FnMut(&mut [u8], &mut [u8])) {
        for y in 0..self.front.len() {
            exchange(self.front.row(y), self.back.row(y.abs_diff(self.first)));
        }
    }
}
