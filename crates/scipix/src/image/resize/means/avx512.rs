//! Sixteen elements of two weights a register; 16 sums; means of 64 bytes a row.

use super::bilinear::Across;
use super::means::{each_of_four, each_of_two, each_row};
use super::windows::Windows;
use super::{avx2, scalar, separable, sse42};
use crate::simd::x86::{load256, load512, load512_i16, load512_u16, store128, store256, store256_u16, store512_i32};
use crate::split::{Rows, RowsMut};
use std::arch::x86_64::*;

#[target_feature(enable = "avx2,avx512f,avx512bw,avx512vl")]
pub fn mix_row(src: &[u8], across: &Across, dst: &mut [u16]) {
    let Some(Windows { bases, places, weights, .. }) = &across.windows else {
        // By one tap after another, a third faster with these registers than with AVX2's.
        let by_taps = across.groups.is_none();
        return if by_taps { scalar::mix_row(src, across, dst) } else { avx2::mix_row(src, across, dst) };
    };
    let (places, weights) = (places.as_chunks().0, weights.as_chunks().0);
    let (blocks, _) = dst.as_chunks_mut::<16>();
    for (((&base, places), weights), out) in bases.iter().zip(places).zip(weights).zip(blocks) {
        let window: &[u8; Windows::ELEMENTS] = src[base..].first_chunk().expect("a window lies within the row");
        let [low, high] = window.as_chunks().0 else { unreachable!("two halves a window") };
        let (low, high) = (_mm512_cvtepu8_epi16(load256(low)), _mm512_cvtepu8_epi16(load256(high)));
        let pairs = _mm512_permutex2var_epi16(low, load512_u16(places), high);
        let sums = _mm512_madd_epi16(pairs, load512_i16(weights));
        store256_u16(out, _mm512_cvtepi32_epi16(_mm512_srli_epi32::<4>(sums)));
    }
}

#[target_feature(enable = "sse4.2,avx512f,avx512bw")]
pub fn sum_taps(src: &[i16], across: &separable::Across, dst: &mut [i32]) {
    let Some(Windows { bases, places, step, weights, pairs }) = &across.windows else {
        return sse42::sum_taps(src, across, dst);
    };
    let (places, weights) = (places.as_chunks::<32>().0, weights.as_chunks::<32>().0);
    let step = _mm512_set1_epi16(*step as i16);
    let (blocks, _) = dst.as_chunks_mut::<16>();
    for (((&base, places), weights), out) in bases.iter().zip(places).zip(weights.chunks_exact(*pairs)).zip(blocks) {
        let window: &[i16; Windows::ELEMENTS] = src[base..].first_chunk().expect("a window is left past the row");
        let [low, high] = window.as_chunks::<32>().0 else { unreachable!("two vectors a window") };
        let (low, high) = (load512_i16(low), load512_i16(high));
        let (mut places, mut sum) = (load512_u16(places), _mm512_setzero_si512());
        for weights in weights {
            let neighbours = _mm512_permutex2var_epi16(low, places, high);
            sum = _mm512_add_epi32(sum, _mm512_madd_epi16(neighbours, load512_i16(weights)));
            places = _mm512_add_epi16(places, step);
        }
        store512_i32(out, sum);
    }
}

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

/// Of pixels of four channels, each channel of two pixels side by side.
#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn beside(px: &[u8; 64]) -> __m512i {
    let order = _mm_setr_epi8(0, 4, 1, 5, 2, 6, 3, 7, 8, 12, 9, 13, 10, 14, 11, 15);
    _mm512_shuffle_epi8(load512(px), _mm512_broadcast_i32x4(order))
}

/// Means of two bytes side by side and the two below.
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
