//! Weighted sums of rows.

use super::kernels;
use super::weight::Weight;
use crate::image::resize::taps::Taps;
use crate::image::row_source::RowSource;
use crate::simd::Level;

/// Writes to `sums` the sum, element by element, of the rows that position `y` of `taps` weighs.
pub fn add_rows<W: Weight + Default + PartialEq>(
    level: Level,
    src: &mut dyn RowSource,
    taps: &Taps<W>,
    y: usize,
    sums: &mut [i32],
) {
    let (mut at, mut weights) = taps.trimmed(y);
    let mut first = true;
    while !weights.is_empty() {
        let rows = src.first_of(at..at + weights.len());
        let (now, later) = weights.split_at(rows.len());
        kernels::sum_rows(level, rows, now, first, sums);
        (at, weights, first) = (at + now.len(), later, false);
    }
}
