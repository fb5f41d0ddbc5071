//! Rows of bits, a block of pixels at a time.

use crate::split::{Rows, RowsMut};

/// Writes the bits of each row by `bits_of`, which gives those of a block, the first pixel's as the highest of `PX` bits. The last
/// block of a row overlaps the one before. Bits past the last pixel are kept. Panics where rows are shorter than a block.
#[inline(always)]
pub fn each_block<const PX: usize, const BYTES: usize>(
    src: Rows<'_>,
    mut dst: RowsMut<'_>,
    bits_of: impl Fn(&[u8; PX]) -> u64,
) {
    const { assert!(PX == 8 * BYTES && PX <= u64::BITS as usize) };
    let width = src.row_bytes();
    assert!(width >= PX);
    let beyond = width.wrapping_neg() % 8;
    let kept = !(0xff_u8 << beyond);
    for y in 0..dst.len() {
        let (px, bits) = (src.row(y), dst.row(y));
        let (blocks, rest) = px.as_chunks::<PX>();
        let (words, _) = bits.as_chunks_mut::<BYTES>();
        for (px, bits) in blocks.iter().zip(words) {
            *bits = low_bytes(bits_of(px));
        }
        if let (false, Some(px), Some(bits)) = (rest.is_empty(), px.last_chunk(), bits.last_chunk_mut::<BYTES>()) {
            *bits = low_bytes(bits_of(px) << beyond | u64::from(bits[BYTES - 1] & kept));
        }
    }
}

/// Returns the lowest bytes of `word`, the highest of them first.
#[inline(always)]
fn low_bytes<const BYTES: usize>(word: u64) -> [u8; BYTES] {
    let bytes = word.to_be_bytes();
    std::array::from_fn(|i| bytes[bytes.len() - BYTES + i])
}
