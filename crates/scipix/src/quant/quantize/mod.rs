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
mod avx512;
mod fused;
mod scalar;
#[cfg(test)]
mod tests;

use super::channels::{ChannelPart, Channels, ColumnParams};
use super::{Byte, ByteType, QuantParams, same_len};
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

/// Quantises `data` to `out`. NaN becomes the least byte, infinities the outermost.
///
/// # Errors
/// `SizeMismatch`; `InvalidArgument` for a scale that is not finite and above 0, or a zero point that is no `T`.
pub fn quantize<T: Byte>(data: &[f32], params: QuantParams, out: &mut [T]) -> Result<()> {
    quantize_bytes(T::TYPE, data, params, (T::TYPE.min(), T::TYPE.max()), T::as_unsigned_mut(out))
}

/// The same to bytes of this type within `bounds`.
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

/// The same of data in channels, each by params of its own.
///
/// # Errors
/// As [`quantize`]; `Overflow` for the product of the extents.
pub fn quantize_channels<T: Byte>(
    data: &[f32],
    channels: Channels,
    params: &[QuantParams],
    out: &mut [T],
) -> Result<()> {
    let bounds = (T::TYPE.min(), T::TYPE.max());
    quantize_channels_bytes(T::TYPE, data, channels, params, bounds, T::as_unsigned_mut(out))
}

/// The same to bytes of this type within `bounds`.
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

/// The same by a map, on this thread.
pub(super) fn quantize_run(simd: Level, src: &[f32], map: &Quantizer, dst: &mut [u8]) {
    if map.fused {
        fused(simd, src, map, dst);
    } else {
        dividing(simd, src, map, dst);
    }
}

/// What the kernels need.
#[derive(Clone, Copy, Debug)]
pub(super) struct Quantizer {
    scale: f32,
    reciprocal: f32,
    zero_point: i32,
    /// Least and greatest byte less the zero point.
    low: f32,
    high: f32,
    /// The same as values: beyond them nothing changes any more.
    least: f32,
    most: f32,
    /// Whether the division may be left out.
    fused: bool,
    /// Whether the output goes past the caches, at the levels that can.
    stream: bool,
}

impl Quantizer {
    pub(super) fn new(params: QuantParams, bounds: (i32, i32)) -> Self {
        let QuantParams { scale, zero_point } = params;
        let (low, high) = ((bounds.0 - zero_point) as f32, (bounds.1 - zero_point) as f32);
        let (least, most) = (low * scale, high * scale);
        let (reciprocal, fused) = (1.0 / scale, Self::fused(scale));
        Self { scale, reciprocal, zero_point, low, high, least, most, fused, stream: false }
    }

    /// What NaN becomes.
    #[cfg(target_arch = "x86_64")]
    fn least_byte(&self) -> i32 {
        self.low as i32 + self.zero_point
    }

    /// Whether the quotient of the fused operations rounds as the true one does, for every value.
    fn fused(scale: f32) -> bool {
        /// 2^-100 and 2^100: within, nothing is subnormal that matters, and nothing overflows.
        const RANGE: std::ops::Range<f32> = f32::from_bits(27 << 23)..f32::from_bits(227 << 23);
        let last = scale.to_bits() & 0xffff;
        RANGE.contains(&scale) && (last == 0 || (8..=0x1_0000 - 8).contains(&last))
    }
}

dispatch! {
    fn dividing(src: &[f32], map: &Quantizer, dst: &mut [u8]) = scalar::dividing;
}

dispatch! {
    fn fused(src: &[f32], map: &Quantizer, dst: &mut [u8]) {
        scalar: scalar::dividing,
        sse42: scalar::dividing,
        avx2: fused::fused,
        avx512: avx512::packed,
        neon: fused::fused,
    }
}

dispatch! {
    fn columns(src: &[f32], columns: &ColumnParams, dst: &mut [u8]) = scalar::columns;
}
