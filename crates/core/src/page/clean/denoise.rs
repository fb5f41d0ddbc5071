//! Noise of a page: its measure, and a light smoothing.

use super::gray_page::GrayPage;
use crate::base::error::{Result, try_zeroed};
use crate::simd::{self, Level, dispatch};
use crate::split::RowsMut;

/// Rows from one that is measured to the next.
const EACH: usize = 7;
/// Median of |a - 2 b + c| of three neighbours with Gaussian noise of standard deviation 1: 0.6745 of the square root of 6.
const MEDIAN: f32 = 1.652;
/// Rows that make one row of the result.
const ROWS: usize = 3;

/// Estimates the standard deviation of the noise from pixels that differ from the mean of both neighbours. Most of a page is plain
/// paper, so that the median says nothing of letters.
pub fn measure(page: &GrayPage) -> Result<f32> {
    let mut counts = [0_u32; 511];
    let rows = page.view()?.rows();
    for y in (0..rows.len()).step_by(EACH) {
        let row = rows.row(y);
        for three in row.windows(3) {
            let [a, b, c] = [three[0], three[1], three[2]].map(u16::from);
            counts[usize::from((a + c).abs_diff(2 * b))] += 1;
        }
    }
    let half = counts.iter().sum::<u32>() / 2;
    let mut below = 0;
    let median = counts.iter().position(|&count| {
        below += count;
        below > half
    });
    Ok(median.unwrap_or(0) as f32 / MEDIAN)
}

/// Smooths a page by the weights 1 2 1 across and down. Pixels beyond the edges are those at the edges.
pub fn smooth(page: &mut GrayPage) -> Result<()> {
    let (level, width) = (simd::active(), page.width());
    let mut across = try_zeroed::<u8>(ROWS * width, "denoise")?;
    let mut padded = try_zeroed::<u8>(width + 2, "denoise")?;
    let mut rows = page.view_mut()?.into_rows();
    let height = rows.len();
    // The rows below are read before the row above is written: each goes to its place in the ring once.
    let mut read = 0;
    for y in 0..height {
        while read < height.min(y + 2) {
            smooth_across(level, rows.row(read), &mut padded, &mut across[read % ROWS * width..][..width]);
            read += 1;
        }
        write_row(level, &across, y, height, rows.reborrow());
    }
    Ok(())
}

fn smooth_across(level: Level, row: &[u8], padded: &mut [u8], to: &mut [u8]) {
    let last = row.len() - 1;
    padded[1..row.len() + 1].copy_from_slice(row);
    padded[0] = row[0];
    padded[row.len() + 1] = row[last];
    let at = |i: usize| &padded[i..i + row.len()];
    weigh(level, [at(0), at(1), at(2)], to);
}

fn write_row(level: Level, across: &[u8], y: usize, height: usize, mut rows: RowsMut<'_>) {
    let to = rows.row(y);
    let width = to.len();
    let at = |i: usize| {
        let near = (y + i).saturating_sub(1).min(height - 1);
        &across[near % ROWS * width..][..width]
    };
    weigh(level, [at(0), at(1), at(2)], to);
}

#[inline(always)]
fn weigh_each(from: [&[u8]; 3], to: &mut [u8]) {
    let [a, b, c] = from.map(|row| &row[..to.len()]);
    for (i, px) in to.iter_mut().enumerate() {
        *px = ((u16::from(a[i]) + 2 * u16::from(b[i]) + u16::from(c[i]) + 2) >> 2) as u8;
    }
}

dispatch! {
    /// Writes the mean of three pixels by the weights 1 2 1, rounded.
    fn weigh(from: [&[u8]; 3], to: &mut [u8]) = weigh_each;
}
