//! Otsu's level of a histogram, decided exactly.

use crate::simd::{Level, dispatch};
use std::cmp::Ordering;

/// Number of pixels below which distances fit in 64 bits: they are at most `255/4 · pixels²`.
const FEW: u64 = 1 << 28;
/// Levels whose variances between classes are computed together.
const LANES: usize = 8;
/// Number of pixels below which the products of a distance, at most `255 · pixels²`, are exact in floats.
const FEWER: u64 = 1 << 22;

/// The class of pixels at most some gray: its number of pixels and their sum.
///
/// The variance between it and the rest is `distance² / (weight · pixels²)`, a quotient of integers, so equally good splits
/// compare equal.
#[derive(Clone, Copy, Default)]
struct DarkClass {
    pixels: u64,
    sum: u64,
}

impl DarkClass {
    /// Returns the class of pixels at most `level`.
    fn level(histogram: &[u64; 256], level: usize) -> Self {
        let mut below = Self::default();
        (0..).zip(&histogram[..=level]).for_each(|(gray, &count)| below.add(count, gray));
        below
    }

    fn add(&mut self, count: u64, gray: u64) {
        self.pixels += count;
        self.sum += count * gray;
    }

    /// Returns `|n·sum − pixels·s|`, where all `n` pixels have the sum `s`.
    fn distance(&self, all: &DarkClass) -> u128 {
        (u128::from(all.pixels) * u128::from(self.sum)).abs_diff(u128::from(self.pixels) * u128::from(all.sum))
    }

    fn weight(&self, all: &DarkClass) -> u128 {
        u128::from(self.pixels) * u128::from(all.pixels - self.pixels)
    }

    /// Returns `distance² / weight`, rounded: the variance between the classes, times `pixels²`.
    fn variance(&self, all: &DarkClass) -> f64 {
        let (distance, weight) = if all.pixels < FEW {
            let distance = all.pixels.wrapping_mul(self.sum).wrapping_sub(self.pixels.wrapping_mul(all.sum));
            (distance as i64 as f64, (self.pixels * (all.pixels - self.pixels)) as i64 as f64)
        } else {
            (self.distance(all) as f64, self.weight(all) as f64)
        };
        distance * distance / weight
    }

    /// Returns the same for fewer than [`FEWER`] pixels, where all but the last two operations are exact in floats too. Where one
    /// class is empty it is no number.
    #[inline(always)]
    fn variance_of_few(&self, all: &DarkClass) -> f64 {
        let [pixels, sum, all_pixels, all_sum] = [self.pixels, self.sum, all.pixels, all.sum].map(exact);
        let distance = all_pixels * sum - pixels * all_sum;
        distance * distance / (pixels * (all_pixels - pixels))
    }

    /// Compares `distance² / weight`, exactly.
    fn compare(&self, other: &DarkClass, all: &DarkClass) -> Ordering {
        let product = |factors: [u128; 3]| factors.iter().fold([1, 0, 0, 0, 0, 0], times);
        let left = product([self.distance(all), self.distance(all), other.weight(all)]);
        let right = product([other.distance(all), other.distance(all), self.weight(all)]);
        left.iter().rev().cmp(right.iter().rev())
    }
}

/// Returns the level that [`otsu`](super::otsu) documents.
pub fn level(simd: Level, histogram: &[u64; 256]) -> u8 {
    /// Ratio of two variances below which rounding cannot have reversed their order.
    const CLOSE: f64 = 1.0 - 1e-12;
    let mut variances = [0.0; 256];
    let least = set_variances(simd, histogram, &mut variances) * CLOSE;
    let mut best: Option<usize> = None;
    for (block, variances) in variances.as_chunks::<LANES>().0.iter().enumerate() {
        // Most blocks have none that is close.
        if !variances.iter().fold(false, |close, &variance| close | (variance > least)) {
            continue;
        }
        for gray in (0..LANES).filter(|&lane| variances[lane] > least).map(|lane| LANES * block + lane) {
            if best.is_none_or(|best| is_better(histogram, gray, best)) {
                best = Some(gray);
            }
        }
    }
    best.unwrap_or(0) as u8
}

/// Whether a level parts the pixels better than another, decided exactly.
#[cold]
fn is_better(histogram: &[u64; 256], level: usize, other: usize) -> bool {
    let [all, level, other] = [255, level, other].map(|level| DarkClass::level(histogram, level));
    level.compare(&other, &all).is_gt()
}

dispatch! {
    /// Sets the variance between the classes of each level, 0 for those that do not part the pixels, and returns the greatest.
    fn set_variances(histogram: &[u64; 256], variances: &mut [f64; 256]) -> f64 = variances_of;
}

#[inline(always)]
fn variances_of(histogram: &[u64; 256], variances: &mut [f64; 256]) -> f64 {
    let all = DarkClass::level(histogram, 255);
    if all.pixels < FEWER {
        variances_by(histogram, &all, variances, |parts, below| {
            let variance = below.variance_of_few(&all);
            if parts { variance } else { 0.0 }
        })
    } else {
        variances_by(histogram, &all, variances, |parts, below| if parts { below.variance(&all) } else { 0.0 })
    }
}

#[inline(always)]
fn variances_by(
    histogram: &[u64; 256],
    all: &DarkClass,
    variances: &mut [f64; 256],
    variance: impl Fn(bool, DarkClass) -> f64,
) -> f64 {
    let (mut last, mut most) = (DarkClass::default(), [0.0; LANES]);
    let blocks = histogram.as_chunks::<LANES>().0.iter().zip(variances.as_chunks_mut::<LANES>().0);
    for (first, (counts, variances)) in (0..).step_by(LANES).zip(blocks) {
        let (mut pixels, mut sums) = ([0; LANES], [0; LANES]);
        for lane in 0..LANES {
            last.add(counts[lane], first + lane as u64);
            (pixels[lane], sums[lane]) = (last.pixels, last.sum);
        }
        for lane in 0..LANES {
            let parts = (counts[lane] != 0) & (pixels[lane] != all.pixels);
            variances[lane] = variance(parts, DarkClass { pixels: pixels[lane], sum: sums[lane] });
            most[lane] = if variances[lane] > most[lane] { variances[lane] } else { most[lane] };
        }
    }
    most.into_iter().fold(0.0, |most, variance| if variance > most { variance } else { most })
}

/// Converts a number below 2^52: with the bits of 2^52 above it, a float reads 2^52 more than it.
#[inline(always)]
fn exact(number: u64) -> f64 {
    const ABOVE: f64 = (1u64 << 52) as f64;
    f64::from_bits(number | ABOVE.to_bits()) - ABOVE
}

/// Multiplies a number of six words, the lowest first, by `factor`. The product must fit; three factors of two words do.
fn times(number: [u64; 6], factor: &u128) -> [u64; 6] {
    let mut product = [0; 6];
    for (shift, word) in [*factor as u64, (*factor >> 64) as u64].into_iter().enumerate() {
        let mut carry = 0;
        for at in shift..6 {
            let sum = u128::from(number[at - shift]) * u128::from(word) + u128::from(product[at]) + carry;
            product[at] = sum as u64;
            carry = sum >> 64;
        }
    }
    product
}
