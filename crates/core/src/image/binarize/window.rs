//! Windows around pixels: their geometry, and the interface of what totals the pixels in them.

use super::columns::{BLOCK, ColumnBlock};

/// The size of an image, and how far windows reach from their pixel: at most over the whole image.
#[derive(Clone, Copy, Debug)]
pub struct Area {
    pub width: usize,
    pub height: usize,
    pub reach_x: usize,
    pub reach_y: usize,
}

impl Area {
    pub fn new(width: usize, height: usize, window: usize) -> Self {
        Self { width, height, reach_x: (window / 2).min(width), reach_y: (window / 2).min(height) }
    }

    /// Counts the columns of the window around column `x`, clipped to the image.
    pub fn columns_at(&self, x: usize) -> usize {
        self.width.min(x + self.reach_x + 1) - x.saturating_sub(self.reach_x)
    }

    /// Counts the rows of the window around row `y`, clipped to the image.
    pub fn rows_at(&self, y: usize) -> usize {
        self.height.min(y + self.reach_y + 1) - y.saturating_sub(self.reach_y)
    }

    /// Counts the pixels of the largest window; `None` if the product overflows.
    pub fn largest_count(&self) -> Option<usize> {
        (2 * self.reach_x + 1).min(self.width).checked_mul((2 * self.reach_y + 1).min(self.height))
    }

    /// Sets each column to `number(columns of its window)`. Only windows near the two sides are narrower, symmetrically.
    pub fn fill(&self, columns: &mut [ColumnBlock], number: impl Fn(usize) -> u32) {
        columns.as_flattened_mut().as_flattened_mut().fill(number(self.columns_at(self.width / 2)));
        let mut set = |x: usize, number| columns[x / BLOCK][x % 4][x % BLOCK / 4] = number;
        for x in 0..self.reach_x.min(self.width.div_ceil(2)) {
            let number = number(self.columns_at(x));
            set(x, number);
            set(self.width - 1 - x, number);
        }
    }
}

/// Totals of the windows around one row of pixels. They move down the image row by row.
pub trait WindowTotals {
    /// Empties all windows.
    fn clear(&mut self);

    /// Adds the pixels of the row `enter` and subtracts those of `leave`.
    fn slide(&mut self, enter: &[u8], leave: &[u8]);

    /// Writes white (255) or black (0) for each pixel of `px`, the row that the windows are centred on. The windows hold
    /// `rows` rows.
    fn decide(&mut self, px: &[u8], rows: usize, out: &mut [u8]);
}
