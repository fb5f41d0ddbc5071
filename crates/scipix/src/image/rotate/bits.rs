//! Quarter turns of bits. Bits of the destination beyond its width stay unchanged.

use super::quarter::Quarter;
use crate::image::{ImageMut, ImageRef};
use crate::split;
use crate::split::{Rows, RowsMut};
use std::ops::Range;

/// Estimated cost of eight pixels.
const NS_PER_BYTE: f64 = 3.0;

/// Eight pixels of the row `bits` from `x` on; those before and after the row are 0.
fn eight(bits: &[u8], x: isize) -> u8 {
    let byte = |at: isize| usize::try_from(at).ok().and_then(|at| bits.get(at)).map_or(0, |&byte| u16::from(byte));
    let (at, shift) = (x.div_euclid(8), x.rem_euclid(8));
    ((byte(at) << 8 | byte(at + 1)) << shift >> 8) as u8
}

/// Transposes eight rows of eight pixels, the first row being the highest byte: swaps single pixels, then pairs, then fours.
fn transposed(square: u64) -> u64 {
    let swap = |square: u64, mask: u64, by: u32| {
        let moved = (square ^ square >> by) & mask;
        square ^ moved ^ moved << by
    };
    let square = swap(square, 0x00aa_00aa_00aa_00aa, 7);
    let square = swap(square, 0x0000_cccc_0000_cccc, 14);
    swap(square, 0x0000_0000_f0f0_f0f0, 28)
}

/// Writes byte `i` of a row of `width` bits, except for bits beyond the width.
fn put(row: &mut [u8], width: usize, i: usize, byte: u8) {
    let kept = (0xff_u32 >> (width - 8 * i).min(8)) as u8;
    row[i] = row[i] & kept | byte & !kept;
}

pub fn turn(src: ImageRef<'_>, quarter: Quarter, dst: ImageMut<'_>) {
    let ns_per_row = NS_PER_BYTE * dst.geometry().row_bytes as f64;
    let (from, width) = (src.rows(), dst.width());
    split::strips(dst.into_rows(), ns_per_row).for_each(|range, strip| match quarter {
        Quarter::None | Quarter::Half => turn_lengthwise(from, quarter, width, range, strip),
        Quarter::Right | Quarter::Left => turn_squares(src, quarter, range, strip),
    });
}

fn turn_lengthwise(from: Rows<'_>, quarter: Quarter, width: usize, range: Range<usize>, mut strip: RowsMut<'_>) {
    for y in range.clone() {
        let to = strip.row(y - range.start);
        for i in 0..to.len() {
            let byte = match quarter {
                Quarter::Half => {
                    eight(from.row(from.len() - 1 - y), width as isize - 8 * (i as isize + 1)).reverse_bits()
                }
                _ => from.row(y)[i],
            };
            put(to, width, i, byte);
        }
    }
}

/// Makes eight rows of the destination at a time from eight columns of the source.
fn turn_squares(src: ImageRef<'_>, quarter: Quarter, range: Range<usize>, mut strip: RowsMut<'_>) {
    let (from, width) = (src.rows(), src.height());
    for top in range.clone().step_by(8) {
        let here = range.end.min(top + 8) - top;
        let column = if quarter == Quarter::Right { top } else { src.width() - top - here };
        for i in 0..strip.row_bytes() {
            let square = transposed(square(from, quarter, column, i));
            for (y, &byte) in square.to_be_bytes()[..here].iter().enumerate() {
                let y = if quarter == Quarter::Right { y } else { here - 1 - y };
                put(strip.row(top - range.start + y), width, i, byte);
            }
        }
    }
}

/// The eight columns from `column` on of the eight source rows that become byte `i` of each row of the destination.
fn square(rows: Rows<'_>, quarter: Quarter, column: usize, i: usize) -> u64 {
    let row = |x: usize| match quarter {
        Quarter::Right => rows.len().checked_sub(1 + x),
        _ => (x < rows.len()).then_some(x),
    };
    let bits = |x: usize| row(x).map_or(0, |y| eight(rows.row(y), column as isize));
    u64::from_be_bytes(std::array::from_fn(|x| bits(8 * i + x)))
}
