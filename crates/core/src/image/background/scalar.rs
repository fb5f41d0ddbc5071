//! The specification.

use super::column_sums::{ColumnSums, STRIP};
use crate::simd::InOut;
use crate::split::Rows;
use std::ops::Range;

/// Pixels in each direction that a pixel below the threshold keeps from being paper.
pub const REACH: usize = 3;
/// Pixels of the square around a pixel, in a row.
pub const AROUND: usize = 2 * REACH + 1;

/// Adds the paper of the columns of `src`, at most [`STRIP`], in some rows to `sums`.
#[inline(always)]
pub fn sum_paper(src: Rows<'_>, columns: Range<usize>, rows: Range<usize>, threshold: u8, sums: &mut ColumnSums) {
    let mut lowest = [255; STRIP + 2 * REACH];
    for y in rows {
        lowest_of_rows(&around(src, y), columns.clone(), &mut lowest);
        add_paper(&src.row(y)[columns.clone()], &lowest, threshold, 0, sums);
    }
}

/// Returns row `y` and the three above and below it; beyond the border the nearest row.
#[inline(always)]
pub fn around(src: Rows<'_>, y: usize) -> [&[u8]; AROUND] {
    let last = src.len() - 1;
    let mut rows = [src.row(y); AROUND];
    for (d, row) in rows.iter_mut().enumerate() {
        *row = src.row((y + d).saturating_sub(REACH).min(last));
    }
    rows
}

/// Writes the lowest pixel of each column, with those around the strip that exist.
#[inline(always)]
fn lowest_of_rows(rows: &[&[u8]; AROUND], columns: Range<usize>, lowest: &mut [u8]) {
    let from = columns.start.saturating_sub(REACH);
    let to = (columns.end + REACH).min(rows[0].len());
    let at = REACH + from - columns.start;
    let [a, b, c, d, e, f, g] = rows.map(|row| &row[from..to]);
    let (len, lowest) = (to - from, &mut lowest[at..at + (to - from)]);
    let (a, b, c, d, e, f, g) = (&a[..len], &b[..len], &c[..len], &d[..len], &e[..len], &f[..len], &g[..len]);
    for x in 0..len {
        lowest[x] = a[x].min(b[x]).min(c[x].min(d[x])).min(e[x].min(f[x])).min(g[x]);
    }
}

/// Adds the pixels of columns `at` and beyond whose surroundings are not below the threshold.
#[inline(always)]
pub fn add_paper(px: &[u8], lowest: &[u8], threshold: u8, at: usize, ColumnSums { sums, counts }: &mut ColumnSums) {
    let (px, len) = (&px[at..], px.len() - at);
    let (sums, counts) = (&mut sums[at..at + len], &mut counts[at..at + len]);
    let [a, b, c, d, e, f, g] = [0, 1, 2, 3, 4, 5, 6].map(|dx| &lowest[at + dx..at + dx + len]);
    for x in 0..len {
        let lowest = a[x].min(b[x]).min(c[x].min(d[x])).min(e[x].min(f[x])).min(g[x]);
        let paper = if lowest >= threshold { 255 } else { 0 };
        sums[x] += u16::from(px[x] & paper);
        counts[x] += paper & 1;
    }
}

/// Multiplies each pixel by its gain in 1/256; `gains` has as many.
#[inline(always)]
pub fn apply_gains(mut px: InOut<'_>, gains: &[u16]) {
    for (x, &gain) in gains.iter().enumerate() {
        let [v] = px.load(x);
        px.store(x, [((u32::from(v) * u32::from(gain)) >> 8).min(255) as u8]);
    }
}
