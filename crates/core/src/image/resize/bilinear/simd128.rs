//! Bilinear mixing: one group of four elements a look-up of bytes. Blending: eight elements a step.

use super::scalar;
use super::strip::MixStrip;
use super::tables::MixTables;
use crate::image::resize::bytes16::bytes_from;
use crate::simd::each_block_of;
use crate::simd::wasm::{load_u8, load_u16, store_u16};
use std::arch::wasm32::*;

pub fn make_rows(strip: MixStrip<'_>) {
    strip.make(mix_row, blend_rows);
}

/// Mixes a row horizontally.
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
            // A place of 0x80 is outside the vector, which gives zero.
            let pairs = u8x16_swizzle(load_u8(bytes_from(src, bases[i])), load_u8(&shuffles[i]));
            u32x4_shr(i32x4_dot_i16x8(pairs, load_u16(&weights[i])), 4)
        });
        store_u16(out, u16x8_narrow_i32x4(first, second));
    }
}

/// Mixed elements are at most 255 · 2048 / 16 and weights at most 2048, so that no product reaches 2³¹.
fn blend_rows(first: &[u16], second: &[u16], weights: [u16; 2], dst: &mut [u8]) {
    let splat = weights.map(|weight| u16x8_splat(weight));
    let weighed = |mixed: &[u16; 8], weight| {
        let mixed = load_u16(mixed);
        let (low, high) = (u32x4_extmul_low_u16x8(mixed, weight), u32x4_extmul_high_u16x8(mixed, weight));
        // The upper half of each product.
        u16x8_shuffle::<1, 3, 5, 7, 9, 11, 13, 15>(low, high)
    };
    let block = |(first, second): (&[u16; 8], &[u16; 8]), gray: &mut [u8; 8]| {
        let sum = u16x8_add(weighed(first, splat[0]), weighed(second, splat[1]));
        let mixed = u16x8_shr(u16x8_add(sum, u16x8_splat(2)), 2);
        *gray = u64x2_extract_lane::<0>(u8x16_narrow_i16x8(mixed, mixed)).to_le_bytes();
    };
    // Mixed rows are padded to whole blocks, in which the last one that is written does not end.
    let [first, second] = [first, second].map(|mixed| &mixed[..dst.len()]);
    let pairs = first.as_chunks().0.iter().zip(second.as_chunks().0);
    let done = each_block_of(pairs, || Some((first.last_chunk()?, second.last_chunk()?)), dst, block);
    if !done {
        scalar::blend_rows(first, second, weights, dst);
    }
}
