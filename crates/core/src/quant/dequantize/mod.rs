//! `x = (q − zero_point) · scale`, the difference in integers: ONNX DequantizeLinear.

mod scalar;
#[cfg(test)]
mod tests;

use super::channels::{ChannelPart, Channels, ColumnParams};
use super::lengths::same_len;
use super::{Byte, ByteType, QuantParams};
use crate::base::as_signed;
use crate::base::error::Result;
use crate::simd::{self, Level, dispatch};
use crate::split;

/// About what a value costs.
const NS_PER_VALUE: f64 = 0.2;

/// Values that a thread takes at a time.
const PART: usize = 1 << 15;

/// Dequantising does not depend on the least and the greatest byte.
const BOUNDS: (i32, i32) = (0, 0);

/// Output beyond this many values goes past the caches: it would push out what is in them, and they would read it first.
const STREAM_FROM: usize = 1 << 21;

/// Dequantises `data` to `out`.
///
/// # Errors
/// `SizeMismatch`; `InvalidArgument` for a scale that is not finite and above 0, or a zero point that is no `T`.
pub fn dequantize<T: Byte>(data: &[T], params: QuantParams, out: &mut [f32]) -> Result<()> {
    dequantize_bytes(T::TYPE, T::as_unsigned(data), params, out)
}

/// Dequantises bytes of the given type.
pub(super) fn dequantize_bytes(bytes: ByteType, data: &[u8], params: QuantParams, out: &mut [f32]) -> Result<()> {
    same_len(data.len(), out.len())?;
    params.check(bytes)?;
    let (simd, workers) = (simd::active(), split::workers_for(NS_PER_VALUE * data.len() as f64));
    let stream = out.len() >= STREAM_FROM;
    split::for_chunks(out, PART, workers, |index, out| {
        run_bytes(simd, bytes, &data[index * PART..][..out.len()], params, stream, out);
    });
    Ok(())
}

/// Dequantises `data` in channels, each with params of its own.
///
/// # Errors
/// Those of [`dequantize`], and `Overflow` for the product of the extents.
pub fn dequantize_channels<T: Byte>(
    data: &[T],
    channels: Channels,
    params: &[QuantParams],
    out: &mut [f32],
) -> Result<()> {
    dequantize_channels_bytes(T::TYPE, T::as_unsigned(data), channels, params, out)
}

/// Dequantises bytes of the given type in channels.
pub(super) fn dequantize_channels_bytes(
    bytes: ByteType,
    data: &[u8],
    channels: Channels,
    params: &[QuantParams],
    out: &mut [f32],
) -> Result<()> {
    channels.check(data.len(), out.len(), params, bytes)?;
    let (simd, workers) = (simd::active(), split::workers_for(NS_PER_VALUE * data.len() as f64));
    channels.each_part(params, BOUNDS, out, workers, |start, part, out| {
        let src = &data[start..][..out.len()];
        match part {
            ChannelPart::Run(channel) => run_bytes(simd, bytes, src, params[channel], false, out),
            ChannelPart::Columns(of_each) => columns(simd, src, bytes.sign(), of_each, out),
        }
    });
    Ok(())
}

fn run_bytes(simd: Level, bytes: ByteType, src: &[u8], params: QuantParams, stream: bool, dst: &mut [f32]) {
    match bytes {
        ByteType::I8 => run(simd, as_signed(src), params, stream, dst),
        ByteType::U8 => run(simd, src, params, stream, dst),
    }
}

dispatch! {
    fn run<T: Byte>(src: &[T], params: QuantParams, stream: bool, dst: &mut [f32]) = scalar::run::<T>;
}

dispatch! {
    fn columns(src: &[u8], sign: u8, columns: &ColumnParams, dst: &mut [f32]) = scalar::columns;
}
