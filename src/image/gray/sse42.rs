//! 16 pixels a step: the kernel of `avx2` on half the width.

use super::{Pixel, scalar};
use crate::simd::each_block;
use crate::simd::x86::{load128, store128};
use std::arch::x86_64::*;

#[target_feature(enable = "sse4.2")]
pub fn weighed_row(src: &[u8], pixel: Pixel, dst: &mut [u8]) {
    let done = match (pixel.bytes, pixel.is_wide()) {
        (3, false) => row3::<false>(src, pixel, dst),
        (3, true) => row3::<true>(src, pixel, dst),
        (_, false) => row4::<false>(src, pixel, dst),
        (_, true) => row4::<true>(src, pixel, dst),
    };
    if !done {
        scalar::weighed_row(src, pixel, dst);
    }
}

#[target_feature(enable = "sse4.2")]
fn row4<const WIDE: bool>(src: &[u8], pixel: Pixel, dst: &mut [u8]) -> bool {
    each_block(src, dst, |px: &[u8; 64], gray: &mut [u8; 16]| {
        let (px, _) = px.as_chunks::<16>();
        store128(gray, weighed::<WIDE>([load128(&px[0]), load128(&px[1]), load128(&px[2]), load128(&px[3])], pixel));
    })
}

#[target_feature(enable = "sse4.2")]
fn row3<const WIDE: bool>(src: &[u8], pixel: Pixel, dst: &mut [u8]) -> bool {
    let spread = _mm_setr_epi8(0, 1, 2, -1, 3, 4, 5, -1, 6, 7, 8, -1, 9, 10, 11, -1);
    // The last four pixels are read from four bytes before them, to stay within the block.
    let spread_late = _mm_setr_epi8(4, 5, 6, -1, 7, 8, 9, -1, 10, 11, 12, -1, 13, 14, 15, -1);
    each_block(src, dst, |px: &[u8; 48], gray: &mut [u8; 16]| {
        let four = |at: usize, spread| {
            let bytes = px[at..].first_chunk().expect("at is one of four constants, at most 32");
            _mm_shuffle_epi8(load128(bytes), spread)
        };
        let px = [four(0, spread), four(12, spread), four(24, spread), four(32, spread_late)];
        store128(gray, weighed::<WIDE>(px, pixel));
    })
}

#[inline]
#[target_feature(enable = "sse4.2")]
fn weighed<const WIDE: bool>(px: [__m128i; 4], pixel: Pixel) -> __m128i {
    let flip = _mm_set1_epi8(-128);
    let [a, b, c, d] = px.map(|px| _mm_xor_si128(px, flip));
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
    _mm_xor_si128(_mm_packs_epi16(rounded(a, b), rounded(c, d)), flip)
}
