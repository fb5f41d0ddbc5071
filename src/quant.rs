//! Quantisation: floats as bytes.
//!
//! `x` becomes `q = saturate(round(x / scale) + zero_point)`, half to even, and comes back as `(q - zero_point) * scale`:
//! ONNX QuantizeLinear and DequantizeLinear, bit for bit as ONNX Runtime computes them. NaN becomes the least byte,
//! infinities the outermost. Each function is thread-safe, borrows its buffers for the call only, and splits large work
//! over threads.

use super::element::{SCIPIX_ELEMENT_I8, SCIPIX_ELEMENT_U8, ScipixElement};
use super::guard::guard;
use super::ptr::{Out, slice, slice_mut, spans_overlap};
use super::sized::{OutSized, Versioned};
use super::status::ScipixStatus;
use scipix::base::error::{Result, fail};
use scipix::quant::{self, Byte, ByteType, Channels, QuantError, QuantParams};

/// Scale and zero point: `x = (q - zero_point) * scale`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ScipixQuantParams {
    /// What one step is worth: finite, above 0.
    pub scale: f32,
    /// The byte that stands for 0: -128 to 127 for I8, 0 to 255 for U8.
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

unsafe fn make_params(
    element: ScipixElement,
    out: *mut ScipixQuantParams,
    make: impl FnOnce(ByteType) -> Result<QuantParams>,
) -> Result<()> {
    // SAFETY: the caller's promise, passed on.
    let out = unsafe { Out::new(out, "out_params") }?;
    out.write(make(byte_type(element)?)?.into());
    Ok(())
}

/// Params for values from `min` to `max`, as ONNX DynamicQuantizeLinear chooses them: the range is made to include 0, which
/// is exact. The range 0 to 0 has scale 1 and zero point 0.
///
/// @param min         finite
/// @param max         finite, not below `min`
/// @param element     SCIPIX_ELEMENT_I8 or SCIPIX_ELEMENT_U8
/// @param out_params  receives the params
/// @return OK; NULL_POINTER; INVALID_ARGUMENT for what is no range, or another element
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_quant_params_from_range(
    min: f32,
    max: f32,
    element: ScipixElement,
    out_params: *mut ScipixQuantParams,
) -> ScipixStatus {
    // SAFETY: the law of this module: null, or as the documentation says.
    guard(|_| unsafe { make_params(element, out_params, |bytes| QuantParams::from_range(min, max, bytes)) })
}

/// The same for the least and the greatest of `data`.
///
/// @param data        `len` finite values
/// @param len         how many; none have scale 1 and zero point 0
/// @param element     SCIPIX_ELEMENT_I8 or SCIPIX_ELEMENT_U8
/// @param out_params  receives the params
/// @return OK; NULL_POINTER; INVALID_ARGUMENT for a value that is not finite, another element or a misaligned pointer;
///         OVERFLOW
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_quant_params_from_data(
    data: *const f32,
    len: usize,
    element: ScipixElement,
    out_params: *mut ScipixQuantParams,
) -> ScipixStatus {
    guard(|_| {
        // SAFETY: the law of this module: null, or as the documentation says.
        let data = unsafe { slice(data, len, "data") }?;
        // SAFETY: as above.
        unsafe { make_params(element, out_params, |bytes| QuantParams::from_data(data, bytes)) }
    })
}

/// Params with zero in the middle: scale `abs_max / 127`, zero point 0 (I8) or 128 (U8). `abs_max` 0 has scale 1.
///
/// @param abs_max     the greatest magnitude: finite, not negative
/// @param element     SCIPIX_ELEMENT_I8 or SCIPIX_ELEMENT_U8
/// @param out_params  receives the params
/// @return OK; NULL_POINTER; INVALID_ARGUMENT for what is no magnitude, or another element
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_quant_params_symmetric(
    abs_max: f32,
    element: ScipixElement,
    out_params: *mut ScipixQuantParams,
) -> ScipixStatus {
    // SAFETY: the law of this module: null, or as the documentation says.
    guard(|_| unsafe { make_params(element, out_params, |bytes| QuantParams::symmetric(abs_max, bytes)) })
}

/// The slices of `len` elements each; they share no byte.
unsafe fn buffers<'a, S, D>(data: *const S, len: usize, out: *mut D) -> Result<(&'a [S], &'a mut [D])> {
    // SAFETY: the caller's promise, passed on.
    let src = unsafe { slice(data, len, "data") }?;
    if spans_overlap(data.cast(), size_of_val(src), out.cast(), len.saturating_mul(size_of::<D>())) {
        fail!(InvalidArgument, "out: overlaps data");
    }
    // SAFETY: as above, and `out` does not overlap `data`.
    Ok((src, unsafe { slice_mut(out, len, "out") }?))
}

unsafe fn quantize<T: Byte>(data: *const f32, len: usize, params: ScipixQuantParams, out: *mut T) -> ScipixStatus {
    guard(|_| {
        // SAFETY: the caller's promise, passed on.
        let (data, out) = unsafe { buffers(data, len, out) }?;
        quant::quantize(data, params.into(), out)
    })
}

unsafe fn dequantize<T: Byte>(data: *const T, len: usize, params: ScipixQuantParams, out: *mut f32) -> ScipixStatus {
    guard(|_| {
        // SAFETY: the caller's promise, passed on.
        let (data, out) = unsafe { buffers(data, len, out) }?;
        quant::dequantize(data, params.into(), out)
    })
}

/// Quantises to signed bytes.
///
/// @param data    `len` values
/// @param len     elements at `data` and at `out`
/// @param params  scale and zero point
/// @param out     receives `len` bytes; must not overlap `data`
/// @return OK; NULL_POINTER; INVALID_ARGUMENT for a scale that is not finite and above 0, a zero point outside the bytes, an
///         overlap or a misaligned pointer; OVERFLOW. (NULL, 0) is OK and does nothing
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_quantize_i8(
    data: *const f32,
    len: usize,
    params: ScipixQuantParams,
    out: *mut i8,
) -> ScipixStatus {
    // SAFETY: the law of this module: null, or as the documentation says.
    unsafe { quantize(data, len, params, out) }
}

/// Quantises to unsigned bytes.
///
/// @param data    `len` values
/// @param len     elements at `data` and at `out`
/// @param params  scale and zero point
/// @param out     receives `len` bytes; must not overlap `data`
/// @return as `scipix_quantize_i8`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_quantize_u8(
    data: *const f32,
    len: usize,
    params: ScipixQuantParams,
    out: *mut u8,
) -> ScipixStatus {
    // SAFETY: the law of this module: null, or as the documentation says.
    unsafe { quantize(data, len, params, out) }
}

/// Signed bytes back to floats.
///
/// @param data    `len` bytes
/// @param len     elements at `data` and at `out`
/// @param params  scale and zero point
/// @param out     receives `len` values; must not overlap `data`
/// @return as `scipix_quantize_i8`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_dequantize_i8(
    data: *const i8,
    len: usize,
    params: ScipixQuantParams,
    out: *mut f32,
) -> ScipixStatus {
    // SAFETY: the law of this module: null, or as the documentation says.
    unsafe { dequantize(data, len, params, out) }
}

/// Unsigned bytes back to floats.
///
/// @param data    `len` bytes
/// @param len     elements at `data` and at `out`
/// @param params  scale and zero point
/// @param out     receives `len` values; must not overlap `data`
/// @return as `scipix_quantize_i8`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_dequantize_u8(
    data: *const u8,
    len: usize,
    params: ScipixQuantParams,
    out: *mut f32,
) -> ScipixStatus {
    // SAFETY: the law of this module: null, or as the documentation says.
    unsafe { dequantize(data, len, params, out) }
}

/// `(outer, channels, inner)` and how many elements that is.
fn extents(outer: usize, channels: usize, inner: usize) -> Result<(Channels, usize)> {
    let extents = Channels { outer, channels, inner };
    match extents.len() {
        Some(len) => Ok((extents, len)),
        None => fail!(Overflow, "outer: {outer} x {channels} x {inner} elements exceed the address space"),
    }
}

unsafe fn params_of<'a>(params: *const ScipixQuantParams, channels: usize) -> Result<&'a [QuantParams]> {
    const { assert!(size_of::<QuantParams>() == size_of::<ScipixQuantParams>()) };
    // SAFETY: the caller's promise, passed on; both are a float and an integer in the order of C.
    unsafe { slice(params.cast::<QuantParams>(), channels, "params") }
}

unsafe fn quantize_channels<T: Byte>(
    data: *const f32,
    (extents, len): (Channels, usize),
    params: *const ScipixQuantParams,
    out: *mut T,
) -> Result<()> {
    // SAFETY: the caller's promise, passed on.
    let (params, (data, out)) = unsafe { (params_of(params, extents.channels)?, buffers(data, len, out)?) };
    quant::quantize_channels(data, extents, params, out)
}

unsafe fn dequantize_channels<T: Byte>(
    data: *const T,
    (extents, len): (Channels, usize),
    params: *const ScipixQuantParams,
    out: *mut f32,
) -> Result<()> {
    // SAFETY: the caller's promise, passed on.
    let (params, (data, out)) = unsafe { (params_of(params, extents.channels)?, buffers(data, len, out)?) };
    quant::dequantize_channels(data, extents, params, out)
}

/// Quantises a tensor of `outer` times `channels` times `inner` values to signed bytes, each channel by its own params.
///
/// @param data      `outer * channels * inner` values
/// @param outer     product of the extents before the channel's axis
/// @param channels  extent of the channel's axis
/// @param inner     product of the extents after it
/// @param params    `channels` of them
/// @param out       receives as many bytes as there are values; must not overlap `data`
/// @return as `scipix_quantize_i8`; OVERFLOW also for the product of the extents
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_quantize_i8_channels(
    data: *const f32,
    outer: usize,
    channels: usize,
    inner: usize,
    params: *const ScipixQuantParams,
    out: *mut i8,
) -> ScipixStatus {
    // SAFETY: the law of this module: null, or as the documentation says.
    guard(|_| unsafe { quantize_channels(data, extents(outer, channels, inner)?, params, out) })
}

/// The same to unsigned bytes.
///
/// @param data      `outer * channels * inner` values
/// @param outer     product of the extents before the channel's axis
/// @param channels  extent of the channel's axis
/// @param inner     product of the extents after it
/// @param params    `channels` of them
/// @param out       receives as many bytes as there are values; must not overlap `data`
/// @return as `scipix_quantize_i8_channels`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_quantize_u8_channels(
    data: *const f32,
    outer: usize,
    channels: usize,
    inner: usize,
    params: *const ScipixQuantParams,
    out: *mut u8,
) -> ScipixStatus {
    // SAFETY: the law of this module: null, or as the documentation says.
    guard(|_| unsafe { quantize_channels(data, extents(outer, channels, inner)?, params, out) })
}

/// Signed bytes of a tensor back to floats, each channel by its own params.
///
/// @param data      `outer * channels * inner` bytes
/// @param outer     product of the extents before the channel's axis
/// @param channels  extent of the channel's axis
/// @param inner     product of the extents after it
/// @param params    `channels` of them
/// @param out       receives as many values as there are bytes; must not overlap `data`
/// @return as `scipix_quantize_i8_channels`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_dequantize_i8_channels(
    data: *const i8,
    outer: usize,
    channels: usize,
    inner: usize,
    params: *const ScipixQuantParams,
    out: *mut f32,
) -> ScipixStatus {
    // SAFETY: the law of this module: null, or as the documentation says.
    guard(|_| unsafe { dequantize_channels(data, extents(outer, channels, inner)?, params, out) })
}

/// Unsigned bytes of a tensor back to floats, each channel by its own params.
///
/// @param data      `outer * channels * inner` bytes
/// @param outer     product of the extents before the channel's axis
/// @param channels  extent of the channel's axis
/// @param inner     product of the extents after it
/// @param params    `channels` of them
/// @param out       receives as many values as there are bytes; must not overlap `data`
/// @return as `scipix_quantize_i8_channels`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_dequantize_u8_channels(
    data: *const u8,
    outer: usize,
    channels: usize,
    inner: usize,
    params: *const ScipixQuantParams,
    out: *mut f32,
) -> ScipixStatus {
    // SAFETY: the law of this module: null, or as the documentation says.
    guard(|_| unsafe { dequantize_channels(data, extents(outer, channels, inner)?, params, out) })
}

/// How far bytes are from the floats that they stand for.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ScipixQuantError {
    /// In: `sizeof(ScipixQuantError)`.
    pub struct_size: u32,
    /// Zero.
    pub reserved: u32,
    /// Mean square of the differences; 0 of no values.
    pub mse: f64,
    /// Signal-to-quantisation-noise ratio in decibels; infinite where nothing is lost.
    pub sqnr_db: f64,
    /// The greatest difference.
    pub max_abs: f64,
    /// Cosine of the angle between the two. 1 where both are zero, 0 where one is.
    pub cosine: f64,
}

// SAFETY: repr(C), integers and floats only, 40 bytes without padding.
unsafe impl Versioned for ScipixQuantError {
    const FIRST: usize = 40;
    fn defaults() -> Self {
        Self { struct_size: size_of::<Self>() as u32, reserved: 0, mse: 0.0, sqnr_db: 0.0, max_abs: 0.0, cosine: 0.0 }
    }
}

impl From<QuantError> for ScipixQuantError {
    fn from(error: QuantError) -> Self {
        let QuantError { mse, sqnr_db, max_abs, cosine } = error;
        Self { mse, sqnr_db, max_abs, cosine, ..Self::defaults() }
    }
}

/// Measures what quantisation lost, in one pass. With a value that is not finite, no number of the result is.
///
/// @param original   `len` values
/// @param quantized  `len` bytes
/// @param element    SCIPIX_ELEMENT_I8 or SCIPIX_ELEMENT_U8: what the bytes are
/// @param len        how many of each
/// @param params     by which they were quantised
/// @param out_error  its `struct_size` set; receives the numbers
/// @return OK; NULL_POINTER; INVALID_ARGUMENT for params that are none, another element, a misaligned pointer or a
///         `struct_size` that is none; OVERFLOW
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_quant_error(
    original: *const f32,
    quantized: *const u8,
    element: ScipixElement,
    len: usize,
    params: ScipixQuantParams,
    out_error: *mut ScipixQuantError,
) -> ScipixStatus {
    guard(|_| {
        // SAFETY: the law of this module: null, or as the documentation says.
        let (out, original) = unsafe { (OutSized::new(out_error, "out_error")?, slice(original, len, "original")?) };
        // SAFETY: as above; the two types are one byte, of which any is valid.
        let (unsigned, signed) =
            unsafe { (slice(quantized, len, "quantized")?, slice(quantized.cast::<i8>(), len, "")?) };
        out.write(match byte_type(element)? {
            ByteType::I8 => quant::error(original, signed, params.into())?.into(),
            ByteType::U8 => quant::error(original, unsigned, params.into())?.into(),
        });
        Ok(())
    })
}

unsafe fn measure_i8(
    original: *const f32,
    quantized: *const i8,
    len: usize,
    params: ScipixQuantParams,
    out: Result<Out<'_, f64>>,
    number: impl FnOnce(QuantError) -> f64,
) -> Result<()> {
    let out = out?;
    // SAFETY: the caller's promise, passed on.
    let (original, quantized) = unsafe { (slice(original, len, "original")?, slice(quantized, len, "quantized")?) };
    out.write(number(quant::error(original, quantized, params.into())?));
    Ok(())
}

/// Mean square of what quantisation lost.
///
/// @param original   `len` values
/// @param quantized  `len` bytes
/// @param len        how many of each; the mean of none is 0
/// @param params     by which they were quantised
/// @param out_mse    receives the mean square
/// @return OK; NULL_POINTER; INVALID_ARGUMENT for params that are none or a misaligned pointer; OVERFLOW
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_quant_mse(
    original: *const f32,
    quantized: *const i8,
    len: usize,
    params: ScipixQuantParams,
    out_mse: *mut f64,
) -> ScipixStatus {
    // SAFETY: the law of this module: null, or as the documentation says.
    guard(|_| unsafe { measure_i8(original, quantized, len, params, Out::new(out_mse, "out_mse"), |error| error.mse) })
}

/// Signal-to-quantisation-noise ratio: `10 log10(sum x^2 / sum (x - x')^2)`.
///
/// @param original   `len` values
/// @param quantized  `len` bytes
/// @param len        how many of each
/// @param params     by which they were quantised
/// @param out_db     receives the ratio in decibels; infinite where nothing is lost
/// @return as `scipix_quant_mse`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_quant_sqnr_db(
    original: *const f32,
    quantized: *const i8,
    len: usize,
    params: ScipixQuantParams,
    out_db: *mut f64,
) -> ScipixStatus {
    // SAFETY: the law of this module: null, or as the documentation says.
    guard(|_| unsafe {
        measure_i8(original, quantized, len, params, Out::new(out_db, "out_db"), |error| error.sqnr_db)
    })
}
