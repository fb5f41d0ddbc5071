//! Scale and zero point.

use super::ByteType;
use crate::error::{Error, ErrorKind, Result};
use scipix_core::quant as core;

/// The scale and the zero point that turn floats into bytes and back: `x ≈ (q − zero_point) · scale`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct QuantParams {
    /// The float that one step of the byte is worth: finite, above 0.
    pub scale: f32,
    /// The byte that stands for 0: −128 to 127 for `i8`, 0 to 255 for `u8`.
    pub zero_point: i32,
}

impl QuantParams {
    /// Chooses params for values from `min` to `max`. The range is made to include 0, which is then exact.
    ///
    /// # Errors
    /// `InvalidArgument` where an end is not finite or `min > max`.
    ///
    /// ```
    /// use scipix::quant::{ByteType, QuantParams};
    ///
    /// let params = QuantParams::from_range(0.0, 1.0, ByteType::U8)?;
    /// assert_eq!((params.scale, params.zero_point), (1.0 / 255.0, 0));
    /// # Ok::<(), scipix::Error>(())
    /// ```
    pub fn from_range(min: f32, max: f32, bytes: ByteType) -> Result<Self> {
        Ok(Self::from_core(core::QuantParams::from_range(min, max, bytes)?))
    }

    /// Chooses params for the range from the least to the greatest of `data`. No data has scale 1.
    ///
    /// # Errors
    /// `InvalidArgument` where a value is not finite.
    pub fn from_data(data: &[f32], bytes: ByteType) -> Result<Self> {
        Ok(Self::from_core(core::QuantParams::from_data(data, bytes)?))
    }

    /// Chooses params with zero in the middle and `abs_max` 127 steps from it: zero point 0 for `i8`, 128 for `u8`.
    ///
    /// # Errors
    /// `InvalidArgument` where `abs_max` is negative or not finite.
    pub fn symmetric(abs_max: f32, bytes: ByteType) -> Result<Self> {
        Ok(Self::from_core(core::QuantParams::symmetric(abs_max, bytes)?))
    }

    pub(super) fn from_core(params: core::QuantParams) -> Self {
        Self { scale: params.scale, zero_point: params.zero_point }
    }

    pub(super) fn to_core(self) -> core::QuantParams {
        core::QuantParams { scale: self.scale, zero_point: self.zero_point }
    }
}

/// Converts the params of channels, of which there are few beside the values.
pub(super) fn converted<T, U>(from: &[T], convert: impl Fn(&T) -> U) -> Result<Vec<U>> {
    let mut to = Vec::new();
    if to.try_reserve_exact(from.len()).is_err() {
        return Err(Error::new(ErrorKind::OutOfMemory, format_args!("params: no memory for {} channels", from.len())));
    }
    to.extend(from.iter().map(convert));
    Ok(to)
}
