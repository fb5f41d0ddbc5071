//! 32 pixels a step, in 16 bits. `vpmaddubsw` multiplies unsigned by signed bytes, so the weights are the unsigned side and
//! pixels are shifted to −128..127 ([`Pixel`] says why nothing overflows). The offset of 128 is undone at the end.

use super::luma::Pixel;
use super::{scalar, sse42};
use crate::simd::each_block;
use crate::simd::x86::{load128, load256, store256};
use std::arch::x86_64::*;

#[target_feature(enable = "avx2")]
pub fn weighted_row(src: &[u8], pixel: Pixel, dst: &mut [u8]) {
    let done = match (pixel.bytes, pixel.is_wide()) {
        (3, false) => each_block(src, dst, |px, gray| store256(gray, weighted::<false>(signed3(px), pixel))),
        (3, true) => each_block(src, dst, |px, gray| store256(gray, weighted::<true>(signed3(px), pixel))),
        (_, false) => each_block(src, dst, |px, gray| store256(gray, weighted::<false>(signed4(px), pixel))),
        (_, true) => each_block(src, dst, |px, gray| store256(gray, weighted::<true>(signed4(px), pixel))),
    };
    if !done {
        sse42::weighted_row(src, pixel, dst);
    }
}

/// Loads 32 pixels of four bytes, each byte minus 128.
#[inline]
#[target_feature(enable = "avx2")]
fn signed4(px: &[u8; 128]) -> [__m256i; 4] {
    let (px, _) = px.as_chunks();
    [0, 1, 2, 3].map(|i| _mm256_xor_si256(load256(&px[i]), _mm256_set1_epi8(-128)))
}

/// Loads 32 pixels of three bytes, each byte minus 128, and −128 after each three.
#[inline]
#[target_feature(enable = "avx2")]
fn signed3(px: &[u8; 96]) -> [__m256i; 4] {
    // Eight pixels are 24 bytes: the low half loads the first 16 and uses 12, the high half loads the last 16.
    let spread = _mm256_setr_epi8(
        0, 1, 2, -1, 3, 4, 5, -1, 6, 7, 8, -1, 9, 10, 11, -1, //
        4, 5, 6, -1, 7, 8, 9, -1, 10, 11, 12, -1, 13, 14, 15, -1,
    );
    let (px, _) = px.as_chunks::<24>();
    [0, 1, 2, 3].map(|i| {
        let (low, high) = (px[i].first_chunk().expect("16 of 24"), px[i].last_chunk().expect("16 of 24"));
        let px = _mm256_shuffle_epi8(_mm256_set_m128i(load128(high), load128(low)), spread);
        _mm256_xor_si256(px, _mm256_set1_epi8(-128))
    })
}

/// Computes the gray of 32 signed pixels.
#[inline]
#[target_feature(enable = "avx2")]
fn weighted<const WIDE: bool>([a, b, c, d]: [__m256i; 4], pixel: Pixel) -> __m256i {
    let sums = |weights: [u8; 4], a, b| {
        let weights = _mm256_set1_epi32(i32::from_le_bytes(weights));
        _mm256_hadd_epi16(_mm256_maddubs_epi16(weights, a), _mm256_maddubs_epi16(weights, b))
    };
    let rounded = |a, b| {
        let mut sum = sums(pixel.hi(), a, b);
        if WIDE {
            sum = _mm256_add_epi16(sum, _mm256_srai_epi16::<8>(sums(pixel.lo(), a, b)));
        }
        // (128 · sum + 16384) >> 15 is (sum + 128) >> 8.
        _mm256_mulhrs_epi16(sum, _mm256_set1_epi16(128))
    };
    let gray = _mm256_xor_si256(_mm256_packs_epi16(rounded(a, b), rounded(c, d)), _mm256_set1_epi8(-128));
    // Sums and packs stay within halves: the four pixels of each low half of a, b, c, d come first, then the high halves.
    _mm256_permutevar8x32_epi32(gray, _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7))
}

#[target_feature(enable = "avx2")]
pub fn bits_row(src: &[u8], dst: &mut [u8]) {
    let byte_of = _mm256_setr_epi64x(0, 0x0101_0101_0101_0101, 0x0202_0202_0202_0202, 0x0303_0303_0303_0303);
    let bit_of = _mm256_set1_epi64x(0x0102_0408_1020_4080);
    let (words, _) = src.as_chunks::<4>();
    let (blocks, _) = dst.as_chunks_mut::<32>();
    let done = blocks.len();
    for (bits, gray) in words.iter().zip(blocks) {
        let bits = _mm256_shuffle_epi8(_mm256_set1_epi32(i32::from_le_bytes(*bits)), byte_of);
        store256(gray, _mm256_cmpeq_epi8(_mm256_and_si256(bits, bit_of), _mm256_setzero_si256()));
    }
    scalar::whole_bits_row(&src[done * 4..], &mut dst[done * 32..]);
}
