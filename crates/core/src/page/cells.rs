//! A page in cells of 8 x 8 pixels: how much ink each has, and which of them touch.

use crate::base::error::{Result, rezero};
use crate::image::components::BitMask;
use std::ops::Range;

/// Side of a cell in pixels.
pub const SIDE: usize = 8;

/// The number of ink pixels of each cell. Cells at the right and at the bottom may be smaller.
#[derive(Debug, Default)]
pub struct InkCells {
    counts: Vec<u8>,
    stride: usize,
    columns: usize,
    rows: usize,
    size: (usize, usize),
}

impl InkCells {
    /// Makes one that holds no memory yet.
    pub const fn new() -> Self {
        Self { counts: Vec::new(), stride: 0, columns: 0, rows: 0, size: (0, 0) }
    }

    /// Returns the bytes of memory that it holds.
    pub fn bytes(&self) -> usize {
        self.counts.capacity()
    }

    /// Counts the ink of each cell.
    ///
    /// # Errors
    /// `OutOfMemory`.
    pub fn count(&mut self, ink: &BitMask) -> Result<()> {
        let (width, height) = (ink.width(), ink.height());
        self.size = (width, height);
        (self.columns, self.rows) = (width.div_ceil(SIDE), height.div_ceil(SIDE));
        self.stride = width.div_ceil(64) * 8;
        let len = self.stride * self.rows;
        rezero(&mut self.counts, len, "page")?;
        for (row, counts) in self.counts.chunks_exact_mut(self.stride).enumerate() {
            for y in row * SIDE..height.min((row + 1) * SIDE) {
                for (counts, &word) in counts.as_chunks_mut::<8>().0.iter_mut().zip(ink.row(y)) {
                    *counts = (u64::from_le_bytes(*counts) + byte_counts(word)).to_le_bytes();
                }
            }
        }
        Ok(())
    }

    /// Returns the number of columns.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// Returns the number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Returns the ink pixels of a cell.
    pub fn ink(&self, x: usize, y: usize) -> usize {
        self.counts[y * self.stride + x].into()
    }

    /// Returns the columns of the page in column `x` of the cells.
    pub fn page_columns(&self, x: usize) -> Range<usize> {
        x * SIDE..self.size.0.min((x + 1) * SIDE)
    }

    /// Returns the rows of the page in row `y` of the cells.
    pub fn page_rows(&self, y: usize) -> Range<usize> {
        y * SIDE..self.size.1.min((y + 1) * SIDE)
    }

    /// Returns whether at least so many eighths of a cell are ink.
    pub fn has_eighths(&self, eighths: usize, x: usize, y: usize) -> bool {
        8 * self.ink(x, y) >= eighths * self.page_columns(x).len() * self.page_rows(y).len()
    }

    /// Returns whether at least five eighths of a cell are ink.
    pub fn is_dark(&self, x: usize, y: usize) -> bool {
        self.has_eighths(5, x, y)
    }
}

/// Counts the set bits of each byte; eight rows of eight bits fit in a byte.
#[inline(always)]
fn byte_counts(word: u64) -> u64 {
    let twos = word - (word >> 1 & 0x5555_5555_5555_5555);
    let fours = (twos & 0x3333_3333_3333_3333) + (twos >> 2 & 0x3333_3333_3333_3333);
    (fours + (fours >> 4)) & 0x0f0f_0f0f_0f0f_0f0f
}
