//! The two decisions by a window: against its mean, and Sauvola's.

/// How a pixel is decided from the totals of its window.
#[derive(Clone, Copy, Debug)]
pub enum Rule {
    Mean { offset: f32 },
    Sauvola(Sauvola),
}

impl Rule {
    pub fn mean(offset: f32) -> Self {
        Rule::Mean { offset }
    }

    pub fn sauvola(k: f32, r: f32) -> Self {
        Rule::Sauvola(Sauvola::new(k, r))
    }
}

/// Returns the limit that `n px - S` must exceed for px > S / n - offset, where S is the sum of the window's n pixels.
///
/// Multiplied by n, the comparison reads n px - S > -offset n. The left side is an integer, so comparing it with the floor
/// of the right side is the same. The product of `f32` and count fits `f64` for windows below 2^29 pixels; up to there the
/// limit is exact.
#[inline(always)]
pub fn mean_limit(offset: f32, count: f64) -> f64 {
    (-f64::from(offset) * count).floor()
}

/// Sauvola's parameters in the form that the decision needs.
#[derive(Clone, Copy, Debug)]
pub struct Sauvola {
    /// 1 - k
    weight: f64,
    /// k / r
    slope: f64,
}

impl Sauvola {
    pub fn new(k: f32, r: f32) -> Self {
        Self { weight: 1.0 - f64::from(k), slope: f64::from(k) / f64::from(r) }
    }

    pub fn weight(&self) -> f64 {
        self.weight
    }

    pub fn slope(&self) -> f64 {
        self.slope
    }

    /// Returns (k / r)² with the sign of k.
    #[inline(always)]
    pub fn contrast(&self) -> f64 {
        self.slope * self.slope.abs()
    }

    /// Returns whether a pixel is above T = m (1 + k (s / r - 1)), for m = S / n and s = sqrt(nQ - S²) / n. S is the `sum`
    /// of the window's `count` = n pixels, Q the sum of their squares, and `spread` is nQ - S².
    ///
    /// Both sides times n², with the root alone on the right, px > T reads
    /// n (n px - (1 - k) S) > (k / r) S sqrt(nQ - S²). Because t|t| grows with t, the signed squares of both sides compare
    /// alike and need no root. Every operation is one of `f64`, in the order written, so each kernel computes the same
    /// bits. No finite `f32` parameter overflows.
    #[inline(always)]
    pub fn is_white(&self, px_count: f64, count: f64, sum: f64, spread: f64) -> bool {
        let excess = count * (px_count - self.weight * sum);
        excess * excess.abs() > sum * sum * self.contrast() * spread
    }
}
