//! Weighted sums of neighbours with SSE4.2: four sums a register.

use super::tables::TapTables;
use crate::image::resize::taps::Taps;
use crate::simd::x86::{load128_i16, store128_i32};
use std::arch::x86_64::*;

#[target_feature(enable = "sse4.2")]
pub fn sum_taps(src: &[i16], tables: &TapTables, dst: &mut [i32]) {
    let (taps, channels) = (&tables.taps, tables.channels);
    if channels == 1 {
        return sum_gray(src, taps, dst);
    }
    // Puts each channel of a pixel beside that of the next pixel.
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

/// Sums the products of two slices of whole vectors; the result is the sum of its four lanes.
#[inline]
#[target_feature(enable = "sse4.2")]
fn dot(px: &[i16], weights: &[i16]) -> __m128i {
    let mut sum = _mm_setzero_si128();
    for (px, weights) in px.as_chunks().0.iter().zip(weights.as_chunks().0) {
        sum = _mm_add_epi32(sum, _mm_madd_epi16(load128_i16(px), load128_i16(weights)));
    }
    sum
}
