//! Sixteen pixels a step; loads separate the channels.

use super::blend::Blend;
use super::scalar;
use crate::simd::aarch64::{load_u8x4, store_u8x3, store_u8x4};
use crate::simd::{InOut, each_block};
use std::arch::aarch64::*;

#[target_feature(enable = "neon")]
pub fn blend_row(px: InOut<'_>, rule: Blend) {
    let tail = px.map_blocks(|px| {
        let mut out = [0; 64];
        let [a, b, c, alpha] = blend(&px, rule);
        store_u8x4(&mut out, uint8x16x4_t(a, b, c, alpha));
        out
    });
    scalar::blend_row(tail, rule);
}

#[target_feature(enable = "neon")]
pub fn blend_to_three(src: &[u8], rule: Blend, dst: &mut [u8]) {
    let done = each_block(src, dst, |src: &[u8; 64], dst: &mut [u8; 48]| {
        let [a, b, c, _] = blend(src, rule);
        store_u8x3(dst, uint8x16x3_t(a, b, c));
    });
    if !done {
        scalar::blend_to_three(src, rule, dst);
    }
}

#[inline]
#[target_feature(enable = "neon")]
fn blend(px: &[u8; 64], rule: Blend) -> [uint8x16_t; 4] {
    let uint8x16x4_t(x, y, z, alpha) = load_u8x4(px);
    let rest = vmvnq_u8(alpha);
    let channel = |c: uint8x16_t, b: u8| {
        let b = vdupq_n_u8(b);
        let low = vmlal_u8(vmull_u8(vget_low_u8(alpha), vget_low_u8(c)), vget_low_u8(rest), vget_low_u8(b));
        let high = vmlal_high_u8(vmull_high_u8(alpha, c), rest, b);
        // (sum + (sum + 128 >> 8) + 128) >> 8.
        let low = vraddhn_u16(low, vrshrq_n_u16::<8>(low));
        vraddhn_high_u16(low, high, vrshrq_n_u16::<8>(high))
    };
    let (first, third) = if rule.swap { (z, x) } else { (x, z) };
    let [b0, b1, b2, b3] = rule.background;
    [channel(first, b0), channel(y, b1), channel(third, b2), channel(vdupq_n_u8(255), b3)]
}
