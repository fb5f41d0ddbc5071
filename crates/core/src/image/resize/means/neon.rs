//! Means of squares with NEON: 32 or 64 bytes of each row at once.

use super::scalar;
use super::squares::{each_of_four, each_of_two, each_row};
use crate::simd::aarch64::{load_u8, store_u8};
use crate::split::{Rows, RowsMut};
use std::arch::aarch64::*;

#[target_feature(enable = "neon")]
pub fn halve(src: Rows<'_>, channels: usize, dst: RowsMut<'_>) {
    each_row(src, dst, |rows, dst| {
        let done = match channels {
            1 => each_of_two(rows, dst, |[top, bottom], out| means(vectors(top), vectors(bottom), out)),
            4 => each_of_two(rows, dst, |[top, bottom], out| means(beside(top), beside(bottom), out)),
            _ => false,
        };
        if !done {
            scalar::halve_row(rows, channels, dst);
        }
    });
}

#[inline]
#[target_feature(enable = "neon")]
fn vectors(px: &[u8; 32]) -> [uint8x16_t; 2] {
    [0, 1].map(|i| load_u8(&px.as_chunks().0[i]))
}

/// Puts each channel of a pixel with four channels beside that of the next pixel.
#[inline]
#[target_feature(enable = "neon")]
fn beside(px: &[u8; 32]) -> [uint8x16_t; 2] {
    let order = load_u8(&[0, 4, 1, 5, 2, 6, 3, 7, 8, 12, 9, 13, 10, 14, 11, 15]);
    vectors(px).map(|px| vqtbl1q_u8(px, order))
}

/// Computes the means of two bytes side by side and the two below.
#[inline]
#[target_feature(enable = "neon")]
fn means(top: [uint8x16_t; 2], bottom: [uint8x16_t; 2], out: &mut [u8; 16]) {
    let [low, high] = [0, 1].map(|i| vrshrn_n_u16::<2>(vpadalq_u8(vpaddlq_u8(top[i]), bottom[i])));
    store_u8(out, vcombine_u8(low, high));
}

#[target_feature(enable = "neon")]
pub fn quarter(src: Rows<'_>, dst: RowsMut<'_>) {
    each_row(src, dst, |rows, dst| {
        let done = each_of_four(rows, dst, |px: [&[u8; 64]; 4], out| {
            let pairs = [0, 1, 2, 3].map(|part| {
                let [a, b, c, d] = px.map(|px| load_u8(&px.as_chunks().0[part]));
                vpadalq_u8(vpadalq_u8(vpadalq_u8(vpaddlq_u8(a), b), c), d)
            });
            let [low, high] = [0, 2].map(|i| vrshrn_n_u16::<4>(vpaddq_u16(pairs[i], pairs[i + 1])));
            store_u8(out, vcombine_u8(low, high));
        });
        if !done {
            scalar::quarter_row(rows, dst);
        }
    });
}
