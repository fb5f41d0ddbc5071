//! Medians of a column of vectors, from the top to the bottom, two rows at a time.
//!
//! A row of three or five neighbours is sorted once for all squares that it is in, and two rows of squares share all that lies
//! between the uppermost and the lowest of their rows.

use super::median_rows::MedianRows;
use super::network::{Choice, median9, median11, merge5, middle6, pair3, sort3, sort5};
use crate::split::RowsMut;

/// Writes a column of medians of 3x3 pixels to the rows of `dst`, which are those from `first` on. `tap` returns the vector at a
/// distance of so many pixels from the left of the square, and `put` writes one.
#[inline(always)]
pub fn column3<V: Copy>(
    src: MedianRows<'_>,
    first: usize,
    dst: &mut RowsMut<'_>,
    by: impl Choice<V>,
    tap: impl Fn(&[u8], usize) -> V + Copy,
    put: impl Fn(&mut [u8], V),
) {
    let mut above = row3(by, tap, src.above(first, 1));
    let mut here = row3(by, tap, src.at(first));
    for y in (0..dst.len()).step_by(2) {
        let below = row3(by, tap, src.at(first + y + 1));
        let last = row3(by, tap, src.at(first + y + 2));
        let pair = pair3(by, here, below);
        put(dst.row(y), median9(by, pair, above));
        if y + 1 < dst.len() {
            put(dst.row(y + 1), median9(by, pair, last));
        }
        (above, here) = (below, last);
    }
}

/// Writes a column of medians of 5x5 pixels, like [`column3`].
#[inline(always)]
pub fn column5<V: Copy>(
    src: MedianRows<'_>,
    first: usize,
    dst: &mut RowsMut<'_>,
    by: impl Choice<V>,
    tap: impl Fn(&[u8], usize) -> V + Copy,
    put: impl Fn(&mut [u8], V),
) {
    let mut above = row5(by, tap, src.above(first, 2));
    let mut here = row5(by, tap, src.at(first));
    let mut upper = merge5(by, row5(by, tap, src.above(first, 1)), here);
    let mut next = row5(by, tap, src.at(first + 1));
    for y in (0..dst.len()).step_by(2) {
        let after = row5(by, tap, src.at(first + y + 2));
        let below = row5(by, tap, src.at(first + y + 3));
        let lower = merge5(by, next, after);
        let middle = middle6(by, upper, lower);
        put(dst.row(y), median11(by, middle, above));
        if y + 1 < dst.len() {
            put(dst.row(y + 1), median11(by, middle, below));
        }
        (above, here, upper, next) = (here, after, lower, below);
    }
}

#[inline(always)]
fn row3<V: Copy>(by: impl Choice<V>, tap: impl Fn(&[u8], usize) -> V, row: &[u8]) -> [V; 3] {
    sort3(by, [tap(row, 0), tap(row, 1), tap(row, 2)])
}

#[inline(always)]
fn row5<V: Copy>(by: impl Choice<V>, tap: impl Fn(&[u8], usize) -> V, row: &[u8]) -> [V; 5] {
    sort5(by, [tap(row, 0), tap(row, 1), tap(row, 2), tap(row, 3), tap(row, 4)])
}
