//! One group a table look-up; means of 32 or 64 bytes a row.

use super::bilinear::Across;
use super::groups::bytes_from;
use super::means::{each_of_four, each_of_two, each_row};
use super::nearest::Window;
use super::scalar::{self, each_window};
use crate::simd::aarch64::{load_u8, load_u16, store_u8, store_u16};
use crate::split::{Rows, RowsMut};
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
            let px = load_u8(bytes_from(src, bases[i]));
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
pub fn pick_row(src: &[u8], windows: &[Window], dst: &mut [u8]) {
    each_window(windows, dst, |window| {
        let px = load_u8(bytes_from(src, window.base));
        let picked = vqtbl1_u8(px, vcreate_u8(u64::from_le_bytes(window.places)));
        vget_lane_u64::<0>(vreinterpret_u64_u8(picked)).to_le_bytes()
    });
}

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

/// Of pixels of four channels, each channel of two pixels side by side.
#[inline]
#[target_feature(enable = "neon")]
fn beside(px: &[u8; 32]) -> [uint8x16_t; 2] {
    let order = load_u8(&[0, 4, 1, 5, 2, 6, 3, 7, 8, 12, 9, 13, 10, 14, 11, 15]);
    vectors(px).map(|px| vqtbl1q_u8(px, order))
}

/// Means of two bytes side by side and the two below.
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
