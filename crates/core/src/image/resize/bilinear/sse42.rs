//! Bilinear mixing with SSE4.2: one group of four elements a register.

use super::scalar;
use super::strip::MixStrip;
use super::tables::MixTables;
use crate::image::resize::bytes16::bytes_from;
use crate::simd::x86::{load128, load128_u16, store128_u16};
use std::arch::x86_64::*;

#[target_feature(enable = "sse4.2")]
#[allow(clippy::redundant_closure)]
pub fn make_rows(strip: MixStrip<'_>) {
    // Closures have the features of this function, which functions passed by name have not.
    strip.make(
        |src, tables, mixed| mix_row(src, tables, mixed),
        |first, second, weights, dst| scalar::blend_rows(first, second, weights, dst),
    );
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
