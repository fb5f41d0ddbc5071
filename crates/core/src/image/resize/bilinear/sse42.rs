//! Bilinear mixing with SSE4.2: one group of four elements a register.

use super::scalar;
use super::strip::MixStrip;
use super::tables::MixTables;
use crate::image::resize::bytes16::bytes_from;
use crate::simd::x86::{load128, load128_u16, store128, store128_some, store128_u16};
use std::arch::x86_64::*;

#[target_feature(enable = "sse4.2")]
#[allow(clippy::redundant_closure)]
pub fn make_rows(strip: MixStrip<'_>) {
    // Closures have the features of this function, which functions passed by name have not.
    strip.make(
        |src, tables, mixed| mix_row(src, tables, mixed),
        |first, second, weights, dst| blend_rows(first, second, weights, dst),
    );
}

/// Blends two mixed rows, which are padded to whole steps, in steps of sixteen elements.
#[inline]
#[target_feature(enable = "sse4.2")]
fn blend_rows(first: &[u16], second: &[u16], weights: [u16; 2], dst: &mut [u8]) {
    let [w0, w1] = weights.map(|weight| _mm_set1_epi16(weight as i16));
    let blend = |first: &[u16; 16], second: &[u16; 16]| {
        let [low, high] = [0, 1].map(|half| {
            let [first, second] =
                [(first, w0), (second, w1)].map(|(row, w)| _mm_mulhi_epu16(load128_u16(&row.as_chunks().0[half]), w));
            _mm_srli_epi16::<2>(_mm_add_epi16(_mm_add_epi16(first, second), _mm_set1_epi16(2)))
        });
        _mm_packus_epi16(low, high)
    };
    let mut pairs = first.as_chunks().0.iter().zip(second.as_chunks().0);
    let (blocks, rest) = dst.as_chunks_mut::<16>();
    for (out, (first, second)) in blocks.iter_mut().zip(&mut pairs) {
        store128(out, blend(first, second));
    }
    if let (false, Some((first, second))) = (rest.is_empty(), pairs.next()) {
        store128_some(rest, blend(first, second));
    }
}

/// Mixes a row horizontally.
#[target_feature(enable = "sse4.2")]
fn mix_row(src: &[u8], tables: &MixTables, dst: &mut [u16]) {
    let Some(groups) = tables.groups() else {
        return scalar::mix_row(src, tables, dst);
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
