//! The functions by which antialiasing filters weigh pixels around a position.

/// A function of the distance from the position, in pixels, that is zero beyond its support.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FilterFunction {
    /// `1 − |t|`: linear interpolation.
    Triangle,
    /// The cubic of R. Keys (Cubic convolution interpolation for digital image processing, 1981) with `a = −½`.
    Cubic,
    /// `sinc(t) · sinc(t / 3)`.
    Lanczos3,
}

impl FilterFunction {
    /// The distance from which on the function is zero.
    pub fn support(self) -> usize {
        match self {
            FilterFunction::Triangle => 1,
            FilterFunction::Cubic => 2,
            FilterFunction::Lanczos3 => 3,
        }
    }
}

/// `1 − |t|` for `|t| < 1`, else 0.
#[inline(always)]
pub fn triangle(t: f64) -> f64 {
    let value = 1.0 - t.abs();
    if value > 0.0 { value } else { 0.0 }
}

/// `1.5 |t|³ − 2.5 t² + 1` for `|t| < 1`, `−0.5 |t|³ + 2.5 t² − 4 |t| + 2` for `|t| < 2`, else 0.
#[inline(always)]
pub fn cubic(t: f64) -> f64 {
    let t = t.abs();
    let near = (1.5 * t - 2.5) * t * t + 1.0;
    let far = ((-0.5 * t + 2.5) * t - 4.0) * t + 2.0;
    let value = if t < 1.0 { near } else { far };
    if t < 2.0 { value } else { 0.0 }
}

/// `sinc(t) · sinc(t / 3)` for `|t| < 3`, else 0. With `a = πt/3` and `p = sin(a)/a`, as `sin(3a) = 3 sin(a) − 4 sin(a)³`, that is
/// `p² (1 − 4/3 a² p²)`. It sums the series itself, since a library's sine may differ from machine to machine.
#[inline(always)]
pub fn lanczos3(t: f64) -> f64 {
    // 1, −1/3!, 1/5!, …: at π the first term left out is 10⁻¹⁵.
    const SERIES: [f64; 14] = {
        let (mut series, mut k) = ([1.0; 14], 1);
        while k < 14 {
            series[k] = -series[k - 1] / ((2 * k) * (2 * k + 1)) as f64;
            k += 1;
        }
        series
    };
    let third = t * (std::f64::consts::PI / 3.0);
    let square = third * third;
    let p = SERIES.iter().rev().fold(0.0, |sum, coefficient| sum * square + coefficient);
    let value = p * p * (1.0 - 4.0 / 3.0 * square * p * p);
    if t.abs() < 3.0 { value } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn everywhere() -> impl Iterator<Item = f64> {
        (-3100..3100).map(|t| f64::from(t) / 1000.0 + 0.0001)
    }

    #[test]
    fn lanczos_is_the_product_of_two_sincs() {
        for t in everywhere() {
            let sinc = |t: f64| (t * std::f64::consts::PI).sin() / (t * std::f64::consts::PI);
            let expected = if t.abs() < 3.0 { sinc(t) * sinc(t / 3.0) } else { 0.0 };
            assert!((lanczos3(t) - expected).abs() < 1e-12, "{t}");
        }
        assert_eq!(lanczos3(0.0), 1.0);
    }

    #[test]
    fn triangle_and_cubic_interpolate_and_sum_to_one() {
        for f in [triangle, cubic] {
            assert_eq!([-2.0, -1.0, 0.0, 1.0, 2.0].map(f), [0.0, 0.0, 1.0, 0.0, 0.0]);
            for t in everywhere() {
                let fraction = t - t.floor();
                let sum: f64 = (-3..4).map(|i| f(f64::from(i) - fraction)).sum();
                assert!((sum - 1.0).abs() < 1e-12, "{t}");
                assert!(f(t) == f(-t) && (t.abs() < 2.0 || f(t) == 0.0), "{t}");
            }
        }
        assert_eq!((cubic(0.5), cubic(1.5)), (0.5625, -0.0625));
    }
}
