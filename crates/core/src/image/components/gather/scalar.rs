//! Eight bytes a step, by a multiplication.

/// Gathers the bits.
#[inline(always)]
pub fn gather(bytes: &[u8; 64]) -> u64 {
    // Eight bytes of 0 or 1, multiplied by this, have their lowest bits in the highest byte.
    const GATHER: u64 = 0x0102_0408_1020_4080;
    let (eights, _) = bytes.as_chunks::<8>();
    let gathered = eights.iter().map(|&eight| u64::from_le_bytes(eight).wrapping_mul(GATHER) >> 56);
    gathered.rev().fold(0, |word, byte| word << 8 | byte)
}
