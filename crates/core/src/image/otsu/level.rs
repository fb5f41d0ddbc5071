//! Otsu's level of a histogram, decided exactly.

use std::cmp::Ordering;

/// Number of pixels below which distances fit in 64 bits: they are at most `255/4 · pixels²`.
const FEW: u64 = 1 << 28;

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

    /// Returns `distance² / weight`, rounded.
    fn merit(&self, all: &DarkClass) -> f64 {
        let (distance, weight) = if all.pixels < FEW {
            let distance = all.pixels.wrapping_mul(self.sum).wrapping_sub(self.pixels.wrapping_mul(all.sum));
            (distance as i64 as f64, (self.pixels * (all.pixels - self.pixels)) as i64 as f64)
        } else {
            (self.distance(all) as f64, self.weight(all) as f64)
        };
        distance * distance / weight
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
pub fn level(histogram: &[u64; 256]) -> u8 {
    /// Ratio of two merits below which rounding cannot have reversed their order.
    const CLOSE: f64 = 1.0 - 1e-12;
    let all = DarkClass::level(histogram, 255);
    let mut merits = [0.0; 256];
    let (mut below, mut most) = (DarkClass::default(), 0.0);
    for (gray, (&count, merit)) in (0..).zip(histogram.iter().zip(&mut merits)) {
        below.add(count, gray);
        if count != 0 && below.pixels != all.pixels {
            *merit = below.merit(&all);
            most = if *merit > most { *merit } else { most };
        }
    }
    let mut best: Option<usize> = None;
    for gray in (0..256).filter(|&gray| merits[gray] > most * CLOSE) {
        let is_better =
            |best| DarkClass::level(histogram, gray).compare(&DarkClass::level(histogram, best), &all).is_gt();
        if best.is_none_or(is_better) {
            best = Some(gray);
        }
    }
    best.unwrap_or(0) as u8
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
