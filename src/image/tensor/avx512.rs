//! 16 pixels a step, each in 32 bits, of which a shift and a mask leave one channel.

use super::blocks::each_planes;
use super::map::Map;
use super::scalar;
use crate::simd::Line;
use crate::simd::x86::{load128, load512, store512_f32, stream512_f32};
use std::arch::x86_64::*;

/// What becomes of a pixel's channels.
struct Maps {
    shifts: [__m128i; 3],
    scales: [__m512; 3],
    biases: [__m512; 3],
}

impl Maps {
    #[inline]
    #[target_feature(enable = "avx512f,avx512bw")]
    fn new(order: [usize; 3], maps: &[Map; 3]) -> Self {
        Self {
            shifts: order.map(|channel| _mm_cvtsi32_si128(8 * channel as i32)),
            scales: maps.map(|map| _mm512_set1_ps(map.scale)),
            biases: maps.map(|map| _mm512_set1_ps(map.bias)),
        }
    }

    /// One plane's values of 16 pixels.
    #[inline]
    #[target_feature(enable = "avx512f,avx512bw")]
    fn apply(&self, px: __m512i, plane: usize) -> __m512 {
        let px = _mm512_and_si512(_mm512_srl_epi32(px, self.shifts[plane]), _mm512_set1_epi32(0xff));
        _mm512_add_ps(_mm512_mul_ps(_mm512_cvtepi32_ps(px), self.scales[plane]), self.biases[plane])
    }
}

#[target_feature(enable = "avx512f,avx512bw")]
pub fn planes_row(src: &[u8], pixel_bytes: usize, order: [usize; 3], maps: &[Map; 3], mut out: [&mut [f32]; 3]) {
    let with = Maps::new(order, maps);
    let store = |px, [a, b, c]: [&mut [f32; 16]; 3]| {
        store512_f32(a, with.apply(px, 0));
        store512_f32(b, with.apply(px, 1));
        store512_f32(c, with.apply(px, 2));
    };
    let rows = out.each_mut().map(|row| &mut **row);
    let done = match pixel_bytes {
        3 => each_planes(src, rows, |px, out| store(spread(px), out)),
        _ => each_planes(src, rows, |px, out| store(load512(px), out)),
    };
    if !done {
        scalar::planes_row(src, pixel_bytes, order, maps, out);
    }
}

#[target_feature(enable = "avx512f,avx512bw")]
pub fn planes_lines(src: &[u8], pixel_bytes: usize, order: [usize; 3], maps: &[Map; 3], out: [&mut [Line]; 3]) {
    let with = Maps::new(order, maps);
    let [a, b, c] = out;
    let lines = a.iter_mut().zip(b).zip(c);
    let stream = |px, ((a, b), c): ((&mut Line, &mut Line), &mut Line)| {
        stream512_f32(a, with.apply(px, 0));
        stream512_f32(b, with.apply(px, 1));
        stream512_f32(c, with.apply(px, 2));
    };
    match pixel_bytes {
        3 => src.as_chunks().0.iter().zip(lines).for_each(|(px, lines)| stream(spread(px), lines)),
        _ => src.as_chunks().0.iter().zip(lines).for_each(|(px, lines)| stream(load512(px), lines)),
    }
}

/// 16 pixels of three bytes, each in 32 bits.
#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn spread(px: &[u8; 48]) -> __m512i {
    let quarter = |at: usize| load128(px[at..].first_chunk().expect("16 of 48 bytes, from 32 at the latest"));
    let low = _mm256_set_m128i(quarter(12), quarter(0));
    // The last four pixels are read from four bytes before them, to stay within the block.
    let high = _mm256_set_m128i(quarter(32), quarter(24));
    let order = _mm_setr_epi8(0, 1, 2, -1, 3, 4, 5, -1, 6, 7, 8, -1, 9, 10, 11, -1);
    let late = _mm_setr_epi8(4, 5, 6, -1, 7, 8, 9, -1, 10, 11, 12, -1, 13, 14, 15, -1);
    let order = _mm512_inserti32x4::<3>(_mm512_broadcast_i32x4(order), late);
    _mm512_shuffle_epi8(_mm512_inserti64x4::<1>(_mm512_castsi256_si512(low), high), order)
}
