//! The specification.

use super::columns::{Phases, PhasesMut};
use super::estimate::EstimateRow;

/// How the total of a window changes as it moves along a row.
pub struct Moving<'a> {
    /// The total one column before the first.
    pub before: u32,
    /// What enters at each column.
    pub enter: Phases<'a>,
    /// What leaves at each column.
    pub leave: Phases<'a>,
}

impl Moving<'_> {
    /// Moves `total` from the window of column `x - 1` to that of `x`.
    #[inline(always)]
    fn advance(&self, total: u32, x: usize) -> u32 {
        let (phase, index) = (x % 4, x / 4);
        total.wrapping_add(self.enter[phase][index]).wrapping_sub(self.leave[phase][index])
    }
}

/// What decides a row by [`Sauvola`].
pub struct SauvolaRow<'a> {
    pub rule: Sauvola,
    pub sums: Moving<'a>,
    pub squares: Moving<'a>,
    /// Pixels of each column's window.
    pub counts: Phases<'a>,
    pub estimate: Option<EstimateRow<'a>>,
}

/// Sauvola's parameters as the decision needs them.
#[derive(Clone, Copy, Debug)]
pub struct Sauvola {
    /// 1 - k
    weight: f64,
    /// k / r
    slope: f64,
}

impl Sauvola {
    pub fn new(k: f32, r: f32) -> Self {
        Self { weight: 1.0 - f64::from(k), slope: f64::from(k) / f64::from(r) }
    }

    pub fn weight(&self) -> f64 {
        self.weight
    }

    pub fn slope(&self) -> f64 {
        self.slope
    }

    /// (k / r)², with the sign of k
    #[inline(always)]
    pub fn contrast(&self) -> f64 {
        self.slope * self.slope.abs()
    }

    /// Whether a pixel is above T = m (1 + k (s / r - 1)), for m = S / n and s = sqrt(nQ - S²) / n: S and Q are the `sum`
    /// of the `count` = n pixels of its window and of their squares, and `spread` is nQ - S².
    ///
    /// With both sides times n² and the root alone on the right, px > T reads
    /// n (n px - (1 - k) S) > (k / r) S sqrt(nQ - S²). t|t| grows with t, so the squares of both sides with their signs
    /// compare alike, and need no root. Each operation is one of `f64`, in the order written: the same bits wherever it
    /// is done. No parameter that is a finite `f32` overflows.
    #[inline(always)]
    pub fn is_white(&self, px_count: f64, count: f64, sum: f64, spread: f64) -> bool {
        let excess = count * (px_count - self.weight * sum);
        excess * excess.abs() > sum * sum * self.contrast() * spread
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
pub fn mean_row(px: &[u8], sums: &Moving<'_>, counts: &Phases<'_>, limits: &Phases<'_>, out: &mut [u8]) {
    let mut sum = sums.before;
    for (x, (&px, out)) in px.iter().zip(out).enumerate() {
        sum = sums.advance(sum, x);
        let excess = (u32::from(px) * counts[x % 4][x / 4]).wrapping_sub(sum) as i32;
        *out = if excess > limits[x % 4][x / 4] as i32 { 255 } else { 0 };
    }
}

#[inline(always)]
pub fn sauvola_row(px: &[u8], row: &SauvolaRow<'_>, out: &mut [u8]) {
    let (mut sum, mut squares) = (row.sums.before, row.squares.before);
    for (x, (&px, out)) in px.iter().zip(out).enumerate() {
        (sum, squares) = (row.sums.advance(sum, x), row.squares.advance(squares, x));
        let count = row.counts[x % 4][x / 4];
        let spread = u64::from(count) * u64::from(squares) - u64::from(sum) * u64::from(sum);
        let px_count = f64::from(u32::from(px) * count);
        let white = row.rule.is_white(px_count, f64::from(count), f64::from(sum), spread as f64);
        *out = if white { 255 } else { 0 };
    }
}
