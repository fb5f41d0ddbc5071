//! Bands of rows in columns of vectors. The last column overlaps the one before, and the border is done pixel by pixel.

use super::median_rows::MedianRows;
use crate::split::RowsMut;
use std::ops::Range;

/// Calls `column` with the first byte of each column of `N` bytes that has `reach` pixels on either side, of which there is at
/// least one, and `border` with the columns of bytes that have not.
#[inline(always)]
pub fn each_column<const N: usize>(
    src: MedianRows<'_>,
    reach: usize,
    dst: &mut RowsMut<'_>,
    border: impl Fn(Range<usize>, &mut RowsMut<'_>),
    column: impl Fn(usize, &mut RowsMut<'_>),
) {
    let (margin, len) = (reach * src.step, dst.row_bytes());
    border(0..margin, dst);
    border(len - margin..len, dst);
    let last = len - margin - N;
    let mut x = margin;
    while x < last {
        column(x, dst);
        x += N;
    }
    column(last, dst);
}

/// Defines the kernels of a level, of vectors of `$n` bytes. Rows that are too short for one are left to the level `$narrow`.
macro_rules! medians {
    ($feature:literal, $n:literal, $load:path, $store:path, $min:path, $max:path, $narrow:ident) => {
        use super::column::{column3, column5};
        use super::median_rows::MedianRows;
        use super::vectors::each_column;
        use crate::split::RowsMut;

        medians!(@kernel $feature, $n, $load, $store, $min, $max, $narrow, median3, column3, columns3, 1);
        medians!(@kernel $feature, $n, $load, $store, $min, $max, $narrow, median5, column5, columns5, 2);
    };
    (@kernel $feature:literal, $n:literal, $load:path, $store:path, $min:path, $max:path,
        $narrow:ident, $name:ident, $column:ident, $border:ident, $reach:literal) => {
        #[target_feature(enable = $feature)]
        pub fn $name(src: MedianRows<'_>, first: usize, mut dst: RowsMut<'_>) {
            if dst.row_bytes() < $n + 2 * $reach * src.step {
                return $narrow::$name(src, first, dst);
            }
            let border = |columns, dst: &mut RowsMut<'_>| scalar::$border(src, first, columns, dst);
            each_column::<$n>(src, $reach, &mut dst, border, |x, dst| {
                let left = x - $reach * src.step;
                let choice = (|a, b| $min(a, b), |a, b| $max(a, b));
                let tap = |row: &[u8], tap: usize| match row[left + tap * src.step..].first_chunk() {
                    Some(block) => $load(block),
                    None => unreachable!("each column has pixels on either side"),
                };
                $column(src, first, dst, choice, tap, |row: &mut [u8], medians| {
                    if let Some(block) = row[x..].first_chunk_mut() {
                        $store(block, medians);
                    }
                });
            });
        }
    };
}
pub(super) use medians;
