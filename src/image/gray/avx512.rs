//! 64 pixels a step, each a sum of four products in 32 bits; how those are added is all that `vnni` does otherwise.
//! Bytes are taken as −128..127, as in `avx2`.

use super::{Pixel, scalar};
use crate::simd::each_block;
use crate::simd::x86::{load512, store512};
use std::arch::x86_64::*;

#[target_feature(enable = "avx512f,avx512bw")]
pub fn weighed_row(src: &[u8], pixel: Pixel, dst: &mut [u8]) {
    let ones = _mm512_set1_epi16(1);
    weighed_with(src, pixel, dst, |sum, weights, px| {
        _mm512_add_epi32(sum, _mm512_madd_epi16(_mm512_maddubs_epi16(weights, px), ones))
    });
}

/// [`weighed_row`] over `dot`, which adds to each sum the products of four unsigned weights and four signed bytes.
#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
pub fn weighed_with(
    src: &[u8],
    pixel: Pixel,
    dst: &mut [u8],
    dot: impl Fn(__m512i, __m512i, __m512i) -> __m512i + Copy,
) {
    let done = match (pixel.bytes, pixel.is_wide()) {
        (3, false) => row3::<false>(src, pixel, dst, dot),
        (3, true) => row3::<true>(src, pixel, dst, dot),
        (_, false) => row4::<false>(src, pixel, dst, dot),
        (_, true) => row4::<true>(src, pixel, dst, dot),
    };
    if !done {
        scalar::weighed_row(src, pixel, dst);
    }
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn row4<const WIDE: bool>(
    src: &[u8],
    pixel: Pixel,
    dst: &mut [u8],
    dot: impl Fn(__m512i, __m512i, __m512i) -> __m512i + Copy,
) -> bool {
    each_block(src, dst, |px: &[u8; 256], gray: &mut [u8; 64]| {
        let (px, _) = px.as_chunks::<64>();
        let px = [load512(&px[0]), load512(&px[1]), load512(&px[2]), load512(&px[3])];
        store512(gray, weighed::<WIDE>(px, pixel, dot));
    })
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn row3<const WIDE: bool>(
    src: &[u8],
    pixel: Pixel,
    dst: &mut [u8],
    dot: impl Fn(__m512i, __m512i, __m512i) -> __m512i + Copy,
) -> bool {
    // Twelve bytes, four pixels, to each quarter; the last sixteen pixels are read from 16 bytes before them, to stay
    // within the block.
    let quarters = _mm512_setr_epi32(0, 1, 2, 0, 3, 4, 5, 0, 6, 7, 8, 0, 9, 10, 11, 0);
    let quarters_late = _mm512_add_epi32(quarters, _mm512_set1_epi32(4));
    let spread = _mm512_broadcast_i32x4(_mm_setr_epi8(0, 1, 2, -1, 3, 4, 5, -1, 6, 7, 8, -1, 9, 10, 11, -1));
    each_block(src, dst, |px: &[u8; 192], gray: &mut [u8; 64]| {
        let sixteen = |at: usize, quarters| {
            let bytes = px[at..].first_chunk().expect("at is one of four constants, at most 128");
            _mm512_shuffle_epi8(_mm512_permutexvar_epi32(quarters, load512(bytes)), spread)
        };
        let px = [sixteen(0, quarters), sixteen(48, quarters), sixteen(96, quarters), sixteen(128, quarters_late)];
        store512(gray, weighed::<WIDE>(px, pixel, dot));
    })
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn weighed<const WIDE: bool>(
    px: [__m512i; 4],
    pixel: Pixel,
    dot: impl Fn(__m512i, __m512i, __m512i) -> __m512i + Copy,
) -> __m512i {
    let weights = |halves| _mm512_set1_epi32(i32::from_le_bytes(halves));
    let (hi, lo) = (weights(pixel.hi()), weights(pixel.lo()));
    let flip = _mm512_set1_epi8(-128);
    // Half a gray step for rounding, and 128 of them for the flipped bytes.
    let start = _mm512_set1_epi32(0x8080);
    let [a, b, c, d] = px.map(|px| {
        let px = _mm512_xor_si512(px, flip);
        let sum = dot(start, hi, px);
        if WIDE { dot(_mm512_slli_epi32::<8>(sum), lo, px) } else { sum }
    });
    // Gray is one byte of each sum: those of a, b, c, d go to the first, second, third, fourth word of their quarter.
    let bytes = _mm_set1_epi32(if WIDE { 0x0e0a_0602 } else { 0x0d09_0501 });
    let none = _mm_set1_epi8(-1);
    let pick = |sum, to| _mm512_shuffle_epi8(sum, _mm512_broadcast_i32x4(to));
    let a = pick(a, _mm_blend_epi16::<0b0000_0011>(none, bytes));
    let b = pick(b, _mm_blend_epi16::<0b0000_1100>(none, bytes));
    let c = pick(c, _mm_blend_epi16::<0b0011_0000>(none, bytes));
    let d = pick(d, _mm_blend_epi16::<0b1100_0000>(none, bytes));
    let gray = _mm512_or_si512(_mm512_or_si512(a, b), _mm512_or_si512(c, d));
    _mm512_permutexvar_epi32(_mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15), gray)
}

#[target_feature(enable = "avx512f,avx512bw")]
pub fn bits_row(src: &[u8], dst: &mut [u8]) {
    let byte_of = _mm512_setr_epi64(
        0,
        0x0101_0101_0101_0101,
        0x0202_0202_0202_0202,
        0x0303_0303_0303_0303,
        0x0404_0404_0404_0404,
        0x0505_0505_0505_0505,
        0x0606_0606_0606_0606,
        0x0707_0707_0707_0707,
    );
    let bit_of = _mm512_set1_epi64(0x0102_0408_1020_4080);
    let (words, _) = src.as_chunks::<8>();
    let (blocks, _) = dst.as_chunks_mut::<64>();
    let done = blocks.len();
    for (bits, gray) in words.iter().zip(blocks) {
        let bits = _mm512_shuffle_epi8(_mm512_set1_epi64(i64::from_le_bytes(*bits)), byte_of);
        store512(gray, _mm512_movm_epi8(_mm512_testn_epi8_mask(bits, bit_of)));
    }
    scalar::whole_bits_row(&src[done * 8..], &mut dst[done * 64..]);
}
