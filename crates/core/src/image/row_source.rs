//! Where a resize gets its rows from: an image in memory, or rows that are made when they are asked for.

use super::view::ImageRef;
use crate::split::Rows;
use std::ops::Range;

/// Rows that can be read in any order. Asking for rows near the last ones is cheap.
pub trait RowSource {
    /// Row `y`.
    fn row(&mut self, y: usize) -> &[u8];

    /// The first rows of `range`: all of them where they lie in an image, else as many as can be kept at once, which is at
    /// least one.
    fn first_of(&mut self, range: Range<usize>) -> Rows<'_>;
}

impl RowSource for ImageRef<'_> {
    fn row(&mut self, y: usize) -> &[u8] {
        self.rows().row(y)
    }

    fn first_of(&mut self, range: Range<usize>) -> Rows<'_> {
        let rows = self.rows();
        rows.sub(0..rows.row_bytes(), range)
    }
}

impl RowSource for Rows<'_> {
    fn row(&mut self, y: usize) -> &[u8] {
        Rows::row(self, y)
    }

    fn first_of(&mut self, range: Range<usize>) -> Rows<'_> {
        self.sub(0..self.row_bytes(), range)
    }
}
