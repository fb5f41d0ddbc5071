//! z-score: `(x − mean) / (std + 1e-8)` in place, with the population's standard deviation.
//!
//! Two passes over the memory. The first one adds up values and squares in `f64`, where the square of an `f32` is exact
//! and cannot overflow; only where the mean is so far from zero that their difference would lose digits does a pass about
//! the mean follow. Values go to [`LANES`] sums in turn, blocks and parts are added in their order: every bit of the
//! result is the same at each SIMD level and thread count.

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
#[cfg(target_arch = "aarch64")]
mod neon;
mod scalar;
#[cfg(test)]
mod tests;

use crate::simd::{self, Level, dispatch};
use crate::split;
use std::ops::Add;

/// Keeps constant data from being divided by zero.
const EPSILON: f64 = 1e-8;

/// How many sums the values go to in turn.
const LANES: usize = 32;

/// Values whose lanes are added up before the next; all of them lie in the first cache.
const BLOCK: usize = 8192;

/// The least and the greatest number of values that a thread takes at once, but for the last.
const PART: usize = 8 * BLOCK;
const MAX_PARTS: usize = 256;

/// About what a value costs in one pass: threads meet after each.
const NS_PER_VALUE: f64 = 0.04;

/// Mean and population standard deviation of data, as they were.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stats {
    /// Mean, within half a unit in its last place and `std · 2⁻³³`.
    pub mean: f32,
    /// Standard deviation, within one unit in its last place.
    pub std: f32,
}

/// Replaces each `x` of `data` by `z = (x − mean) / (std + 1e-8)`.
///
/// Constant data become 0. Empty data have mean and deviation 0. One value that is not finite makes all of them, and the
/// mean and deviation, NaN.
///
/// With `u = 2⁻²⁴`, each of up to 2³² results is within `5u·(|z| + u·|mean|/std) + 2⁻³³` of `z` as real numbers give it,
/// whatever the magnitude of the data and however far the mean lies from zero: but for values next to the mean, that is
/// five units in the last place at most.
pub fn normalize(data: &mut [f32]) -> Stats {
    normalize_with(simd::active(), split::workers_for(NS_PER_VALUE * data.len() as f64), data)
}

fn normalize_with(simd: Level, workers: usize, data: &mut [f32]) -> Stats {
    if data.is_empty() {
        return Stats { mean: 0.0, std: 0.0 };
    }
    let sums = total(data, workers, &|block| lane_sums(simd, block, 0.0));
    if !sums.squares.is_finite() {
        data.fill(f32::NAN);
        return Stats { mean: f32::NAN, std: f32::NAN };
    }
    let moments = moments(simd, data, workers, &sums);
    let map = Map::new(&moments, sums.squares);
    split::for_chunks(data, part_len(data.len()), workers, |_, part| map.apply(simd, part));
    Stats { mean: moments.mean as f32, std: moments.std as f32 }
}

struct Moments {
    mean: f64,
    std: f64,
}

impl Moments {
    /// From sums of the `len` values less `pivot`.
    fn new(sums: &Sums, len: usize, pivot: f64) -> Self {
        let distance = sums.sum / len as f64;
        let variance = sums.squares / len as f64 - distance * distance;
        Self { mean: pivot + distance, std: variance.max(0.0).sqrt() }
    }
}

/// The moments of `data`, whose `sums` are at hand.
fn moments(simd: Level, data: &[f32], workers: usize, sums: &Sums) -> Moments {
    /// Of the 42 bits that hold in the sums, the variance loses twice as many as this ratio has.
    const FAR: f64 = 256.0;
    let rough = Moments::new(sums, data.len(), 0.0);
    if rough.mean.abs() <= FAR * rough.std {
        return rough;
    }
    // An `f32`, so that constant data have differences of exactly 0.
    let pivot = f64::from(rough.mean as f32);
    Moments::new(&total(data, workers, &|block| lane_sums_about(simd, block, pivot)), data.len(), pivot)
}

/// What becomes of a value: `(x · prescale − offset) · scale + shift`.
struct Map {
    prescale: Option<f32>,
    offset: f32,
    scale: f32,
    shift: f32,
}

impl Map {
    fn new(moments: &Moments, squares: f64) -> Self {
        /// Below it no value reaches 2^125, so that no difference overflows and no `scale` is subnormal.
        const LARGE: f64 = f64::from_bits((1023 + 250) << 52);
        let prescale = if squares < LARGE { None } else { Some(1.0 / 256.0) };
        let by = prescale.map_or(1.0, f64::from);
        let mean = moments.mean * by;
        let scale = 1.0 / ((moments.std + EPSILON) * by);
        // What `offset` lacks of the mean is much where the mean is large and the deviation small.
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

/// Sum and sum of squares.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Sums {
    sum: f64,
    squares: f64,
}

impl Add for Sums {
    type Output = Sums;

    fn add(self, other: Sums) -> Sums {
        Sums { sum: self.sum + other.sum, squares: self.squares + other.squares }
    }
}

/// One sum and sum of squares for each place within [`LANES`] values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Lanes {
    sum: [f64; LANES],
    squares: [f64; LANES],
}

impl Lanes {
    #[inline(never)]
    fn sums(&self) -> Sums {
        let pairwise = |lanes: &[f64; LANES]| {
            let mut lanes = *lanes;
            for half in [16, 8, 4, 2, 1] {
                (0..half).for_each(|i| lanes[i] += lanes[half + i]);
            }
            lanes[0]
        };
        Sums { sum: pairwise(&self.sum), squares: pairwise(&self.squares) }
    }
}

/// Length of the parts of `len` values. It depends on nothing else.
fn part_len(len: usize) -> usize {
    len.div_ceil(MAX_PARTS).next_multiple_of(BLOCK).max(PART)
}

/// Sums of all values. `lane_sums` adds up a block, long enough for a call not to matter.
fn total(data: &[f32], workers: usize, lane_sums: &(dyn Fn(&[f32]) -> Lanes + Sync)) -> Sums {
    let of_part = |part: &[f32]| part.chunks(BLOCK).fold(Sums::default(), |sums, block| sums + lane_sums(block).sums());
    let parts = data.chunks(part_len(data.len()));
    if workers <= 1 {
        return parts.fold(Sums::default(), |sums, part| sums + of_part(part));
    }
    let mut sums = [Sums::default(); MAX_PARTS];
    let sums = &mut sums[..parts.len()];
    let part = |index| parts.clone().nth(index).unwrap_or_default();
    split::for_chunks(sums, 1, workers, |index, sums| sums[0] = of_part(part(index)));
    sums.iter().fold(Sums::default(), |sums, &part| sums + part)
}

/// Compiled once: SSE4.2 has nothing for sums.
#[inline(never)]
fn plain_lane_sums<const ABOUT: bool>(data: &[f32], pivot: f64) -> Lanes {
    scalar::lane_sums::<ABOUT>(data, pivot)
}

dispatch! {
    /// Value `i` and its square go to lane `i % LANES`.
    fn lane_sums(data: &[f32], pivot: f64) -> Lanes {
        scalar: plain_lane_sums::<false>,
        sse42: plain_lane_sums::<false>,
        avx2: avx2::lane_sums::<false>,
        avx512: avx512::lane_sums::<false>,
        neon: neon::lane_sums::<false>,
    }
}

dispatch! {
    /// The same of the values less `pivot`, which is an `f32`.
    fn lane_sums_about(data: &[f32], pivot: f64) -> Lanes {
        scalar: plain_lane_sums::<true>,
        sse42: plain_lane_sums::<true>,
        avx2: avx2::lane_sums::<true>,
        avx512: avx512::lane_sums::<true>,
        neon: neon::lane_sums::<true>,
    }
}

dispatch! {
    /// `(x − offset) · scale + shift`, each step rounded.
    fn map_values(data: &mut [f32], offset: f32, scale: f32, shift: f32) = scalar::map_values;
}
