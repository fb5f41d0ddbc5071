//! Sixteen pixels a vector, blended as in `sse42`.

use super::blend::Blend;
use super::{scalar, sse42};
use crate::simd::x86::{load512, store128, store256, store512};
use crate::simd::{InOut, each_block};
use std::arch::x86_64::*;

#[target_feature(enable = "avx512f,avx512bw")]
pub fn blend_row(px: InOut<'_>, rule: Blend) {
    let vectors = Vectors512::new(rule);
    let tail = px.map_blocks(|px| {
        let mut out = [0; 64];
        store512(&mut out, vectors.blend(load512(&px)));
        out
    });
    sse42::blend_row(tail, rule);
}

/// Blends 16 pixels a step and leaves out every fourth byte.
#[target_feature(enable = "avx512f,avx512bw")]
pub fn blend_to_three(src: &[u8], rule: Blend, dst: &mut [u8]) {
    let vectors = Vectors512::new(rule);
    let threes = _mm512_broadcast_i32x4(_mm_setr_epi8(0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, -1, -1, -1, -1));
    let together = _mm512_setr_epi32(0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 3, 7, 11, 15);
    let done = each_block(src, dst, |src: &[u8; 64], dst: &mut [u8; 48]| {
        let px = _mm512_shuffle_epi8(vectors.blend(load512(src)), threes);
        let px = _mm512_permutexvar_epi32(together, px);
        let (most, rest) = dst.split_first_chunk_mut().expect("32 of 48 bytes");
        store256(most, _mm512_castsi512_si256(px));
        store128(rest.first_chunk_mut().expect("16 of 48 bytes"), _mm512_extracti32x4_epi32::<2>(px));
    });
    if !done {
        scalar::blend_to_three(src, rule, dst);
    }
}

/// A rule in the form that vectors need.
#[derive(Clone, Copy)]
struct Vectors512 {
    /// The order of the bytes of four pixels.
    order: __m512i,
    background: __m512i,
    offsets: __m512i,
}

impl Vectors512 {
    #[inline]
    #[target_feature(enable = "avx512f,avx512bw")]
    fn new(rule: Blend) -> Self {
        let [order, background, offsets] =
            sse42::Vectors::new(rule).patterns().map(|four| _mm512_broadcast_i32x4(four));
        Self { order, background, offsets }
    }

    #[inline]
    #[target_feature(enable = "avx512f,avx512bw")]
    fn blend(&self, px: __m512i) -> __m512i {
        let zero = _mm512_setzero_si512();
        let alphas = _mm512_broadcast_i32x4(_mm_setr_epi8(3, 3, 3, 3, 7, 7, 7, 7, 11, 11, 11, 11, 15, 15, 15, 15));
        let alpha = _mm512_shuffle_epi8(px, alphas);
        let px = _mm512_or_si512(_mm512_shuffle_epi8(px, self.order), _mm512_set1_epi32(255 << 24));
        let half = |px, alpha| {
            let sum = _mm512_add_epi16(_mm512_mullo_epi16(alpha, _mm512_sub_epi16(px, self.background)), self.offsets);
            _mm512_srli_epi16::<8>(_mm512_add_epi16(sum, _mm512_srli_epi16::<8>(sum)))
        };
        let low = half(_mm512_unpacklo_epi8(px, zero), _mm512_unpacklo_epi8(alpha, zero));
        _mm512_packus_epi16(low, half(_mm512_unpackhi_epi8(px, zero), _mm512_unpackhi_epi8(alpha, zero)))
    }
}
