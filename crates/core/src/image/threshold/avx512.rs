//! 64 pixels a step, 32 in rows larger than the first cache.

use super::{avx2, bits, scalar};
use crate::simd::InOut;
use crate::simd::x86::{load256, load512, store256, store512};
use crate::split::{Rows, RowsMut};
use std::arch::x86_64::*;

/// Longest row whose source and destination both fit in the first cache.
const IN_L1: usize = 16 << 10;

#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vl")]
pub fn threshold_row(px: InOut<'_>, t: u8) {
    if px.len() > IN_L1 {
        return long_row(px, t);
    }
    let limit = _mm512_set1_epi8(t as i8);
    let tail = px.map_blocks(|px| {
        let mut out = [0; 64];
        store512(&mut out, _mm512_movm_epi8(_mm512_cmpgt_epu8_mask(load512(&px), limit)));
        out
    });
    if !tail.is_empty() {
        scalar::short_row(tail, t);
    }
}

/// Processes 32 pixels a step, not unrolled. When the second cache is the limit this is 10 % faster than wider or unrolled
/// steps (measured on Zen 5), otherwise as fast.
#[inline(never)]
#[target_feature(enable = "avx512f,avx512bw,avx512vl")]
fn long_row(mut px: InOut<'_>, t: u8) {
    let limit = _mm256_set1_epi8(t as i8);
    let mut at = 0;
    while px.len() - at >= 32 {
        let mut out = [0; 32];
        store256(&mut out, _mm256_movm_epi8(_mm256_cmpgt_epu8_mask(load256(&px.load(at)), limit)));
        px.store(at, out);
        at += 32;
    }
    scalar::short_row(px.tail(at), t);
}

#[target_feature(enable = "avx512f,avx512bw")]
pub fn threshold_bits_rows(src: Rows<'_>, t: u8, dst: RowsMut<'_>) {
    if src.row_bytes() < 64 {
        return avx2::threshold_bits_rows(src, t, dst);
    }
    let limit = _mm512_set1_epi8(t as i8);
    // Byte 0 becomes the lowest bit of its byte of the mask but the highest of the row's.
    let reverse = _mm512_set4_epi32(0x0809_0a0b_u32 as i32, 0x0c0d_0e0f, 0x0001_0203, 0x0405_0607);
    bits::each_block::<64, 8>(src, dst, |px| {
        _mm512_cmple_epu8_mask(_mm512_shuffle_epi8(load512(px), reverse), limit).swap_bytes()
    });
}
