//! 16 pixels a step. The load separates their channels.

use super::blocks::each_planes;
use super::pixel_map::PixelMap;
use super::scalar;
use crate::simd::aarch64::{load_u8x3, load_u8x4, store_f32};
use std::arch::aarch64::*;

#[target_feature(enable = "neon")]
pub fn planes_row(src: &[u8], pixel_bytes: usize, order: [usize; 3], maps: &[PixelMap; 3], mut out: [&mut [f32]; 3]) {
    let map = |channels: [uint8x16_t; 4], out: [&mut [f32; 16]; 3]| {
        for (plane, out) in out.into_iter().enumerate() {
            map_channel(channels[order[plane]], maps[plane], out);
        }
    };
    let rows = out.each_mut().map(|row| &mut **row);
    let done = match pixel_bytes {
        3 => each_planes(src, rows, |px, out| {
            let uint8x16x3_t(a, b, c) = load_u8x3(px);
            map([a, b, c, c], out);
        }),
        _ => each_planes(src, rows, |px, out| {
            let uint8x16x4_t(a, b, c, d) = load_u8x4(px);
            map([a, b, c, d], out);
        }),
    };
    if !done {
        scalar::planes_row(src, pixel_bytes, order, maps, out);
    }
}

#[inline]
#[target_feature(enable = "neon")]
fn map_channel(px: uint8x16_t, map: PixelMap, out: &mut [f32; 16]) {
    let (scale, bias) = (vdupq_n_f32(map.scale), vdupq_n_f32(map.bias));
    let halves = [vmovl_u8(vget_low_u8(px)), vmovl_high_u8(px)];
    let (quarters, _) = out.as_chunks_mut::<4>();
    for (index, out) in quarters.iter_mut().enumerate() {
        let half = halves[index / 2];
        let wide = if index % 2 == 0 { vmovl_u16(vget_low_u16(half)) } else { vmovl_high_u16(half) };
        store_f32(out, vaddq_f32(vmulq_f32(vcvtq_f32_u32(wide), scale), bias));
    }
}
