//! The specification: pixel by pixel, with the nearest pixel of the same channel beyond the border.

use super::bands::each_band;
use super::column::{column3, column5};
use super::median_rows::MedianRows;
use crate::split::RowsMut;

/// Writes the medians of 3x3 pixels of the rows from `first` on.
pub fn median3(src: MedianRows<'_>, first: usize, dst: RowsMut<'_>) {
    each_band(first, dst, |first, mut band, _| {
        for x in 0..band.row_bytes() {
            column3(src, first, &mut band, CHOICE, |row, tap| row[near(src, x, tap, 1)], |row, px| row[x] = px);
        }
    });
}

/// Writes the medians of 5x5 pixels of the rows from `first` on.
pub fn median5(src: MedianRows<'_>, first: usize, dst: RowsMut<'_>) {
    each_band(first, dst, |first, mut band, _| {
        for x in 0..band.row_bytes() {
            column5(src, first, &mut band, CHOICE, |row, tap| row[near(src, x, tap, 2)], |row, px| row[x] = px);
        }
    });
}

type Choose = fn(u8, u8) -> u8;
/// The choice between pixels.
pub const CHOICE: (Choose, Choose) = (Ord::min, Ord::max);

/// Returns the byte of the pixel number `tap` of those around byte `x`, the first `reach` pixels before it.
fn near(src: MedianRows<'_>, x: usize, tap: usize, reach: usize) -> usize {
    let (px, channel) = (x / src.step, x % src.step);
    let last = src.rows.row_bytes() / src.step - 1;
    (px + tap).saturating_sub(reach).min(last) * src.step + channel
}
