//! The vertical pass, the second: vertical the columns, rounded and clamped.

use super::kernels;
use super::quads::{Quads, RowWeights};
use super::sum_rows::add_rows;
use crate::base::Shared;
use crate::image::resize::taps::Taps;
use crate::image::row_source::RowSource;
use crate::simd::Level;

/// The weights of each row of the result.
pub struct VerticalPass {
    pub taps: Shared<Taps<i32>>,
    /// The weights for dot products of bytes, where the level has them.
    pub quads: Option<Shared<Quads>>,
}

impl VerticalPass {
    /// Writes row `y` of the result, of rows that are as wide. `sums` is as long as the rows of `rows`, or as `dst`.
    pub fn row(&self, level: Level, rows: &mut dyn RowSource, y: usize, sums: &mut [i32], dst: &mut [u8]) {
        if let Some(quads) = &self.quads {
            let start = self.taps.starts[y];
            let (at, weights) = self.taps.trimmed(y);
            let count = at + weights.len() - start;
            let together = rows.first_of(start..start + count);
            if together.len() == count {
                let weights = &self.taps.weights[y * self.taps.count..][..count];
                return kernels::mix_rows(level, together, RowWeights { weights, quads: quads.of(y) }, dst);
            }
        }
        add_rows(level, rows, &self.taps, y, sums);
        kernels::clamp_exact_row(level, sums, dst);
    }
}
