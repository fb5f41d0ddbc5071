//! 64 pixels a step, each a sum of four products in 32 bits; `vnni` differs only in how it adds them. `vpmaddubsw` multiplies
//! unsigned by signed bytes, so the weights are the unsigned side and pixels are shifted to −128..127. The offset of 128 is undone
//! at the end.

use super::luma::Pixel;
use super::{avx2, scalar};
use crate::simd::each_block;
use crate::simd::x86::{load512, store512};
use std::arch::x86_64::*;

/// Defines `weighted_row` for processors with `$features`, where `$dot` adds to each sum the products of four unsigned
/// weights and four signed bytes. It is a macro because a function generic over `$dot` would be compiled for fewer features
/// than `$dot` and could not inline it.
macro_rules! weighted_row_kernel {
    ($features:literal, $dot:expr) => {
        #[target_feature(enable = $features)]
        pub fn weighted_row(src: &[u8], pixel: Pixel, dst: &mut [u8]) {
            let dot = $dot;
            let weights = |halves| _mm512_set1_epi32(i32::from_le_bytes(halves));
            let (hi, lo) = (weights(pixel.hi()), weights(pixel.lo()));
            // Half a gray step for rounding, and 128 steps for the signed bytes.
            let start = _mm512_set1_epi32(0x8080);
            let narrow = |px| dot(start, hi, px);
            let wide = |px| dot(_mm512_slli_epi32::<8>(narrow(px)), lo, px);
            let done = match (pixel.bytes, pixel.is_wide()) {
                (3, false) => each_block(src, dst, |px, gray| store512(gray, packed::<1>(signed3(px).map(narrow)))),
                (3, true) => each_block(src, dst, |px, gray| store512(gray, packed::<2>(signed3(px).map(wide)))),
                (_, false) => each_block(src, dst, |px, gray| store512(gray, packed::<1>(signed4(px).map(narrow)))),
                (_, true) => each_block(src, dst, |px, gray| store512(gray, packed::<2>(signed4(px).map(wide)))),
            };
            if !done {
                avx2::weighted_row(src, pixel, dst);
            }
        }
    };
}
pub(super) use weighted_row_kernel;

weighted_row_kernel!("avx512f,avx512bw", |sum, weights, px| {
    _mm512_add_epi32(sum, _mm512_madd_epi16(_mm512_maddubs_epi16(weights, px), _mm512_set1_epi16(1)))
});

/// Loads 64 pixels of four bytes, each byte minus 128.
#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
pub fn signed4(px: &[u8; 256]) -> [__m512i; 4] {
    let (px, _) = px.as_chunks::<64>();
    [0, 1, 2, 3].map(|i| _mm512_xor_si512(load512(&px[i]), _mm512_set1_epi8(-128)))
}

/// Loads 64 pixels of three bytes, each byte minus 128, and −128 after each three.
#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
pub fn signed3(px: &[u8; 192]) -> [__m512i; 4] {
    // Each quarter gets twelve bytes, four pixels. The last sixteen pixels are loaded from 16 bytes before them, to stay
    // within the block.
    let quarters = _mm512_setr_epi32(0, 1, 2, 0, 3, 4, 5, 0, 6, 7, 8, 0, 9, 10, 11, 0);
    let quarters_late = _mm512_add_epi32(quarters, _mm512_set1_epi32(4));
    let spread = _mm512_broadcast_i32x4(_mm_setr_epi8(0, 1, 2, -1, 3, 4, 5, -1, 6, 7, 8, -1, 9, 10, 11, -1));
    [(0, quarters), (48, quarters), (96, quarters), (128, quarters_late)].map(|(at, quarters)| {
        let bytes = px[at..].first_chunk().expect("64 of 192 bytes, from 128 at the latest");
        let px = _mm512_shuffle_epi8(_mm512_permutexvar_epi32(quarters, load512(bytes)), spread);
        _mm512_xor_si512(px, _mm512_set1_epi8(-128))
    })
}

/// Returns byte `AT`, 1 or 2, of each of the 64 sums, which have none above it.
#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
pub fn packed<const AT: i32>(sums: [__m512i; 4]) -> __m512i {
    // Words with the byte: of eight sums of `a`, eight of `b`, and the other eight of each.
    let eight = _mm_add_epi16(_mm_setr_epi16(0, 2, 4, 6, 8, 10, 12, 14), _mm_set1_epi16((AT / 2) as i16));
    let from = |word: i64| word * 0x0001_0001_0001_0001;
    let from = _mm512_setr_epi64(0, 0, from(32), from(32), from(16), from(16), from(48), from(48));
    let at = _mm512_add_epi16(_mm512_broadcast_i32x4(eight), from);
    let words = |a, b| {
        let words = _mm512_permutex2var_epi16(a, at, b);
        if AT == 1 { _mm512_srli_epi16::<8>(words) } else { words }
    };
    let bytes = _mm512_packus_epi16(words(sums[0], sums[1]), words(sums[2], sums[3]));
    _mm512_permutexvar_epi64(_mm512_setr_epi64(0, 4, 2, 6, 1, 5, 3, 7), bytes)
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
