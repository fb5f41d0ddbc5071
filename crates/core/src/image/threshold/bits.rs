//! Rows of bits, a block of pixels at a time.

/// Writes the bits of a row by `bits_of`, which gives those of a block. Where the row ends within a block, the bits of the block that
/// ends with it are moved to their place. Bits past the last pixel are kept.
#[inline(always)]
pub fn each_block<const PX: usize, const BYTES: usize>(
    src: &[u8],
    dst: &mut [u8],
    bits_of: impl Fn(&[u8; PX]) -> [u8; BYTES],
) {
    const { assert!(PX == 8 * BYTES && PX <= u64::BITS as usize) };
    let (blocks, rest) = src.as_chunks::<PX>();
    let (words, _) = dst.as_chunks_mut::<BYTES>();
    for (px, bits) in blocks.iter().zip(words) {
        *bits = bits_of(px);
    }
    if rest.is_empty() {
        return;
    }
    let word = |bits: [u8; BYTES]| bits.iter().fold(0_u64, |word, &byte| word << 8 | u64::from(byte));
    let bits = match src.last_chunk() {
        Some(px) => word(bits_of(px)) << (u64::BITS as usize - rest.len()),
        None => {
            let mut px = [0; PX];
            px[..rest.len()].copy_from_slice(rest);
            word(bits_of(&px)) << (u64::BITS as usize - PX)
        }
    };
    let (bits, whole) = (bits.to_be_bytes(), rest.len() / 8);
    let dst = &mut dst[blocks.len() * BYTES..];
    for (dst, bits) in dst[..whole].iter_mut().zip(bits) {
        *dst = bits;
    }
    if let Some(last) = dst.get_mut(whole) {
        let kept = 0xff >> (rest.len() % 8);
        *last = *last & kept | bits[whole] & !kept;
    }
}
