//! 16 pixels a step. In each lane of 32 bits, the bytes at even places and those at odd places are two pairs of 16 bits, and a
//! dot product sums each pair. Weights of 16 bits are even, so that their halves are signed ones.

use super::luma::Pixel;
use super::scalar;
use crate::simd::each_block;
use crate::simd::wasm::{load_u8, store_u8};
use std::arch::wasm32::*;

pub fn weighted_row(src: &[u8], pixel: Pixel, dst: &mut [u8]) {
    let [first, second, third, _] = pixel.weights().map(|weight| (weight / 2) as i16);
    let (even, odd) = (pairs(first, third), pairs(second, 0));
    let four = |px: v128| {
        let sum =
            i32x4_add(i32x4_dot_i16x8(v128_and(px, u16x8_splat(0xff)), even), i32x4_dot_i16x8(u16x8_shr(px, 8), odd));
        u32x4_shr(i32x4_add(sum, i32x4_splat(1 << 14)), 15)
    };
    let sixteen = |px: [v128; 4]| {
        let [a, b, c, d] = px.map(four);
        u8x16_narrow_i16x8(i16x8_narrow_i32x4(a, b), i16x8_narrow_i32x4(c, d))
    };
    let done = match pixel.bytes {
        3 => each_block(src, dst, |px: &[u8; 48], gray| store_u8(gray, sixteen(spread(px)))),
        _ => each_block(src, dst, |px: &[u8; 64], gray| {
            let (vectors, _) = px.as_chunks::<16>();
            store_u8(gray, sixteen([0, 1, 2, 3].map(|i| load_u8(&vectors[i]))));
        }),
    };
    if !done {
        scalar::weighted_row(src, pixel, dst);
    }
}

fn pairs(first: i16, second: i16) -> v128 {
    i16x8(first, second, first, second, first, second, first, second)
}

/// Gives each pixel of three bytes a lane; what its fourth byte is does not matter, because that weighs nothing.
#[inline(always)]
fn spread(px: &[u8; 48]) -> [v128; 4] {
    let (vectors, _) = px.as_chunks::<16>();
    let [a, b, c] = [0, 1, 2].map(|i| load_u8(&vectors[i]));
    let second = u8x16_shuffle::<12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27>(a, b);
    let third = u8x16_shuffle::<8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23>(b, c);
    let spread = |px| u8x16_shuffle::<0, 1, 2, 0, 3, 4, 5, 3, 6, 7, 8, 6, 9, 10, 11, 9>(px, px);
    let last = u8x16_shuffle::<4, 5, 6, 4, 7, 8, 9, 7, 10, 11, 12, 10, 13, 14, 15, 13>(c, c);
    [spread(a), spread(second), spread(third), last]
}
