//! Eight pixels a step. A shuffle leaves one channel's byte in each 32 bits.

use super::blocks::{each_line, each_planes};
use super::pixel_map::PixelMap;
use super::scalar;
use crate::simd::Line;
use crate::simd::x86::{load128, load256, store256_f32, stream256_f32};
use std::arch::x86_64::*;

/// Extraction and mapping of one channel of the pixels that [`load256`] and [`triples`] load.
#[derive(Clone, Copy)]
struct Channel256 {
    pick: __m256i,
    scale: __m256,
    bias: __m256,
}

impl Channel256 {
    /// Prepares for pixels of `pixel_bytes`, 3 or 4.
    #[inline]
    #[target_feature(enable = "avx2")]
    fn new(pixel_bytes: usize, channel: usize, map: PixelMap) -> Self {
        // The lowest index of each 32 bits selects one of 16 bytes; the others, above 127, give zero.
        let pick = |px: usize, skipped: usize| !0xff | (px * pixel_bytes + channel + skipped) as i32;
        let low = _mm_setr_epi32(pick(0, 0), pick(1, 0), pick(2, 0), pick(3, 0));
        let skipped = if pixel_bytes == 3 { SKIPPED } else { 0 };
        let high = _mm_setr_epi32(pick(0, skipped), pick(1, skipped), pick(2, skipped), pick(3, skipped));
        Self { pick: _mm256_set_m128i(high, low), scale: _mm256_set1_ps(map.scale), bias: _mm256_set1_ps(map.bias) }
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    fn of(&self, px: __m256i) -> __m256 {
        self.mapped(_mm256_shuffle_epi8(px, self.pick))
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    fn mapped(&self, bytes: __m256i) -> __m256 {
        _mm256_add_ps(_mm256_mul_ps(_mm256_cvtepi32_ps(bytes), self.scale), self.bias)
    }
}

/// Bytes of the high half of [`triples`] before its first pixel. The load begins there to stay within the block.
const SKIPPED: usize = 4;

/// Loads eight pixels of three bytes, four to each half.
#[inline]
#[target_feature(enable = "avx2")]
fn triples(px: &[u8; 24]) -> __m256i {
    let half = |at: usize| load128(px[at..].first_chunk().expect("16 of 24 bytes, from 8 at the latest"));
    _mm256_set_m128i(half(12 - SKIPPED), half(0))
}

fn halves<const WHOLE: usize, const HALF: usize>(px: &[u8; WHOLE]) -> [&[u8; HALF]; 2] {
    const { assert!(WHOLE == 2 * HALF) }
    let (halves, _) = px.as_chunks();
    [&halves[0], &halves[1]]
}

#[target_feature(enable = "avx2")]
pub fn planes_row(src: &[u8], pixel_bytes: usize, order: [usize; 3], maps: &[PixelMap; 3], mut out: [&mut [f32]; 3]) {
    let channel = |plane: usize| Channel256::new(pixel_bytes, order[plane], maps[plane]);
    let with = [channel(0), channel(1), channel(2)];
    let store = |px, [a, b, c]: [&mut [f32; 8]; 3]| {
        store256_f32(a, with[0].of(px));
        store256_f32(b, with[1].of(px));
        store256_f32(c, with[2].of(px));
    };
    let rows = out.each_mut().map(|row| &mut **row);
    let done = match pixel_bytes {
        3 => each_planes(src, rows, |px, out| store(triples(px), out)),
        _ => each_planes(src, rows, |px, out| store(load256(px), out)),
    };
    if !done {
        scalar::planes_row(src, pixel_bytes, order, maps, out);
    }
}

#[target_feature(enable = "avx2")]
pub fn plane_lines(src: &[u8], pixel_bytes: usize, channel: usize, map: PixelMap, out: &mut [Line]) {
    let with = Channel256::new(pixel_bytes, channel, map);
    match pixel_bytes {
        1 => each_line(src, out, |px: &[u8; 16], line| {
            let px = load128(px);
            let (low, high) = (_mm256_cvtepu8_epi32(px), _mm256_cvtepu8_epi32(_mm_srli_si128::<8>(px)));
            stream256_f32(line, [with.mapped(low), with.mapped(high)]);
        }),
        3 => each_line(src, out, |px: &[u8; 48], line| {
            let [low, high] = halves(px);
            stream256_f32(line, [with.of(triples(low)), with.of(triples(high))]);
        }),
        _ => each_line(src, out, |px: &[u8; 64], line| {
            let [low, high] = halves(px);
            stream256_f32(line, [with.of(load256(low)), with.of(load256(high))]);
        }),
    }
}
