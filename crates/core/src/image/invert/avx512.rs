//! 64 bytes a step, by hand for the reason given in `avx2`.

use super::scalar;
use crate::simd::InOut;
use crate::simd::x86::{load512, store512};
use std::arch::x86_64::*;

#[target_feature(enable = "avx512f")]
pub fn flip_row(px: InOut<'_>, flips: [u8; 4]) {
    let flips_of_block = _mm512_set1_epi32(i32::from_ne_bytes(flips));
    let tail = px.map_blocks(|px| {
        let mut out = [0; 64];
        store512(&mut out, _mm512_xor_si512(load512(&px), flips_of_block));
        out
    });
    scalar::flip_row(tail, flips);
}
