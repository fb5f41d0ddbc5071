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
#[cfg(target_arch = "aarch64")]
mod neon;
#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
mod part_sums;
mod scalar;
mod sums;
#[cfg(test)]
mod tests;

use crate::simd::{self, Level, dispatch};
use crate::split;
use sums::PowerSums;

/// Added to the standard deviation, so that constant data are not divided by zero.
const EPSILON: f64 = 1e-8;

/// Values summed by lanes before the lanes are added up; a block fits in the first cache.
const BLOCK: usize = 8192;

/// Least number of values of a part, except the last one. A thread takes a part at once.
const PART: usize = 8 * BLOCK;
/// Largest number of parts.
const MAX_PARTS: usize = 256;

/// Approximate cost of a value in one pass; threads meet after each pass.
const NS_PER_VALUE: f64 = 0.04;

/// Mean and standard deviation (of the population) of data before their normalisation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NormalizeStats {
    /// Mean, within half a unit in its last place and `std · 2⁻³³`.
    pub mean: f32,
    /// Standard deviation, within one unit in its last place.
    pub std: f32,
}

/// Replaces each `x` of `data` by `z = (x − mean) / (std + 1e-8)`.
///
/// Constant data become 0. Empty data have mean and deviation 0. If any value is not finite, all results, the mean and the
/// deviation are NaN.
///
/// With `u = 2⁻²⁴`, each of up to 2³² results is within `5u·(|z| + u·|mean|/std) + 2⁻³³` of the exact `z`, whatever the
/// magnitude of the data and however far the mean is from zero. Except next to the mean, that is at most five units in the
/// last place.
pub fn normalize(data: &mut [f32]) -> NormalizeStats {
    normalize_with(simd::active(), split::workers_for(NS_PER_VALUE * data.len() as f64), data)
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
    split::for_chunks(data, part_len(data.len()), workers, |_, part| rescale.apply(simd, part));
    NormalizeStats { mean: moments.mean as f32, std: moments.std as f32 }
}

/// Mean and standard deviation in `f64`.
struct Moments {
    mean: f64,
    std: f64,
}

impl Moments {
    /// Computes the moments from the sums of `len` values minus `pivot`.
    fn new(sums: &PowerSums, len: usize, pivot: f64) -> Self {
        let distance = sums.sum / len as f64;
        let variance = sums.squares / len as f64 - distance * distance;
        Self { mean: pivot + distance, std: variance.max(0.0).sqrt() }
    }
}

/// Returns the moments of `data`, whose `sums` are known.
fn moments(simd: Level, data: &[f32], workers: usize, sums: &PowerSums) -> Moments {
    /// Largest ratio of mean to deviation that needs no second pass. The variance loses twice the bits of this ratio out of
    /// the 42 correct bits of the sums.
    const FAR: f64 = 256.0;
    let rough = Moments::new(sums, data.len(), 0.0);
    if rough.mean.abs() <= FAR * rough.std {
        return rough;
    }
    // Rounded to `f32`, so that constant data have differences of exactly 0.
    let pivot = f64::from(rough.mean as f32);
    Moments::new(&total(data, workers, &|block| block_sums_about(simd, block, pivot)), data.len(), pivot)
}

/// Mapping of a value: `(x · prescale − offset) · scale + shift`.
struct Rescale {
    prescale: Option<f32>,
    offset: f32,
    scale: f32,
    shift: f32,
}

impl Rescale {
    fn new(moments: &Moments, squares: f64) -> Self {
        /// Sum of squares below which no value reaches 2^125: no difference overflows and no `scale` is subnormal.
        const LARGE: f64 = f64::from_bits((1023 + 250) << 52);
        let prescale = if squares < LARGE { None } else { Some(1.0 / 256.0) };
        let by = prescale.map_or(1.0, f64::from);
        let mean = moments.mean * by;
        let scale = 1.0 / ((moments.std + EPSILON) * by);
        // The rounding of `offset` matters if the mean is large and the deviation small.
        let offset = mean as f32;
        let shift = (f64::from(offset) - mean) * scale;
        Self { prescale, offset, scale: scale as f32, shift: shift as f32 }
    }

    fn apply(&self, simd: Level, data: &mut [f32]) {
        if let Some(prescale) = self.prescale {
            data.iter_mut().for_each(|x| *x *= prescale);
        }
        map_values(simd, data, self.offset, self.scale, self.shift);
    }
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
