//! 32 bytes a step. The compiler vectorises the specification only if source and destination are known to differ; in place
//! it is half as fast.

use super::scalar;
use crate::simd::InOut;
use crate::simd::x86::{load256, store256};
use std::arch::x86_64::*;

#[target_feature(enable = "avx2")]
pub fn flip_row(px: InOut<'_>, flips: [u8; 4]) {
    let flips_of_block = _mm256_set1_epi32(i32::from_ne_bytes(flips));
    let tail = px.map_blocks(|px| {
        let mut out = [0; 32];
        store256(&mut out, _mm256_xor_si256(load256(&px), flips_of_block));
        out
    });
    scalar::flip_row(tail, flips);
}
