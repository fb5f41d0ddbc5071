//! Four elements a vector, made of 16 bytes of the source: a look-up leaves the byte of each in 32 bits.

use super::blocks::each_planes;
use super::pixel_map::PixelMap;
use super::scalar;
use crate::simd::wasm::{load_u8, store_f32};
use std::arch::wasm32::*;

/// Extraction and mapping of four elements.
#[derive(Clone, Copy)]
struct Elements {
    pick: v128,
    /// The selection where the pixels are at the end of the 16 bytes.
    late: v128,
    scale: v128,
    bias: v128,
}

impl Elements {
    /// Prepares for pixels of `pixel_bytes`. `of` gives the pixel of each element, its byte, and the mapping of that.
    #[inline(always)]
    fn new(pixel_bytes: usize, of: impl Fn(usize) -> (usize, usize, PixelMap)) -> Self {
        let [a, b, c, d] = [0, 1, 2, 3].map(of);
        // The lowest index of each 32 bits selects one of 16 bytes; the others, above 15, give zero.
        let pick =
            |(px, byte, _): (usize, usize, PixelMap), skipped| !0xff | (px * pixel_bytes + byte + skipped) as u32;
        let four = |skipped| u32x4(pick(a, skipped), pick(b, skipped), pick(c, skipped), pick(d, skipped));
        Self {
            pick: four(0),
            late: four(16 - 4 * pixel_bytes),
            scale: f32x4(a.2.scale, b.2.scale, c.2.scale, d.2.scale),
            bias: f32x4(a.2.bias, b.2.bias, c.2.bias, d.2.bias),
        }
    }

    /// Maps four pixels of 16, which lie in `px`; those of the last `four` lie at its end.
    #[inline(always)]
    fn of(&self, px: [v128; 4], four: usize) -> v128 {
        let bytes = f32x4_convert_i32x4(u8x16_swizzle(px[four], if four < 3 { self.pick } else { self.late }));
        f32x4_add(f32x4_mul(bytes, self.scale), self.bias)
    }
}

/// Loads 16 bytes from each of four places.
#[inline(always)]
fn quarters<const N: usize>(px: &[u8; N], at: [usize; 4]) -> [v128; 4] {
    at.map(|at| load_u8(px[at..].first_chunk().expect("16 bytes of the block")))
}

/// Loads 16 pixels of three bytes; the last four are loaded from four bytes before them, to stay within the block.
#[inline(always)]
fn triples(px: &[u8; 48]) -> [v128; 4] {
    quarters(px, [0, 12, 24, 32])
}

#[inline(always)]
fn fours(px: &[u8; 64]) -> [v128; 4] {
    quarters(px, [0, 16, 32, 48])
}

pub fn planes_row(src: &[u8], pixel_bytes: usize, order: [usize; 3], maps: &[PixelMap; 3], mut out: [&mut [f32]; 3]) {
    let channels = [0, 1, 2].map(|plane| Elements::new(pixel_bytes, |px| (px, order[plane], maps[plane])));
    let store = |px, out: [&mut [f32; 16]; 3]| {
        for (out, channel) in out.into_iter().zip(&channels) {
            let (quarters, _) = out.as_chunks_mut::<4>();
            quarters.iter_mut().enumerate().for_each(|(four, out)| store_f32(out, channel.of(px, four)));
        }
    };
    let rows = out.each_mut().map(|row| &mut **row);
    let done = match pixel_bytes {
        3 => each_planes(src, rows, |px, out| store(triples(px), out)),
        _ => each_planes(src, rows, |px, out| store(fours(px), out)),
    };
    if !done {
        scalar::planes_row(src, pixel_bytes, order, maps, out);
    }
}

pub fn pixels_row(src: &[u8], pixel_bytes: usize, order: [usize; 3], maps: &[PixelMap; 3], out: &mut [f32]) {
    let thirds = [0, 4, 8].map(|first| {
        Elements::new(pixel_bytes, |at| ((first + at) / 3, order[(first + at) % 3], maps[(first + at) % 3]))
    });
    let store = |px, out: &mut [f32; 48]| {
        let (quads, _) = out.as_chunks_mut::<12>();
        let mut store = |four: usize| {
            let (parts, _) = quads[four].as_chunks_mut::<4>();
            store_f32(&mut parts[0], thirds[0].of(px, four));
            store_f32(&mut parts[1], thirds[1].of(px, four));
            store_f32(&mut parts[2], thirds[2].of(px, four));
        };
        store(0);
        store(1);
        store(2);
        store(3);
    };
    let (blocks, _) = out.as_chunks_mut::<48>();
    match pixel_bytes {
        1 => return scalar::pixels_row(src, pixel_bytes, order, maps, out),
        3 => src.as_chunks().0.iter().zip(blocks).for_each(|(px, out)| store(triples(px), out)),
        _ => src.as_chunks().0.iter().zip(blocks).for_each(|(px, out)| store(fours(px), out)),
    }
    let done = out.len() / 48 * 48;
    scalar::pixels_row(&src[done / 3 * pixel_bytes..], pixel_bytes, order, maps, &mut out[done..]);
}
