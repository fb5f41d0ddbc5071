//! 64 pixels a step, then 16; bits 16 pixels a step.

use super::{bits, scalar};
use crate::simd::InOut;
use crate::simd::aarch64::{load_u8, map_vectors};
use crate::split::{Rows, RowsMut};
use std::arch::aarch64::*;

#[inline]
#[target_feature(enable = "neon")]
pub fn threshold_row(px: InOut<'_>, t: u8) {
    let limit = vdupq_n_u8(t);
    let tail = px.map_blocks::<64>(|px| map_vectors(px, |px| vcgtq_u8(px, limit)));
    let tail = tail.map_blocks::<16>(|px| map_vectors(px, |px| vcgtq_u8(px, limit)));
    scalar::threshold_row(tail, t);
}

#[target_feature(enable = "neon")]
pub fn threshold_bits_rows(src: Rows<'_>, t: u8, dst: RowsMut<'_>) {
    if src.row_bytes() < 16 {
        return scalar::threshold_bits_rows(src, t, dst);
    }
    let limit = vdupq_n_u8(t);
    let weights = load_u8(&[128, 64, 32, 16, 8, 4, 2, 1, 128, 64, 32, 16, 8, 4, 2, 1]);
    bits::each_block::<16, 2>(src, dst, |px| {
        let black = vandq_u8(vcleq_u8(load_u8(px), limit), weights);
        u64::from(vaddv_u8(vget_low_u8(black))) << 8 | u64::from(vaddv_u8(vget_high_u8(black)))
    });
}
