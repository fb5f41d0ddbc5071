//! Means of squares with AVX2: 64 bytes of each row at once, or 32 of short rows.

use super::squares::{each_of_four, each_of_two, each_row};
use super::sse42;
use crate::simd::x86::{load256, store128, store256};
use crate::split::{Rows, RowsMut};
use std::arch::x86_64::*;

#[target_feature(enable = "sse4.2,avx2")]
pub fn halve(src: Rows<'_>, channels: usize, dst: RowsMut<'_>) {
    if channels == 3 || dst.row_bytes() < 16 {
        return sse42::halve(src, channels, dst);
    }
    let wide = dst.row_bytes() >= 32;
    match channels {
        1 if wide => each_row(src, dst, |rows, dst| {
            each_of_two(rows, dst, |rows, out| store256(out, means_of_64(rows, |px| load256(px))));
        }),
        1 => each_row(src, dst, |rows, dst| {
            each_of_two(rows, dst, |[top, bottom], out| store128(out, means_of_32(load256(top), load256(bottom))));
        }),
        _ if wide => each_row(src, dst, |rows, dst| {
            each_of_two(rows, dst, |rows, out| store256(out, means_of_64(rows, |px| beside(px))));
        }),
        _ => each_row(src, dst, |rows, dst| {
            each_of_two(rows, dst, |[top, bottom], out| store128(out, means_of_32(beside(top), beside(bottom))));
        }),
    }
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
fn means_of_32(top: __m256i, bottom: __m256i) -> __m128i {
    let means = quotients(sums(top, bottom));
    _mm_packus_epi16(_mm256_castsi256_si128(means), _mm256_extracti128_si256::<1>(means))
}

/// Does for 64 bytes of two rows, which `load` brings beside each other, what [`means_of_32`] does.
#[inline]
#[target_feature(enable = "avx2")]
fn means_of_64(rows: [&[u8; 64]; 2], load: impl Fn(&[u8; 32]) -> __m256i) -> __m256i {
    let [top, bottom] = rows.map(|row| row.as_chunks().0);
    let [first, second] = [0, 1].map(|half| quotients(sums(load(&top[half]), load(&bottom[half]))));
    _mm256_permute4x64_epi64::<0b11_01_10_00>(_mm256_packus_epi16(first, second))
}

/// Divides sums of four bytes by 4.
#[inline]
#[target_feature(enable = "avx2")]
fn quotients(sums: __m256i) -> __m256i {
    // (8192 · sum + 16384) >> 15 is (sum + 2) >> 2.
    _mm256_mulhrs_epi16(sums, _mm256_set1_epi16(8192))
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
    if dst.row_bytes() >= 16 {
        return each_row(src, dst, |rows, dst| {
            each_of_four(rows, dst, |rows, out| store128(out, quarters_of_64(rows)));
        });
    }
    each_row(src, dst, |rows, dst| {
        each_of_four(rows, dst, |rows: [&[u8; 32]; 4], out| {
            let sums = sums_of_four(rows.map(|row| load256(row)));
            let sums = _mm_packus_epi32(_mm256_castsi256_si128(sums), _mm256_extracti128_si256::<1>(sums));
            *out = sse42::bytes(_mm_mulhrs_epi16(sums, _mm_set1_epi16(SIXTEENTH)));
        });
    });
}

/// (2048 · sum + 16384) >> 15 is (sum + 8) >> 4.
const SIXTEENTH: i16 = 2048;

/// Computes the means of squares of 64 bytes of four rows.
#[inline]
#[target_feature(enable = "avx2")]
fn quarters_of_64(rows: [&[u8; 64]; 4]) -> __m128i {
    let [first, second] = [0, 1].map(|half| sums_of_four(rows.map(|row| load256(&row.as_chunks().0[half]))));
    let means = _mm256_mulhrs_epi16(_mm256_packus_epi32(first, second), _mm256_set1_epi16(SIXTEENTH));
    // Four of the first and four of the second vector are in each half.
    let bytes = _mm256_packus_epi16(means, means);
    _mm256_castsi256_si128(_mm256_permutevar8x32_epi32(bytes, _mm256_setr_epi32(0, 4, 1, 5, 0, 4, 1, 5)))
}

/// Computes the sums of squares of four bytes a side, in 32-bit lanes.
#[inline]
#[target_feature(enable = "avx2")]
fn sums_of_four([a, b, c, d]: [__m256i; 4]) -> __m256i {
    _mm256_madd_epi16(_mm256_add_epi16(sums(a, b), sums(c, d)), _mm256_set1_epi16(1))
}
