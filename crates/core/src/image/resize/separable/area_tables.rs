//! The tables that make means of areas in one pass, as the kernel of a level wants them.

use super::area_row::AreaRow;
use super::area_shuffles::AreaShuffles;
use super::area_windows::AreaWindows;
use crate::base::error::Result;
use crate::image::resize::axis::Axis;
use crate::image::resize::taps::Taps;
use crate::simd::{Isa, Level};

/// The tables of one of the kernels.
pub enum AreaTables {
    Windows(AreaWindows),
    Shuffles(AreaShuffles),
}

impl AreaTables {
    /// Makes the tables for rows of `row_bytes` bytes; `None` where `level` has no kernel, or none for these sizes.
    pub fn new(
        level: Level,
        axes: [Axis; 2],
        taps: (&Taps, &Taps),
        channels: usize,
        row_bytes: usize,
    ) -> Result<Option<Self>> {
        Ok(match level.isa().base() {
            Isa::Avx512 => AreaWindows::new(axes, taps, channels, row_bytes)?.map(Self::Windows),
            Isa::Avx2 => AreaShuffles::new(axes, taps, channels, row_bytes)?.map(Self::Shuffles),
            _ => None,
        })
    }

    /// The rows of the source of each row of the result.
    pub fn rows(&self) -> &[AreaRow] {
        match self {
            Self::Windows(windows) => &windows.rows,
            Self::Shuffles(shuffles) => &shuffles.rows,
        }
    }

    /// Estimates the cost of a row.
    pub fn ns_per_row(&self) -> f64 {
        match self {
            Self::Windows(windows) => windows.ns_per_row(),
            Self::Shuffles(shuffles) => shuffles.ns_per_row(),
        }
    }

    /// Rows of the result, counted from `y` and at most `most`, that need no row of the source from `end` on.
    pub fn rows_before(&self, y: usize, most: usize, end: usize) -> usize {
        let rows = &self.rows()[y..y + most];
        match rows.last() {
            Some(last) if last.end() > end => rows.iter().take_while(|row| row.end() <= end).count(),
            _ => most,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::area;
    use super::*;

    #[test]
    fn rows_are_counted_up_to_the_one_that_needs_more() {
        let axes = [Axis::new(16, 11), Axis::new(10, 7)];
        let [horizontal, vertical] = axes.map(|axis| area::taps(axis, 1).unwrap());
        let tables = AreaTables::Shuffles(AreaShuffles::new(axes, (&horizontal, &vertical), 1, 16).unwrap().unwrap());
        assert_eq!([0, 1, 2, 3, 5, 10].map(|end| tables.rows_before(0, 7, end)), [0, 0, 1, 2, 3, 7]);
        assert_eq!((tables.rows_before(3, 2, 8), tables.rows_before(3, 1, 6)), (2, 1));
    }
}
