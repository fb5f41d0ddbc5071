//! Weights of the antialiasing filters: the filter function is widened where the image shrinks, so that every pixel counts.
//!
//! Position `x` has its centre at `c = (x + ½) · s` with `s = src/dst`; pixel `i` weighs `F((i + ½ − c) / max(s, 1))`. The
//! weights of a position are divided by their sum and become integers by rounding the running sum, in units of 1/[`UNIT`]:
//! they add up to exactly one, and flat images stay flat. Columns are summed first and kept to 1/64 (`(sum + 128) >> 8`), then
//! rows: `(sum + 2¹⁹) >> 20`, clamped to bytes. For functions that are nowhere negative that is within one of Pillow up to a hundredfold shrink; `two_pass`
//! computes the others as Pillow does, with weights of [`EXACT_BITS`].

use super::filter_function::{FilterFunction, cubic, lanczos3, triangle};
use crate::base::error::{Result, try_zeroed};
use crate::base::rounding::round_ties_even;
use crate::image::resize::axis::Axis;
use crate::image::resize::taps::Taps;
use crate::simd::{Level, dispatch};

/// The sum of the weights of a position.
pub const UNIT: i16 = 1 << 14;
/// Bits of the fraction of a weight of Pillow.
pub const EXACT_BITS: u32 = 22;

/// The weights of each of `dst` positions among `src` pixels; each has a multiple of `step`.
pub fn taps(level: Level, function: FilterFunction, src: usize, dst: usize, step: usize) -> Result<Taps> {
    taps_of(level, function, (src, dst), step, quantise)
}

/// Weights as [`taps`] gives them, but in units of `2^−EXACT_BITS` and each rounded on its own, as Pillow does.
pub fn exact_taps(level: Level, function: FilterFunction, src: usize, dst: usize) -> Result<Taps<i32>> {
    taps_of(level, function, (src, dst), 1, |values, weights| {
        let sum: f64 = values.iter().sum();
        share_out(level, values, sum, weights);
    })
}

dispatch! {
    /// Writes the share of each of `values` in their `sum`, in units of `2^−EXACT_BITS`, rounded to the nearest, halves away
    /// from 0.
    fn share_out(values: &[f64], sum: f64, weights: &mut [i32]) = share_out_by_any;
}

#[inline(always)]
fn share_out_by_any(values: &[f64], sum: f64, weights: &mut [i32]) {
    let share = |value: f64| value / sum * f64::from(1u32 << EXACT_BITS);
    let rounded = |share: f64| (share + 0.5f64.copysign(share)) as i32;
    values.iter().zip(weights).for_each(|(&value, weight)| *weight = rounded(share(value)));
}

/// Makes the taps of an axis. `quantise` gets the values of the filter function and the weights to write.
fn taps_of<W: Copy + Default + PartialEq>(
    level: Level,
    function: FilterFunction,
    (src, dst): (usize, usize),
    step: usize,
    quantise: impl Fn(&[f64], &mut [W]),
) -> Result<Taps<W>> {
    let scale = src as f64 / dst as f64;
    let widened = scale.max(1.0);
    let support = function.support() as f64 * widened;
    let whole = |position: f64| (position.max(0.0) as usize).min(src);
    // The most pixels that two supports contain.
    let diameter = 2 * function.support();
    let count = src.saturating_mul(diameter).div_ceil(dst).max(diameter).min(src);
    let mut values: Vec<[f64; LANES]> = try_zeroed(count.div_ceil(LANES), "resize: tables")?;
    // Positions nearer to an end of the axis have some of their support outside.
    let edge = dst.saturating_mul(function.support()).div_ceil(src).max(function.support());
    let axis = Axis::new(src, dst);
    let inner = axis.dst.saturating_add(edge)..dst.saturating_sub(edge);
    Taps::new(
        axis,
        count,
        step,
        |x| inner.contains(&x),
        |x, weights| {
            let centre = (x as f64 + 0.5) * scale;
            let start = whole(centre - support + 0.5);
            let len = count.min(whole(centre + support + 0.5) - start);
            weigh(level, function, start as f64 + 0.5 - centre, widened, &mut values[..len.div_ceil(LANES)]);
            quantise(&values.as_flattened()[..len], weights);
            start
        },
    )
}

/// Values that are computed at once.
const LANES: usize = 8;

dispatch! {
    /// Computes `F((first + i) / widened)` for each `i`. No level fuses products and sums, so that all give the same bits.
    fn weigh(function: FilterFunction, first: f64, widened: f64, values: &mut [[f64; LANES]]) = weigh_by_any;
}

#[inline(always)]
fn weigh_by_any(function: FilterFunction, first: f64, widened: f64, values: &mut [[f64; LANES]]) {
    match function {
        FilterFunction::Triangle => weigh_each(first, widened, values, triangle),
        FilterFunction::Cubic => weigh_each(first, widened, values, cubic),
        FilterFunction::Lanczos3 => weigh_each(first, widened, values, lanczos3),
    }
}

#[inline(always)]
fn weigh_each(first: f64, widened: f64, values: &mut [[f64; LANES]], f: impl Fn(f64) -> f64) {
    let mut place = 0.0;
    for values in values {
        for (lane, value) in values.iter_mut().enumerate() {
            *value = f((first + (place + lane as f64)) / widened);
        }
        place += LANES as f64;
    }
}

/// Makes integer weights that add up to [`UNIT`], each within one of its share, as differences of rounded running sums.
fn quantise(values: &[f64], weights: &mut [i16]) {
    let scale = f64::from(UNIT) / values.iter().sum::<f64>();
    let (mut sum, mut given) = (0.0, 0.0);
    for (&value, weight) in values.iter().zip(weights) {
        sum += value;
        let until = round_ties_even(sum * scale);
        *weight = (until - given) as i16;
        given = until;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simd;

    const FUNCTIONS: [FilterFunction; 3] = [FilterFunction::Triangle, FilterFunction::Cubic, FilterFunction::Lanczos3];

    #[test]
    fn a_size_that_no_memory_has_is_refused_at_once() {
        for function in FUNCTIONS {
            let kind = taps(simd::best(), function, 9, usize::MAX / 16, 8).err().map(|error| error.kind());
            assert_eq!(kind, Some(crate::base::error::ErrorKind::OutOfMemory));
        }
    }

    #[test]
    fn weights_add_up_and_sums_fit() {
        let small = (1..40).flat_map(|src| (1..40).map(move |dst| (src, dst)));
        let sizes = small.chain([(1000, 7), (7, 1000), (50_000, 1), (1, 9)]);
        for ((src, dst), function) in sizes.flat_map(|size| FUNCTIONS.map(|function| (size, function))) {
            let best = taps(simd::best(), function, src, dst, 8).unwrap();
            assert!(taps(Level::SCALAR, function, src, dst, 8).unwrap().weights == best.weights, "{src} to {dst}");
            for x in 0..dst {
                let (start, weights) = best.trimmed(x);
                assert!(start + weights.len() <= src);
                assert_eq!(weights.iter().map(|&weight| i32::from(weight)).sum::<i32>(), i32::from(UNIT));
                // 255 · 64 · 1.7 is the most that a column sum may reach in 1/64: it is an i16.
                let sizes: i32 = weights.iter().map(|&weight| i32::from(weight).abs()).sum();
                assert!(f64::from(sizes) < 1.7 * f64::from(UNIT), "{function:?} {src} to {dst}, {x}: {sizes}");
            }
            let exact = exact_taps(simd::best(), function, src, dst).unwrap();
            for x in 0..dst {
                let (start, weights) = exact.trimmed(x);
                assert!(start + weights.len() <= src);
                let off = weights.iter().map(|&weight| i64::from(weight)).sum::<i64>() - (1 << EXACT_BITS);
                assert!(off.unsigned_abs() as usize <= weights.len(), "{function:?} {src} to {dst}, {x}: {off}");
                let sizes: i64 = weights.iter().map(|&weight| i64::from(weight).abs()).sum();
                assert!(255 * sizes + (1 << (EXACT_BITS - 1)) <= i64::from(i32::MAX), "{function:?} {src} to {dst}");
            }
        }
    }
}
