//! Means of squares with AVX-512: 64 bytes of each row at once.

use super::squares::{each_of_four, each_of_two, each_row};
use super::{avx2, sse42};
use crate::simd::x86::{load512, store128, store256};
use crate::split::{Rows, RowsMut};
use std::arch::x86_64::*;

#[target_feature(enable = "sse4.2,avx2,avx512f,avx512bw")]
pub fn halve(src: Rows<'_>, channels: usize, dst: RowsMut<'_>) {
    if channels == 3 || dst.row_bytes() < 32 {
        return avx2::halve(src, channels, dst);
    }
    each_row(src, dst, |rows, dst| {
        match channels {
            1 => each_of_two(rows, dst, |[top, bottom], out| means(load512(top), load512(bottom), out)),
            _ => each_of_two(rows, dst, |[top, bottom], out| means(beside(top), beside(bottom), out)),
        };
    });
}

/// Puts each channel of a pixel with four channels beside that of the next pixel.
#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn beside(px: &[u8; 64]) -> __m512i {
    let order = _mm_setr_epi8(0, 4, 1, 5, 2, 6, 3, 7, 8, 12, 9, 13, 10, 14, 11, 15);
    _mm512_shuffle_epi8(load512(px), _mm512_broadcast_i32x4(order))
}

/// Computes the means of two bytes side by side and the two below.
#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn means(top: __m512i, bottom: __m512i, out: &mut [u8; 32]) {
    // (8192 · sum + 16384) >> 15 is (sum + 2) >> 2.
    let means = _mm512_mulhrs_epi16(sums(top, bottom), _mm512_set1_epi16(8192));
    store256(out, _mm512_cvtepi16_epi8(means));
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn sums(top: __m512i, bottom: __m512i) -> __m512i {
    let ones = _mm512_set1_epi8(1);
    _mm512_add_epi16(_mm512_maddubs_epi16(top, ones), _mm512_maddubs_epi16(bottom, ones))
}

#[target_feature(enable = "sse4.2,avx2,avx512f,avx512bw")]
pub fn quarter(src: Rows<'_>, dst: RowsMut<'_>) {
    if dst.row_bytes() < 16 {
        return sse42::quarter(src, dst);
    }
    each_row(src, dst, |rows, dst| {
        each_of_four(rows, dst, |[a, b, c, d], out| {
            let pairs = _mm512_add_epi16(sums(load512(a), load512(b)), sums(load512(c), load512(d)));
            let fours = _mm512_madd_epi16(pairs, _mm512_set1_epi16(1));
            let means = _mm512_srli_epi32::<4>(_mm512_add_epi32(fours, _mm512_set1_epi32(8)));
            store128(out, _mm512_cvtepi32_epi8(means));
        });
    });
}
