//! Bilinear mixing with AVX-512: sixteen elements a register, gathered by permutation.

use super::strip::MixStrip;
use super::tables::MixTables;
use super::{avx2, scalar};
use crate::image::resize::tap_windows::TapWindows;
use crate::simd::x86::{load256, load512_i16, load512_u16, store256_u16};
use std::arch::x86_64::*;

#[target_feature(enable = "avx2,avx512f,avx512bw,avx512vl")]
#[allow(clippy::redundant_closure)]
pub fn make_rows(strip: MixStrip<'_>) {
    // Closures have the features of this function, which functions passed by name have not.
    strip.make(
        |src, tables, mixed| mix_row(src, tables, mixed),
        |first, second, weights, dst| scalar::blend_rows(first, second, weights, dst),
    );
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
