//! What the tests of kernels share.

/// Reproducible bytes: a linear congruential generator (Knuth's MMIX constants), its high byte.
pub(crate) fn noise(len: usize, seed: u64) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = || {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (state >> 56) as u8
    };
    (0..len).map(|_| next()).collect()
}

/// Lengths that reach every tail of a kernel that works in blocks of `block`: 0 to three blocks, and around a large one.
pub(crate) fn tail_lengths(block: usize) -> impl Iterator<Item = usize> {
    (0..3 * block + 2).chain(1023..1027)
}
