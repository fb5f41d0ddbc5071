//! Rows in bands, which kernels go through column by column.

use crate::split::{Rows, RowsMut};

/// The most rows of a band.
pub const BAND: usize = 16;
/// Rows of a band where rows are long. On a page of A4, more of them at once took 1.3 times as long: a page does not stay in cache.
const LONG_BAND: usize = 8;
/// Bytes from which on a row is long.
const LONG_ROW: usize = 1024;

/// Calls `band` with the bands of `dst` one by one, with the number of the first row of each and with
/// the rows below it. The number of the first is `first`.
#[inline(always)]
pub fn each_band(mut first: usize, mut dst: RowsMut<'_>, mut band: impl FnMut(usize, RowsMut<'_>, Rows<'_>)) {
    let height = if dst.row_bytes() < LONG_ROW { BAND } else { LONG_BAND };
    while !dst.is_empty() {
        let count = height.min(dst.len());
        let (rows, rest) = dst.split_at(count);
        band(first, rows, rest.as_rows());
        (first, dst) = (first + count, rest);
    }
}
