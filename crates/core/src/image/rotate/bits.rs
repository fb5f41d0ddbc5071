//! Quarter turns of bits. Bits of the destination beyond its width stay unchanged.

use crate::image::{ImageMut, ImageRef};
use crate::split;
use crate::split::Rows;

/// Estimated cost of eight pixels.
const NS_PER_BYTE: f64 = 3.0;

/// Eight pixels of the row `bits` from `x` on; those after the row are 0.
pub fn eight(bits: &[u8], x: usize) -> u8 {
    let byte = |at: usize| bits.get(at).map_or(0, |&byte| u16::from(byte));
    ((byte(x / 8) << 8 | byte(x / 8 + 1)) << (x % 8) >> 8) as u8
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
pub fn put(row: &mut [u8], width: usize, i: usize, byte: u8) {
    let kept = (0xff_u32 >> (width - 8 * i).min(8)) as u8;
    row[i] = row[i] & kept | byte & !kept;
}

/// Turns `src` clockwise where `right` is set, else counter-clockwise: makes eight rows of the destination at a time from
/// eight columns of the source.
pub fn turn(src: ImageRef<'_>, right: bool, dst: ImageMut<'_>) {
    let ns_per_row = NS_PER_BYTE * dst.geometry().row_bytes as f64;
    let (from, width) = (src.rows(), src.height());
    split::strips(dst.into_rows(), ns_per_row).for_each(|range, mut strip| {
        for top in range.clone().step_by(8) {
            let here = range.end.min(top + 8) - top;
            let column = if right { top } else { src.width() - top - here };
            for i in 0..strip.row_bytes() {
                let square = transposed(square(from, right, column, i));
                for (y, &byte) in square.to_be_bytes()[..here].iter().enumerate() {
                    let y = if right { y } else { here - 1 - y };
                    put(strip.row(top - range.start + y), width, i, byte);
                }
            }
        }
    });
}

/// The eight columns from `column` on of the eight source rows that become byte `i` of each row of the destination.
fn square(rows: Rows<'_>, right: bool, column: usize, i: usize) -> u64 {
    let row = |x: usize| if right { rows.len().checked_sub(1 + x) } else { (x < rows.len()).then_some(x) };
    let bits = |x: usize| row(x).map_or(0, |y| eight(rows.row(y), column));
    u64::from_be_bytes(std::array::from_fn(|x| bits(8 * i + x)))
}
