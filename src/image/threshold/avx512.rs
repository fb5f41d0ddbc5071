//! 64 pixels a block.

use super::scalar;
use crate::simd::InOut;
use crate::simd::x86::{load512, store512};
use std::arch::x86_64::*;

#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
pub fn threshold_row(px: InOut<'_>, t: u8) {
    let limit = _mm512_set1_epi8(t as i8);
    let tail = px.map_blocks(|px| {
        let mut out = [0; 64];
        store512(&mut out, _mm512_movm_epi8(_mm512_cmpgt_epu8_mask(load512(&px), limit)));
        out
    });
    scalar::threshold_row(tail, t);
}

#[target_feature(enable = "avx512f,avx512bw")]
pub fn threshold_bits_row(src: &[u8], t: u8, dst: &mut [u8]) {
    let limit = _mm512_set1_epi8(t as i8);
    // The mask takes byte 0 as its lowest bit; a row wants it highest within its byte.
    let reverse = _mm512_set4_epi32(0x0809_0a0b_u32 as i32, 0x0c0d_0e0f, 0x0001_0203, 0x0405_0607);
    let (blocks, _) = src.as_chunks::<64>();
    let (words, _) = dst.as_chunks_mut::<8>();
    for (px, bits) in blocks.iter().zip(words) {
        let px = _mm512_shuffle_epi8(load512(px), reverse);
        *bits = _mm512_cmple_epu8_mask(px, limit).to_le_bytes();
    }
    let done = blocks.len();
    scalar::threshold_bits_row(&src[done * 64..], t, &mut dst[done * 8..]);
}
