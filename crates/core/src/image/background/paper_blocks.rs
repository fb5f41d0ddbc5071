//! The sums of a strip in blocks of pixels, for vectors.

use super::column_sums::{ColumnSums, STRIP};
use super::scalar::{self, AROUND, REACH};
use crate::split::Rows;
use std::ops::Range;

/// The largest block.
const MOST: usize = 64;

/// Sums a strip as [`scalar::sum_paper`] does, in blocks of `N` pixels that `lowest_of` takes the minimum of and `add` adds to the
/// sums. `W` is the pixels of a block and those around it. Sums beyond the columns may change.
#[inline(always)]
pub fn sum_blocks<const N: usize, const W: usize>(
    src: Rows<'_>,
    columns: Range<usize>,
    rows: Range<usize>,
    threshold: u8,
    sums: &mut ColumnSums,
    lowest_of: impl Fn([&[u8; N]; AROUND], &mut [u8; N]),
    add: impl Fn(&[u8; N], &[u8; W], &mut [u16; N], &mut [u8; N]),
) {
    const { assert!(W == N + 2 * REACH && STRIP.is_multiple_of(N) && N <= MOST) };
    let padded = columns.len().next_multiple_of(N).min(src.row_bytes() - columns.start);
    let from = columns.start.saturating_sub(REACH);
    let to = (columns.start + padded + REACH).min(src.row_bytes());
    if to - from < N {
        return scalar::sum_paper(src, columns, rows, threshold, sums);
    }
    let mut lowest = [255; STRIP + 2 * REACH];
    let at = REACH + from - columns.start;
    for y in rows {
        let around = scalar::around(src, y).map(|row| &row[from..to]);
        lowest_blocks(around, &mut lowest[at..at + to - from], &lowest_of);
        let px = &src.row(y)[columns.start..columns.start + padded];
        let (blocks, rest) = px.as_chunks();
        let whole = px.len() - rest.len();
        let sums_of = sums.sums.as_chunks_mut().0.iter_mut().zip(sums.counts.as_chunks_mut().0);
        for (i, (px, (sums, counts))) in blocks.iter().zip(sums_of).enumerate() {
            if let Some(lowest) = lowest[i * N..].first_chunk() {
                add(px, lowest, sums, counts);
            }
        }
        if whole < columns.len() {
            scalar::add_paper(&px[..columns.len()], &lowest, threshold, whole, sums);
        }
    }
}

/// Writes the minimum of seven rows, in blocks of which the last ends with the rows.
#[inline(always)]
fn lowest_blocks<const N: usize>(
    rows: [&[u8]; AROUND],
    lowest: &mut [u8],
    lowest_of: impl Fn([&[u8; N]; AROUND], &mut [u8; N]),
) {
    let blocks = lowest.as_chunks_mut().0;
    let [a, b, c, d, e, f, g] = rows.map(|row| &row.as_chunks().0[..blocks.len()]);
    for (i, lowest) in blocks.iter_mut().enumerate() {
        lowest_of([&a[i], &b[i], &c[i], &d[i], &e[i], &f[i], &g[i]], lowest);
    }
    if let [Some(a), Some(b), Some(c), Some(d), Some(e), Some(f), Some(g)] = rows.map(|row| row.last_chunk())
        && let Some(lowest) = lowest.last_chunk_mut()
    {
        lowest_of([a, b, c, d, e, f, g], lowest);
    }
}

/// Returns the blocks that begin at the first seven pixels.
#[inline(always)]
pub fn shifted<const N: usize, const W: usize>(lowest: &[u8; W]) -> [&[u8; N]; AROUND] {
    const { assert!(W == N + 2 * REACH) };
    std::array::from_fn(|dx| lowest[dx..].first_chunk().unwrap_or_else(|| unreachable!("W pixels hold each")))
}
