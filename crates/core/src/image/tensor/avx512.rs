//! 16 pixels a step. A shuffle leaves one channel's byte in each 32 bits.

use super::blocks::{each_line, each_planes};
use super::pixel_map::PixelMap;
use super::scalar;
use crate::simd::Line;
use crate::simd::x86::{load128, load256, load512, store512_f32, stream512_f32};
use std::arch::x86_64::*;

/// Extraction and mapping of one channel of the pixels that [`load512`] and [`triples`] load.
#[derive(Clone, Copy)]
struct Channel512 {
    pick: __m512i,
    scale: __m512,
    bias: __m512,
}

impl Channel512 {
    /// Prepares for pixels of `pixel_bytes`, 3 or 4; each quarter of a register holds four.
    #[inline]
    #[target_feature(enable = "avx512f,avx512bw")]
    fn new(pixel_bytes: usize, channel: usize, map: PixelMap) -> Self {
        // The lowest index of each 32 bits selects one of 16 bytes; the others, above 127, give zero.
        let first = |pixel: i32| _mm_setr_epi32(!0xff, !0xff | pixel, !0xff | (2 * pixel), !0xff | (3 * pixel));
        let first = if pixel_bytes == 3 { first(3) } else { first(4) };
        let pick = _mm_add_epi32(first, _mm_set1_epi32(channel as i32));
        Self { pick: _mm512_broadcast_i32x4(pick), scale: _mm512_set1_ps(map.scale), bias: _mm512_set1_ps(map.bias) }
    }

    #[inline]
    #[target_feature(enable = "avx512f,avx512bw")]
    fn of(&self, px: __m512i) -> __m512 {
        self.mapped(_mm512_shuffle_epi8(px, self.pick))
    }

    #[inline]
    #[target_feature(enable = "avx512f,avx512bw")]
    fn mapped(&self, bytes: __m512i) -> __m512 {
        _mm512_add_ps(_mm512_mul_ps(_mm512_cvtepi32_ps(bytes), self.scale), self.bias)
    }
}

/// Loads 16 pixels of three bytes, four to each quarter.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vl")]
fn triples(px: &[u8; 48]) -> __m512i {
    let quarters = _mm512_setr_epi32(0, 1, 2, 2, 3, 4, 5, 5, 6, 7, 8, 8, 9, 10, 11, 11);
    let (most, rest) = px.split_first_chunk().expect("32 of 48 bytes");
    let rest = load128(rest.first_chunk().expect("16 of 48 bytes"));
    _mm512_permutexvar_epi32(quarters, _mm512_inserti32x4::<2>(_mm512_castsi256_si512(load256(most)), rest))
}

#[target_feature(enable = "avx512f,avx512bw,avx512vl")]
pub fn planes_row(src: &[u8], pixel_bytes: usize, order: [usize; 3], maps: &[PixelMap; 3], mut out: [&mut [f32]; 3]) {
    let channel = |plane: usize| Channel512::new(pixel_bytes, order[plane], maps[plane]);
    let with = [channel(0), channel(1), channel(2)];
    let store = |px, [a, b, c]: [&mut [f32; 16]; 3]| {
        store512_f32(a, with[0].of(px));
        store512_f32(b, with[1].of(px));
        store512_f32(c, with[2].of(px));
    };
    let rows = out.each_mut().map(|row| &mut **row);
    let done = match pixel_bytes {
        3 => each_planes(src, rows, |px, out| store(triples(px), out)),
        _ => each_planes(src, rows, |px, out| store(load512(px), out)),
    };
    if !done {
        scalar::planes_row(src, pixel_bytes, order, maps, out);
    }
}

#[target_feature(enable = "avx512f,avx512bw,avx512vl")]
pub fn plane_lines(src: &[u8], pixel_bytes: usize, channel: usize, map: PixelMap, out: &mut [Line]) {
    let with = Channel512::new(pixel_bytes, channel, map);
    match pixel_bytes {
        1 => each_line(src, out, |px, line| stream512_f32(line, with.mapped(_mm512_cvtepu8_epi32(load128(px))))),
        3 => each_line(src, out, |px, line| stream512_f32(line, with.of(triples(px)))),
        _ => each_line(src, out, |px, line| stream512_f32(line, with.of(load512(px)))),
    }
}
