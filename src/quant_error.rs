//! Quantisation error: the difference between floats and the bytes that stand for them.
//!
//! @code{.c}
//! const float values[4] = {-1.0f, -0.25f, 0.5f, 1.0f};
//! ScipixQuantParams params;
//! ScipixQuantError error = {sizeof error, 0, 0, 0, 0, 0};
//! uint8_t bytes[4];
//! ScipixStatus status = scipix_quant_params_from_range(-1.0f, 1.0f, SCIPIX_ELEMENT_U8, &params);
//! if (status == SCIPIX_STATUS_OK) status = scipix_quantize_u8(values, 4, params, bytes);
//! if (status == SCIPIX_STATUS_OK) status = scipix_quant_error(values, bytes, SCIPIX_ELEMENT_U8, 4, params, &error);
//! assert(status == SCIPIX_STATUS_OK && error.max_abs <= params.scale / 2 * 1.001 && error.sqnr_db > 40);
//! @endcode

use super::element::ScipixElement;
use super::guard::{Law, guard};
use super::ptr::Out;
use super::quant::{ScipixQuantParams, byte_type};
use super::sized::Versioned;
use super::status::ScipixStatus;
use scipix_core::base::error::Result;
use scipix_core::quant::{self, ByteType, QuantError};

/// Measures of the difference between floats and the bytes that stand for them.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ScipixQuantError {
    /// In: `sizeof(ScipixQuantError)`.
    pub struct_size: u32,
    /// Zero.
    pub reserved: u32,
    /// Mean square of the differences; 0 for no values.
    pub mse: f64,
    /// Signal-to-quantisation-noise ratio in decibels; infinite where nothing is lost, minus infinity where all values
    /// are 0 and a byte does not stand for 0.
    pub sqnr_db: f64,
    /// The greatest absolute difference.
    pub max_abs: f64,
    /// Cosine of the angle between the values and the dequantised values, as vectors: 1 where both are zero, 0 where
    /// one is.
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

/// Measures the error of quantised values in one pass. Where a value is not finite, no number of the result is finite.
/// @threadsafe
///
/// @param original   `len` values
/// @param quantized  `len` bytes
/// @param element    SCIPIX_ELEMENT_I8 or SCIPIX_ELEMENT_U8: the type of the bytes
/// @param len        number of values and of bytes
/// @param params     the params that the values were quantised with
/// @param out_error  `struct_size` set by the caller; the rest is filled
/// @return OK; INVALID_ARGUMENT for a scale that is not finite and above 0, or a zero point outside the element's range
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_quant_error(
    original: *const f32,
    quantized: *const u8,
    element: ScipixElement,
    len: usize,
    params: ScipixQuantParams,
    out_error: *mut ScipixQuantError,
) -> ScipixStatus {
    guard(|law| {
        let (out, original) = (law.out_sized(out_error, "out_error")?, law.slice(original, len, "original")?);
        let quantized = law.slice(quantized, len, "quantized")?;
        out.write(match byte_type(element)? {
            ByteType::I8 => quant::error(original, scipix_core::base::as_signed(quantized), params.into())?.into(),
            ByteType::U8 => quant::error(original, quantized, params.into())?.into(),
        });
        Ok(())
    })
}

/// Writes one measure of the error of signed bytes, which `number` picks.
fn measure_i8(
    law: Law<'_>,
    (original, quantized, len): (*const f32, *const i8, usize),
    params: ScipixQuantParams,
    out: Out<'_, f64>,
    number: impl FnOnce(QuantError) -> f64,
) -> Result<()> {
    let (original, quantized) = (law.slice(original, len, "original")?, law.slice(quantized, len, "quantized")?);
    out.write(number(quant::error(original, quantized, params.into())?));
    Ok(())
}

/// Measures the mean square error of signed bytes. @threadsafe
///
/// @param original   `len` values
/// @param quantized  `len` bytes
/// @param len        number of values and of bytes; the mean of none is 0
/// @param params     the params that the values were quantised with
/// @param out_mse    receives the mean square
/// @return OK; INVALID_ARGUMENT for a scale that is not finite and above 0, or a zero point outside the element's range
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_quant_mse(
    original: *const f32,
    quantized: *const i8,
    len: usize,
    params: ScipixQuantParams,
    out_mse: *mut f64,
) -> ScipixStatus {
    guard(|law| {
        let out = law.out(out_mse, "out_mse")?;
        measure_i8(law, (original, quantized, len), params, out, |error| error.mse)
    })
}

/// Measures the signal-to-quantisation-noise ratio of signed bytes: `10 log10(sum x^2 / sum (x - x')^2)`, with
/// `x'` the dequantised values. @threadsafe
///
/// @param original   `len` values
/// @param quantized  `len` bytes
/// @param len        number of values and of bytes
/// @param params     the params that the values were quantised with
/// @param out_db     receives the ratio in decibels; infinite as `sqnr_db` of `ScipixQuantError`
/// @return OK; INVALID_ARGUMENT for a scale that is not finite and above 0, or a zero point outside the element's range
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_quant_sqnr_db(
    original: *const f32,
    quantized: *const i8,
    len: usize,
    params: ScipixQuantParams,
    out_db: *mut f64,
) -> ScipixStatus {
    guard(|law| {
        let out = law.out(out_db, "out_db")?;
        measure_i8(law, (original, quantized, len), params, out, |error| error.sqnr_db)
    })
}
