//! Packing of images to masks.

use super::bit_mask::{BitMask, LARGEST_SIDE};
use super::byte_rows::pack_byte_row;
use crate::base::error::{Result, fail};
use crate::image::{Format, ImageRef, format_among};
use crate::simd;

/// Packs the black pixels of a `Bit1` image, or those of a `Gray8` image that are not 0.
///
/// # Errors
/// `Unsupported` for other formats and sides beyond 2²⁴; those of [`BitMask::resize`].
pub fn pack_image(src: ImageRef<'_>, mask: &mut BitMask) -> Result<()> {
    format_among("src", src.format(), &[Format::Bit1, Format::Gray8])?;
    if src.width().max(src.height()) > LARGEST_SIDE {
        fail!(Unsupported, "src: is {}x{}, and no side may exceed {LARGEST_SIDE}", src.width(), src.height());
    }
    mask.resize(src.width(), src.height())?;
    let (level, rows) = (simd::active(), src.rows());
    for y in 0..src.height() {
        match src.format() {
            Format::Bit1 => pack_bit_row(rows.row(y), src.width(), mask.row_mut(y)),
            _ => pack_byte_row(level, rows.row(y), mask.row_mut(y)),
        }
    }
    Ok(())
}

fn pack_bit_row(row: &[u8], width: usize, words: &mut [u64]) {
    for (word, bytes) in words.iter_mut().zip(row.chunks(8).chain([&[][..]])) {
        let mut eight = [0; 8];
        eight[..bytes.len()].copy_from_slice(bytes);
        *word = u64::from_be_bytes(eight).reverse_bits();
    }
    words[width / 64] &= (1 << (width % 64)) - 1;
}
