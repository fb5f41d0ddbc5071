//! Means of squares with SSE4.2: 16 bytes or more of each row at once.

use super::scalar;
use super::squares::{each_of_four, each_of_two, each_row};
use crate::simd::x86::{load128, store128};
use crate::split::{Rows, RowsMut};
use std::arch::x86_64::*;

#[target_feature(enable = "sse4.2")]
pub fn halve(src: Rows<'_>, channels: usize, dst: RowsMut<'_>) {
    each_row(src, dst, |rows, dst| {
        let done = match channels {
            1 => each_of_two(rows, dst, |[top, bottom], out| *out = bytes(means(load128(top), load128(bottom)))),
            3 => each_of_two(rows, dst, |[top, bottom], out| means_of_three(top, bottom, out)),
            _ => each_of_two(rows, dst, |[top, bottom], out| *out = bytes(means(beside(top), beside(bottom)))),
        };
        if !done {
            scalar::halve_row(rows, channels, dst);
        }
    });
}

/// Puts each channel of a pixel with four channels beside that of the next pixel.
#[inline]
#[target_feature(enable = "sse4.2")]
fn beside(px: &[u8; 16]) -> __m128i {
    _mm_shuffle_epi8(load128(px), _mm_setr_epi8(0, 4, 1, 5, 2, 6, 3, 7, 8, 12, 9, 13, 10, 14, 11, 15))
}

/// Makes four pixels of three channels from eight pixels a row: two from the first 16 bytes, and two from the last.
#[inline]
#[target_feature(enable = "sse4.2")]
fn means_of_three(top: &[u8; 24], bottom: &[u8; 24], out: &mut [u8; 12]) {
    let order = _mm_setr_epi8(0, 3, 1, 4, 2, 5, 6, 9, 7, 10, 8, 11, -1, -1, -1, -1);
    let begin = |px: &[u8; 24]| _mm_shuffle_epi8(load128(px.first_chunk().expect("16 of 24")), order);
    let end = |px: &[u8; 24]| {
        let px = load128(px.last_chunk().expect("16 of 24"));
        _mm_shuffle_epi8(_mm_srli_si128::<4>(px), order)
    };
    let means = _mm_packus_epi16(means(begin(top), begin(bottom)), means(end(top), end(bottom)));
    let joined = _mm_setr_epi8(0, 1, 2, 3, 4, 5, 8, 9, 10, 11, 12, 13, -1, -1, -1, -1);
    let mut all = [0; 16];
    store128(&mut all, _mm_shuffle_epi8(means, joined));
    out.copy_from_slice(&all[..12]);
}

/// Computes the means of two bytes side by side and the two below.
#[inline]
#[target_feature(enable = "sse4.2")]
fn means(top: __m128i, bottom: __m128i) -> __m128i {
    // (8192 · sum + 16384) >> 15 is (sum + 2) >> 2.
    _mm_mulhrs_epi16(sums(top, bottom), _mm_set1_epi16(8192))
}

#[inline]
#[target_feature(enable = "sse4.2")]
fn sums(top: __m128i, bottom: __m128i) -> __m128i {
    let ones = _mm_set1_epi8(1);
    _mm_add_epi16(_mm_maddubs_epi16(top, ones), _mm_maddubs_epi16(bottom, ones))
}

#[target_feature(enable = "sse4.2")]
pub fn quarter(src: Rows<'_>, dst: RowsMut<'_>) {
    each_row(src, dst, |rows, dst| {
        let done = each_of_four(rows, dst, |[a, b, c, d]: [&[u8; 16]; 4], out| {
            let pairs = _mm_add_epi16(sums(load128(a), load128(b)), sums(load128(c), load128(d)));
            let fours = _mm_madd_epi16(pairs, _mm_set1_epi16(1));
            let means = _mm_srli_epi32::<4>(_mm_add_epi32(fours, _mm_set1_epi32(8)));
            let [a, b, c, d, ..] = bytes(_mm_packus_epi32(means, means));
            *out = [a, b, c, d];
        });
        if !done {
            scalar::quarter_row(rows, dst);
        }
    });
}

/// Packs eight 16-bit lanes, all below 256, into bytes.
#[inline]
#[target_feature(enable = "sse4.2")]
pub fn bytes(means: __m128i) -> [u8; 8] {
    _mm_cvtsi128_si64(_mm_packus_epi16(means, means)).to_le_bytes()
}
