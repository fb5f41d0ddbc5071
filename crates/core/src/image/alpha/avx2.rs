//! Eight pixels a vector, blended as in `sse42`.

use super::blend::Blend;
use super::{scalar, sse42};
use crate::simd::x86::{load256, store128, store256};
use crate::simd::{InOut, each_block};
use std::arch::x86_64::*;

#[target_feature(enable = "avx2")]
pub fn blend_row(px: InOut<'_>, rule: Blend) {
    let vectors = Vectors256::new(rule);
    let tail = px.map_blocks(|px| {
        let mut out = [0; 32];
        store256(&mut out, vectors.blend(load256(&px)));
        out
    });
    sse42::blend_row(tail, rule);
}

/// Blends 16 pixels a step and leaves out every fourth byte.
#[target_feature(enable = "avx2")]
pub fn blend_to_three(src: &[u8], rule: Blend, dst: &mut [u8]) {
    let vectors = Vectors256::new(rule);
    let threes = _mm_setr_epi8(0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, -1, -1, -1, -1);
    let threes = _mm256_broadcastsi128_si256(threes);
    // Six of the first eight pixels' words, and two of the others' after them; then the other four.
    let (first, last) = (_mm256_setr_epi32(0, 1, 2, 4, 5, 6, 3, 7), _mm256_setr_epi32(2, 4, 5, 6, 3, 7, 0, 1));
    let done = each_block(src, dst, |src: &[u8; 64], dst: &mut [u8; 48]| {
        let src = src.as_chunks().0;
        let [a, b] = [0, 1].map(|i| _mm256_shuffle_epi8(vectors.blend(load256(&src[i])), threes));
        let (a, b) = (_mm256_permutevar8x32_epi32(a, first), _mm256_permutevar8x32_epi32(b, last));
        let (most, rest) = dst.split_first_chunk_mut().expect("32 of 48 bytes");
        store256(most, _mm256_blend_epi32::<0b1100_0000>(a, b));
        store128(rest.first_chunk_mut().expect("16 of 48 bytes"), _mm256_castsi256_si128(b));
    });
    if !done {
        scalar::blend_to_three(src, rule, dst);
    }
}

/// A rule in the form that vectors need.
#[derive(Clone, Copy)]
struct Vectors256 {
    /// The order of the bytes of four pixels.
    order: __m256i,
    background: __m256i,
    offsets: __m256i,
}

impl Vectors256 {
    #[inline]
    #[target_feature(enable = "avx2")]
    fn new(rule: Blend) -> Self {
        let [order, background, offsets] =
            sse42::Vectors::new(rule).patterns().map(|four| _mm256_broadcastsi128_si256(four));
        Self { order, background, offsets }
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    fn blend(&self, px: __m256i) -> __m256i {
        let zero = _mm256_setzero_si256();
        let alphas = _mm_setr_epi8(3, 3, 3, 3, 7, 7, 7, 7, 11, 11, 11, 11, 15, 15, 15, 15);
        let alpha = _mm256_shuffle_epi8(px, _mm256_broadcastsi128_si256(alphas));
        let px = _mm256_or_si256(_mm256_shuffle_epi8(px, self.order), _mm256_set1_epi32(255 << 24));
        let half = |px, alpha| {
            let sum = _mm256_add_epi16(_mm256_mullo_epi16(alpha, _mm256_sub_epi16(px, self.background)), self.offsets);
            _mm256_srli_epi16::<8>(_mm256_add_epi16(sum, _mm256_srli_epi16::<8>(sum)))
        };
        let low = half(_mm256_unpacklo_epi8(px, zero), _mm256_unpacklo_epi8(alpha, zero));
        _mm256_packus_epi16(low, half(_mm256_unpackhi_epi8(px, zero), _mm256_unpackhi_epi8(alpha, zero)))
    }
}
