//! Four elements a register: one group; four sums.

use super::bilinear::Across;
use super::scalar;
use super::taps::Taps;
use crate::simd::x86::{load128, load128_i16, load128_u16, store128_i32, store128_u16};
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
            let px = load128(src[bases[i] as usize..].first_chunk().expect("a group lies within the row"));
            let pairs = _mm_shuffle_epi8(px, load128(&shuffles[i]));
            _mm_srli_epi32::<4>(_mm_madd_epi16(pairs, load128_u16(&weights[i])))
        });
        store128_u16(out, _mm_packus_epi32(first, second));
    }
}

#[target_feature(enable = "sse4.2")]
pub fn sum_taps(src: &[i16], across: &Taps, channels: usize, dst: &mut [i32]) {
    if channels == 1 {
        return sum_gray(src, across, dst);
    }
    // Of two pixels, each channel of the first beside that of the second.
    let order = match channels {
        3 => _mm_setr_epi8(0, 1, 6, 7, 2, 3, 8, 9, 4, 5, 10, 11, -1, -1, -1, -1),
        _ => _mm_setr_epi8(0, 1, 8, 9, 2, 3, 10, 11, 4, 5, 12, 13, 6, 7, 14, 15),
    };
    for (x, (&start, weights)) in across.starts.iter().zip(across.weights.chunks_exact(across.count)).enumerate() {
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
fn sum_gray(src: &[i16], across: &Taps, dst: &mut [i32]) {
    let (starts, _) = across.starts.as_chunks::<4>();
    let weights = across.weights.chunks_exact(4 * across.count);
    for ((starts, weights), sums) in starts.iter().zip(weights).zip(dst.as_chunks_mut::<4>().0) {
        let [a, b, c, d] = [0, 1, 2, 3].map(|i| {
            let (px, _) = src[starts[i]..][..across.count].as_chunks::<8>();
            let (weights, _) = weights[i * across.count..][..across.count].as_chunks::<8>();
            let mut sum = _mm_setzero_si128();
            for (px, weights) in px.iter().zip(weights) {
                sum = _mm_add_epi32(sum, _mm_madd_epi16(load128_i16(px), load128_i16(weights)));
            }
            sum
        });
        store128_i32(sums, _mm_hadd_epi32(_mm_hadd_epi32(a, b), _mm_hadd_epi32(c, d)));
    }
}
