//! Operations on slices.

use super::params::converted;
use super::{Byte, ByteType, Channels, MatmulShape, QuantError, QuantParams};
use crate::error::{Error, ErrorKind, Result};
use scipix_core::quant as core;

fn zeroed<T: Copy + Default>(len: usize) -> Result<Vec<T>> {
    let mut vec = Vec::new();
    if vec.try_reserve_exact(len).is_err() {
        return Err(Error::new(ErrorKind::OutOfMemory, format_args!("data: no memory for {len} results")));
    }
    vec.resize(len, T::default());
    Ok(vec)
}

/// Quantises floats to signed bytes. One scale and one zero point are chosen for all of them, from the least to the
/// greatest value. Zero stays exact.
///
/// For weights, [`QTensor`](super::QTensor) with params for each channel loses less.
///
/// # Errors
/// `InvalidArgument` where a value is not finite, `OutOfMemory`.
///
/// ```
/// let (bytes, params) = scipix::quantize(&[-1.0, 0.0, 1.55])?;
/// assert_eq!(bytes, [-128, -28, 127]);
/// assert_eq!((params.scale, params.zero_point), (0.01, -28));
/// # Ok::<(), scipix::Error>(())
/// ```
pub fn quantize(data: &[f32]) -> Result<(Vec<i8>, QuantParams)> {
    let params = QuantParams::from_data(data, ByteType::I8)?;
    let mut bytes = zeroed(data.len())?;
    quantize_into(data, params, &mut bytes)?;
    Ok((bytes, params))
}

/// Returns the floats that bytes, signed or unsigned ones, stand for.
///
/// # Errors
/// `InvalidArgument` for a scale that is not finite and above 0, or a zero point that is not one of the bytes;
/// `OutOfMemory`.
///
/// ```
/// use scipix::quant::QuantParams;
///
/// let params = QuantParams { scale: 0.5, zero_point: 100 };
/// assert_eq!(scipix::dequantize(&[100u8, 101, 90], params)?, [0.0, 0.5, -5.0]);
/// # Ok::<(), scipix::Error>(())
/// ```
pub fn dequantize<T: Byte>(data: &[T], params: QuantParams) -> Result<Vec<f32>> {
    let mut floats = zeroed(data.len())?;
    dequantize_into(data, params, &mut floats)?;
    Ok(floats)
}

/// Quantises `data` to `out`, with params that were chosen before. Values beyond the range of the bytes become the
/// least or the greatest byte, NaN the least.
///
/// # Errors
/// `SizeMismatch` for slices of different lengths; `InvalidArgument` for invalid params.
pub fn quantize_into<T: Byte>(data: &[f32], params: QuantParams, out: &mut [T]) -> Result<()> {
    Ok(core::quantize(data, params.to_core(), out)?)
}

/// Writes the floats that `data` stands for to `out`.
///
/// # Errors
/// `SizeMismatch` for slices of different lengths; `InvalidArgument` for invalid params.
pub fn dequantize_into<T: Byte>(data: &[T], params: QuantParams, out: &mut [f32]) -> Result<()> {
    Ok(core::dequantize(data, params.to_core(), out)?)
}

/// Quantises `data` to `out`, each channel with params of its own.
///
/// # Errors
/// Those of [`quantize_into`]; `SizeMismatch` also where there are not as many params as channels; `Overflow` for the
/// product of the extents; `OutOfMemory`.
///
/// ```
/// use scipix::quant::{Channels, QuantParams, quantize_channels_into};
///
/// let rows = Channels { outer: 1, channels: 2, inner: 3 }; // two rows of three
/// let params = [QuantParams { scale: 1.0, zero_point: 0 }, QuantParams { scale: 10.0, zero_point: 0 }];
/// let mut bytes = [0i8; 6];
/// quantize_channels_into(&[1.0, 2.0, 3.0, 10.0, 20.0, 30.0], rows, &params, &mut bytes)?;
/// assert_eq!(bytes, [1, 2, 3, 1, 2, 3]);
/// # Ok::<(), scipix::Error>(())
/// ```
pub fn quantize_channels_into<T: Byte>(
    data: &[f32],
    channels: Channels,
    params: &[QuantParams],
    out: &mut [T],
) -> Result<()> {
    let params = converted(params, |params| params.to_core())?;
    Ok(core::quantize_channels(data, channels, &params, out)?)
}

/// Writes the floats that `data` stands for to `out`, each channel with params of its own.
///
/// # Errors
/// Those of [`quantize_channels_into`].
pub fn dequantize_channels_into<T: Byte>(
    data: &[T],
    channels: Channels,
    params: &[QuantParams],
    out: &mut [f32],
) -> Result<()> {
    let params = converted(params, |params| params.to_core())?;
    Ok(core::dequantize_channels(data, channels, &params, out)?)
}

/// Returns how far bytes are from the floats that they stand for, in one pass and without memory for the floats.
///
/// # Errors
/// `SizeMismatch` for slices of different lengths; `InvalidArgument` for invalid params.
///
/// ```
/// let weights: Vec<f32> = (0..1000).map(|i| (i as f32).sin()).collect();
/// let (bytes, params) = scipix::quantize(&weights)?;
/// let error = scipix::quant::error(&weights, &bytes, params)?;
/// assert!(error.sqnr_db > 40.0 && error.max_abs <= f64::from(params.scale) * 0.501);
/// # Ok::<(), scipix::Error>(())
/// ```
pub fn error<T: Byte>(original: &[f32], bytes: &[T], params: QuantParams) -> Result<QuantError> {
    Ok(core::error(original, bytes, params.to_core())?)
}

/// Returns how far bytes in channels are from the floats that they stand for.
///
/// # Errors
/// Those of [`quantize_channels_into`].
pub fn error_channels<T: Byte>(
    original: &[f32],
    bytes: &[T],
    channels: Channels,
    params: &[QuantParams],
) -> Result<QuantError> {
    let params = converted(params, |params| params.to_core())?;
    Ok(core::error_channels(original, bytes, channels, &params)?)
}

/// Multiplies unsigned by signed bytes: `out[i][j] = Σ a[i][l] · b[j][l]`, exact. `a` has `m` rows and `b` has `n`
/// rows of `k` values each, `out` has `m` rows of `n`.
///
/// A product that is used again is faster as a [`Linear`](super::Linear) layer, which packs `b` once.
///
/// # Errors
/// `SizeMismatch`; `Overflow` for a product of sizes; `OutOfRange` for `k` above 65793, whose sums may exceed 32 bits;
/// `OutOfMemory`.
///
/// ```
/// use scipix::quant::{MatmulShape, matmul_u8i8};
///
/// let mut out = [0; 2];
/// matmul_u8i8(&[1, 2, 3], &[1, 1, 1, -1, 0, 1], MatmulShape { m: 1, k: 3, n: 2 }, &mut out)?;
/// assert_eq!(out, [6, 2]);
/// # Ok::<(), scipix::Error>(())
/// ```
pub fn matmul_u8i8(a: &[u8], b: &[i8], shape: MatmulShape, out: &mut [i32]) -> Result<()> {
    Ok(core::matmul_u8i8(a, b, shape, out)?)
}

/// Multiplies signed by signed bytes: `out[i][j] = Σ a[i][l] · b[j][l]`, exact.
///
/// # Errors
/// Those of [`matmul_u8i8`].
pub fn matmul_i8i8(a: &[i8], b: &[i8], shape: MatmulShape, out: &mut [i32]) -> Result<()> {
    Ok(core::matmul_i8i8(a, b, shape, out)?)
}
