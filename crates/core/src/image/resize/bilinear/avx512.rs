//! Bilinear mixing with AVX-512: sixteen elements a register, gathered by permutation.

use super::strip::MixStrip;
use super::tables::MixTables;
use super::{avx2, scalar};
use crate::image::resize::tap_windows::TapWindows;
use crate::simd::x86::{
    load256, load256_u16, load512_i16, load512_u16, store128, store256, store256_some, store256_u16,
};
use std::arch::x86_64::*;

#[target_feature(enable = "avx2,avx512f,avx512bw,avx512vl")]
#[allow(clippy::redundant_closure)]
pub fn make_rows(strip: MixStrip<'_>) {
    // Closures have the features of this function, which functions passed by name have not.
    strip.make(
        |src, tables, mixed| mix_row(src, tables, mixed),
        |first, second, weights, dst| blend_rows(first, second, weights, dst),
    );
}

/// Length from which rows are blended 32 elements a step: those of shorter rows were just stored, by halves.
const LONG: usize = 96;

/// Blends two mixed rows, which are padded to whole steps of sixteen elements.
#[target_feature(enable = "avx2,avx512f,avx512bw,avx512vl")]
fn blend_rows(first: &[u16], second: &[u16], weights: [u16; 2], dst: &mut [u8]) {
    let whole = if dst.len() < LONG { 0 } else { dst.len() / 32 * 32 };
    let (long, short) = dst.split_at_mut(whole);
    let [w0, w1] = weights.map(|weight| _mm512_set1_epi16(weight as i16));
    for (out, (first, second)) in long.as_chunks_mut().0.iter_mut().zip(chunk_pairs(first, second)) {
        let first = _mm512_mulhi_epu16(load512_u16(first), w0);
        let second = _mm512_mulhi_epu16(load512_u16(second), w1);
        let sums = _mm512_add_epi16(_mm512_add_epi16(first, second), _mm512_set1_epi16(2));
        store256(out, _mm512_cvtepi16_epi8(_mm512_srli_epi16::<2>(sums)));
    }
    let [w0, w1] = [w0, w1].map(|weights| _mm512_castsi512_si256(weights));
    let blend = |first: &[u16; 16], second: &[u16; 16]| {
        let first = _mm256_mulhi_epu16(load256_u16(first), w0);
        let second = _mm256_mulhi_epu16(load256_u16(second), w1);
        let sums = _mm256_add_epi16(_mm256_add_epi16(first, second), _mm256_set1_epi16(2));
        _mm256_cvtepi16_epi8(_mm256_srli_epi16::<2>(sums))
    };
    let mut pairs = chunk_pairs(&first[whole..], &second[whole..]);
    let (blocks, rest) = short.as_chunks_mut();
    for (out, (first, second)) in blocks.iter_mut().zip(&mut pairs) {
        store128(out, blend(first, second));
    }
    if let (false, Some((first, second))) = (rest.is_empty(), pairs.next()) {
        store256_some(rest, _mm256_castsi128_si256(blend(first, second)));
    }
}

/// Returns the whole chunks of two rows, pair by pair.
#[inline(always)]
fn chunk_pairs<'a, const N: usize>(
    first: &'a [u16],
    second: &'a [u16],
) -> impl Iterator<Item = (&'a [u16; N], &'a [u16; N])> {
    first.as_chunks().0.iter().zip(second.as_chunks().0)
}

/// Mixes a row horizontally.
#[target_feature(enable = "avx2,avx512f,avx512bw,avx512vl")]
fn mix_row(src: &[u8], tables: &MixTables, dst: &mut [u16]) {
    let Some(TapWindows { bases, places, weights, .. }) = tables.windows() else {
        // Without tables the scalar body runs, a third faster with these registers than with AVX2's.
        let one_by_one = tables.groups().is_none();
        return if one_by_one { scalar::mix_row(src, tables, dst) } else { avx2::mix_row(src, tables, dst) };
    };
    let (places, weights) = (places.as_chunks().0, weights.as_chunks().0);
    let (blocks, _) = dst.as_chunks_mut::<16>();
    for (((&base, places), weights), out) in bases.iter().zip(places).zip(weights).zip(blocks) {
        let window: &[u8; TapWindows::ELEMENTS] = src[base..].first_chunk().expect("a window lies within the row");
        let [low, high] = window.as_chunks().0 else { unreachable!("two halves a window") };
        let (low, high) = (_mm512_cvtepu8_epi16(load256(low)), _mm512_cvtepu8_epi16(load256(high)));
        let pairs = _mm512_permutex2var_epi16(low, load512_u16(places), high);
        let sums = _mm512_madd_epi16(pairs, load512_i16(weights));
        store256_u16(out, _mm512_cvtepi32_epi16(_mm512_srli_epi32::<4>(sums)));
    }
}
