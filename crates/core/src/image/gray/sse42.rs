//! 16 pixels a step. `pmaddubsw` and then `pmaddwd` give twice the sum of weights and bytes ([`TwoSteps`] says why nothing
//! overflows), whose high 16 bits are twice the gray, not rounded. A pixel has its second byte twice, in place of the fourth.

use super::luma::{Pixel, TwoSteps};
use super::scalar;
use crate::simd::each_block;
use crate::simd::x86::{load128, store128};
use std::arch::x86_64::*;

#[target_feature(enable = "sse4.2")]
pub fn weighted_row(src: &[u8], pixel: Pixel, dst: &mut [u8]) {
    let gray = |px| weighted(px, pixel.steps());
    let done = match pixel.bytes {
        3 => each_block(src, dst, |px, out| store128(out, gray(spread3(px)))),
        _ => each_block(src, dst, |px, out| store128(out, gray(spread4(px)))),
    };
    // The row is shorter than a block.
    if !done {
        scalar::weighted_row(src, pixel, dst);
    }
}

/// Loads 16 pixels of four bytes as the first, the second, the third and again the second.
#[inline]
#[target_feature(enable = "sse4.2")]
fn spread4(px: &[u8; 64]) -> [__m128i; 4] {
    let spread = _mm_setr_epi8(0, 1, 2, 1, 4, 5, 6, 5, 8, 9, 10, 9, 12, 13, 14, 13);
    let (px, _) = px.as_chunks();
    [0, 1, 2, 3].map(|i| _mm_shuffle_epi8(load128(&px[i]), spread))
}

/// Loads 16 pixels of three bytes like [`spread4`].
#[inline]
#[target_feature(enable = "sse4.2")]
fn spread3(px: &[u8; 48]) -> [__m128i; 4] {
    let spread = _mm_setr_epi8(0, 1, 2, 1, 3, 4, 5, 4, 6, 7, 8, 7, 9, 10, 11, 10);
    // The last four pixels are loaded from four bytes before them, to stay within the block.
    let spread_late = _mm_add_epi8(spread, _mm_set1_epi8(4));
    [(0, spread), (12, spread), (24, spread), (32, spread_late)].map(|(at, spread)| {
        let bytes = px[at..].first_chunk().expect("16 of 48 bytes, from 32 at the latest");
        _mm_shuffle_epi8(load128(bytes), spread)
    })
}

/// Computes the gray of 16 pixels.
#[inline]
#[target_feature(enable = "sse4.2")]
fn weighted([a, b, c, d]: [__m128i; 4], steps: &TwoSteps) -> __m128i {
    let inner = _mm_set1_epi32(i32::from_le_bytes(steps.inner));
    let outer = _mm_set1_epi32(i32::from(steps.outer[0]) | i32::from(steps.outer[1]) << 16);
    let sums = |px| _mm_madd_epi16(_mm_maddubs_epi16(px, inner), outer);
    // Twice the gray of four pixels of `a` between four of `b`, then rounded: (x + 0 + 1) >> 1.
    let rounded = |a, b| {
        let high = _mm_blend_epi16::<0b1010_1010>(_mm_srli_epi32::<16>(sums(a)), sums(b));
        _mm_avg_epu16(high, _mm_setzero_si128())
    };
    let order = _mm_setr_epi8(0, 2, 4, 6, 1, 3, 5, 7, 8, 10, 12, 14, 9, 11, 13, 15);
    _mm_shuffle_epi8(_mm_packus_epi16(rounded(a, b), rounded(c, d)), order)
}

/// Converts bits, 1 = black, to gray bytes.
#[target_feature(enable = "sse4.2")]
pub fn bits_row(src: &[u8], dst: &mut [u8]) {
    // For each of 16 pixels: which of the two bytes has its bit, and which bit of that byte it is.
    let byte_of = _mm_set_epi64x(0x0101_0101_0101_0101, 0);
    let bit_of = _mm_set1_epi64x(0x0102_0408_1020_4080);
    let (words, _) = src.as_chunks::<2>();
    let (blocks, _) = dst.as_chunks_mut::<16>();
    let done = blocks.len();
    for (bits, gray) in words.iter().zip(blocks) {
        let bits = _mm_shuffle_epi8(_mm_set1_epi16(i16::from_le_bytes(*bits)), byte_of);
        store128(gray, _mm_cmpeq_epi8(_mm_and_si128(bits, bit_of), _mm_setzero_si128()));
    }
    scalar::whole_bits_row(&src[done * 2..], &mut dst[done * 16..]);
}
