//! Four pixels a vector, blended in 16 bits as [`Blend::offsets`] says.

use super::blend::Blend;
use super::scalar;
use crate::simd::x86::{load128, store128};
use crate::simd::{InOut, each_block};
use std::arch::x86_64::*;

#[target_feature(enable = "sse4.2")]
pub fn blend_row(px: InOut<'_>, rule: Blend) {
    let rule = Vectors::new(rule);
    let tail = px.map_blocks(|px| {
        let mut out = [0; 16];
        store128(&mut out, rule.blend(load128(&px)));
        out
    });
    scalar::blend_row(tail, rule.rule);
}

/// Blends 16 pixels a step and leaves out every fourth byte.
#[target_feature(enable = "sse4.2")]
pub fn blend_to_three(src: &[u8], rule: Blend, dst: &mut [u8]) {
    let vectors = Vectors::new(rule);
    let threes = _mm_setr_epi8(0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, -1, -1, -1, -1);
    let done = each_block(src, dst, |src: &[u8; 64], dst: &mut [u8; 48]| {
        let (src, dst) = (src.as_chunks().0, dst.as_chunks_mut().0);
        let [a, b, c, d] = [0, 1, 2, 3].map(|i| _mm_shuffle_epi8(vectors.blend(load128(&src[i])), threes));
        store128(&mut dst[0], _mm_or_si128(a, _mm_slli_si128::<12>(b)));
        store128(&mut dst[1], _mm_or_si128(_mm_srli_si128::<4>(b), _mm_slli_si128::<8>(c)));
        store128(&mut dst[2], _mm_or_si128(_mm_srli_si128::<8>(c), _mm_slli_si128::<4>(d)));
    });
    if !done {
        scalar::blend_to_three(src, rule, dst);
    }
}

/// A rule in the form that vectors need.
#[derive(Clone, Copy)]
pub struct Vectors {
    rule: Blend,
    /// The order of the bytes of four pixels.
    order: __m128i,
    background: __m128i,
    offsets: __m128i,
}

impl Vectors {
    #[inline]
    #[target_feature(enable = "sse4.2")]
    pub fn new(rule: Blend) -> Self {
        let order = match rule.swap {
            true => _mm_setr_epi8(2, 1, 0, 3, 6, 5, 4, 7, 10, 9, 8, 11, 14, 13, 12, 15),
            false => _mm_setr_epi8(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15),
        };
        let pixels = |px: [u16; 4]| _mm_set1_epi64x(px.iter().rev().fold(0, |all, &c| all << 16 | u64::from(c)) as i64);
        let background = pixels(rule.background.map(u16::from));
        Self { rule, order, background, offsets: pixels(rule.offsets()) }
    }

    /// The order, the background and the offsets, which longer vectors repeat.
    pub fn patterns(&self) -> [__m128i; 3] {
        [self.order, self.background, self.offsets]
    }

    #[inline]
    #[target_feature(enable = "sse4.2")]
    fn blend(&self, px: __m128i) -> __m128i {
        let zero = _mm_setzero_si128();
        let alpha = _mm_shuffle_epi8(px, _mm_setr_epi8(3, 3, 3, 3, 7, 7, 7, 7, 11, 11, 11, 11, 15, 15, 15, 15));
        let px = _mm_or_si128(_mm_shuffle_epi8(px, self.order), _mm_set1_epi32(255 << 24));
        let half = |px, alpha| {
            let sum = _mm_add_epi16(_mm_mullo_epi16(alpha, _mm_sub_epi16(px, self.background)), self.offsets);
            _mm_srli_epi16::<8>(_mm_add_epi16(sum, _mm_srli_epi16::<8>(sum)))
        };
        let low = half(_mm_unpacklo_epi8(px, zero), _mm_unpacklo_epi8(alpha, zero));
        _mm_packus_epi16(low, half(_mm_unpackhi_epi8(px, zero), _mm_unpackhi_epi8(alpha, zero)))
    }
}
