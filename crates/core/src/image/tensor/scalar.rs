//! The specification. Its loops for one channel and for interleaved rows are the kernels of every level: the compiler
//! vectorises them best.

use super::pixel_map::PixelMap;
use crate::simd::Line;

#[inline(always)]
pub fn plane_row(src: &[u8], map: PixelMap, out: &mut [f32]) {
    for (&px, out) in src.iter().zip(out) {
        *out = map.apply(px);
    }
}

#[inline(always)]
pub fn planes_row(src: &[u8], pixel_bytes: usize, order: [usize; 3], maps: &[PixelMap; 3], out: [&mut [f32]; 3]) {
    match pixel_bytes {
        3 => planes::<3>(src, order, maps, out),
        _ => planes::<4>(src, order, maps, out),
    }
}

#[inline(always)]
fn planes<const PIXEL: usize>(src: &[u8], order: [usize; 3], maps: &[PixelMap; 3], out: [&mut [f32]; 3]) {
    for ((out, channel), map) in out.into_iter().zip(order).zip(maps) {
        for (px, out) in src.as_chunks::<PIXEL>().0.iter().zip(out) {
            *out = map.apply(px[channel]);
        }
    }
}

#[inline(always)]
pub fn channel_row(src: &[u8], pixel_bytes: usize, channel: usize, map: PixelMap, out: &mut [f32]) {
    for (px, out) in src.chunks_exact(pixel_bytes).zip(out) {
        *out = map.apply(px[channel]);
    }
}

#[inline(always)]
pub fn plane_lines(src: &[u8], pixel_bytes: usize, channel: usize, map: PixelMap, out: &mut [Line]) {
    match pixel_bytes {
        1 => lines::<1>(src, channel, map, out),
        3 => lines::<3>(src, channel, map, out),
        _ => lines::<4>(src, channel, map, out),
    }
}

#[inline(always)]
fn lines<const PIXEL: usize>(src: &[u8], channel: usize, map: PixelMap, out: &mut [Line]) {
    let pixels = src.as_chunks::<PIXEL>().0.as_chunks::<16>().0;
    for (px, line) in pixels.iter().zip(out) {
        let mut values = [0.0; 16];
        values.iter_mut().zip(px).for_each(|(value, px)| *value = map.apply(px[channel]));
        line.stream(values);
    }
}

#[inline(always)]
pub fn pixels_row(src: &[u8], pixel_bytes: usize, order: [usize; 3], maps: &[PixelMap; 3], out: &mut [f32]) {
    match pixel_bytes {
        1 => pixels::<1>(src, [0; 3], maps, out),
        3 => pixels::<3>(src, order, maps, out),
        _ => pixels::<4>(src, order, maps, out),
    }
}

#[inline(always)]
fn pixels<const PIXEL: usize>(src: &[u8], order: [usize; 3], maps: &[PixelMap; 3], out: &mut [f32]) {
    for (px, out) in src.as_chunks::<PIXEL>().0.iter().zip(out.as_chunks_mut::<3>().0) {
        *out = [0, 1, 2].map(|i| maps[i].apply(px[order[i]]));
    }
}
