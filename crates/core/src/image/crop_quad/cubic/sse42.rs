//! Cubic interpolation with SSE4.2: all channels of a sample at once. Gray images gain nothing over the scalar code.

use super::pixels::{LOADED, Pixels};
use super::scalar::{self, HALF, ROW_SHIFT, SHIFT};
use super::shuffles;
use super::taps::CubicTaps;
use crate::simd::x86::load128;
use std::arch::x86_64::*;

#[target_feature(enable = "sse4.2")]
pub fn weigh_block(pixels: &Pixels<'_>, taps: &CubicTaps, dst: &mut [u8]) {
    match pixels.channels() {
        1 => scalar::weigh_block(pixels, taps, dst),
        3 => colors::<3>(pixels, taps, dst),
        _ => colors::<4>(pixels, taps, dst),
    }
}

#[inline]
#[target_feature(enable = "sse4.2")]
fn colors<const CHANNELS: usize>(pixels: &Pixels<'_>, taps: &CubicTaps, dst: &mut [u8]) {
    let [first, second] = const { shuffles::colors(CHANNELS) };
    let (first, second) = (load128(&first), load128(&second));
    for (i, px) in dst.as_chunks_mut::<CHANNELS>().0.iter_mut().enumerate() {
        let weights = |pairs: &[u32]| _mm_set1_epi32(pairs[i] as i32);
        let (left, right) = (weights(&taps.x.pairs[0]), weights(&taps.x.pairs[1]));
        let (upper, lower) = (weights(&taps.y.pairs[0]), weights(&taps.y.pairs[1]));
        let mut sums = [_mm_setzero_si128(); 4];
        for (row, sum) in sums.iter_mut().enumerate() {
            let bytes = load128(pixels.row::<LOADED>(i, row));
            let left = _mm_madd_epi16(_mm_shuffle_epi8(bytes, first), left);
            *sum = _mm_add_epi32(left, _mm_madd_epi16(_mm_shuffle_epi8(bytes, second), right));
        }
        let upper = _mm_madd_epi16(joined(sums[0], sums[1]), upper);
        let sum = _mm_add_epi32(upper, _mm_madd_epi16(joined(sums[2], sums[3]), lower));
        let lanes = _mm_srai_epi32::<{ SHIFT as i32 }>(_mm_add_epi32(sum, _mm_set1_epi32(HALF)));
        let words = _mm_packs_epi32(lanes, lanes);
        let bytes = _mm_cvtsi128_si32(_mm_packus_epi16(words, words)).to_le_bytes();
        px.copy_from_slice(&bytes[..CHANNELS]);
    }
}

/// The sums of two rows in 16 bits each, side by side.
#[inline]
#[target_feature(enable = "sse4.2")]
fn joined(a: __m128i, b: __m128i) -> __m128i {
    const LOW: i32 = ROW_SHIFT as i32;
    _mm_blend_epi16::<0xaa>(_mm_srli_epi32::<LOW>(a), _mm_slli_epi32::<{ 16 - LOW }>(b))
}
