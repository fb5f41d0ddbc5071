//! Bands of rows in columns of vectors, of which the last overlaps the one before.

use super::bands::each_band;
use super::border::BorderCopy;
use super::median_rows::MedianRows;
use crate::simd::LINE;
use crate::split::RowsMut;

/// Calls `column` for each column of `N` bytes of each band of `dst`, whose rows are no shorter: with the rows and the pixels on either
/// side that its medians are made of, with the number among them of the first row to write, and with the rows to write.
#[inline(always)]
pub fn each_column<const N: usize>(
    src: MedianRows<'_>,
    reach: usize,
    first: usize,
    dst: RowsMut<'_>,
    column: impl Fn(MedianRows<'_>, usize, RowsMut<'_>),
) {
    let (margin, len) = (reach * src.step, dst.row_bytes());
    let mut border = BorderCopy::new();
    let prefetches = N < LINE && src.rows.come_from_memory();
    each_band(first, dst, |first, mut band, below| {
        let height = band.len();
        for x in (0..len).step_by(N) {
            if prefetches && x.is_multiple_of(LINE) {
                let (next, count) = (first + height + reach, below.len().min(height));
                src.rows.prefetch(x, next..next + count);
                below.prefetch(x, 0..count);
            }
            let x = x.min(len - N);
            let to = band.reborrow().sub(x..x + N, 0..height);
            let (src, first) = if x >= margin && x + N + margin <= len {
                let rows = src.rows.sub(x - margin..x + N + margin, 0..src.rows.len());
                (MedianRows { rows, ..src }, first)
            } else {
                (border.copy::<N>(src, reach, x, first..first + height), reach)
            };
            column(src, first, to);
        }
    });
}

/// Defines the kernels of a level, of vectors of `$n` bytes. Rows that are shorter are left to the level `$narrow`.
macro_rules! medians {
    ($feature:literal, $n:literal, $load:path, $store:path, $min:path, $max:path, $narrow:ident) => {
        use super::column::{column3, column5};
        use super::median_rows::MedianRows;
        use super::vectors::each_column;
        use crate::split::RowsMut;

        medians!(@kernel $feature, $n, $load, $store, $min, $max, $narrow, median3, column3, 1);
        medians!(@kernel $feature, $n, $load, $store, $min, $max, $narrow, median5, column5, 2);
    };
    (@kernel $feature:literal, $n:literal, $load:path, $store:path, $min:path, $max:path,
        $narrow:ident, $name:ident, $column:ident, $reach:literal) => {
        #[target_feature(enable = $feature)]
        pub fn $name(src: MedianRows<'_>, first: usize, dst: RowsMut<'_>) {
            if dst.row_bytes() < $n {
                return $narrow::$name(src, first, dst);
            }
            each_column::<$n>(src, $reach, first, dst, |src, first, mut dst| {
                let choice = (|a, b| $min(a, b), |a, b| $max(a, b));
                let tap = |row: &[u8], tap: usize| match row[tap * src.step..].first_chunk() {
                    Some(block) => $load(block),
                    None => unreachable!("each column has pixels on either side"),
                };
                $column(src, first, &mut dst, choice, tap, |row: &mut [u8], medians| {
                    if let Some(block) = row.first_chunk_mut() {
                        $store(block, medians);
                    }
                });
            });
        }
    };
}
pub(super) use medians;
