//! The specification. Rows of one channel and interleaved rows are the kernels of every level: the compiler makes the best
//! of them.

use super::map::Map;
use crate::simd::Line;

#[inline(always)]
pub fn plane_row(src: &[u8], map: Map, out: &mut [f32]) {
    for (&px, out) in src.iter().zip(out) {
        *out = map.apply(px);
    }
}

#[inline(always)]
pub fn planes_row(src: &[u8], pixel_bytes: usize, order: [usize; 3], maps: &[Map; 3], out: [&mut [f32]; 3]) {
    match pixel_bytes {
        3 => planes::<3>(src, order, maps, out),
        _ => planes::<4>(src, order, maps, out),
    }
}

#[inline(always)]
fn planes<const PIXEL: usize>(src: &[u8], order: [usize; 3], maps: &[Map; 3], out: [&mut [f32]; 3]) {
    for ((out, channel), map) in out.into_iter().zip(order).zip(maps) {
        for (px, out) in src.as_chunks::<PIXEL>().0.iter().zip(out) {
            *out = map.apply(px[channel]);
        }
    }
}

#[inline(always)]
pub fn planes_lines(src: &[u8], pixel_bytes: usize, order: [usize; 3], maps: &[Map; 3], out: [&mut [Line]; 3]) {
    for ((lines, channel), map) in out.into_iter().zip(order).zip(maps) {
        for (px, line) in src.chunks_exact(16 * pixel_bytes).zip(lines) {
            line.stream(std::array::from_fn(|i| map.apply(px[i * pixel_bytes + channel])));
        }
    }
}

#[inline(always)]
pub fn pixels_row(src: &[u8], pixel_bytes: usize, order: [usize; 3], maps: &[Map; 3], out: &mut [f32]) {
    match pixel_bytes {
        1 => pixels::<1>(src, [0; 3], maps, out),
        3 => pixels::<3>(src, order, maps, out),
        _ => pixels::<4>(src, order, maps, out),
    }
}

#[inline(always)]
fn pixels<const PIXEL: usize>(src: &[u8], order: [usize; 3], maps: &[Map; 3], out: &mut [f32]) {
    for (px, out) in src.as_chunks::<PIXEL>().0.iter().zip(out.as_chunks_mut::<3>().0) {
        *out = [0, 1, 2].map(|i| maps[i].apply(px[order[i]]));
    }
}
