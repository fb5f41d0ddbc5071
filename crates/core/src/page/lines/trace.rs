//! The rows of a line in each of its columns, and which of its pixels belong to strokes that cross it.

use super::chains::Chain;
use crate::base::error::{Result, fail};
use crate::image::components::{BitMask, PixelRun};
use crate::page::page_box::PageBox;

/// The first and the last row of a line, column by column.
#[derive(Debug, Default)]
pub struct Trace {
    rows: Vec<(u32, u32)>,
    start: u32,
}

/// A column that no run covers.
const OPEN: (u32, u32) = (u32::MAX, 0);

impl Trace {
    pub const fn new() -> Self {
        Self { rows: Vec::new(), start: 0 }
    }

    pub fn bytes(&self) -> usize {
        self.rows.capacity() * size_of::<(u32, u32)>()
    }

    /// Follows the `runs` of a chain. Columns without a run, and those where a letter's stroke lies along the line, get the
    /// rows between their neighbours'.
    ///
    /// # Errors
    /// `OutOfMemory`.
    pub fn follow(&mut self, chain: &Chain, runs: impl Iterator<Item = PixelRun> + Clone) -> Result<()> {
        let columns = (chain.end - chain.start) as usize;
        self.rows.clear();
        if self.rows.try_reserve(columns).is_err() {
            fail!(OutOfMemory, "page: no memory for a line of {columns} pixels");
        }
        self.rows.resize(columns, OPEN);
        self.start = chain.start;
        for run in runs {
            for (first, last) in &mut self.rows[(run.start - chain.start) as usize..(run.end - chain.start) as usize] {
                (*first, *last) = ((*first).min(run.y), (*last).max(run.y));
            }
        }
        let most = chain.thickness() + 1;
        for rows in self.rows.iter_mut().filter(|rows| **rows != OPEN && rows.1 - rows.0 >= most) {
            *rows = OPEN;
        }
        self.close();
        Ok(())
    }

    /// Gives the open columns rows between those of their neighbours.
    fn close(&mut self) {
        let mut x = 0;
        while x < self.rows.len() {
            if self.rows[x] != OPEN {
                x += 1;
                continue;
            }
            let end = (x..self.rows.len()).find(|&x| self.rows[x] != OPEN).unwrap_or(self.rows.len());
            let before = x.checked_sub(1).map(|x| self.rows[x]);
            let after = self.rows.get(end).copied();
            let (Some(from), Some(to)) = (before.or(after), after.or(before)) else { return };
            let steps = (end - x + 1) as i64;
            let between =
                |a: u32, b: u32, step: i64| (i64::from(a) + (i64::from(b) - i64::from(a)) * step / steps) as u32;
            for (step, rows) in (1..).zip(&mut self.rows[x..end]) {
                *rows = (between(from.0, to.0, step), between(from.1, to.1, step));
            }
            x = end;
        }
    }

    /// Returns the rectangle that the line lies in.
    pub fn bounds(&self) -> PageBox {
        let rows = self.rows.iter().filter(|rows| **rows != OPEN);
        let (top, bottom) = rows.fold(OPEN, |(top, bottom), rows| (top.min(rows.0), bottom.max(rows.1)));
        PageBox { x: self.start, y: top, width: self.rows.len() as u32, height: bottom + 1 - top }
    }

    /// Sets the pixels of the line in `erased`, without those of strokes that reach out of it above or below.
    pub fn erase(&self, ink: &BitMask, erased: &mut BitMask) {
        let mut x = self.start as usize;
        for rows in self.rows.chunk_by(|a, b| a == b) {
            let columns = x..x + rows.len();
            x = columns.end;
            if rows[0] == OPEN {
                continue;
            }
            let (top, bottom) = (rows[0].0 as usize, rows[0].1 as usize);
            for word in columns.start / 64..columns.end.div_ceil(64) {
                let from = columns.start.saturating_sub(word * 64);
                let to = columns.end.min(word * 64 + 64) - word * 64;
                let part = u64::MAX << from & u64::MAX >> (64 - to);
                let at = |y: usize| if y < ink.height() { ink.row(y)[word] } else { 0 };
                let above = if top >= 2 { at(top - 1) & at(top - 2) } else { 0 };
                let below = at(bottom + 1) & at(bottom + 2);
                let line = part & !(above | below);
                for y in top.saturating_sub(1)..ink.height().min(bottom + 2) {
                    erased.row_mut(y)[word] |= ink.row(y)[word] & line;
                }
            }
        }
    }
}
