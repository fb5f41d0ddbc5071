//! z-score normalisation: `(x − mean) / (std + 1e-8)` in place, with the standard deviation of the population.
//!
//! It takes two passes over the memory. The first one sums values and squares in `f64`, where the square of an `f32` is
//! exact and cannot overflow. If the mean is so far from zero that `mean of squares − square of mean` would lose digits,
//! another pass sums differences from the mean. Values are added to [`LANES`](sums::LANES) sums in turn, and blocks and parts
//! in their order, so every bit of the result is the same at each SIMD level and thread count.

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
mod moments;
#[cfg(target_arch = "aarch64")]
mod neon;
#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
mod part_sums;
mod scalar;
mod short;
mod sums;
#[cfg(test)]
mod tests;

use crate::simd::{self, Level, dispatch};
use crate::split;
use moments::{Moments, Rescale};
use sums::PowerSums;

pub use moments::NormalizeStats;
pub use short::normalize_short;

/// Values summed by lanes before the lanes are added up; a block fits in the first cache.
const BLOCK: usize = 8192;

/// Least number of values of a part, except the last one. A thread takes a part at once.
const PART: usize = 8 * BLOCK;
/// Largest number of parts.
const MAX_PARTS: usize = 256;

/// Approximate cost of a value in one pass; threads meet after each pass.
const NS_PER_VALUE: f64 = 0.04;

/// Replaces each `x` of `data` by `z = (x − mean) / (std + 1e-8)`.
///
/// Constant data become 0. Empty data have mean and deviation 0. If any value is not finite, all results, the mean and the
/// deviation are NaN.
///
/// With `u = 2⁻²⁴`, each of up to 2³² results is within `5u·(|z| + u·|mean|/std) + 2⁻³³` of the exact `z`, whatever the
/// magnitude of the data and however far the mean is from zero. Except next to the mean, that is at most five units in the
/// last place.
pub fn normalize(data: &mut [f32]) -> NormalizeStats {
    match normalize_short(data) {
        Some(stats) => stats,
        None => normalize_with(simd::active(), split::workers_for(NS_PER_VALUE * data.len() as f64), data),
    }
}

fn normalize_with(simd: Level, workers: usize, data: &mut [f32]) -> NormalizeStats {
    if data.is_empty() {
        return NormalizeStats { mean: 0.0, std: 0.0 };
    }
    let sums = total(data, workers, &|block| block_sums(simd, block, 0.0));
    if !sums.squares.is_finite() {
        data.fill(f32::NAN);
        return NormalizeStats { mean: f32::NAN, std: f32::NAN };
    }
    let moments = moments(simd, data, workers, &sums);
    let rescale = Rescale::new(&moments, sums.squares);
    split::for_chunks(data, part_len(data.len()), workers, |_, part| apply(simd, &rescale, part));
    moments.stats()
}

/// Returns the moments of `data`, whose `sums` are known.
fn moments(simd: Level, data: &[f32], workers: usize, sums: &PowerSums) -> Moments {
    let rough = Moments::new(sums, data.len(), 0.0);
    if rough.are_exact() {
        return rough;
    }
    // Rounded to `f32`, so that constant data have differences of exactly 0.
    let pivot = f64::from(rough.mean as f32);
    Moments::new(&total(data, workers, &|block| block_sums_about(simd, block, pivot)), data.len(), pivot)
}

fn apply(simd: Level, rescale: &Rescale, data: &mut [f32]) {
    if let Some(prescale) = rescale.prescale {
        data.iter_mut().for_each(|x| *x *= prescale);
    }
    map_values(simd, data, rescale.offset, rescale.scale, rescale.shift);
}

/// Returns the length of the parts of `len` values. It depends on nothing else.
fn part_len(len: usize) -> usize {
    len.div_ceil(MAX_PARTS).next_multiple_of(BLOCK).max(PART)
}

/// Sums all values. `block_sums` sums a block, which is long enough for the cost of a dynamic call not to matter.
fn total(data: &[f32], workers: usize, block_sums: &(dyn Fn(&[f32]) -> PowerSums + Sync)) -> PowerSums {
    if data.len() <= BLOCK {
        return block_sums(data);
    }
    let of_part =
        |part: &[f32]| part.chunks(BLOCK).fold(PowerSums::default(), |sums, block| sums.plus(block_sums(block)));
    let parts = data.chunks(part_len(data.len()));
    if workers <= 1 {
        return parts.fold(PowerSums::default(), |sums, part| sums.plus(of_part(part)));
    }
    let mut sums = [PowerSums::default(); MAX_PARTS];
    let sums = &mut sums[..parts.len()];
    let part = |index| parts.clone().nth(index).unwrap_or_default();
    split::for_chunks(sums, 1, workers, |index, sums| sums[0] = of_part(part(index)));
    sums.iter().fold(PowerSums::default(), |sums, &part| sums.plus(part))
}

/// The scalar sums, compiled once: SSE4.2 makes them no faster.
#[inline(never)]
fn plain_sums<const ABOUT: bool>(data: &[f32], pivot: f64) -> PowerSums {
    scalar::block_sums::<ABOUT>(data, pivot)
}

dispatch! {
    /// Sums values and squares: value `i` is added to lane `i % LANES`, and the lanes are added up.
    fn block_sums(data: &[f32], pivot: f64) -> PowerSums {
        scalar: plain_sums::<false>,
        sse42: plain_sums::<false>,
        avx2: avx2::block_sums::<false>,
        avx512: avx512::block_sums::<false>,
        neon: neon::block_sums::<false>,
    }
}

dispatch! {
    /// Sums the differences of the values from `pivot`, an `f32`, and their squares, like [`block_sums`].
    fn block_sums_about(data: &[f32], pivot: f64) -> PowerSums {
        scalar: plain_sums::<true>,
        sse42: plain_sums::<true>,
        avx2: avx2::block_sums::<true>,
        avx512: avx512::block_sums::<true>,
        neon: neon::block_sums::<true>,
    }
}

dispatch! {
    /// Replaces each `x` by `(x − offset) · scale + shift`, each step rounded.
    fn map_values(data: &mut [f32], offset: f32, scale: f32, shift: f32) = scalar::map_values;
}
