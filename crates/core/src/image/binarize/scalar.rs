//! The specification of the kernels over narrow windows.

use super::columns::{BLOCK, ColumnBlock, Phases, PhasesMut};
use super::estimate::EstimateRow;
use super::rule::{Sauvola, mean_limit};
use crate::base::rounding::ROUNDING;

/// Column sums as a window that moves along a row takes them in and gives them up.
pub struct MovingSums<'a> {
    /// Total of the window one column before the first.
    pub before: u32,
    /// Sum of the column that enters the window at each position.
    pub enter: Phases<'a>,
    /// Sum of the column that leaves the window at each position.
    pub leave: Phases<'a>,
}

impl MovingSums<'_> {
    /// Moves `total` from the window of column `x - 1` to that of `x`.
    #[inline(always)]
    fn advance(&self, total: u32, x: usize) -> u32 {
        let (phase, index) = (x % 4, x / 4);
        total.wrapping_add(self.enter[phase][index]).wrapping_sub(self.leave[phase][index])
    }
}

/// Inputs of a row's decision by [`Sauvola`].
pub struct SauvolaRow<'a> {
    pub rule: Sauvola,
    pub sums: MovingSums<'a>,
    pub squares: MovingSums<'a>,
    /// Pixels of each column's window.
    pub counts: &'a [ColumnBlock],
    pub estimate: Option<EstimateRow<'a>>,
}

#[inline(always)]
pub fn set_limits(widths: &[u32], rows: u32, offset: f32, counts: &mut [u32], limits: &mut [u32]) {
    for ((&width, count), limit) in widths.iter().zip(counts).zip(limits) {
        *count = width * rows;
        // A window has fewer than 2^31 pixels.
        let exact = mean_limit(offset, f64::from(*count as i32));
        let least = if exact < f64::from(i32::MIN) { f64::from(i32::MIN) } else { exact };
        let whole = if least > f64::from(i32::MAX) { f64::from(i32::MAX) } else { least };
        // The low bits of this sum are those of the integer, which compilers make no vectors of casts for.
        *limit = (whole + ROUNDING).to_bits() as u32;
    }
}

#[inline(always)]
pub fn set_whole_limits(widths: &[u32], rows: u32, offset: i32, counts: &mut [u32], limits: &mut [u32]) {
    for ((&width, count), limit) in widths.iter().zip(counts).zip(limits) {
        *count = width * rows;
        *limit = count.wrapping_mul(offset.wrapping_neg() as u32);
    }
}

#[inline(always)]
pub fn set_reciprocals(widths: &[u32], rows: u32, counts: &mut [u32], reciprocals: &mut [u32]) {
    for ((&width, count), reciprocal) in widths.iter().zip(counts).zip(reciprocals) {
        *count = width * rows;
        *reciprocal = ((1.0 / f64::from(*count as i32)) as f32).to_bits();
    }
}

#[inline(always)]
pub fn slide_sums(enter: &[u8], leave: &[u8], sums: PhasesMut<'_>) {
    for (x, (&enter, &leave)) in enter.iter().zip(leave).enumerate() {
        let sum = &mut sums[x % 4][x / 4];
        *sum = sum.wrapping_add(u32::from(enter)).wrapping_sub(u32::from(leave));
    }
}

#[inline(always)]
pub fn slide_moments(enter: &[u8], leave: &[u8], sums: PhasesMut<'_>, squares: PhasesMut<'_>) {
    let square = |px: u8| u32::from(px) * u32::from(px);
    for (x, (&enter, &leave)) in enter.iter().zip(leave).enumerate() {
        let sum = &mut sums[x % 4][x / 4];
        *sum = sum.wrapping_add(u32::from(enter)).wrapping_sub(u32::from(leave));
        let total = &mut squares[x % 4][x / 4];
        *total = total.wrapping_add(square(enter)).wrapping_sub(square(leave));
    }
}

#[inline(always)]
fn number_of(blocks: &[ColumnBlock], x: usize) -> u32 {
    blocks[x / BLOCK][x % 4][x % BLOCK / 4]
}

#[inline(always)]
pub fn mean_row(px: &[u8], sums: &MovingSums<'_>, counts: &[ColumnBlock], limits: &[ColumnBlock], out: &mut [u8]) {
    let mut sum = sums.before;
    for (x, (&px, out)) in px.iter().zip(out).enumerate() {
        sum = sums.advance(sum, x);
        let excess = (u32::from(px) * number_of(counts, x)).wrapping_sub(sum) as i32;
        *out = if excess > number_of(limits, x) as i32 { 255 } else { 0 };
    }
}

#[inline(always)]
pub fn sauvola_row(px: &[u8], row: &SauvolaRow<'_>, out: &mut [u8]) {
    let (mut sum, mut squares) = (row.sums.before, row.squares.before);
    for (x, (&px, out)) in px.iter().zip(out).enumerate() {
        (sum, squares) = (row.sums.advance(sum, x), row.squares.advance(squares, x));
        let count = number_of(row.counts, x);
        let spread = u64::from(count) * u64::from(squares) - u64::from(sum) * u64::from(sum);
        let px_count = f64::from(u32::from(px) * count);
        let white = row.rule.is_white(px_count, f64::from(count), f64::from(sum), spread as f64);
        *out = if white { 255 } else { 0 };
    }
}
