//! Eight pixels a vector, blended as in `sse42`.

use super::blend::Blend;
use super::sse42;
use crate::simd::InOut;
use crate::simd::x86::{load256, store256};
use std::arch::x86_64::*;

#[target_feature(enable = "avx2")]
pub fn blend_row(px: InOut<'_>, rule: Blend) {
    let order = match rule.swap {
        true => _mm_setr_epi8(2, 1, 0, 3, 6, 5, 4, 7, 10, 9, 8, 11, 14, 13, 12, 15),
        false => _mm_setr_epi8(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15),
    };
    let order = _mm256_broadcastsi128_si256(order);
    let alphas = _mm256_broadcastsi128_si256(_mm_setr_epi8(3, 3, 3, 3, 7, 7, 7, 7, 11, 11, 11, 11, 15, 15, 15, 15));
    let pixels = |px: [u16; 4]| _mm256_set1_epi64x(px.iter().rev().fold(0, |all, &c| all << 16 | u64::from(c)) as i64);
    let (background, offsets) = (pixels(rule.background.map(u16::from)), pixels(rule.offsets()));
    let zero = _mm256_setzero_si256();
    let half = |px, alpha| {
        let sum = _mm256_add_epi16(_mm256_mullo_epi16(alpha, _mm256_sub_epi16(px, background)), offsets);
        _mm256_srli_epi16::<8>(_mm256_add_epi16(sum, _mm256_srli_epi16::<8>(sum)))
    };
    let tail = px.map_blocks(|px| {
        let px = load256(&px);
        let alpha = _mm256_shuffle_epi8(px, alphas);
        let px = _mm256_or_si256(_mm256_shuffle_epi8(px, order), _mm256_set1_epi32(255 << 24));
        let low = half(_mm256_unpacklo_epi8(px, zero), _mm256_unpacklo_epi8(alpha, zero));
        let high = half(_mm256_unpackhi_epi8(px, zero), _mm256_unpackhi_epi8(alpha, zero));
        let mut out = [0; 32];
        store256(&mut out, _mm256_packus_epi16(low, high));
        out
    });
    sse42::blend_row(tail, rule);
}
