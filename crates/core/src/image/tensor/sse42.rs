//! Four pixels a step, four steps a block. A shuffle leaves one channel's byte in each 32 bits.

use super::blocks::{each_line, each_planes};
use super::pixel_map::PixelMap;
use super::scalar;
use crate::simd::Line;
use crate::simd::x86::{load128, store128_f32, stream128_f32};
use std::arch::x86_64::*;

/// Extraction and mapping of one channel of four pixels.
#[derive(Clone, Copy)]
struct Channel128 {
    pick: __m128i,
    /// The selection for four pixels at the end of the 16 bytes.
    late: __m128i,
    scale: __m128,
    bias: __m128,
}

impl Channel128 {
    /// Prepares for pixels of `pixel_bytes`.
    #[inline]
    #[target_feature(enable = "sse4.2")]
    fn new(pixel_bytes: usize, channel: usize, map: PixelMap) -> Self {
        // The lowest index of each 32 bits selects one of 16 bytes; the others, above 127, give zero.
        let pick = |px: usize, skipped: usize| !0xff | (px * pixel_bytes + channel + skipped) as i32;
        let four =
            |skipped: usize| _mm_setr_epi32(pick(0, skipped), pick(1, skipped), pick(2, skipped), pick(3, skipped));
        Self {
            pick: four(0),
            late: four(16 - 4 * pixel_bytes),
            scale: _mm_set1_ps(map.scale),
            bias: _mm_set1_ps(map.bias),
        }
    }

    /// Maps 16 pixels, four in each of `px`; those of the last are at its end.
    #[inline]
    #[target_feature(enable = "sse4.2")]
    fn of(&self, px: [__m128i; 4]) -> [__m128; 4] {
        let mapped = |px, pick| {
            let bytes = _mm_cvtepi32_ps(_mm_shuffle_epi8(px, pick));
            _mm_add_ps(_mm_mul_ps(bytes, self.scale), self.bias)
        };
        [mapped(px[0], self.pick), mapped(px[1], self.pick), mapped(px[2], self.pick), mapped(px[3], self.late)]
    }
}

/// Loads 16 bytes from each of four places.
#[inline]
#[target_feature(enable = "sse4.2")]
fn quarters<const N: usize>(px: &[u8; N], at: [usize; 4]) -> [__m128i; 4] {
    let quarter = |at: usize| load128(px[at..].first_chunk().expect("16 bytes of the block"));
    [quarter(at[0]), quarter(at[1]), quarter(at[2]), quarter(at[3])]
}

/// Loads 16 pixels of three bytes; the last four are loaded from four bytes before them, to stay within the block.
#[inline]
#[target_feature(enable = "sse4.2")]
fn triples(px: &[u8; 48]) -> [__m128i; 4] {
    quarters(px, [0, 12, 24, 32])
}

#[inline]
#[target_feature(enable = "sse4.2")]
fn fours(px: &[u8; 64]) -> [__m128i; 4] {
    quarters(px, [0, 16, 32, 48])
}

#[inline]
#[target_feature(enable = "sse4.2")]
fn store(out: &mut [f32; 16], values: [__m128; 4]) {
    for (out, values) in out.as_chunks_mut::<4>().0.iter_mut().zip(values) {
        store128_f32(out, values);
    }
}

#[target_feature(enable = "sse4.2")]
pub fn planes_row(src: &[u8], pixel_bytes: usize, order: [usize; 3], maps: &[PixelMap; 3], mut out: [&mut [f32]; 3]) {
    let channel = |plane: usize| Channel128::new(pixel_bytes, order[plane], maps[plane]);
    let with = [channel(0), channel(1), channel(2)];
    let store = |px, [a, b, c]: [&mut [f32; 16]; 3]| {
        store(a, with[0].of(px));
        store(b, with[1].of(px));
        store(c, with[2].of(px));
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

#[target_feature(enable = "sse4.2")]
pub fn plane_lines(src: &[u8], pixel_bytes: usize, channel: usize, map: PixelMap, out: &mut [Line]) {
    let with = Channel128::new(pixel_bytes, channel, map);
    match pixel_bytes {
        1 => each_line(src, out, |px: &[u8; 16], line| {
            let px = load128(px);
            stream128_f32(line, with.of([px, _mm_srli_si128::<4>(px), _mm_srli_si128::<8>(px), px]));
        }),
        3 => each_line(src, out, |px, line| stream128_f32(line, with.of(triples(px)))),
        _ => each_line(src, out, |px, line| stream128_f32(line, with.of(fours(px)))),
    }
}
