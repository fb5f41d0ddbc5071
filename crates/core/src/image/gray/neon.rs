//! 16 pixels a step. Loads separate the channels; sums stay unsigned: `H + (L >> 8)` is at most 65280.

use super::luma::Pixel;
use super::scalar;
use crate::simd::aarch64::{load_u8, load_u8x3, load_u8x4, store_u8};
use crate::simd::each_block;
use std::arch::aarch64::*;

#[target_feature(enable = "neon")]
pub fn weighted_row(src: &[u8], pixel: Pixel, dst: &mut [u8]) {
    let done = match (pixel.bytes, pixel.is_wide()) {
        (3, false) => each_block(src, dst, |px, gray| store_u8(gray, weighted::<false>(channels3(px), pixel))),
        (3, true) => each_block(src, dst, |px, gray| store_u8(gray, weighted::<true>(channels3(px), pixel))),
        (_, false) => each_block(src, dst, |px, gray| store_u8(gray, weighted::<false>(channels4(px), pixel))),
        (_, true) => each_block(src, dst, |px, gray| store_u8(gray, weighted::<true>(channels4(px), pixel))),
    };
    if !done {
        scalar::weighted_row(src, pixel, dst);
    }
}

#[inline]
#[target_feature(enable = "neon")]
fn channels4(px: &[u8; 64]) -> [uint8x16_t; 3] {
    let uint8x16x4_t(a, b, c, _) = load_u8x4(px);
    [a, b, c]
}

#[inline]
#[target_feature(enable = "neon")]
fn channels3(px: &[u8; 48]) -> [uint8x16_t; 3] {
    let uint8x16x3_t(a, b, c) = load_u8x3(px);
    [a, b, c]
}

#[inline]
#[target_feature(enable = "neon")]
fn weighted<const WIDE: bool>(channels: [uint8x16_t; 3], pixel: Pixel) -> uint8x16_t {
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

#[target_feature(enable = "neon")]
pub fn bits_row(src: &[u8], dst: &mut [u8]) {
    let bit_of = load_u8(&[128, 64, 32, 16, 8, 4, 2, 1, 128, 64, 32, 16, 8, 4, 2, 1]);
    let (pairs, _) = src.as_chunks::<2>();
    let (blocks, _) = dst.as_chunks_mut::<16>();
    let done = blocks.len();
    for (&[first, second], gray) in pairs.iter().zip(blocks) {
        let bits = vcombine_u8(vdup_n_u8(first), vdup_n_u8(second));
        store_u8(gray, vmvnq_u8(vtstq_u8(bits, bit_of)));
    }
    scalar::whole_bits_row(&src[done * 2..], &mut dst[done * 16..]);
}
