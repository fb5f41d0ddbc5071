//! Packing of pixels to masks.

use super::bit_mask::BitMask;
use crate::base::error::Result;
use crate::image::{Format, ImageRef, format_among};
use crate::simd::{self, dispatch};

/// Packs what `is_set` says of each item to bits, the first item in the lowest bit. `words` holds a bit for each item and at
/// least one more; bits past the last item become 0.
#[inline(always)]
pub fn pack_bits<T: Copy>(items: &[T], words: &mut [u64], is_set: impl Fn(T) -> bool) {
    let (blocks, rest) = items.as_chunks::<64>();
    for (word, block) in words.iter_mut().zip(blocks) {
        *word = pack_block(block, &is_set);
    }
    for (i, word) in words[blocks.len()..].iter_mut().enumerate() {
        *word = 0;
        if i == 0 {
            rest.iter().enumerate().for_each(|(bit, &item)| *word |= u64::from(is_set(item)) << bit);
        }
    }
}

#[inline(always)]
fn pack_block<T: Copy>(block: &[T; 64], is_set: &impl Fn(T) -> bool) -> u64 {
    // Eight bytes of 0 or 1, multiplied by this, have their lowest bits in the highest byte.
    const GATHER: u64 = 0x0102_0408_1020_4080;
    let mut bytes = [0_u8; 64];
    bytes.iter_mut().zip(block).for_each(|(byte, &item)| *byte = u8::from(is_set(item)));
    let (eights, _) = bytes.as_chunks::<8>();
    let gathered = eights.iter().map(|&eight| u64::from_le_bytes(eight).wrapping_mul(GATHER) >> 56);
    gathered.rev().fold(0, |word, byte| word << 8 | byte)
}

/// Packs the black pixels of a `Bit1` image, or those of a `Gray8` image that are not 0.
///
/// # Errors
/// `Unsupported` for other formats; those of [`BitMask::resize`].
pub fn pack_image(src: ImageRef<'_>, mask: &mut BitMask) -> Result<()> {
    format_among("src", src.format(), &[Format::Bit1, Format::Gray8])?;
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

dispatch! {
    /// Packs the bytes that are not 0.
    fn pack_byte_row(row: &[u8], words: &mut [u64]) = not_zero;
}

#[inline(always)]
fn not_zero(row: &[u8], words: &mut [u64]) {
    pack_bits(row, words, |byte| byte != 0);
}

fn pack_bit_row(row: &[u8], width: usize, words: &mut [u64]) {
    for (word, bytes) in words.iter_mut().zip(row.chunks(8).chain([&[][..]])) {
        let mut eight = [0; 8];
        eight[..bytes.len()].copy_from_slice(bytes);
        *word = u64::from_be_bytes(eight).reverse_bits();
    }
    words[width / 64] &= (1 << (width % 64)) - 1;
}
