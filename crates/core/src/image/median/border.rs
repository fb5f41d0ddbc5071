//! Rows that go on beyond the border.

use super::bands::BAND;
use super::median_rows::MedianRows;
use crate::split::Rows;
use std::ops::Range;

/// Pixels from the middle of the largest square to its sides.
const REACH: usize = 2;
/// Rows of a band with those above and below it that its medians are made of.
const ROWS: usize = BAND + 2 * REACH;
/// Bytes of the pixels beyond the border, of four bytes each.
const BEYOND: usize = 4 * REACH;
/// Bytes of the widest vector and the pixels on either side, with room for those beyond the border.
const ROW_BYTES: usize = 64 + 4 * BEYOND;

/// Copies of some columns of a band, with the nearest pixels where they lie beyond the border. They spare the columns there code
/// of their own.
// Aligned for the sake of the kernels, whose stack frames hold it. Frames are aligned like what they hold, and with them the vectors
// for which there are no registers: across the lines of the cache, these made 5x5 pixels take 1.5 times as long.
#[repr(align(64))]
pub struct BorderCopy([[u8; ROW_BYTES]; ROWS]);

impl BorderCopy {
    pub fn new() -> Self {
        Self([[0; ROW_BYTES]; ROWS])
    }

    /// Copies what the medians of `N` bytes from byte `x` on of the rows `band` are made of: from `reach` pixels before them to
    /// `reach` pixels behind them, and as many rows above and below. No row is shorter than `N` bytes.
    #[inline(never)]
    pub fn copy<const N: usize>(
        &mut self,
        src: MedianRows<'_>,
        reach: usize,
        x: usize,
        band: Range<usize>,
    ) -> MedianRows<'_> {
        let (margin, count) = (reach * src.step, band.len() + 2 * reach);
        let inside = x.saturating_sub(margin)..src.rows.row_bytes().min(x + N + margin);
        let end = BEYOND + inside.len();
        for (i, copy) in self.0[..count].iter_mut().enumerate() {
            let px = &src.above(band.start + i, reach)[inside.clone()];
            // Four bytes may be more than a pixel. What is too much is overwritten: by the next pixel, and at last by those inside.
            for beyond in (1..reach + 1).rev().map(|pixels| pixels * src.step) {
                put(copy, BEYOND - beyond, px.first_chunk::<4>());
                put(copy, end + beyond - 4, px.last_chunk::<4>());
            }
            put(copy, BEYOND, px.first_chunk::<N>());
            put(copy, end - N, px.last_chunk::<N>());
        }
        let first = BEYOND - margin.saturating_sub(x);
        match Rows::new(&self.0.as_flattened()[first..], N + 2 * margin, count, ROW_BYTES) {
            Some(rows) => MedianRows { rows, step: src.step },
            None => unreachable!("no row and no band is larger"),
        }
    }
}

/// Writes bytes to byte `at` of `row`. Their number is a constant, which spares a call to copy them.
#[inline(always)]
fn put<const N: usize>(row: &mut [u8; ROW_BYTES], at: usize, bytes: Option<&[u8; N]>) {
    if let (Some(to), Some(bytes)) = (row.get_mut(at..).and_then(<[u8]>::first_chunk_mut), bytes) {
        *to = *bytes;
    }
}
