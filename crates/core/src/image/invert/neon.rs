//! 16 bytes a step.

use super::scalar;
use crate::simd::InOut;
use crate::simd::aarch64::{load_u8, store_u8};
use std::arch::aarch64::*;

#[target_feature(enable = "neon")]
pub fn flip_row(px: InOut<'_>, flips: [u8; 4]) {
    let flips_of_block = vreinterpretq_u8_u32(vdupq_n_u32(u32::from_ne_bytes(flips)));
    let tail = px.map_blocks(|px| {
        let mut out = [0; 16];
        store_u8(&mut out, veorq_u8(load_u8(&px), flips_of_block));
        out
    });
    scalar::flip_row(tail, flips);
}
