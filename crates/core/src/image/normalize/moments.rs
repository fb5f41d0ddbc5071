//! Mean and deviation follow from the sums, and the mapping of a value from these.

use super::scalar;
use super::sums::PowerSums;

/// Added to the standard deviation, so that constant data are not divided by zero.
pub const EPSILON: f64 = 1e-8;
/// Sum of squares below which no value reaches 2^125: no difference overflows and no `scale` is subnormal.
const LARGE: f64 = f64::from_bits((1023 + 250) << 52);

/// Mean and standard deviation (of the population) of data before their normalisation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NormalizeStats {
    /// Mean, within half a unit in its last place and `std · 2⁻³³`.
    pub mean: f32,
    /// Standard deviation, within one unit in its last place.
    pub std: f32,
}

/// Mean, variance and standard deviation in `f64`.
pub struct Moments {
    pub mean: f64,
    variance: f64,
    std: f64,
}

impl Moments {
    /// Computes the moments from the sums of `len` values minus `pivot`. The inverse of `len` is there before the sums are, and a
    /// product is sooner than a quotient.
    #[inline(always)]
    pub fn new(sums: &PowerSums, len: usize, pivot: f64) -> Self {
        let each = 1.0 / len as f64;
        let distance = sums.sum * each;
        let variance = sums.squares * each - distance * distance;
        let variance = if variance > 0.0 { variance } else { 0.0 };
        Self { mean: pivot + distance, variance, std: variance.sqrt() }
    }

    /// Whether moments of values from zero need no second pass.
    #[inline(always)]
    pub fn are_exact(&self) -> bool {
        /// Largest ratio of mean to deviation that needs no second pass. The variance loses twice the bits of this ratio out of
        /// the 42 correct bits of the sums.
        const FAR: f64 = 256.0;
        self.mean.abs() <= FAR * self.std
    }

    /// Computes `1 / (std + EPSILON)`. Where that is the same to the last bits of an `f64`, it is the quotient of
    /// `std - EPSILON` and `variance - EPSILON²`, which a processor computes while it still looks for the root.
    #[inline(always)]
    fn inverse_std(&self) -> f64 {
        /// The square of ten thousand `EPSILON`.
        const WIDE: f64 = 1e-8;
        if self.variance > WIDE {
            (self.std - EPSILON) * (1.0 / (self.variance - EPSILON * EPSILON))
        } else {
            1.0 / (self.std + EPSILON)
        }
    }

    #[inline(always)]
    pub fn stats(&self) -> NormalizeStats {
        NormalizeStats { mean: self.mean as f32, std: self.std as f32 }
    }
}

/// Mapping of a value: `(x · prescale − offset) · scale + shift`.
pub struct Rescale {
    pub prescale: Option<f32>,
    pub offset: f32,
    pub scale: f32,
    pub shift: f32,
}

impl Rescale {
    /// Makes the mapping of values whose squares add up to `squares`.
    #[inline(always)]
    pub fn new(moments: &Moments, squares: f64) -> Self {
        let (mean, scale) = (moments.mean, moments.inverse_std());
        if squares < LARGE {
            return Self::unscaled(mean, scale);
        }
        Self { prescale: Some(1.0 / 256.0), ..Self::unscaled(mean / 256.0, scale * 256.0) }
    }

    #[inline(always)]
    fn unscaled(mean: f64, scale: f64) -> Self {
        // The rounding of `offset` matters if the mean is large and the deviation small.
        let offset = mean as f32;
        let shift = (f64::from(offset) - mean) * scale;
        Self { prescale: None, offset, scale: scale as f32, shift: shift as f32 }
    }
}

/// Maps `data` by its sums unless it needs more care.
#[inline(always)]
#[cfg_attr(not(target_arch = "x86_64"), allow(dead_code))]
pub fn map_by_sums(data: &mut [f32], sums: &PowerSums) -> Option<NormalizeStats> {
    let moments = Moments::new(sums, data.len(), 0.0);
    // A sum of squares that is not finite is not below it either.
    if !(sums.squares < LARGE && moments.are_exact()) {
        return None;
    }
    let Rescale { offset, scale, shift, .. } = Rescale::new(&moments, sums.squares);
    scalar::map_values(data, offset, scale, shift);
    Some(moments.stats())
}
