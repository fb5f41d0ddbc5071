//! A ring of rows: the rows made last, kept because the next step of an operation looks at several of them together.

use crate::base::aligned::ALIGN;
use crate::base::error::{Result, rezero};
use std::ops::Range;

/// Slots for rows of one length, and which row each slot holds. Row `y` usually goes to slot `y % slots`.
pub struct RowRing<T> {
    rows: Vec<T>,
    /// Index of the first element of `rows` that begins a cache line: stores that cross lines cost more.
    first: usize,
    row_len: usize,
    held: Vec<usize>,
}

/// Marks a slot without a row.
const EMPTY: usize = usize::MAX;

impl<T> Default for RowRing<T> {
    /// A ring without slots.
    fn default() -> Self {
        Self { rows: Vec::new(), first: 0, row_len: 0, held: Vec::new() }
    }
}

impl<T: Copy + Default> RowRing<T> {
    /// Makes `slots` empty slots for rows of `row_len` elements; `what` names them if memory runs out.
    pub fn new(slots: usize, row_len: usize, what: &str) -> Result<Self> {
        let mut ring = Self::default();
        ring.refit(slots, row_len, what)?;
        Ok(ring)
    }

    /// Makes this the ring that [`RowRing::new`] makes, in the memory that it has if that suffices.
    pub fn refit(&mut self, slots: usize, row_len: usize, what: &str) -> Result<()> {
        let spare = ALIGN / size_of::<T>();
        let len = row_len.saturating_mul(slots).saturating_add(spare);
        if self.rows.len() < len {
            rezero(&mut self.rows, len, what)?;
        }
        self.first = self.rows.as_ptr().align_offset(ALIGN).min(spare);
        self.row_len = row_len;
        rezero(&mut self.held, slots, what)?;
        self.held.fill(EMPTY);
        Ok(())
    }

    pub fn slots(&self) -> usize {
        self.held.len()
    }

    /// The slot of row `y`. Panics where there are no slots.
    pub fn slot(&self, y: usize) -> usize {
        y % self.held.len()
    }

    /// Empties all slots, since rows of another image come next.
    pub fn clear(&mut self) {
        // With AVX-512, filling nothing at a null pointer costs glibc more than filling a little.
        if !self.held.is_empty() {
            self.held.fill(EMPTY);
        }
    }

    /// Whether `slot` holds row `y`.
    pub fn holds(&self, slot: usize, y: usize) -> bool {
        self.held[slot] == y
    }

    /// Puts the rows `range` into the slots from `slot` on, which must suffice. `make` gets the range of rows from the first
    /// one that is not there yet, and the room for them.
    pub fn load(&mut self, slot: usize, range: Range<usize>, make: impl FnOnce(Range<usize>, &mut [T])) {
        let slots = slot..slot + range.len();
        let held = &mut self.held[slots.clone()];
        let there = held.iter().zip(range.clone()).take_while(|&(&held, y)| held == y).count();
        if there < held.len() {
            let missing = range.start + there..range.end;
            held[there..].iter_mut().zip(missing.clone()).for_each(|(held, y)| *held = y);
            let rows = &mut self.rows[self.first..];
            make(missing, &mut rows[(slot + there) * self.row_len..slots.end * self.row_len]);
        }
    }

    /// Returns the room of `slot` for row `y`, which the caller makes there; `None` if the row is there.
    #[inline(always)]
    pub fn room_for(&mut self, slot: usize, y: usize) -> Option<&mut [T]> {
        if self.held[slot] == y {
            return None;
        }
        self.held[slot] = y;
        Some(&mut self.rows[self.first + slot * self.row_len..][..self.row_len])
    }

    /// The `count` rows from `slot` on, one after the other.
    #[inline]
    pub fn rows(&self, slot: usize, count: usize) -> &[T] {
        &self.rows[self.first + slot * self.row_len..][..count * self.row_len]
    }

    /// Elements of a row.
    pub fn row_len(&self) -> usize {
        self.row_len
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(ring: &mut RowRing<usize>, slot: usize, range: Range<usize>) -> Range<usize> {
        let mut made = 0..0;
        ring.load(slot, range, |rows, out| {
            made = rows.clone();
            rows.zip(out.chunks_exact_mut(2)).for_each(|(y, row)| row.fill(y));
        });
        made
    }

    #[test]
    fn only_rows_that_are_not_there_are_made() {
        let mut ring = RowRing::new(4, 2, "rows").unwrap();
        assert_eq!(load(&mut ring, 0, 0..2), 0..2);
        assert_eq!(load(&mut ring, 0, 0..3), 2..3);
        assert_eq!(load(&mut ring, 1, 1..3), 0..0);
        assert_eq!(ring.rows(1, 2), [1, 1, 2, 2]);
        assert_eq!(ring.slot(5), 1);
        assert_eq!(load(&mut ring, 1, 5..7), 5..7, "slots are used again");
        assert!(ring.holds(1, 5) && !ring.holds(1, 1) && !ring.holds(3, 3));
        assert!(ring.room_for(1, 5).is_none(), "the row is there");
        ring.room_for(0, 8).unwrap().fill(8);
        assert_eq!(ring.rows(0, 2), [8, 8, 5, 5]);
        ring.clear();
        assert_eq!(load(&mut ring, 1, 5..6), 5..6);
    }

    #[test]
    fn a_ring_of_other_rows_is_empty() {
        let mut ring = RowRing::new(4, 8, "rows").unwrap();
        assert_eq!(load(&mut ring, 0, 0..2), 0..2);
        let before = ring.rows.as_ptr();
        ring.refit(2, 2, "rows").unwrap();
        assert_eq!((ring.slots(), ring.row_len(), ring.rows.as_ptr()), (2, 2, before));
        assert_eq!(load(&mut ring, 0, 0..2), 0..2);
        assert_eq!(ring.rows(0, 2), [0, 0, 1, 1]);
    }

    #[test]
    fn a_ring_without_slots_holds_nothing() {
        let mut ring = RowRing::<u8>::default();
        ring.clear();
        assert_eq!((ring.slots(), ring.row_len()), (0, 0));
        assert!(RowRing::<u8>::new(2, usize::MAX, "rows").is_err());
    }
}
