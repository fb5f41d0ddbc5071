//! Four elements a register: one group; four sums; means of 16 bytes or more a row.

use super::bilinear::Across;
use super::groups::bytes_from;
use super::means::{each_of_four, each_of_two, each_row};
use super::nearest::Window;
use super::scalar::{self, each_window};
use super::separable;
use super::taps::Taps;
use crate::simd::x86::{load128, load128_i16, load128_u16, store128, store128_i32, store128_u16};
use crate::split::{Rows, RowsMut};
use std::arch::x86_64::*;

#[target_feature(enable = "sse4.2")]
pub fn mix_row(src: &[u8], across: &Across, dst: &mut [u16]) {
    let Some(groups) = &across.groups else {
        return scalar::mix_row(src, across, dst);
    };
    let (bases, _) = groups.bases.as_chunks::<2>();
    let (shuffles, _) = groups.shuffles.as_chunks::<16>().0.as_chunks::<2>();
    let (weights, _) = groups.weights.as_chunks::<8>().0.as_chunks::<2>();
    let (blocks, _) = dst.as_chunks_mut::<8>();
    for (((bases, shuffles), weights), out) in bases.iter().zip(shuffles).zip(weights).zip(blocks) {
        let [first, second] = [0, 1].map(|i| {
            let px = load128(bytes_from(src, bases[i]));
            let pairs = _mm_shuffle_epi8(px, load128(&shuffles[i]));
            _mm_srli_epi32::<4>(_mm_madd_epi16(pairs, load128_u16(&weights[i])))
        });
        store128_u16(out, _mm_packus_epi32(first, second));
    }
}

#[target_feature(enable = "sse4.2")]
pub fn pick_row(src: &[u8], windows: &[Window], dst: &mut [u8]) {
    each_window(windows, dst, |window| {
        let px = load128(bytes_from(src, window.base));
        let places = _mm_cvtsi64_si128(i64::from_le_bytes(window.places));
        _mm_cvtsi128_si64(_mm_shuffle_epi8(px, places)).to_le_bytes()
    });
}

#[target_feature(enable = "sse4.2")]
pub fn sum_taps(src: &[i16], across: &separable::Across, dst: &mut [i32]) {
    let (taps, channels) = (&across.taps, across.channels);
    if channels == 1 {
        return sum_gray(src, taps, dst);
    }
    // Of two pixels, each channel of the first beside that of the second.
    let order = match channels {
        3 => _mm_setr_epi8(0, 1, 6, 7, 2, 3, 8, 9, 4, 5, 10, 11, -1, -1, -1, -1),
        _ => _mm_setr_epi8(0, 1, 8, 9, 2, 3, 10, 11, 4, 5, 12, 13, 6, 7, 14, 15),
    };
    for (x, (&start, weights)) in taps.starts.iter().zip(taps.weights.chunks_exact(taps.count)).enumerate() {
        let Some(sums) = dst.get_mut(x * channels..).and_then(|dst| dst.first_chunk_mut()) else { return };
        let mut sum = _mm_setzero_si128();
        let pixels = &src[start * channels..];
        for (pair, weights) in weights.as_chunks::<2>().0.iter().enumerate() {
            let px = load128_i16(pixels[2 * pair * channels..].first_chunk().expect("a vector is left past the row"));
            let weights = _mm_set1_epi32(i32::from(weights[1]) << 16 | i32::from(weights[0] as u16));
            sum = _mm_add_epi32(sum, _mm_madd_epi16(_mm_shuffle_epi8(px, order), weights));
        }
        store128_i32(sums, sum);
    }
}

#[inline]
#[target_feature(enable = "sse4.2")]
fn sum_gray(src: &[i16], taps: &Taps, dst: &mut [i32]) {
    let (starts, _) = taps.starts.as_chunks::<4>();
    let weights = taps.weights.chunks_exact(4 * taps.count);
    for ((starts, weights), sums) in starts.iter().zip(weights).zip(dst.as_chunks_mut::<4>().0) {
        let [a, b, c, d] = [0, 1, 2, 3].map(|i| {
            let weights = &weights[i * taps.count..][..taps.count];
            dot(&src[starts[i]..][..taps.count], weights)
        });
        store128_i32(sums, _mm_hadd_epi32(_mm_hadd_epi32(a, b), _mm_hadd_epi32(c, d)));
    }
}

/// Products, of which the sum of all four elements is wanted. Both are whole vectors.
#[inline]
#[target_feature(enable = "sse4.2")]
fn dot(px: &[i16], weights: &[i16]) -> __m128i {
    let mut sum = _mm_setzero_si128();
    for (px, weights) in px.as_chunks().0.iter().zip(weights.as_chunks().0) {
        sum = _mm_add_epi32(sum, _mm_madd_epi16(load128_i16(px), load128_i16(weights)));
    }
    sum
}

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

/// Of pixels of four channels, each channel of two pixels side by side.
#[inline]
#[target_feature(enable = "sse4.2")]
fn beside(px: &[u8; 16]) -> __m128i {
    _mm_shuffle_epi8(load128(px), _mm_setr_epi8(0, 4, 1, 5, 2, 6, 3, 7, 8, 12, 9, 13, 10, 14, 11, 15))
}

/// Four pixels of three channels from eight pixels a row: two from the first 16 bytes, and two from the last.
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

/// Means of two bytes side by side and the two below.
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

/// The lower byte of each, which is all there is.
#[inline]
#[target_feature(enable = "sse4.2")]
pub fn bytes(means: __m128i) -> [u8; 8] {
    _mm_cvtsi128_si64(_mm_packus_epi16(means, means)).to_le_bytes()
}
