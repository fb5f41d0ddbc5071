//! 16 pixels a step.

use super::{bits, scalar};
use crate::simd::InOut;
use crate::simd::wasm::{load_u8, store_u8};
use crate::split::{Rows, RowsMut};
use std::arch::wasm32::*;

pub fn threshold_row(px: InOut<'_>, t: u8) {
    let limit = u8x16_splat(t);
    let tail = px.map_blocks(|px| {
        let mut out = [0; 16];
        store_u8(&mut out, u8x16_gt(load_u8(&px), limit));
        out
    });
    scalar::threshold_row(tail, t);
}

pub fn threshold_bits_rows(src: Rows<'_>, t: u8, dst: RowsMut<'_>) {
    if src.row_bytes() < 16 {
        return scalar::threshold_bits_rows(src, t, dst);
    }
    let limit = u8x16_splat(t);
    bits::each_block::<16, 2>(src, dst, |px| {
        let black = u8x16_le(load_u8(px), limit);
        // The first pixel has the highest bit, and a mask of lanes has that of the first lane lowest.
        let turned = u8x16_shuffle::<15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0>(black, black);
        u64::from(u8x16_bitmask(turned))
    });
}
