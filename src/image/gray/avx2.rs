//! 32 pixels a step, in 16 bits: `vpmaddubsw` multiplies unsigned by signed, so the weights are the unsigned side and the
//! bytes are taken as −128..127 (see [`Pixel`] for why nothing overflows). The result is off by 128, undone at the end.

use super::{Pixel, scalar};
use crate::simd::each_block;
use crate::simd::x86::{load128, load256, store256};
use std::arch::x86_64::*;

#[target_feature(enable = "avx2")]
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

#[target_feature(enable = "avx2")]
fn row4<const WIDE: bool>(src: &[u8], pixel: Pixel, dst: &mut [u8]) -> bool {
    each_block(src, dst, |px: &[u8; 128], gray: &mut [u8; 32]| {
        let (px, _) = px.as_chunks::<32>();
        store256(gray, weighed::<WIDE>([load256(&px[0]), load256(&px[1]), load256(&px[2]), load256(&px[3])], pixel));
    })
}

#[target_feature(enable = "avx2")]
fn row3<const WIDE: bool>(src: &[u8], pixel: Pixel, dst: &mut [u8]) -> bool {
    // Eight pixels are 24 bytes: the low half gets the first 16, of which it uses 12; the high half the last 16.
    let spread = _mm256_setr_epi8(
        0, 1, 2, -1, 3, 4, 5, -1, 6, 7, 8, -1, 9, 10, 11, -1, //
        4, 5, 6, -1, 7, 8, 9, -1, 10, 11, 12, -1, 13, 14, 15, -1,
    );
    each_block(src, dst, |px: &[u8; 96], gray: &mut [u8; 32]| {
        let (px, _) = px.as_chunks::<24>();
        let eight = |px: &[u8; 24]| {
            let (low, _) = px.split_first_chunk().expect("24 bytes hold 16");
            let (_, high) = px.split_last_chunk().expect("24 bytes hold 16");
            _mm256_shuffle_epi8(_mm256_set_m128i(load128(high), load128(low)), spread)
        };
        store256(gray, weighed::<WIDE>([eight(&px[0]), eight(&px[1]), eight(&px[2]), eight(&px[3])], pixel));
    })
}

#[inline]
#[target_feature(enable = "avx2")]
fn weighed<const WIDE: bool>(px: [__m256i; 4], pixel: Pixel) -> __m256i {
    let flip = _mm256_set1_epi8(-128);
    let [a, b, c, d] = px.map(|px| _mm256_xor_si256(px, flip));
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
    let gray = _mm256_xor_si256(_mm256_packs_epi16(rounded(a, b), rounded(c, d)), flip);
    // Sums and packs work within halves: the four pixels of each half of a, b, c, d in turn.
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
