//! Bilinear mixing with NEON: one group of four elements a table look-up.

use super::scalar;
use super::strip::MixStrip;
use super::tables::MixTables;
use crate::image::resize::bytes16::bytes_from;
use crate::simd::aarch64::{load_u8, load_u16, store_u16};
use std::arch::aarch64::*;

#[target_feature(enable = "neon")]
#[allow(clippy::redundant_closure)]
pub fn make_rows(strip: MixStrip<'_>) {
    // Closures have the features of this function, which functions passed by name have not.
    strip.make(
        |src, tables, mixed| mix_row(src, tables, mixed),
        |first, second, weights, dst| scalar::blend_rows(first, second, weights, dst),
    );
}

/// Mixes a row horizontally.
#[target_feature(enable = "neon")]
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
            let px = load_u8(bytes_from(src, bases[i]));
            // A place of 0x80 is outside the table, which gives zero.
            let pairs = vreinterpretq_u16_u8(vqtbl1q_u8(px, load_u8(&shuffles[i])));
            let weights = load_u16(&weights[i]);
            let low = vmull_u16(vget_low_u16(pairs), vget_low_u16(weights));
            vshrn_n_u32::<4>(vpaddq_u32(low, vmull_high_u16(pairs, weights)))
        });
        store_u16(out, vcombine_u16(first, second));
    }
}
