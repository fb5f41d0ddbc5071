//! 64 bytes a step.

use crate::simd::x86::load512;
use std::arch::x86_64::*;

/// Gathers the bits.
#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
pub fn gather(bytes: &[u8; 64]) -> u64 {
    let bytes = load512(bytes);
    _mm512_test_epi8_mask(bytes, bytes)
}
