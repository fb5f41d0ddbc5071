//! Scale and zero point: `x ≈ (q − zero_point) · scale`.

use super::min_max::min_max;
use crate::base::error::{Result, fail};

/// The params that turn floats into bytes and back.
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(C)]
pub struct QuantParams {
    /// The float that one step of the integer is worth: finite, above 0.
    pub scale: f32,
    /// The integer that stands for 0, within the range of the bytes.
    pub zero_point: i32,
}

impl Default for QuantParams {
    /// Params of a range that is 0 alone.
    fn default() -> Self {
        Self { scale: 1.0, zero_point: 0 }
    }
}

/// Type of the bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ByteType {
    /// −128 to 127.
    I8,
    /// 0 to 255.
    U8,
}

impl ByteType {
    /// The least value.
    pub fn min(self) -> i32 {
        match self {
            ByteType::I8 => i32::from(i8::MIN),
            ByteType::U8 => 0,
        }
    }

    /// Sign bit of a byte; 0 for unsigned bytes.
    pub(super) fn sign(self) -> u8 {
        match self {
            ByteType::I8 => 0x80,
            ByteType::U8 => 0,
        }
    }

    /// The greatest value.
    pub fn max(self) -> i32 {
        self.min() + 255
    }
}

impl QuantParams {
    /// Chooses params for values from `min` to `max`, as ONNX DynamicQuantizeLinear does: the range is made to include 0. The
    /// range 0 to 0 has scale 1. Where ONNX Runtime's scale would vanish, or be so large that a byte
    /// would stand for infinity, the nearest one is taken that does neither.
    ///
    /// # Errors
    /// `InvalidArgument` where an end is not finite or `min > max`.
    pub fn from_range(min: f32, max: f32, bytes: ByteType) -> Result<Self> {
        if !(min.is_finite() && max.is_finite() && min <= max) {
            fail!(InvalidArgument, "min: {min} to {max} is not a range");
        }
        Ok(Self::over(min, max, bytes.min(), bytes.max()))
    }

    /// Chooses params for values from `min` to `max` over the integers `least` to `most` only.
    pub(super) fn over(min: f32, max: f32, least: i32, most: i32) -> Self {
        let (min, max, steps) = (min.min(0.0), max.max(0.0), (most - least) as f32);
        if min == max {
            return Self { scale: 1.0, zero_point: least.max(0) };
        }
        let width = max - min;
        let scale = if width.is_finite() { width / steps } else { max / steps - min / steps };
        let scale = scale.max(f32::from_bits(1));
        let zero_point = (least as f32 - min / scale).clamp(least as f32, most as f32).round_ties_even() as i32;
        Self { scale, zero_point }.saturated(least, most)
    }

    /// Lowers the scale to the greatest by which each of the bytes `least` to `most` stands for a finite value.
    fn saturated(self, least: i32, most: i32) -> Self {
        let steps = (self.zero_point - least).max(most - self.zero_point) as f32;
        if (steps * self.scale).is_finite() {
            return self;
        }
        let limit = f32::MAX / steps;
        let scale = if (steps * limit).is_finite() { limit } else { limit.next_down() };
        Self { scale, ..self }
    }

    /// Chooses params with zero in the middle, over bytes from `least` on.
    pub(super) fn around_zero(abs_max: f32, bytes: ByteType, least: i32) -> Self {
        let scale = if abs_max == 0.0 { 1.0 } else { (abs_max / 127.0).max(f32::from_bits(1)) };
        Self { scale, zero_point: bytes.min() + 128 }.saturated(least, bytes.max())
    }

    /// Chooses params for the range from the least to the greatest of `data`. No data has scale 1 and zero point 0.
    ///
    /// # Errors
    /// `InvalidArgument` where a value is not finite.
    pub fn from_data(data: &[f32], bytes: ByteType) -> Result<Self> {
        let (min, max) = min_max(data)?;
        Self::from_range(min, max, bytes)
    }

    /// Chooses params with zero in the middle and `abs_max` 127 steps from it: zero point 0 (I8) or 128 (U8). `abs_max` 0 has
    /// scale 1. Where the least byte would stand for infinity, the greatest scale is taken by which it does not.
    ///
    /// # Errors
    /// `InvalidArgument` where `abs_max` is negative or not finite.
    pub fn symmetric(abs_max: f32, bytes: ByteType) -> Result<Self> {
        if !(abs_max.is_finite() && abs_max >= 0.0) {
            fail!(InvalidArgument, "abs_max: {abs_max} is not a magnitude");
        }
        Ok(Self::around_zero(abs_max, bytes, bytes.min()))
    }

    /// # Errors
    /// `InvalidArgument` where the scale is not finite and above 0, or the zero point is not one of `bytes`.
    pub(crate) fn check(&self, bytes: ByteType) -> Result<()> {
        self.check_named("params", bytes)
    }

    /// # Errors
    /// Those of [`check`](Self::check), for params that are called `name`.
    pub(super) fn check_named(&self, name: &str, bytes: ByteType) -> Result<()> {
        let Self { scale, zero_point } = *self;
        if !(scale.is_finite() && scale > 0.0) {
            fail!(InvalidArgument, "{name}: scale {scale} is not finite and above 0");
        }
        if zero_point < bytes.min() || zero_point > bytes.max() {
            fail!(InvalidArgument, "{name}: zero point {zero_point} is not from {} to {}", bytes.min(), bytes.max());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(min: f32, max: f32, bytes: ByteType) -> (f32, i32) {
        let params = QuantParams::from_range(min, max, bytes).unwrap();
        params.check(bytes).unwrap();
        (params.scale, params.zero_point)
    }

    #[test]
    fn ranges_by_hand() {
        assert_eq!(range(-1.0, 1.0, ByteType::U8), (2.0 / 255.0, 127));
        assert_eq!(range(0.0, 255.0, ByteType::U8), (1.0, 0));
        assert_eq!(range(-255.0, 0.0, ByteType::I8), (1.0, 127));
        assert_eq!(range(3.0, 510.0, ByteType::I8), (2.0, -128), "zero is within");
        assert_eq!(range(0.0, 0.0, ByteType::I8), (1.0, 0));
        assert_eq!(range(0.0, 0.0, ByteType::U8), (1.0, 0));
    }

    #[test]
    fn extreme_ranges_have_a_scale() {
        let (scale, zero_point) = range(-f32::MAX, f32::MAX, ByteType::U8);
        assert!(scale.is_finite() && (127..=128).contains(&zero_point));
        for bytes in [ByteType::I8, ByteType::U8] {
            let ends = [f32::MAX, f32::MAX / 255.0 * 254.0, f32::MAX * 0.996, f32::MAX / 2.0, 1.0, 0.0];
            for (min, max) in ends.iter().flat_map(|&min| ends.map(|max| (-min, max))) {
                let params = QuantParams::from_range(min, max, bytes).unwrap();
                let symmetric = QuantParams::symmetric(max, bytes).unwrap();
                for (QuantParams { scale, zero_point }, byte) in
                    [params, symmetric].into_iter().flat_map(|params| [(params, bytes.min()), (params, bytes.max())])
                {
                    let value = (byte - zero_point) as f32 * scale;
                    assert!(value.is_finite() && scale > 0.0, "{min} to {max}: {byte} is {value}");
                }
            }
        }
        assert!(range(0.0, f32::from_bits(1), ByteType::U8).0 > 0.0);
        assert!(range(-f32::from_bits(3), f32::from_bits(1), ByteType::I8).0 > 0.0);
        assert!(QuantParams::symmetric(f32::from_bits(1), ByteType::I8).unwrap().scale > 0.0);
    }

    #[test]
    fn symmetric_by_hand() {
        let of = |abs_max, bytes| QuantParams::symmetric(abs_max, bytes).unwrap();
        assert_eq!(of(254.0, ByteType::I8), QuantParams { scale: 2.0, zero_point: 0 });
        assert_eq!(of(254.0, ByteType::U8), QuantParams { scale: 2.0, zero_point: 128 });
        assert_eq!(of(0.0, ByteType::I8), QuantParams { scale: 1.0, zero_point: 0 });
    }

    #[test]
    fn what_is_no_range_is_refused() {
        for (min, max) in [(1.0, 0.0), (f32::NAN, 1.0), (0.0, f32::NAN), (0.0, f32::INFINITY), (f32::NEG_INFINITY, 0.0)]
        {
            assert!(QuantParams::from_range(min, max, ByteType::U8).is_err(), "{min} to {max}");
        }
        for abs_max in [-1.0, f32::NAN, f32::INFINITY] {
            assert!(QuantParams::symmetric(abs_max, ByteType::I8).is_err(), "{abs_max}");
        }
        for scale in [0.0, -1.0, f32::NAN, f32::INFINITY] {
            assert!(QuantParams { scale, zero_point: 0 }.check(ByteType::I8).is_err(), "{scale}");
        }
        assert!(QuantParams { scale: 1.0, zero_point: 128 }.check(ByteType::I8).is_err());
        assert!(QuantParams { scale: 1.0, zero_point: -1 }.check(ByteType::U8).is_err());
    }
}
