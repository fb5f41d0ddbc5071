//! The rows of the source that each row of means of areas is made of.

use super::area_elements::TABLES;
use crate::base::error::{Result, try_zeroed};
use crate::image::resize::taps::Taps;

/// The rows of the source that a row of the result is made of.
#[derive(Clone, Copy, Default)]
pub struct AreaRow {
    pub start: usize,
    pub count: usize,
}

impl AreaRow {
    /// The row after the last.
    pub fn end(self) -> usize {
        self.start + self.count
    }

    /// The weights of these rows in row `y` of the result.
    pub fn weights(self, vertical: &Taps, y: usize) -> &[i16] {
        let skipped = self.start - vertical.starts[y];
        &vertical.weights[y * vertical.count + skipped..][..self.count]
    }
}

/// The rows of the source of each of the first `positions`.
pub fn rows_of(vertical: &Taps, positions: usize) -> Result<Vec<AreaRow>> {
    let mut rows: Vec<AreaRow> = try_zeroed(positions, TABLES)?;
    for (y, row) in rows.iter_mut().enumerate() {
        let (start, weights) = vertical.trimmed(y);
        *row = AreaRow { start, count: weights.len() };
    }
    Ok(rows)
}
