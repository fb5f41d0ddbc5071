//! Bilinear mixing with AVX2: two groups of four elements a register.

use super::scalar;
use super::strip::MixStrip;
use super::tables::MixTables;
use crate::image::resize::bytes16::bytes_from;
use crate::simd::x86::{load128, load256, load256_u16, store128, store128_some, store256_u16};
use std::arch::x86_64::*;

#[target_feature(enable = "avx2")]
#[allow(clippy::redundant_closure)]
pub fn make_rows(strip: MixStrip<'_>) {
    // Closures have the features of this function, which functions passed by name have not.
    strip.make(
        |src, tables, mixed| mix_row(src, tables, mixed),
        |first, second, weights, dst| blend_rows(first, second, weights, dst),
    );
}

/// Blends two mixed rows, which are padded to whole steps, in steps of the sixteen elements that mixing stores at once: a load that
/// spans two stores waits for both.
#[inline]
#[target_feature(enable = "avx2")]
pub fn blend_rows(first: &[u16], second: &[u16], weights: [u16; 2], dst: &mut [u8]) {
    let [w0, w1] = weights.map(|weight| _mm256_set1_epi16(weight as i16));
    let blend = |first: &[u16; 16], second: &[u16; 16]| {
        let [first, second] = [(first, w0), (second, w1)].map(|(row, w)| _mm256_mulhi_epu16(load256_u16(row), w));
        let sums = _mm256_add_epi16(_mm256_add_epi16(first, second), _mm256_set1_epi16(2));
        let bytes = _mm256_srli_epi16::<2>(sums);
        _mm_packus_epi16(_mm256_castsi256_si128(bytes), _mm256_extracti128_si256::<1>(bytes))
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
#[target_feature(enable = "avx2")]
pub fn mix_row(src: &[u8], tables: &MixTables, dst: &mut [u16]) {
    let Some(groups) = tables.groups() else {
        return scalar::mix_row(src, tables, dst);
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
