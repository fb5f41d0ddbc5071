//! 32 bytes a step: a mask takes the highest bit of each, so that 0 and 1 become 0 and 128 first.

use crate::simd::x86::load256;
use std::arch::x86_64::*;

/// Gathers the bits.
#[inline]
#[target_feature(enable = "avx2")]
pub fn gather(bytes: &[u8; 64]) -> u64 {
    let (halves, _) = bytes.as_chunks::<32>();
    let half = |bytes| u64::from(_mm256_movemask_epi8(_mm256_slli_epi16::<7>(load256(bytes))) as u32);
    half(&halves[0]) | half(&halves[1]) << 32
}
