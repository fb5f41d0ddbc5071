//! Calibration: the range of values that the bytes cover is all of it, all but a few values, or the one that loses least.

use super::metrics::error_bytes;
use super::quantize::quantize_bytes;
use super::{ByteType, QuantParams, min_max};
use crate::base::error::{Result, fail};

/// The way in which the range of values is found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Calibration {
    /// From the least to the greatest value.
    MinMax,
    /// This percentage of the values, above 50 and up to 100: half of the others are beyond each end, or, of a symmetric
    /// range, all of them beyond it in magnitude.
    Percentile(f64),
    /// The least and the greatest value times the factor, 1 or below, of least mean square error.
    Mse,
}

/// How a tensor is quantised.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct QuantConfig {
    /// Type of the bytes.
    pub bytes: ByteType,
    /// Zero in the middle; otherwise the range is only made to include 0.
    pub symmetric: bool,
    /// Without the least byte: −127 to 127, or 1 to 255.
    pub narrow: bool,
    /// The axis whose every index has params of its own; negative counts from the end. `None`: the whole tensor has one set.
    pub axis: Option<i32>,
    /// The way in which the range of values is found.
    pub calibration: Calibration,
}

/// Factors are tried first in steps of one part of this many, then around the best one in steps of an eighth of that.
const FACTORS: usize = 32;

/// The precision of percentiles.
const PARTS_OF_A_PERCENT: f64 = 1e9;

impl QuantConfig {
    /// Least and greatest byte.
    pub(super) fn bounds(&self) -> (i32, i32) {
        (self.bytes.min() + i32::from(self.narrow), self.bytes.max())
    }

    pub(super) fn check(&self) -> Result<()> {
        match self.calibration {
            Calibration::Percentile(p) if !(p > 50.0 && p <= 100.0) => {
                fail!(InvalidArgument, "config: percentile {p} is not above 50 and up to 100")
            }
            _ => Ok(()),
        }
    }

    /// Chooses params for `values`.
    ///
    /// # Errors
    /// `InvalidArgument` for a value that is not finite.
    pub(super) fn calibrate(&self, values: &[f32]) -> Result<QuantParams> {
        let (min, max) = min_max::min_max(values)?;
        match self.calibration {
            Calibration::MinMax => Ok(self.over(min, max)),
            Calibration::Percentile(percentage) => self.percentile(values, percentage),
            Calibration::Mse => self.least_mse(values, min, max),
        }
    }

    /// Chooses params for the range `min` to `max`, which includes 0.
    fn over(&self, min: f32, max: f32) -> QuantParams {
        let (least, most) = self.bounds();
        if !self.symmetric {
            return QuantParams::over(min, max, least, most);
        }
        QuantParams::around_zero(max.max(-min), self.bytes, least)
    }

    fn percentile(&self, values: &[f32], percentage: f64) -> Result<QuantParams> {
        let Some(last) = values.len().checked_sub(1) else {
            return Ok(self.over(0.0, 0.0));
        };
        // In whole numbers: 99.9 is no sum of powers of two, and of a thousand values one would stay within.
        let parts = ((100.0 - percentage) * PARTS_OF_A_PERCENT).round() as u128;
        let beyond = (parts * values.len() as u128 / (100.0 * PARTS_OF_A_PERCENT) as u128) as usize;
        if self.symmetric {
            let abs_max = nth_smallest(values.iter().map(|x| x.abs()), last - beyond);
            return Ok(self.over(-abs_max, abs_max));
        }
        let beyond = beyond / 2;
        let max = nth_smallest(values.iter().copied(), last - beyond);
        let min = nth_smallest(values.iter().copied(), beyond);
        Ok(self.over(min.min(0.0), max.max(0.0)))
    }

    fn least_mse(&self, values: &[f32], min: f32, max: f32) -> Result<QuantParams> {
        let mse = |factor: f32| -> Result<f64> {
            let params = self.over(min * factor, max * factor);
            let (mut bytes, mut noise) = ([0; 4096], 0.0);
            for values in values.chunks(bytes.len()) {
                let bytes = &mut bytes[..values.len()];
                quantize_bytes(self.bytes, values, params, self.bounds(), bytes)?;
                noise += error_bytes(self.bytes, values, bytes, params)?.mse * values.len() as f64;
            }
            Ok(noise)
        };
        let mut best = (mse(1.0)?, 1.0);
        let attempt = |best: &mut (f64, f32), factor: f32| -> Result<()> {
            let noise = mse(factor)?;
            if noise < best.0 {
                *best = (noise, factor);
            }
            Ok(())
        };
        (1..FACTORS).rev().try_for_each(|part| attempt(&mut best, part as f32 / FACTORS as f32))?;
        let around = best.1;
        for eighth in (-7..8).filter(|&eighth| eighth != 0) {
            let factor = around + eighth as f32 / (8 * FACTORS) as f32;
            if factor > 0.0 && factor < 1.0 {
                attempt(&mut best, factor)?;
            }
        }
        Ok(self.over(min * best.1, max * best.1))
    }
}

/// Returns the value with index `before` in ascending order; no value is NaN. Selects by eleven bits at a time from the
/// highest, so that nothing is copied or sorted.
fn nth_smallest(values: impl Iterator<Item = f32> + Clone, mut before: usize) -> f32 {
    const DIGIT: usize = 1 << 11;
    let (mut known, mut found) = (0u32, 0u32);
    for (shift, digits) in [(21, 0xffe0_0000), (10, 0x001f_fc00), (0, 0x0000_03ff)] {
        let mut counts = [0usize; DIGIT];
        for key in values.clone().map(ordered).filter(|key| key & known == found) {
            counts[((key & digits) >> shift) as usize] += 1;
        }
        let mut digit = 0;
        while counts[digit] <= before && digit + 1 < DIGIT {
            before -= counts[digit];
            digit += 1;
        }
        (known, found) = (known | digits, found | (digit as u32) << shift);
    }
    f32::from_bits(if found >> 31 == 1 { found ^ 1 << 31 } else { !found })
}

/// Maps a float to an integer such that the order of the floats is that of the integers.
fn ordered(value: f32) -> u32 {
    let bits = value.to_bits();
    if bits >> 31 == 1 { !bits } else { bits | 1 << 31 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::noise;

    const CONFIG: QuantConfig = QuantConfig {
        bytes: ByteType::I8,
        symmetric: false,
        narrow: false,
        axis: None,
        calibration: Calibration::MinMax,
    };

    #[test]
    fn nth_smallest_is_what_sorting_gives() {
        let of = |bytes: &[u8; 4]| f32::from_le_bytes(*bytes);
        for len in [1, 2, 7, 300] {
            let mut values: Vec<f32> = noise(4 * len, 9).as_chunks().0.iter().map(of).filter(|x| !x.is_nan()).collect();
            values.extend([0.0, -0.0, 1.0, 1.0, f32::MIN, f32::MAX, 1e-45, -1e-45]);
            let mut sorted = values.clone();
            sorted.sort_by(f32::total_cmp);
            for (at, expected) in sorted.iter().enumerate() {
                assert_eq!(nth_smallest(values.iter().copied(), at).to_bits(), expected.to_bits(), "{at} of {len}");
            }
        }
    }

    fn params(config: QuantConfig, values: &[f32]) -> (f32, i32) {
        let params = config.calibrate(values).unwrap();
        params.check(config.bytes).unwrap();
        (params.scale, params.zero_point)
    }

    #[test]
    fn min_max_is_the_whole_range() {
        let values = [-1.0, 0.5, 4.0];
        assert_eq!(params(CONFIG, &values), (5.0 / 255.0, -77));
        assert_eq!(params(QuantConfig { symmetric: true, ..CONFIG }, &values), (4.0 / 127.0, 0));
        assert_eq!(params(QuantConfig { symmetric: true, bytes: ByteType::U8, ..CONFIG }, &values), (4.0 / 127.0, 128));
        let narrow = QuantConfig { narrow: true, bytes: ByteType::U8, ..CONFIG };
        assert_eq!(params(narrow, &[0.0, 254.0]), (1.0, 1));
        assert_eq!(params(CONFIG, &[]), (1.0, 0));
    }

    #[test]
    fn percentile_leaves_out_each_tail_on_its_own() {
        // -1000 to 10000 in 11001 values: one in a hundred left out is 55 below and 55 above.
        let values: Vec<f32> = (-1000..=10_000).map(|i| i as f32).rev().collect();
        let config = QuantConfig { calibration: Calibration::Percentile(99.0), ..CONFIG };
        assert_eq!(params(config, &values).0, (9945.0 + 945.0) / 255.0);
        let (scale, _) = params(QuantConfig { symmetric: true, ..config }, &values);
        assert_eq!(scale, 9890.0 / 127.0);
        let all = QuantConfig { calibration: Calibration::Percentile(100.0), ..CONFIG };
        assert_eq!(params(all, &values), params(CONFIG, &values));
        assert_eq!(params(config, &[]), (1.0, 0));
        assert_eq!(params(config, &[5.0]), params(CONFIG, &[5.0]));
    }

    #[test]
    fn a_percentile_that_leaves_out_one_value_does() {
        for (percentage, count) in [(99.9, 1000), (99.99, 10_000), (99.5, 200), (99.0, 100), (90.0, 10)] {
            let mut values = vec![1.0; count - 1];
            values.push(1000.0);
            for symmetric in [true, false] {
                let config = QuantConfig { calibration: Calibration::Percentile(percentage), symmetric, ..CONFIG };
                // Of an affine range half of the values that are left out are at each end.
                let twice = [values.clone(), values.iter().map(|_| 1.0).collect()].concat();
                let scale = params(config, if symmetric { &values } else { &twice }).0;
                assert_eq!(scale, if symmetric { 1.0 / 127.0 } else { 1.0 / 255.0 }, "{percentage} of {count}");
            }
        }
    }

    #[test]
    fn mse_clips_an_outlier_and_is_never_worse_than_the_whole_range() {
        let mut values: Vec<f32> =
            noise(20_000, 1).as_chunks::<4>().0.iter().map(|b| b.iter().map(|&b| f32::from(b) - 127.5).sum()).collect();
        for symmetric in [false, true] {
            let base = QuantConfig { symmetric, ..CONFIG };
            let whole = params(base, &values).0;
            assert!(params(QuantConfig { calibration: Calibration::Mse, ..base }, &values).0 <= whole);
        }
        values.push(1200.0);
        let error_of = |calibration| {
            let params = QuantConfig { calibration, ..CONFIG }.calibrate(&values).unwrap();
            let mut bytes = vec![0; values.len()];
            quantize_bytes(CONFIG.bytes, &values, params, CONFIG.bounds(), &mut bytes).unwrap();
            error_bytes(CONFIG.bytes, &values, &bytes, params).unwrap().mse
        };
        assert!(error_of(Calibration::Mse) <= error_of(Calibration::MinMax));
        assert!(params(QuantConfig { calibration: Calibration::Mse, ..CONFIG }, &[0.0; 9]) == (1.0, 0));
    }

    #[test]
    fn what_is_not_finite_and_no_percentage_are_refused() {
        for calibration in [Calibration::MinMax, Calibration::Percentile(99.0), Calibration::Mse] {
            assert!(QuantConfig { calibration, ..CONFIG }.calibrate(&[1.0, f32::NAN]).is_err());
            assert!(QuantConfig { calibration, ..CONFIG }.calibrate(&[1.0, f32::INFINITY]).is_err());
        }
        for percentage in [f64::NAN, 50.0, 100.5, -1.0] {
            assert!(QuantConfig { calibration: Calibration::Percentile(percentage), ..CONFIG }.check().is_err());
        }
    }
}
