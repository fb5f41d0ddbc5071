//! SSE4.2 kernels, 16 pixels a step. `avx2` has the same kernels at twice the width, and explains the arithmetic.

use super::luma::Pixel;
use super::scalar;
use crate::simd::each_block;
use crate::simd::x86::{load128, store128};
use std::arch::x86_64::*;

#[target_feature(enable = "sse4.2")]
pub fn weighted_row(src: &[u8], pixel: Pixel, dst: &mut [u8]) {
    let done = match (pixel.bytes, pixel.is_wide()) {
        (3, false) => each_block(src, dst, |px, gray| store128(gray, weighted::<false>(signed3(px), pixel))),
        (3, true) => each_block(src, dst, |px, gray| store128(gray, weighted::<true>(signed3(px), pixel))),
        (_, false) => each_block(src, dst, |px, gray| store128(gray, weighted::<false>(signed4(px), pixel))),
        (_, true) => each_block(src, dst, |px, gray| store128(gray, weighted::<true>(signed4(px), pixel))),
    };
    // The row is shorter than a block.
    if !done {
        scalar::weighted_row(src, pixel, dst);
    }
}

/// Loads 16 pixels of four bytes, each byte minus 128.
#[inline]
#[target_feature(enable = "sse4.2")]
fn signed4(px: &[u8; 64]) -> [__m128i; 4] {
    let (px, _) = px.as_chunks();
    [0, 1, 2, 3].map(|i| _mm_xor_si128(load128(&px[i]), _mm_set1_epi8(-128)))
}

/// Loads 16 pixels of three bytes, each byte minus 128, with −128 in place of the missing fourth byte.
#[inline]
#[target_feature(enable = "sse4.2")]
fn signed3(px: &[u8; 48]) -> [__m128i; 4] {
    let spread = _mm_setr_epi8(0, 1, 2, -1, 3, 4, 5, -1, 6, 7, 8, -1, 9, 10, 11, -1);
    // The last four pixels are loaded from four bytes before them, to stay within the block.
    let spread_late = _mm_setr_epi8(4, 5, 6, -1, 7, 8, 9, -1, 10, 11, 12, -1, 13, 14, 15, -1);
    [(0, spread), (12, spread), (24, spread), (32, spread_late)].map(|(at, spread)| {
        let bytes = px[at..].first_chunk().expect("16 of 48 bytes, from 32 at the latest");
        _mm_xor_si128(_mm_shuffle_epi8(load128(bytes), spread), _mm_set1_epi8(-128))
    })
}

/// Computes the gray of 16 pixels as `signed3` or `signed4` loads them. `WIDE`: the low bytes of the weights are not
/// all 0.
#[inline]
#[target_feature(enable = "sse4.2")]
fn weighted<const WIDE: bool>([a, b, c, d]: [__m128i; 4], pixel: Pixel) -> __m128i {
    let sums = |weights: [u8; 4], a, b| {
        let weights = _mm_set1_epi32(i32::from_le_bytes(weights));
        _mm_hadd_epi16(_mm_maddubs_epi16(weights, a), _mm_maddubs_epi16(weights, b))
    };
    let rounded = |a, b| {
        let mut sum = sums(pixel.hi(), a, b);
        if WIDE {
            sum = _mm_add_epi16(sum, _mm_srai_epi16::<8>(sums(pixel.lo(), a, b)));
        }
        // (128 · sum + 16384) >> 15 is (sum + 128) >> 8.
        _mm_mulhrs_epi16(sum, _mm_set1_epi16(128))
    };
    _mm_xor_si128(_mm_packs_epi16(rounded(a, b), rounded(c, d)), _mm_set1_epi8(-128))
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
