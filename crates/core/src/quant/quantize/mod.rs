//! `q = saturate(round(x / scale) + zero_point)`, half to even: ONNX QuantizeLinear, bit for bit as ONNX Runtime has it.
//!
//! # Division without dividing
//!
//! With `r = 1/s` rounded, `q = x·r` rounded, and `e = x − q·s` (one fused operation), `q' = q + e·r` (another one) is
//! nearly always the quotient `x/s` rounded to `f32`; [`Quantizer::fused`] tells for which scales `q'` always rounds to the same
//! integer as that does.
//!
//! `r` is off by at most a half of its last bit, so that `q` is off by at most 1.5 units in the last place of the quotient
//! (ulp), and `q + e·r` before its rounding by at most `3·2⁻²⁴` ulp: 1.5 ulp times what `r` and `e` are off. Hence `q'` and
//! the rounded quotient are neighbours at worst, and differ only where `x/s` is that close to the middle between them. That
//! matters only where one of the two is `k + ½`. Let this `h = H/2`, with `2^t <= h`, where `t <= 7` as nothing beyond 255
//! is left after clamping, and write `S` and `X` for the 24-bit significands of `s` and `x`. The middle is
//! `(H·2^(23−t) ± 1) · 2^(t−24)`, and `x/s` is that close to it only where
//!
//! `|X·2^c − S·(H·2^(23−t) ± 1)| <= 2·3·2⁻²⁴·S < 6` for a `c >= 24`,
//!
//! which modulo `2^16` reads: `S` is within 6 of a multiple of `2^16`. It is no such multiple itself, as then the difference
//! would be one, thus zero, and `S` a multiple of `2^24`. So scales with those last 16 bits of significand are divided by,
//! as are those so small or large that `e` would be subnormal or `r` not normal.

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
mod fused;
mod quantizer;
mod scalar;
#[cfg(test)]
mod tests;

pub(super) use self::fused::fused as fused_kernel;
pub(super) use self::quantizer::Quantizer;
pub(super) use self::scalar::dividing as dividing_kernel;

use super::channels::{ChannelPart, Channels, ColumnParams};
use super::lengths::same_len;
use super::{Byte, ByteType, QuantParams};
use crate::base::error::Result;
use crate::simd::{self, Level, dispatch};
use crate::split;

/// About what a value costs.
const NS_PER_VALUE: f64 = 0.2;

/// Values that a thread takes at a time.
const PART: usize = 1 << 15;

/// Output beyond this many bytes goes past the caches: it would push out what is in them, and they would read it first.
const STREAM_FROM: usize = 1 << 22;

/// Channels must be this long for that: each ends in the middle of a cache line, which then goes through the caches.
const STREAM_RUN: usize = 1 << 12;

/// Quantises `data` to `out`. NaN becomes the least byte, infinities the least and the greatest.
///
/// # Errors
/// `SizeMismatch`; `InvalidArgument` for a scale that is not finite and above 0, or a zero point that is no `T`.
pub fn quantize<T: Byte>(data: &[f32], params: QuantParams, out: &mut [T]) -> Result<()> {
    quantize_bytes(T::TYPE, data, params, (T::TYPE.min(), T::TYPE.max()), T::as_unsigned_mut(out))
}

/// Quantises `data` to bytes of the given type within `bounds`.
pub(super) fn quantize_bytes(
    bytes: ByteType,
    data: &[f32],
    params: QuantParams,
    bounds: (i32, i32),
    out: &mut [u8],
) -> Result<()> {
    same_len(data.len(), out.len())?;
    params.check(bytes)?;
    let (simd, workers) = (simd::active(), split::workers_for(NS_PER_VALUE * data.len() as f64));
    let map = Quantizer { stream: out.len() >= STREAM_FROM, ..Quantizer::new(params, bounds) };
    split::for_chunks(out, PART, workers, |index, out| {
        quantize_run(simd, &data[index * PART..][..out.len()], &map, out);
    });
    Ok(())
}

/// Quantises `data` in channels, each with params of its own.
///
/// # Errors
/// Those of [`quantize`], and `Overflow` for the product of the extents.
pub fn quantize_channels<T: Byte>(
    data: &[f32],
    channels: Channels,
    params: &[QuantParams],
    out: &mut [T],
) -> Result<()> {
    let bounds = (T::TYPE.min(), T::TYPE.max());
    quantize_channels_bytes(T::TYPE, data, channels, params, bounds, T::as_unsigned_mut(out))
}

/// Quantises `data` in channels to bytes of the given type within `bounds`.
pub(super) fn quantize_channels_bytes(
    bytes: ByteType,
    data: &[f32],
    channels: Channels,
    params: &[QuantParams],
    bounds: (i32, i32),
    out: &mut [u8],
) -> Result<()> {
    channels.check(data.len(), out.len(), params, bytes)?;
    let (simd, workers) = (simd::active(), split::workers_for(NS_PER_VALUE * data.len() as f64));
    let stream = out.len() >= STREAM_FROM && channels.inner >= STREAM_RUN;
    channels.each_part(params, bounds, out, workers, |start, part, out| {
        let src = &data[start..][..out.len()];
        match part {
            ChannelPart::Run(channel) => {
                quantize_run(simd, src, &Quantizer { stream, ..Quantizer::new(params[channel], bounds) }, out)
            }
            ChannelPart::Columns(of_each) => columns(simd, src, of_each, out),
        }
    });
    Ok(())
}

/// Quantises on this thread, with a quantizer that was made before.
pub(super) fn quantize_run(simd: Level, src: &[f32], map: &Quantizer, dst: &mut [u8]) {
    if map.fused {
        fused(simd, src, map, dst);
    } else {
        dividing(simd, src, map, dst);
    }
}

dispatch! {
    fn dividing(src: &[f32], map: &Quantizer, dst: &mut [u8]) = scalar::dividing;
}

dispatch! {
    fn fused(src: &[f32], map: &Quantizer, dst: &mut [u8]) {
        scalar: scalar::dividing,
        sse42: scalar::dividing,
        avx2: avx2::packed,
        avx512: avx512::packed,
        neon: fused::fused,
    }
}

dispatch! {
    fn columns(src: &[f32], columns: &ColumnParams, dst: &mut [u8]) = scalar::columns;
}
