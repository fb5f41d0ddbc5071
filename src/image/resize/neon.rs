//! One group a table look-up; means of 32 bytes a row.

use super::bilinear::Across;
use super::halve::each_mean;
use super::scalar;
use crate::mem::{Rows, RowsMut};
use crate::simd::aarch64::{load_u8, load_u16, store_u8, store_u16};
use std::arch::aarch64::*;

#[target_feature(enable = "neon")]
pub fn mix_row(src: &[u8], across: &Across, dst: &mut [u16]) {
    let Some(groups) = &across.groups else {
        return scalar::mix_row(src, across, dst);
    };
    let (bases, _) = groups.bases.as_chunks::<2>();
    let (shuffles, _) = groups.shuffles.as_chunks::<16>().0.as_chunks::<2>();
    let (weights, _) = groups.weights.as_chunks::<8>().0.as_chunks::<2>();
    let (blocks, _) = dst.as_chunks_mut::<8>();
    for (((bases, shuffles), weights), out) in bases.iter().zip(shuffles).zip(weights).zip(blocks) {
        let [first, second] = [0, 1].map(|i| {
            let px = load_u8(src[bases[i] as usize..].first_chunk().expect("a group lies within the row"));
            // A place of 0x80 is outside the table, which gives zero.
            let pairs = vreinterpretq_u16_u8(vqtbl1q_u8(px, load_u8(&shuffles[i])));
            let weights = load_u16(&weights[i]);
            let low = vmull_u16(vget_low_u16(pairs), vget_low_u16(weights));
            vshrn_n_u32::<4>(vpaddq_u32(low, vmull_high_u16(pairs, weights)))
        });
        store_u16(out, vcombine_u16(first, second));
    }
}

#[target_feature(enable = "neon")]
pub fn halve(src: Rows<'_>, channels: usize, mut dst: RowsMut<'_>) {
    for y in 0..dst.len() {
        let (top, bottom, dst) = (src.row(2 * y), src.row(2 * y + 1), dst.row(y));
        let done = match channels {
            1 => each_mean(top, bottom, dst, |top: &[u8; 32], bottom: &[u8; 32], out| {
                let (top, bottom) = (top.as_chunks().0, bottom.as_chunks().0);
                means([0, 1].map(|i| load_u8(&top[i])), [0, 1].map(|i| load_u8(&bottom[i])), out);
            }),
            4 => each_mean(top, bottom, dst, |top, bottom, out| means(beside(top), beside(bottom), out)),
            _ => false,
        };
        if !done {
            scalar::halve_row(top, bottom, channels, dst);
        }
    }
}

/// Of pixels of four channels, each channel of two pixels side by side.
#[inline]
#[target_feature(enable = "neon")]
fn beside(px: &[u8; 32]) -> [uint8x16_t; 2] {
    let order = load_u8(&[0, 4, 1, 5, 2, 6, 3, 7, 8, 12, 9, 13, 10, 14, 11, 15]);
    let (px, _) = px.as_chunks();
    [0, 1].map(|i| vqtbl1q_u8(load_u8(&px[i]), order))
}

/// Means of two bytes side by side and the two below.
#[inline]
#[target_feature(enable = "neon")]
fn means(top: [uint8x16_t; 2], bottom: [uint8x16_t; 2], out: &mut [u8; 16]) {
    let [low, high] = [0, 1].map(|i| vrshrn_n_u16::<2>(vpadalq_u8(vpaddlq_u8(top[i]), bottom[i])));
    store_u8(out, vcombine_u8(low, high));
}
