//! Eight pixels a step, each in 32 bits, of which a shift and a mask leave one channel.

use super::blocks::each_planes;
use super::map::Map;
use super::scalar;
use crate::simd::Line;
use crate::simd::x86::{load128, load256, store256_f32, stream256_f32};
use std::arch::x86_64::*;

/// What becomes of a pixel's channels.
struct Maps {
    shifts: [__m128i; 3],
    scales: [__m256; 3],
    biases: [__m256; 3],
}

impl Maps {
    #[inline]
    #[target_feature(enable = "avx2")]
    fn new(order: [usize; 3], maps: &[Map; 3]) -> Self {
        Self {
            shifts: order.map(|channel| _mm_cvtsi32_si128(8 * channel as i32)),
            scales: maps.map(|map| _mm256_set1_ps(map.scale)),
            biases: maps.map(|map| _mm256_set1_ps(map.bias)),
        }
    }

    /// One plane's values of eight pixels.
    #[inline]
    #[target_feature(enable = "avx2")]
    fn apply(&self, px: __m256i, plane: usize) -> __m256 {
        let px = _mm256_and_si256(_mm256_srl_epi32(px, self.shifts[plane]), _mm256_set1_epi32(0xff));
        _mm256_add_ps(_mm256_mul_ps(_mm256_cvtepi32_ps(px), self.scales[plane]), self.biases[plane])
    }
}

#[target_feature(enable = "avx2")]
pub fn planes_row(src: &[u8], pixel_bytes: usize, order: [usize; 3], maps: &[Map; 3], mut out: [&mut [f32]; 3]) {
    let with = Maps::new(order, maps);
    let store = |px, [a, b, c]: [&mut [f32; 8]; 3]| {
        store256_f32(a, with.apply(px, 0));
        store256_f32(b, with.apply(px, 1));
        store256_f32(c, with.apply(px, 2));
    };
    let rows = out.each_mut().map(|row| &mut **row);
    let done = match pixel_bytes {
        3 => each_planes(src, rows, |px, out| store(spread(px), out)),
        _ => each_planes(src, rows, |px, out| store(load256(px), out)),
    };
    if !done {
        scalar::planes_row(src, pixel_bytes, order, maps, out);
    }
}

#[target_feature(enable = "avx2")]
pub fn planes_lines(src: &[u8], pixel_bytes: usize, order: [usize; 3], maps: &[Map; 3], out: [&mut [Line]; 3]) {
    let with = Maps::new(order, maps);
    let [a, b, c] = out;
    let lines = a.iter_mut().zip(b).zip(c);
    let stream = |px: [__m256i; 2], ((a, b), c): ((&mut Line, &mut Line), &mut Line)| {
        stream256_f32(a, [with.apply(px[0], 0), with.apply(px[1], 0)]);
        stream256_f32(b, [with.apply(px[0], 1), with.apply(px[1], 1)]);
        stream256_f32(c, [with.apply(px[0], 2), with.apply(px[1], 2)]);
    };
    match pixel_bytes {
        3 => {
            let pairs = src.as_chunks::<24>().0.as_chunks::<2>().0.iter();
            pairs.zip(lines).for_each(|([a, b], lines)| stream([spread(a), spread(b)], lines));
        }
        _ => {
            let pairs = src.as_chunks::<32>().0.as_chunks::<2>().0.iter();
            pairs.zip(lines).for_each(|([a, b], lines)| stream([load256(a), load256(b)], lines));
        }
    }
}

/// Eight pixels of three bytes, each in 32 bits.
#[inline]
#[target_feature(enable = "avx2")]
fn spread(px: &[u8; 24]) -> __m256i {
    let (low, high) = (px.first_chunk().expect("16 of 24"), px.last_chunk().expect("16 of 24"));
    let order = _mm256_setr_epi8(
        0, 1, 2, -1, 3, 4, 5, -1, 6, 7, 8, -1, 9, 10, 11, -1, //
        4, 5, 6, -1, 7, 8, 9, -1, 10, 11, 12, -1, 13, 14, 15, -1,
    );
    _mm256_shuffle_epi8(_mm256_set_m128i(load128(high), load128(low)), order)
}
