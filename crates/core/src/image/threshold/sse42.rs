//! 16 pixels a step. Written by hand because the compiler's blends for the scalar body take twice the time of plain SSE2.

use super::{bits, scalar};
use crate::simd::InOut;
use crate::simd::x86::{load128, store128};
use crate::split::{Rows, RowsMut};
use std::arch::x86_64::*;

#[inline]
#[target_feature(enable = "sse4.2")]
fn black(px: &[u8; 16], t: __m128i) -> __m128i {
    let px = load128(px);
    _mm_cmpeq_epi8(_mm_min_epu8(px, t), px)
}

#[inline]
#[target_feature(enable = "sse4.2")]
pub fn threshold_row(px: InOut<'_>, t: u8) {
    let limit = _mm_set1_epi8(t as i8);
    let ones = _mm_set1_epi8(-1);
    let tail = px.map_blocks(|px| {
        let mut out = [0; 16];
        store128(&mut out, _mm_xor_si128(black(&px, limit), ones));
        out
    });
    if !tail.is_empty() {
        scalar::short_row(tail, t);
    }
}

#[target_feature(enable = "sse4.2")]
pub fn threshold_bits_rows(src: Rows<'_>, t: u8, dst: RowsMut<'_>) {
    if src.row_bytes() < 16 {
        return scalar::threshold_bits_rows(src, t, dst);
    }
    let limit = _mm_set1_epi8(t as i8);
    let reverse = _mm_set_epi8(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    bits::each_block::<16, 2>(src, dst, |px| _mm_movemask_epi8(_mm_shuffle_epi8(black(px, limit), reverse)) as u64);
}
