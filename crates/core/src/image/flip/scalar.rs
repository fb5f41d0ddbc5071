//! The specification.

use super::row_pairs::{PixelSize, RowPairs};

#[inline(always)]
pub fn mirror(rows: &mut RowPairs<'_>, size: PixelSize) {
    match size {
        PixelSize::Bit => mirror_pixels(rows, |[byte]: [u8; 1]| [byte.reverse_bits()]),
        PixelSize::One => mirror_pixels(rows, |px: [u8; 1]| px),
        PixelSize::Two => mirror_pixels(rows, |px: [u8; 2]| px),
        PixelSize::Three => mirror_pixels(rows, |px: [u8; 3]| px),
        PixelSize::Four => mirror_pixels(rows, |px: [u8; 4]| px),
    }
}

#[inline(always)]
fn mirror_pixels<const N: usize>(rows: &mut RowPairs<'_>, reversed: impl Fn([u8; N]) -> [u8; N]) {
    match rows {
        RowPairs::Copy(rows) => rows.for_each(|src, dst| {
            let from = src.as_chunks::<N>().0.iter().rev();
            dst.as_chunks_mut().0.iter_mut().zip(from).for_each(|(to, from)| *to = reversed(*from));
        }),
        RowPairs::Exchange(rows) => rows.for_each(|front, back| {
            let back = back.as_chunks_mut().0.iter_mut().rev();
            for (front, back) in front.as_chunks_mut().0.iter_mut().zip(back) {
                (*front, *back) = (reversed(*back), reversed(*front));
            }
        }),
    }
}

/// Moves the bits of `row` `by` bits to the left, 1 to 7; those that come in at the end are 0.
#[inline(always)]
pub fn shift_bits(row: &mut [u8], by: u32) {
    for i in 1..row.len() {
        row[i - 1] = row[i - 1] << by | row[i] >> (8 - by);
    }
    if let Some(last) = row.last_mut() {
        *last <<= by;
    }
}
