//! Quantisation: floats as bytes.
//!
//! `x` becomes `q = saturate(round(x / scale) + zero_point)`, half to even, and comes back as `(q - zero_point) * scale`:
//! ONNX QuantizeLinear and DequantizeLinear, bit for bit as ONNX Runtime computes them. NaN becomes the least byte,
//! infinities the least and the greatest. Large work is split over threads.
//!
//! @code{.c}
//! const float values[4] = {-1.0f, 0.0f, 0.5f, 1.0f};
//! float back[4];
//! int8_t bytes[4];
//! ScipixQuantParams params;
//! ScipixStatus status = scipix_quant_params_from_data(values, 4, SCIPIX_ELEMENT_I8, &params);
//! if (status == SCIPIX_STATUS_OK) status = scipix_quantize_i8(values, 4, params, bytes);
//! if (status == SCIPIX_STATUS_OK) status = scipix_dequantize_i8(bytes, 4, params, back);
//! assert(status == SCIPIX_STATUS_OK && bytes[1] == params.zero_point && back[1] == 0.0f); // 0 is exact
//! @endcode

use super::element::{SCIPIX_ELEMENT_I8, SCIPIX_ELEMENT_U8, ScipixElement};
use super::guard::{Law, guard};
use super::ptr::spans_overlap;
use super::status::ScipixStatus;
use scipix_core::base::error::{Result, fail};
use scipix_core::quant::{self, Byte, ByteType, Channels, QuantParams};

/// Scale and zero point: `x = (q - zero_point) * scale`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ScipixQuantParams {
    /// The value of one step: finite, above 0.
    pub scale: f32,
    /// The byte that stands for 0, from -128 to 127 for I8, from 0 to 255 for U8.
    pub zero_point: i32,
}

impl From<ScipixQuantParams> for QuantParams {
    fn from(params: ScipixQuantParams) -> Self {
        Self { scale: params.scale, zero_point: params.zero_point }
    }
}

impl From<QuantParams> for ScipixQuantParams {
    fn from(params: QuantParams) -> Self {
        Self { scale: params.scale, zero_point: params.zero_point }
    }
}

pub(super) fn byte_type(element: ScipixElement) -> Result<ByteType> {
    match element {
        SCIPIX_ELEMENT_I8 => Ok(ByteType::I8),
        SCIPIX_ELEMENT_U8 => Ok(ByteType::U8),
        _ => fail!(InvalidArgument, "element: {element} is neither I8 nor U8"),
    }
}

/// Makes params for values from `min` to `max`, as ONNX DynamicQuantizeLinear does: the range is made to include 0, which is
/// exact. The range 0 to 0 has scale 1 and zero point 0. @threadsafe
///
/// Finite values come back finite: where the range is so wide that a byte would stand for infinity, the scale is the greatest
/// by which none does.
///
/// @param min         finite
/// @param max         finite, not below `min`
/// @param element     SCIPIX_ELEMENT_I8 or SCIPIX_ELEMENT_U8
/// @param out_params  receives the params
/// @return OK; INVALID_ARGUMENT for an end that is not finite, `min` above `max`, or another element
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_quant_params_from_range(
    min: f32,
    max: f32,
    element: ScipixElement,
    out_params: *mut ScipixQuantParams,
) -> ScipixStatus {
    guard(|law| {
        let out = law.out(out_params, "out_params")?;
        out.write(QuantParams::from_range(min, max, byte_type(element)?)?.into());
        Ok(())
    })
}

/// Makes params for the range from the least to the greatest of `data`, as `scipix_quant_params_from_range` does. @threadsafe
///
/// @param data        `len` finite values
/// @param len         number of values; none have scale 1 and zero point 0
/// @param element     SCIPIX_ELEMENT_I8 or SCIPIX_ELEMENT_U8
/// @param out_params  receives the params
/// @return OK; INVALID_ARGUMENT for a value that is not finite, or another element
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_quant_params_from_data(
    data: *const f32,
    len: usize,
    element: ScipixElement,
    out_params: *mut ScipixQuantParams,
) -> ScipixStatus {
    guard(|law| {
        let (data, out) = (law.slice(data, len, "data")?, law.out(out_params, "out_params")?);
        out.write(QuantParams::from_data(data, byte_type(element)?)?.into());
        Ok(())
    })
}

/// Makes params with zero in the middle: scale `abs_max / 127`, zero point 0 (I8) or 128 (U8). `abs_max` 0 has scale 1. Where
/// the least byte would stand for infinity the scale is the greatest by which it does not. @threadsafe
///
/// @param abs_max     the greatest magnitude: finite, not negative
/// @param element     SCIPIX_ELEMENT_I8 or SCIPIX_ELEMENT_U8
/// @param out_params  receives the params
/// @return OK; INVALID_ARGUMENT for a magnitude that is negative or not finite, or another element
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_quant_params_symmetric(
    abs_max: f32,
    element: ScipixElement,
    out_params: *mut ScipixQuantParams,
) -> ScipixStatus {
    guard(|law| {
        let out = law.out(out_params, "out_params")?;
        out.write(QuantParams::symmetric(abs_max, byte_type(element)?)?.into());
        Ok(())
    })
}

/// Borrows `len` elements at each pointer; they share no byte.
fn buffers<'call, S, D>(
    law: Law<'call>,
    data: *const S,
    len: usize,
    out: *mut D,
) -> Result<(&'call [S], &'call mut [D])> {
    let src = law.slice(data, len, "data")?;
    if spans_overlap(data.cast(), size_of_val(src), out.cast(), len.saturating_mul(size_of::<D>())) {
        fail!(InvalidArgument, "out: overlaps data");
    }
    Ok((src, law.slice_mut(out, len, "out")?))
}

fn quantize<T: Byte>(law: Law<'_>, data: *const f32, len: usize, params: ScipixQuantParams, out: *mut T) -> Result<()> {
    let (data, out) = buffers(law, data, len, out)?;
    quant::quantize(data, params.into(), out)
}

fn dequantize<T: Byte>(
    law: Law<'_>,
    data: *const T,
    len: usize,
    params: ScipixQuantParams,
    out: *mut f32,
) -> Result<()> {
    let (data, out) = buffers(law, data, len, out)?;
    quant::dequantize(data, params.into(), out)
}

/// Checks that the product of the extents fits in the address space.
fn extents(outer: usize, channels: usize, inner: usize) -> Result<(Channels, usize)> {
    let extents = Channels { outer, channels, inner };
    match extents.len() {
        Some(len) => Ok((extents, len)),
        None => fail!(Overflow, "outer: {outer} x {channels} x {inner} elements exceed the address space"),
    }
}

fn params_of(law: Law<'_>, params: *const ScipixQuantParams, channels: usize) -> Result<&[QuantParams]> {
    // Both are a float and an integer in the order of C.
    const { assert!(size_of::<QuantParams>() == size_of::<ScipixQuantParams>()) };
    law.slice(params.cast::<QuantParams>(), channels, "params")
}

fn quantize_channels<T: Byte>(
    law: Law<'_>,
    data: *const f32,
    (extents, len): (Channels, usize),
    params: *const ScipixQuantParams,
    out: *mut T,
) -> Result<()> {
    let (params, (data, out)) = (params_of(law, params, extents.channels)?, buffers(law, data, len, out)?);
    quant::quantize_channels(data, extents, params, out)
}

fn dequantize_channels<T: Byte>(
    law: Law<'_>,
    data: *const T,
    (extents, len): (Channels, usize),
    params: *const ScipixQuantParams,
    out: *mut f32,
) -> Result<()> {
    let (params, (data, out)) = (params_of(law, params, extents.channels)?, buffers(law, data, len, out)?);
    quant::dequantize_channels(data, extents, params, out)
}

/// Quantises floats to signed bytes. @threadsafe
///
/// @param data    `len` values
/// @param len     elements at `data` and at `out`
/// @param params  scale and zero point
/// @param out     receives `len` bytes; must not overlap `data`
/// @return OK; INVALID_ARGUMENT for a scale that is not finite and above 0, or a zero point outside the bytes
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_quantize_i8(
    data: *const f32,
    len: usize,
    params: ScipixQuantParams,
    out: *mut i8,
) -> ScipixStatus {
    guard(|law| quantize(law, data, len, params, out))
}

/// Quantises floats to unsigned bytes. @threadsafe
///
/// @param data    `len` values
/// @param len     elements at `data` and at `out`
/// @param params  scale and zero point
/// @param out     receives `len` bytes; must not overlap `data`
/// @return OK; INVALID_ARGUMENT for a scale that is not finite and above 0, or a zero point outside the bytes
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_quantize_u8(
    data: *const f32,
    len: usize,
    params: ScipixQuantParams,
    out: *mut u8,
) -> ScipixStatus {
    guard(|law| quantize(law, data, len, params, out))
}

/// Turns signed bytes back into floats. @threadsafe
///
/// @param data    `len` bytes
/// @param len     elements at `data` and at `out`
/// @param params  scale and zero point
/// @param out     receives `len` values; must not overlap `data`
/// @return OK; INVALID_ARGUMENT for a scale that is not finite and above 0, or a zero point outside the bytes
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_dequantize_i8(
    data: *const i8,
    len: usize,
    params: ScipixQuantParams,
    out: *mut f32,
) -> ScipixStatus {
    guard(|law| dequantize(law, data, len, params, out))
}

/// Turns unsigned bytes back into floats. @threadsafe
///
/// @param data    `len` bytes
/// @param len     elements at `data` and at `out`
/// @param params  scale and zero point
/// @param out     receives `len` values; must not overlap `data`
/// @return OK; INVALID_ARGUMENT for a scale that is not finite and above 0, or a zero point outside the bytes
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_dequantize_u8(
    data: *const u8,
    len: usize,
    params: ScipixQuantParams,
    out: *mut f32,
) -> ScipixStatus {
    guard(|law| dequantize(law, data, len, params, out))
}

/// Quantises a tensor to signed bytes, each channel by its own params. @threadsafe
///
/// @param data      `outer * channels * inner` values
/// @param outer     product of the extents before the channel's axis
/// @param channels  extent of the channel's axis
/// @param inner     product of the extents after it
/// @param params    `channels` of them
/// @param out       receives as many bytes as there are values; must not overlap `data`
/// @return OK; INVALID_ARGUMENT for a scale that is not finite and above 0, or a zero point outside the bytes
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_quantize_i8_channels(
    data: *const f32,
    outer: usize,
    channels: usize,
    inner: usize,
    params: *const ScipixQuantParams,
    out: *mut i8,
) -> ScipixStatus {
    guard(|law| quantize_channels(law, data, extents(outer, channels, inner)?, params, out))
}

/// Quantises a tensor to unsigned bytes, each channel by its own params. @threadsafe
///
/// @param data      `outer * channels * inner` values
/// @param outer     product of the extents before the channel's axis
/// @param channels  extent of the channel's axis
/// @param inner     product of the extents after it
/// @param params    `channels` of them
/// @param out       receives as many bytes as there are values; must not overlap `data`
/// @return OK; INVALID_ARGUMENT for a scale that is not finite and above 0, or a zero point outside the bytes
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_quantize_u8_channels(
    data: *const f32,
    outer: usize,
    channels: usize,
    inner: usize,
    params: *const ScipixQuantParams,
    out: *mut u8,
) -> ScipixStatus {
    guard(|law| quantize_channels(law, data, extents(outer, channels, inner)?, params, out))
}

/// Turns signed bytes of a tensor back into floats, each channel by its own params. @threadsafe
///
/// @param data      `outer * channels * inner` bytes
/// @param outer     product of the extents before the channel's axis
/// @param channels  extent of the channel's axis
/// @param inner     product of the extents after it
/// @param params    `channels` of them
/// @param out       receives as many values as there are bytes; must not overlap `data`
/// @return OK; INVALID_ARGUMENT for a scale that is not finite and above 0, or a zero point outside the bytes
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_dequantize_i8_channels(
    data: *const i8,
    outer: usize,
    channels: usize,
    inner: usize,
    params: *const ScipixQuantParams,
    out: *mut f32,
) -> ScipixStatus {
    guard(|law| dequantize_channels(law, data, extents(outer, channels, inner)?, params, out))
}

/// Turns unsigned bytes of a tensor back into floats, each channel by its own params. @threadsafe
///
/// @param data      `outer * channels * inner` bytes
/// @param outer     product of the extents before the channel's axis
/// @param channels  extent of the channel's axis
/// @param inner     product of the extents after it
/// @param params    `channels` of them
/// @param out       receives as many values as there are bytes; must not overlap `data`
/// @return OK; INVALID_ARGUMENT for a scale that is not finite and above 0, or a zero point outside the bytes
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_dequantize_u8_channels(
    data: *const u8,
    outer: usize,
    channels: usize,
    inner: usize,
    params: *const ScipixQuantParams,
    out: *mut f32,
) -> ScipixStatus {
    guard(|law| dequantize_channels(law, data, extents(outer, channels, inner)?, params, out))
}
