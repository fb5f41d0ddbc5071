//! Two groups a register; means of 32 bytes a row.

use super::bilinear::Across;
use super::groups::bytes_from;
use super::means::{each_of_four, each_of_two, each_row};
use super::{scalar, sse42};
use crate::simd::x86::{load128, load256, load256_u16, store128, store256_u16};
use crate::split::{Rows, RowsMut};
use std::arch::x86_64::*;

#[target_feature(enable = "avx2")]
pub fn mix_row(src: &[u8], across: &Across, dst: &mut [u16]) {
    let Some(groups) = &across.groups else {
        return scalar::mix_row(src, across, dst);
    };
    let (bases, _) = groups.bases.as_chunks::<4>();
    let (shuffles, _) = groups.shuffles.as_chunks::<32>().0.as_chunks::<2>();
    let (weights, _) = groups.weights.as_chunks::<16>().0.as_chunks::<2>();
    let (blocks, _) = dst.as_chunks_mut::<16>();
    let window = |base| load128(bytes_from(src, base));
    for (((bases, shuffles), weights), out) in bases.iter().zip(shuffles).zip(weights).zip(blocks) {
        let [first, second] = [0, 1].map(|i| {
            let px = _mm256_set_m128i(window(bases[2 * i + 1]), window(bases[2 * i]));
            let pairs = _mm256_shuffle_epi8(px, load256(&shuffles[i]));
            _mm256_srli_epi32::<4>(_mm256_madd_epi16(pairs, load256_u16(&weights[i])))
        });
        // Packing works within halves: groups 0 and 2, then 1 and 3.
        let packed = _mm256_packus_epi32(first, second);
        store256_u16(out, _mm256_permute4x64_epi64::<0b11_01_10_00>(packed));
    }
}

#[target_feature(enable = "sse4.2,avx2")]
pub fn halve(src: Rows<'_>, channels: usize, dst: RowsMut<'_>) {
    if channels == 3 {
        return sse42::halve(src, channels, dst);
    }
    each_row(src, dst, |rows, dst| {
        let done = match channels {
            1 => each_of_two(rows, dst, |[top, bottom], out| means(load256(top), load256(bottom), out)),
            _ => each_of_two(rows, dst, |[top, bottom], out| means(beside(top), beside(bottom), out)),
        };
        if !done {
            scalar::halve_row(rows, channels, dst);
        }
    });
}

/// Of pixels of four channels, each channel of two pixels side by side.
#[inline]
#[target_feature(enable = "avx2")]
fn beside(px: &[u8; 32]) -> __m256i {
    let order = _mm_setr_epi8(0, 4, 1, 5, 2, 6, 3, 7, 8, 12, 9, 13, 10, 14, 11, 15);
    _mm256_shuffle_epi8(load256(px), _mm256_broadcastsi128_si256(order))
}

/// Means of two bytes side by side and the two below.
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
    each_row(src, dst, |rows, dst| {
        let done = each_of_four(rows, dst, |[a, b, c, d]: [&[u8; 32]; 4], out| {
            let pairs = _mm256_add_epi16(sums(load256(a), load256(b)), sums(load256(c), load256(d)));
            let fours = _mm256_madd_epi16(pairs, _mm256_set1_epi16(1));
            let means = _mm256_srli_epi32::<4>(_mm256_add_epi32(fours, _mm256_set1_epi32(8)));
            *out = sse42::bytes(_mm_packus_epi32(_mm256_castsi256_si128(means), _mm256_extracti128_si256::<1>(means)));
        });
        if !done {
            scalar::quarter_row(rows, dst);
        }
    });
}
