//! 16 pixels a step. Loads separate the channels, sums stay unsigned: `H + (L >> 8)` is at most 65280.

use super::{Pixel, scalar};
use crate::simd::aarch64::{load_u8x3, load_u8x4, store_u8};
use crate::simd::each_block;
use std::arch::aarch64::*;

#[target_feature(enable = "neon")]
pub fn weighed_row(src: &[u8], pixel: Pixel, dst: &mut [u8]) {
    let done = match (pixel.bytes, pixel.is_wide()) {
        (3, false) => row3::<false>(src, pixel, dst),
        (3, true) => row3::<true>(src, pixel, dst),
        (_, false) => row4::<false>(src, pixel, dst),
        (_, true) => row4::<true>(src, pixel, dst),
    };
    if !done {
        scalar::weighed_row(src, pixel, dst);
    }
}

#[target_feature(enable = "neon")]
fn row4<const WIDE: bool>(src: &[u8], pixel: Pixel, dst: &mut [u8]) -> bool {
    each_block(src, dst, |px: &[u8; 64], gray: &mut [u8; 16]| {
        let uint8x16x4_t(a, b, c, _) = load_u8x4(px);
        store_u8(gray, weighed::<WIDE>([a, b, c], pixel));
    })
}

#[target_feature(enable = "neon")]
fn row3<const WIDE: bool>(src: &[u8], pixel: Pixel, dst: &mut [u8]) -> bool {
    each_block(src, dst, |px: &[u8; 48], gray: &mut [u8; 16]| {
        let uint8x16x3_t(a, b, c) = load_u8x3(px);
        store_u8(gray, weighed::<WIDE>([a, b, c], pixel));
    })
}

#[inline]
#[target_feature(enable = "neon")]
fn weighed<const WIDE: bool>(channels: [uint8x16_t; 3], pixel: Pixel) -> uint8x16_t {
    let [a, b, c] = channels;
    let low = eight::<WIDE>([vget_low_u8(a), vget_low_u8(b), vget_low_u8(c)], pixel);
    let high = eight::<WIDE>([vget_high_u8(a), vget_high_u8(b), vget_high_u8(c)], pixel);
    vcombine_u8(low, high)
}

#[inline]
#[target_feature(enable = "neon")]
fn eight<const WIDE: bool>([a, b, c]: [uint8x8_t; 3], pixel: Pixel) -> uint8x8_t {
    let sum = |weights: [u8; 4]| {
        let [wa, wb, wc, _] = weights.map(|w| vdup_n_u8(w));
        vmlal_u8(vmlal_u8(vmull_u8(a, wa), b, wb), c, wc)
    };
    let hi = sum(pixel.hi());
    vrshrn_n_u16::<8>(if WIDE { vsraq_n_u16::<8>(hi, sum(pixel.lo())) } else { hi })
}
