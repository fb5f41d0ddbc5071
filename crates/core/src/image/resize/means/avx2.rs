//! Means of squares with AVX2: 32 bytes of each row at once.

use super::squares::{each_of_four, each_of_two, each_row};
use super::sse42;
use crate::simd::x86::{load256, store128};
use crate::split::{Rows, RowsMut};
use std::arch::x86_64::*;

#[target_feature(enable = "sse4.2,avx2")]
pub fn halve(src: Rows<'_>, channels: usize, dst: RowsMut<'_>) {
    if channels == 3 || dst.row_bytes() < 16 {
        return sse42::halve(src, channels, dst);
    }
    each_row(src, dst, |rows, dst| {
        match channels {
            1 => each_of_two(rows, dst, |[top, bottom], out| means(load256(top), load256(bottom), out)),
            _ => each_of_two(rows, dst, |[top, bottom], out| means(beside(top), beside(bottom), out)),
        };
    });
}

/// Puts each channel of a pixel with four channels beside that of the next pixel.
#[inline]
#[target_feature(enable = "avx2")]
fn beside(px: &[u8; 32]) -> __m256i {
    let order = _mm_setr_epi8(0, 4, 1, 5, 2, 6, 3, 7, 8, 12, 9, 13, 10, 14, 11, 15);
    _mm256_shuffle_epi8(load256(px), _mm256_broadcastsi128_si256(order))
}

/// Computes the means of two bytes side by side and the two below.
#[inline]
#[target_feature(enable = "avx2")]
fn means(top: __m256i, bottom: __m256i, out: &mut [u8; 16]) {
    // (8192 · sum + 16384) >> 15 is (sum + 2) >> 2.
    let means = _mm256_mulhrs_epi16(sums(top, bottom), _mm256_set1_epi16(8192));
    store128(out, _mm_packus_epi16(_mm256_castsi256_si128(means), _mm256_extracti128_si256::<1>(means)));
}

#[inline]
#[target_feature(enable = "avx2")]
fn sums(top: __m256i, bottom: __m256i) -> __m256i {
    let ones = _mm256_set1_epi8(1);
    _mm256_add_epi16(_mm256_maddubs_epi16(top, ones), _mm256_maddubs_epi16(bottom, ones))
}

#[target_feature(enable = "sse4.2,avx2")]
pub fn quarter(src: Rows<'_>, dst: RowsMut<'_>) {
    if dst.row_bytes() < 8 {
        return sse42::quarter(src, dst);
    }
    each_row(src, dst, |rows, dst| {
        each_of_four(rows, dst, |[a, b, c, d]: [&[u8; 32]; 4], out| {
            let pairs = _mm256_add_epi16(sums(load256(a), load256(b)), sums(load256(c), load256(d)));
            let fours = _mm256_madd_epi16(pairs, _mm256_set1_epi16(1));
            let means = _mm256_srli_epi32::<4>(_mm256_add_epi32(fours, _mm256_set1_epi32(8)));
            *out = sse42::bytes(_mm_packus_epi32(_mm256_castsi256_si128(means), _mm256_extracti128_si256::<1>(means)));
        });
    });
}
