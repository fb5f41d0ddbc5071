//! Weighted sums of neighbours with AVX-512: sixteen sums a register, gathered by permutation.

use super::sse42;
use super::tables::TapTables;
use crate::image::resize::tap_windows::TapWindows;
use crate::simd::x86::{load512_i16, load512_u16, store512_i32};
use std::arch::x86_64::*;

#[target_feature(enable = "sse4.2,avx512f,avx512bw")]
pub fn sum_taps(src: &[i16], tables: &TapTables, dst: &mut [i32]) {
    let Some(TapWindows { bases, places, step, weights, pairs }) = &tables.windows else {
        return sse42::sum_taps(src, tables, dst);
    };
    let (places, weights) = (places.as_chunks::<32>().0, weights.as_chunks::<32>().0);
    let step = _mm512_set1_epi16(*step as i16);
    let (blocks, _) = dst.as_chunks_mut::<16>();
    for (((&base, places), weights), out) in bases.iter().zip(places).zip(weights.chunks_exact(*pairs)).zip(blocks) {
        let window: &[i16; TapWindows::ELEMENTS] = src[base..].first_chunk().expect("a window is left past the row");
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
