//! Rows that lie one after the other in memory, and move on as later ones are asked for.

use crate::base::aligned::ALIGN;
use crate::base::error::{Result, try_zeroed};
use crate::split::{Rows, RowsMut};
use std::ops::Range;

/// Room for some rows of one length, each followed by spare bytes up to the next cache line.
pub struct RowWindow {
    bytes: Vec<u8>,
    /// Index of the first byte that begins a cache line.
    first: usize,
    stride: usize,
    /// Rows that there is room for.
    room: usize,
    /// The row that the room begins with.
    origin: usize,
    /// The rows that are there.
    held: Range<usize>,
}

impl RowWindow {
    /// Makes room for `rows` rows of `row_len` bytes and at least `spare` more; `what` names them if memory runs out.
    pub fn new(rows: usize, row_len: usize, spare: usize, what: &str) -> Result<Self> {
        let stride = row_len.saturating_add(spare + ALIGN - 1) / ALIGN * ALIGN;
        let bytes: Vec<u8> = try_zeroed(stride.saturating_mul(rows).saturating_add(ALIGN), what)?;
        let first = bytes.as_ptr().align_offset(ALIGN).min(ALIGN);
        Ok(Self { bytes, first, stride, room: rows, origin: 0, held: 0..0 })
    }

    /// Bytes of a row with its spare bytes.
    pub fn row_bytes(&self) -> usize {
        self.stride
    }

    /// Forgets all rows, since rows of another image come next.
    pub fn clear(&mut self) {
        (self.origin, self.held) = (0, 0..0);
    }

    /// The rows of `range`, with their spare bytes. `make` writes those that are not there, up to `together` at once, which
    /// may be more than were asked for but not beyond `height`; there must be room for `range` and `together` more.
    pub fn load(
        &mut self,
        range: Range<usize>,
        together: usize,
        height: usize,
        mut make: impl FnMut(usize, RowsMut<'_>),
    ) -> Rows<'_> {
        if range.start < self.held.start || range.start > self.held.end {
            self.origin = range.start;
            self.held = range.start..range.start;
        }
        while self.held.end < range.end {
            let count = together.min(height - self.held.end);
            if self.held.end + count - self.origin > self.room {
                self.move_to(range.start);
            }
            let at = self.place(self.held.end);
            let bytes = &mut self.bytes[at..at + count * self.stride];
            make(self.held.end, RowsMut::from_flat(bytes, self.stride).0);
            self.held.end += count;
        }
        let bytes = &self.bytes[self.place(range.start)..self.place(range.end)];
        Rows::from_flat(bytes, self.stride).0
    }

    /// Lets the room begin with row `start`, which is there or the next one.
    fn move_to(&mut self, start: usize) {
        let (from, end, to) = (self.place(start), self.place(self.held.end), self.first);
        self.bytes.copy_within(from..end, to);
        (self.origin, self.held.start) = (start, start);
    }

    /// Index of the first byte of row `y`.
    fn place(&self, y: usize) -> usize {
        self.first + (y - self.origin) * self.stride
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_made_once_while_the_window_moves_on() {
        let mut window = RowWindow::new(7, 3, 2, "rows").unwrap();
        let mut made = Vec::new();
        let mut load = |window: &mut RowWindow, range: Range<usize>| {
            let rows = window.load(range.clone(), 3, 20, |first, mut rows| {
                for i in 0..rows.len() {
                    made.push(first + i);
                    rows.row(i).fill((first + i) as u8);
                }
            });
            assert!(rows.len() == range.len() && rows.row_bytes() >= 5);
            assert!(range.enumerate().all(|(i, y)| rows.row(i).iter().all(|&px| px == y as u8)));
        };
        (2..17).for_each(|y| load(&mut window, y..y + 4));
        load(&mut window, 5..6);
        window.clear();
        load(&mut window, 6..7);
        assert_eq!(made, (2..20).chain(5..8).chain(6..9).collect::<Vec<_>>());
    }

    #[test]
    fn too_much_is_an_error() {
        assert!(RowWindow::new(2, usize::MAX, 1, "rows").is_err());
    }
}
