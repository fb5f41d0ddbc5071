//! 32 pixels a step. AVX2 has no unsigned compare: `gray <= t` is `min(gray, t) == gray`.

use super::{bits, scalar, sse42};
use crate::simd::InOut;
use crate::simd::x86::{load256, store256};
use crate::split::{Rows, RowsMut};
use std::arch::x86_64::*;

#[inline]
#[target_feature(enable = "avx2")]
fn black(px: &[u8; 32], t: __m256i) -> __m256i {
    let px = load256(px);
    _mm256_cmpeq_epi8(_mm256_min_epu8(px, t), px)
}

#[inline]
#[target_feature(enable = "avx2")]
pub fn threshold_row(px: InOut<'_>, t: u8) {
    let limit = _mm256_set1_epi8(t as i8);
    let ones = _mm256_set1_epi8(-1);
    let tail = px.map_blocks(|px| {
        let mut out = [0; 32];
        store256(&mut out, _mm256_xor_si256(black(&px, limit), ones));
        out
    });
    if !tail.is_empty() {
        scalar::short_row(tail, t);
    }
}

#[target_feature(enable = "sse4.2,avx2")]
pub fn threshold_bits_rows(src: Rows<'_>, t: u8, dst: RowsMut<'_>) {
    if src.row_bytes() < 32 {
        return sse42::threshold_bits_rows(src, t, dst);
    }
    let limit = _mm256_set1_epi8(t as i8);
    // Byte 0 becomes the lowest bit of the mask but the highest of the row: reverse the bytes of each half, then the halves.
    let reverse = _mm256_broadcastsi128_si256(_mm_set_epi8(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15));
    bits::each_block::<32, 4>(src, dst, |px| {
        let halves = _mm256_shuffle_epi8(black(px, limit), reverse);
        u64::from((_mm256_movemask_epi8(halves) as u32).rotate_left(16))
    });
}
