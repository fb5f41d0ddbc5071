//! The cost of quantisation: noise, signal-to-noise ratio, greatest error, direction.
//!
//! One pass over values and bytes; what the bytes stand for is never in memory. Differences are those of `f32`, which are
//! exact but where the bytes saturated; products of two floats are exact in `f64`. Values go to [`sums::LANES`] sums in turn, and
//! parts are added in their order: every bit of the result is the same at each SIMD level and thread count.
//!
//! With `e = x − x'` two of the sums follow from the others: `Σx·x' = Σx² − Σx·e` and `Σx'² = Σx² − 2·Σx·e + Σe²`. Where bytes
//! saturated so much that little is left of `Σx²`, rounding is left of them too: a second pass then takes them as they are.

#[cfg(target_arch = "x86_64")]
mod avx512;
mod scalar;
mod sums;
#[cfg(test)]
mod tests;

use self::sums::ErrorSums;
use super::channels::{ChannelPart, Channels, ColumnParams};
use super::{Byte, ByteType, QuantParams};
use crate::base::as_signed;
use crate::base::error::{Result, fail};
use crate::simd::{self, Level, dispatch};
use crate::split;
use std::ops::Range;

/// The least and the greatest number of values that a thread takes at once, but for the last.
const PART: usize = 1 << 16;
const MAX_PARTS: usize = 256;

/// About what a value costs.
const NS_PER_VALUE: f64 = 0.2;

/// The difference between values and the bytes that stand for them. Where a value is not finite, no number here is finite.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct QuantError {
    /// Mean square of the differences; 0 of no values.
    pub mse: f64,
    /// Signal-to-quantisation-noise ratio: `10·log10(Σx² / Σ(x − x')²)`. Without noise, infinite.
    pub sqnr_db: f64,
    /// The greatest difference.
    pub max_abs: f64,
    /// Cosine of the angle between the values and what stands for them. 1 where both are zero, 0 where one is.
    pub cosine: f64,
}

/// How many times `Σx'²` the sum `Σx²` may be without a second pass. Differences of saturated values are rounded to `f32`;
/// much of that would be left where little is left of the sums.
const SATURATED: f64 = 4.0;

impl QuantError {
    /// `directly` is asked for `Σx·x'` and `Σx'²` where they cannot be had from `sums`.
    fn new(sums: &ErrorSums, len: usize, directly: impl FnOnce() -> [f64; 2]) -> Self {
        let ErrorSums { noise, signal, shared, max_abs } = *sums;
        // The square of nothing is nothing, whatever was lost in taking sums from each other.
        let (mut product, mut decoded) = (signal - shared, (signal - 2.0 * shared + noise).max(0.0));
        if signal > SATURATED * decoded {
            [product, decoded] = directly();
        }
        let lengths = (signal * decoded).sqrt();
        let cosine = if lengths == 0.0 { f64::from(signal == decoded) } else { product / lengths };
        let sqnr_db = if noise == 0.0 { f64::INFINITY } else { 10.0 * (signal / noise).log10() };
        let max_abs = if noise.is_finite() { f64::from(f32::from_bits(max_abs)) } else { f64::NAN };
        Self { mse: if len == 0 { 0.0 } else { noise / len as f64 }, sqnr_db, max_abs, cosine }
    }
}

/// Returns the error of `bytes`, which stand for `original`.
///
/// # Errors
/// `SizeMismatch`, and `InvalidArgument` for invalid params.
pub fn error<T: Byte>(original: &[f32], bytes: &[T], params: QuantParams) -> Result<QuantError> {
    error_bytes(T::TYPE, original, T::as_unsigned(bytes), params)
}

/// Returns the error of bytes of the given type.
pub(super) fn error_bytes(
    byte_type: ByteType,
    original: &[f32],
    bytes: &[u8],
    params: QuantParams,
) -> Result<QuantError> {
    same_len(original.len(), bytes.len())?;
    params.check(byte_type)?;
    let simd = simd::active();
    let sums = total(original.len(), PART, original.len(), |part| {
        run_bytes(simd, byte_type, &original[part.clone()], &bytes[part], params)
    });
    let directly = || scalar::products(original, bytes, byte_type.sign(), original.len(), &[params]);
    Ok(QuantError::new(&sums, original.len(), directly))
}

/// Returns the error of `bytes` in channels, each with params of its own.
///
/// # Errors
/// Those of [`error`], and `Overflow` for the product of the extents.
pub fn error_channels<T: Byte>(
    original: &[f32],
    bytes: &[T],
    channels: Channels,
    params: &[QuantParams],
) -> Result<QuantError> {
    error_channels_bytes(T::TYPE, original, T::as_unsigned(bytes), channels, params)
}

/// Returns the error of bytes of the given type in channels.
pub(super) fn error_channels_bytes(
    byte_type: ByteType,
    original: &[f32],
    bytes: &[u8],
    channels: Channels,
    params: &[QuantParams],
) -> Result<QuantError> {
    same_len(original.len(), bytes.len())?;
    channels.check(original.len(), bytes.len(), params, byte_type)?;
    let simd = simd::active();
    let sums = total(channels.units(), channels.grain(), original.len(), |units| {
        let mut sums = ErrorSums::default();
        channels.walk(params, (0, 0), units, |range, part| {
            let (original, bytes) = (&original[range.clone()], &bytes[range]);
            let part = match part {
                ChannelPart::Run(channel) => run_bytes(simd, byte_type, original, bytes, params[channel]),
                ChannelPart::Columns(of_each) => columns(simd, original, bytes, byte_type.sign(), of_each),
            };
            sums = sums.and(&part);
        });
        sums
    });
    let directly = || scalar::products(original, bytes, byte_type.sign(), channels.inner, params);
    Ok(QuantError::new(&sums, original.len(), directly))
}

fn same_len(original: usize, bytes: usize) -> Result<()> {
    if original != bytes {
        fail!(SizeMismatch, "original: has {original} values, {bytes} are quantised");
    }
    Ok(())
}

/// Sums over all of `units`, which `sums_of` adds up a range at a time. The ranges depend on `units` and `grain` alone.
fn total(units: usize, grain: usize, values: usize, sums_of: impl Fn(Range<usize>) -> ErrorSums + Sync) -> ErrorSums {
    let part = units.div_ceil(MAX_PARTS).next_multiple_of(grain).max(grain);
    if units <= part {
        return sums_of(0..units);
    }
    let mut sums = [ErrorSums::default(); MAX_PARTS];
    let sums = &mut sums[..units.div_ceil(part)];
    split::for_chunks(sums, 1, split::workers_for(NS_PER_VALUE * values as f64), |index, sums| {
        sums[0] = sums_of(index * part..units.min((index + 1) * part));
    });
    sums.iter().fold(ErrorSums::default(), |all, part| all.and(part))
}

fn run_bytes(simd: Level, byte_type: ByteType, original: &[f32], bytes: &[u8], params: QuantParams) -> ErrorSums {
    match byte_type {
        ByteType::I8 => run(simd, original, as_signed(bytes), params),
        ByteType::U8 => run(simd, original, bytes, params),
    }
}

dispatch! {
    fn run<T: Byte>(original: &[f32], bytes: &[T], params: QuantParams) -> ErrorSums {
        scalar: scalar::run::<T, false>,
        sse42: scalar::run::<T, false>,
        avx2: scalar::run::<T, true>,
        avx512: avx512::run::<T>,
        neon: scalar::run::<T, true>,
    }
}

dispatch! {
    fn columns(original: &[f32], bytes: &[u8], sign: u8, columns: &ColumnParams) -> ErrorSums {
        scalar: scalar::columns::<false>,
        sse42: scalar::columns::<false>,
        avx2: scalar::columns::<true>,
        avx512: scalar::columns::<true>,
        neon: scalar::columns::<true>,
    }
}
