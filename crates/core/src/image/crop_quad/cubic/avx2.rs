//! Cubic interpolation with AVX2: eight samples a step.

use super::pixels::{LOADED, Pixels};
use super::scalar::{HALF, ROW_SHIFT, SHIFT};
use super::shuffles::{self, GRAY, TIGHT};
use super::taps::CubicTaps;
use crate::image::sample::BLOCK;
use crate::simd::x86::{load128, load256_u32, store256};
use std::arch::x86_64::*;

const STEP: usize = 8;

#[target_feature(enable = "avx2")]
pub fn weigh_block(pixels: &Pixels<'_>, taps: &CubicTaps, dst: &mut [u8]) {
    match pixels.channels() {
        1 => each_step::<8>(taps, dst, |i, weights| gray(pixels, i, weights)),
        3 => each_step::<24>(taps, dst, |i, weights| colors::<3, 24>(pixels, i, weights)),
        _ => each_step::<32>(taps, dst, |i, weights| colors::<4, 32>(pixels, i, weights)),
    }
}

/// The weights of eight samples, a lane each.
struct StepWeights {
    /// Weights of the first two pixels of a row, and of the other two.
    x: [__m256i; 2],
    /// Weights of the first two rows, and of the other two.
    y: [__m256i; 2],
}

/// Writes the `BYTES` that `samples` makes of each eight samples; of the last ones as many as there is room for.
#[inline]
#[target_feature(enable = "avx2")]
fn each_step<const BYTES: usize>(
    taps: &CubicTaps,
    dst: &mut [u8],
    samples: impl Fn(usize, &StepWeights) -> [u8; BYTES],
) {
    assert!(dst.len().div_ceil(BYTES) * STEP <= BLOCK);
    let [a, b] = taps.x.pairs.each_ref().map(|pairs| pairs.as_chunks::<STEP>().0);
    let [c, d] = taps.y.pairs.each_ref().map(|pairs| pairs.as_chunks::<STEP>().0);
    for (step, out) in dst.chunks_mut(BYTES).enumerate() {
        let load = |pairs: &[[u32; STEP]]| load256_u32(&pairs[step]);
        let weights = StepWeights { x: [load(a), load(b)], y: [load(c), load(d)] };
        let samples = samples(step * STEP, &weights);
        match out.first_chunk_mut() {
            Some(out) => *out = samples,
            None => out.copy_from_slice(&samples[..out.len()]),
        }
    }
}

/// A shuffle for each 16 bytes.
#[inline]
#[target_feature(enable = "avx2")]
fn broadcast(shuffle: &[u8; 16]) -> __m256i {
    _mm256_broadcastsi128_si256(load128(shuffle))
}

/// The sums of a row, a sample in each lane. In each lane of `first` are two of its pixels, 16 bits each, in `second` the other
/// two.
#[inline]
#[target_feature(enable = "avx2")]
fn across(weights: &StepWeights, first: __m256i, second: __m256i) -> __m256i {
    _mm256_add_epi32(_mm256_madd_epi16(first, weights.x[0]), _mm256_madd_epi16(second, weights.x[1]))
}

/// Samples of the sums of four rows, which may exceed a byte.
#[inline]
#[target_feature(enable = "avx2")]
fn down(weights: &StepWeights, [a, b, c, d]: [__m256i; 4]) -> __m256i {
    let (upper, lower) = (joined(a, b), joined(c, d));
    let sum = _mm256_add_epi32(_mm256_madd_epi16(upper, weights.y[0]), _mm256_madd_epi16(lower, weights.y[1]));
    _mm256_srai_epi32::<{ SHIFT as i32 }>(_mm256_add_epi32(sum, _mm256_set1_epi32(HALF)))
}

/// The sums of two rows in 16 bits each, side by side.
#[inline]
#[target_feature(enable = "avx2")]
fn joined(a: __m256i, b: __m256i) -> __m256i {
    const LOW: i32 = ROW_SHIFT as i32;
    _mm256_blend_epi16::<0xaa>(_mm256_srli_epi32::<LOW>(a), _mm256_slli_epi32::<{ 16 - LOW }>(b))
}

#[inline]
#[target_feature(enable = "avx2")]
fn gray(pixels: &Pixels<'_>, i: usize, weights: &StepWeights) -> [u8; 8] {
    let (first, second) = (broadcast(&GRAY[0]), broadcast(&GRAY[1]));
    let mut sums = [_mm256_setzero_si256(); 4];
    for (row, sum) in sums.iter_mut().enumerate() {
        let four = |k| i32::from_le_bytes(*pixels.row(i + k, row));
        let bytes = _mm256_setr_epi32(four(0), four(1), four(2), four(3), four(4), four(5), four(6), four(7));
        *sum = across(weights, _mm256_shuffle_epi8(bytes, first), _mm256_shuffle_epi8(bytes, second));
    }
    let lanes = down(weights, sums);
    let halves = _mm_packs_epi32(_mm256_castsi256_si128(lanes), _mm256_extracti128_si256::<1>(lanes));
    (_mm_cvtsi128_si64(_mm_packus_epi16(halves, halves)) as u64).to_le_bytes()
}

/// Samples of three or four channels.
#[inline]
#[target_feature(enable = "avx2")]
fn colors<const CHANNELS: usize, const BYTES: usize>(
    pixels: &Pixels<'_>,
    i: usize,
    weights: &StepWeights,
) -> [u8; BYTES] {
    const { assert!(BYTES == STEP * CHANNELS) };
    let (a, b) = (two::<CHANNELS, 0x00>(pixels, i, weights), two::<CHANNELS, 0x55>(pixels, i + 1, weights));
    let (c, d) = (two::<CHANNELS, 0xaa>(pixels, i + 2, weights), two::<CHANNELS, 0xff>(pixels, i + 3, weights));
    let all = _mm256_packus_epi16(_mm256_packs_epi32(a, b), _mm256_packs_epi32(c, d));
    let tight = if CHANNELS == 4 {
        all
    } else {
        let halves = _mm256_shuffle_epi8(all, broadcast(&TIGHT));
        _mm256_permutevar8x32_epi32(halves, _mm256_setr_epi32(0, 1, 2, 4, 5, 6, 7, 7))
    };
    let mut whole = [0; 32];
    store256(&mut whole, tight);
    *whole.first_chunk().expect("at most 32")
}

/// The channels of samples `i` and `i + 4`, in a half each, a lane for each channel. `LANES` is the lane of their weights, four
/// times.
#[inline]
#[target_feature(enable = "avx2")]
fn two<const CHANNELS: usize, const LANES: i32>(pixels: &Pixels<'_>, i: usize, weights: &StepWeights) -> __m256i {
    let [first, second] = const { shuffles::colors(CHANNELS) };
    let (first, second) = (broadcast(&first), broadcast(&second));
    let spread = |weights| _mm256_shuffle_epi32::<LANES>(weights);
    let ([a, b], [c, d]) = (weights.x, weights.y);
    let weights = StepWeights { x: [spread(a), spread(b)], y: [spread(c), spread(d)] };
    let sums = |row| {
        let load = |i| load128(pixels.row::<LOADED>(i, row));
        let bytes = _mm256_set_m128i(load(i + STEP / 2), load(i));
        across(&weights, _mm256_shuffle_epi8(bytes, first), _mm256_shuffle_epi8(bytes, second))
    };
    down(&weights, [sums(0), sums(1), sums(2), sums(3)])
}
