//! Sauvola's threshold estimated in `f32`. Most pixels lie so far from it that its rounding cannot matter. A block with a
//! pixel closer than that is decided by [`Sauvola::is_white`] instead, which has half the lanes and twice the operations.

use super::columns::ColumnBlock;
use super::rule::Sauvola;

/// Parameters of the estimated threshold, and the bound of its error.
///
/// With u = 2^-24, for the n pixels of a window with sum S and sum of squares Q:
///
/// - m = S (1/n), q = Q (1/n): two conversions and a product, each off by u: 3u of at most 255 and 255².
/// - v = q - m m, fused or not: off by (3 + 6) u 255² and, with one or two roundings of its own and the products of
///   roundings, by less than 11 u 255² < 0.043. A negative v is raised to 0, which brings it closer.
/// - s = sqrt(v): off by less than sqrt(0.043) + 128 u < 0.21, however flat the window.
/// - T = m (weight + slope s): off by 255 |slope| 0.21, and by some roundings of at most 255 (|weight| + 129 |slope|): those
///   of m, of both parameters, of two operations and of px - T, fewer than 16. They count as 32.
///
/// The 10^-6 on top is far more than the rounding of `f64` in [`Sauvola::is_white`].
#[derive(Clone, Copy, Debug)]
pub struct Estimate {
    pub weight: f32,
    pub slope: f32,
    /// Distance of px from T beyond which the sign of px - T is certain.
    pub slack: f32,
}

impl Estimate {
    /// Largest slack at which the estimate pays: above it too many pixels are uncertain.
    const USEFUL_SLACK: f64 = 2.0;
    /// Largest window whose sum of squares fits 31 bits: AVX2 converts signed numbers only.
    const LARGEST_COUNT: usize = i32::MAX as usize / (255 * 255);

    /// Returns the estimate for windows of up to `count` pixels; `None` if it would not pay.
    pub fn new(rule: &Sauvola, count: usize) -> Option<Self> {
        let (weight, slope) = (rule.weight(), rule.slope());
        let roundings = 32.0 * f64::from(f32::EPSILON / 2.0) * 255.0 * (weight.abs() + 129.0 * slope.abs());
        let slack = 255.0 * slope.abs() * 0.21 + roundings + 1e-6;
        (count <= Self::LARGEST_COUNT && slack <= Self::USEFUL_SLACK).then_some(Self {
            weight: weight as f32,
            slope: slope as f32,
            slack: slack as f32,
        })
    }
}

/// An [`Estimate`] and the numbers it needs for each column of a row.
pub struct EstimateRow<'a> {
    pub estimate: Estimate,
    /// Bits of 1/n as `f32`, for the n pixels of each column's window.
    pub reciprocals: &'a [ColumnBlock],
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Computes the threshold the way the kernels do.
    fn threshold(estimate: &Estimate, count: u32, sum: u32, squares: u32) -> f32 {
        let reciprocal = (1.0 / f64::from(count)) as f32;
        let (mean, square) = (sum as f32 * reciprocal, squares as f32 * reciprocal);
        let variance = (-mean).mul_add(mean, square).max(0.0);
        mean * estimate.slope.mul_add(variance.sqrt(), estimate.weight)
    }

    /// Windows of two grays in every mixture are the flattest and the most contrasted ones of each mean.
    #[test]
    fn thresholds_are_within_their_slack() {
        for (k, r) in [(0.34, 128.0), (0.0, 1.0), (-0.5, 64.0), (1.0, 3e38), (3.0, 500.0), (0.9, 100.0)] {
            let rule = Sauvola::new(k, r);
            let estimate = Estimate::new(&rule, 33025).unwrap();
            let mut most = 0.0f64;
            for count in [1, 3, 9, 35, 961, 2601, 12345, 33025u32] {
                for (low, high) in [(0, 255), (0, 1), (254, 255), (127, 128), (200, 255), (255, 255), (77, 78)] {
                    for step in 0..=64.min(count) {
                        let highs = if step < 32 { step } else { (u64::from(count) * u64::from(step) / 64) as u32 };
                        let lows = count - highs.min(count);
                        let highs = count - lows;
                        let (sum, squares) = (lows * low + highs * high, lows * low * low + highs * high * high);
                        let n = f64::from(count);
                        let spread = n * f64::from(squares) - f64::from(sum) * f64::from(sum);
                        let exact = f64::from(sum) / n * (rule.weight() + rule.slope() * spread.sqrt() / n);
                        let error = (exact - f64::from(threshold(&estimate, count, sum, squares))).abs();
                        most = most.max(error / f64::from(estimate.slack));
                    }
                }
            }
            assert!(most < 0.95, "k {k} r {r}: off by {most} of its slack");
        }
    }

    #[test]
    fn parameters_that_make_it_useless_are_refused() {
        for (k, r) in [(0.34, 1.0), (-1e30, 128.0), (1e6, 1e30), (f32::MAX, f32::MIN_POSITIVE)] {
            assert!(Estimate::new(&Sauvola::new(k, r), 9).is_none(), "k {k} r {r}");
        }
        assert!(Estimate::new(&Sauvola::new(0.34, 128.0), 33026).is_none());
    }
}
