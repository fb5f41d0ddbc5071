//! 32 pixels a vector. `sse42` has the same kernel at half the width, and explains the arithmetic.

use super::luma::{Pixel, TwoSteps};
use super::{scalar, sse42};
use crate::simd::x86::{load128, load256, store256};
use crate::simd::{each_block_in_steps, prefetch};
use std::arch::x86_64::*;

/// Distance of the prefetch of every line. On Zen 3 it is 4 to 8 % faster for 35 MB of RGBA than one line of each page.
const AHEAD: usize = 1280;

#[target_feature(enable = "avx2")]
pub fn weighted_row(src: &[u8], pixel: Pixel, dst: &mut [u8]) {
    let steps = pixel.steps();
    // The scheduler has room for the instructions of about three vectors: if each were put in order at once, others would wait for
    // the slow permutation.
    let done = match (pixel.bytes, pixel.is_wide()) {
        (3, _) => each_block_in_steps(
            src,
            dst,
            |px: &[u8; 192]| begun(px, |px| weighted(spread3(px), steps)),
            |gray, out| store_pair(gray.map(|gray| alternated(gray)), out),
        ),
        (_, false) => each_block_in_steps(
            src,
            dst,
            |px: &[u8; 256]| begun(px, |px| narrow(px, pixel.hi())),
            |gray, out| store_pair(gray.map(|gray| from_halves(gray)), out),
        ),
        (_, true) => each_block_in_steps(
            src,
            dst,
            |px: &[u8; 256]| begun(px, |px| weighted(spread4(px), steps)),
            |gray, out| store_pair(gray.map(|gray| from_halves(alternated(gray))), out),
        ),
    };
    if !done {
        sse42::weighted_row(src, pixel, dst);
    }
}

/// Applies `weighted` to both halves of a block.
#[inline(always)]
fn begun<const HALF: usize, const SRC: usize>(
    px: &[u8; SRC],
    weighted: impl Fn(&[u8; HALF]) -> __m256i,
) -> [__m256i; 2] {
    (0..SRC).step_by(64).for_each(|line| prefetch(&px[line], AHEAD));
    let (halves, _) = px.as_chunks();
    [weighted(&halves[0]), weighted(&halves[1])]
}

#[inline]
#[target_feature(enable = "avx2")]
fn store_pair([first, second]: [__m256i; 2], out: &mut [u8; 64]) {
    let (halves, _) = out.as_chunks_mut();
    store256(&mut halves[0], first);
    store256(&mut halves[1], second);
}

/// Loads 32 pixels of four bytes as the first, the second, the third and again the second.
#[inline]
#[target_feature(enable = "avx2")]
fn spread4(px: &[u8; 128]) -> [__m256i; 4] {
    let spread = _mm256_broadcastsi128_si256(_mm_setr_epi8(0, 1, 2, 1, 4, 5, 6, 5, 8, 9, 10, 9, 12, 13, 14, 13));
    let (px, _) = px.as_chunks();
    [0, 1, 2, 3].map(|i| _mm256_shuffle_epi8(load256(&px[i]), spread))
}

/// Loads 32 pixels of three bytes like [`spread4`], the first half of them in the low halves.
#[inline]
#[target_feature(enable = "avx2")]
fn spread3(px: &[u8; 96]) -> [__m256i; 4] {
    let spread = _mm256_broadcastsi128_si256(_mm_setr_epi8(0, 1, 2, 1, 3, 4, 5, 4, 6, 7, 8, 7, 9, 10, 11, 10));
    // The last four pixels are loaded from four bytes before them, to stay within the block.
    let late = _mm256_setr_epi64x(0, 0, 0x0404_0404_0404_0404, 0x0404_0404_0404_0404);
    let spread_late = _mm256_add_epi8(spread, late);
    [(0, 48, spread), (12, 60, spread), (24, 72, spread), (36, 80, spread_late)].map(|(low, high, spread)| {
        let bytes = |at: usize| load128(px[at..].first_chunk().expect("16 of 96 bytes, from 80 at the latest"));
        _mm256_shuffle_epi8(_mm256_set_m128i(bytes(high), bytes(low)), spread)
    })
}

/// Computes the gray of 32 pixels. Four of one vector and four of the next alternate in each eight bytes.
#[inline]
#[target_feature(enable = "avx2")]
fn weighted([a, b, c, d]: [__m256i; 4], steps: &TwoSteps) -> __m256i {
    let inner = _mm256_set1_epi32(i32::from_le_bytes(steps.inner));
    let outer = _mm256_set1_epi32(i32::from(steps.outer[0]) | i32::from(steps.outer[1]) << 16);
    let sums = |px| _mm256_madd_epi16(_mm256_maddubs_epi16(px, inner), outer);
    let rounded = |a, b| {
        let high = _mm256_blend_epi16::<0b1010_1010>(_mm256_srli_epi32::<16>(sums(a)), sums(b));
        _mm256_avg_epu16(high, _mm256_setzero_si256())
    };
    _mm256_packus_epi16(rounded(a, b), rounded(c, d))
}

/// Puts the pixels of [`weighted`] in order, within halves.
#[inline]
#[target_feature(enable = "avx2")]
fn alternated(gray: __m256i) -> __m256i {
    let order = _mm_setr_epi8(0, 2, 4, 6, 1, 3, 5, 7, 8, 10, 12, 14, 9, 11, 13, 15);
    _mm256_shuffle_epi8(gray, _mm256_broadcastsi128_si256(order))
}

/// Puts pixels in order of whose eights the first four are in the low half.
#[inline]
#[target_feature(enable = "avx2")]
fn from_halves(gray: __m256i) -> __m256i {
    _mm256_permutevar8x32_epi32(gray, _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7))
}

/// Computes the gray of 32 pixels of four bytes by weights of 8 bits, which one step of products takes as they are: the weights
/// are the unsigned side, and pixels are shifted to −128..127, so that no sum leaves 16 signed bits.
#[inline]
#[target_feature(enable = "avx2")]
fn narrow(px: &[u8; 128], weights: [u8; 4]) -> __m256i {
    let (px, _) = px.as_chunks();
    let (weights, offset) = (_mm256_set1_epi32(i32::from_le_bytes(weights)), _mm256_set1_epi8(-128));
    let products = |i: usize| _mm256_maddubs_epi16(weights, _mm256_xor_si256(load256(&px[i]), offset));
    // (128 · sum + 16384) >> 15 is (sum + 128) >> 8.
    let rounded = |i| _mm256_mulhrs_epi16(_mm256_hadd_epi16(products(i), products(i + 1)), _mm256_set1_epi16(128));
    _mm256_xor_si256(_mm256_packs_epi16(rounded(0), rounded(2)), offset)
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
