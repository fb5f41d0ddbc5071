//! Weights of Lanczos3: the windowed sinc with three lobes, widened where the image shrinks, so that every pixel counts.
//!
//! Position `x` has its centre at `c = (x + ½) · s` with `s = src/dst`; pixel `i` weighs `L((i + ½ − c) / max(s, 1))` with
//! `L(t) = sinc(t) · sinc(t / 3)` for `|t| < 3`. The weights of a position are divided by their sum and
//! become integers by rounding the running sum, in units of 1/[`UNIT`]: they add up to exactly one, and flat images stay
//! flat. Columns are summed first and kept to 1/64 (`(sum + 128) >> 8`), then rows: `(sum + 2¹⁹) >> 20`, clamped to bytes.

use crate::base::error::{Result, try_zeroed};
use crate::image::resize::axis::Axis;
use crate::image::resize::rounding::round_ties_even;
use crate::image::resize::taps::Taps;
use crate::simd::{Level, dispatch};

/// The sum of the weights of a position.
pub const UNIT: i16 = 1 << 14;
const LOBES: f64 = 3.0;

/// The weights of each of `dst` positions among `src` pixels; each has a multiple of `step`.
pub fn taps(level: Level, src: usize, dst: usize, step: usize) -> Result<Taps> {
    let scale = src as f64 / dst as f64;
    let widened = scale.max(1.0);
    let support = LOBES * widened;
    let whole = |position: f64| (position.max(0.0) as usize).min(src);
    // The most pixels that two supports contain.
    let count = src.saturating_mul(6).div_ceil(dst).max(6).min(src);
    let mut values: Vec<[f64; LANES]> = try_zeroed(count.div_ceil(LANES), "resize: tables")?;
    // Positions nearer to an end of the axis have some of their support outside.
    let edge = dst.saturating_mul(3).div_ceil(src).max(3);
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
            weigh(level, start as f64 + 0.5 - centre, widened, &mut values[..len.div_ceil(LANES)]);
            quantise(&values.as_flattened()[..len], weights);
            start
        },
    )
}

/// Values that are computed at once.
const LANES: usize = 8;

dispatch! {
    /// Computes `L((first + i) / widened)` for each `i`. No level fuses products and sums, so that all give the same bits.
    fn weigh(first: f64, widened: f64, values: &mut [[f64; LANES]]) = weigh_each;
}

#[inline(always)]
fn weigh_each(first: f64, widened: f64, values: &mut [[f64; LANES]]) {
    let mut place = 0.0;
    for values in values {
        for (lane, value) in values.iter_mut().enumerate() {
            *value = lanczos3((first + (place + lane as f64)) / widened);
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

/// `sinc(t) · sinc(t / 3)` for `|t| < 3`, else 0. With `a = πt/3` and `p = sin(a)/a`, as `sin(3a) = 3 sin(a) − 4 sin(a)³`, that is
/// `p² (1 − 4/3 a² p²)`. It sums the series itself, since a library's sine may differ from machine to machine.
#[inline(always)]
fn lanczos3(t: f64) -> f64 {
    // 1, −1/3!, 1/5!, …: at π the first term left out is 10⁻¹⁵.
    const SERIES: [f64; 14] = {
        let (mut series, mut k) = ([1.0; 14], 1);
        while k < 14 {
            series[k] = -series[k - 1] / ((2 * k) * (2 * k + 1)) as f64;
            k += 1;
        }
        series
    };
    let third = t * (std::f64::consts::PI / LOBES);
    let square = third * third;
    let p = SERIES.iter().rev().fold(0.0, |sum, coefficient| sum * square + coefficient);
    let value = p * p * (1.0 - 4.0 / 3.0 * square * p * p);
    if t.abs() < LOBES { value } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simd;

    #[test]
    fn series_is_the_product_of_two_sincs() {
        for t in (-3100..3100).map(|t| f64::from(t) / 1000.0 + 0.0001) {
            let sinc = |t: f64| (t * std::f64::consts::PI).sin() / (t * std::f64::consts::PI);
            let expected = if t.abs() < 3.0 { sinc(t) * sinc(t / 3.0) } else { 0.0 };
            assert!((lanczos3(t) - expected).abs() < 1e-12, "{t}");
        }
        assert_eq!(lanczos3(0.0), 1.0);
    }

    #[test]
    fn a_size_that_no_memory_has_is_refused_at_once() {
        let kind = |dst| taps(simd::best(), 9, dst, 8).err().map(|error| error.kind());
        assert_eq!(kind(1 << 60), Some(crate::base::error::ErrorKind::OutOfMemory));
    }

    #[test]
    fn weights_add_up_and_sums_fit() {
        for (src, dst) in
            (1..40).flat_map(|a| (1..40).map(move |b| (a, b))).chain([(1000, 7), (7, 1000), (50_000, 1), (1, 9)])
        {
            let best = taps(simd::best(), src, dst, 8).unwrap();
            assert!(taps(Level::SCALAR, src, dst, 8).unwrap().weights == best.weights, "{src} to {dst}");
            for x in 0..dst {
                let (start, weights) = best.trimmed(x);
                assert!(start + weights.len() <= src);
                assert_eq!(weights.iter().map(|&weight| i32::from(weight)).sum::<i32>(), i32::from(UNIT));
                // 255 · 64 · 1.7 is what a column sum, in 1/64, may come to: it is an i16.
                let sizes: i32 = weights.iter().map(|&weight| i32::from(weight).abs()).sum();
                assert!(f64::from(sizes) < 1.7 * f64::from(UNIT), "{src} to {dst}, {x}: {sizes}");
            }
        }
    }
}
