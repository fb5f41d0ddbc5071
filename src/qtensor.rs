//! Quantised tensors: bytes with their shape and params.
//!
//! A tensor never changes, so that any thread may use it at any time until it is freed.
//!
//! @code{.c}
//! const float weights[2 * 3] = {-1.0f, 0.0f, 1.0f, -100.0f, 0.0f, 100.0f};
//! const size_t shape[2] = {2, 3};
//! ScipixQuantConfig config;
//! ScipixQTensor *tensor = NULL;
//! scipix_quant_config_init(&config); // I8, symmetric, params for each row
//! ScipixStatus status = scipix_qtensor_from_f32(weights, shape, 2, &config, &tensor);
//! assert(status == SCIPIX_STATUS_OK && scipix_qtensor_params_count(tensor) == 2);
//! assert(((const int8_t *)scipix_qtensor_data(tensor))[5] == 127);
//! scipix_qtensor_free(tensor);
//! @endcode

use super::element::{SCIPIX_ELEMENT_I8, ScipixElement};
use super::guard::{Law, guard, guard_value};
use super::handle::{self, Opaque};
use super::model::{self, ScipixModel};
use super::quant::{ScipixQuantParams, byte_type};
use super::quant_error::ScipixQuantError;
use super::sized::Versioned;
use super::status::ScipixStatus;
use scipix_core::base::error::{Result, fail};
use scipix_core::quant::{self, Calibration, QTensor, QuantConfig};
use std::ffi::{CStr, c_char, c_void};
use std::ptr::null;

/// Place of zero in the range of the bytes.
pub type ScipixQuantScheme = i32;
/// The whole range from the least to the greatest value is used; the zero point lies wherever 0 falls. For activations.
pub const SCIPIX_QUANT_SCHEME_AFFINE: ScipixQuantScheme = 0;
/// Zero is in the middle: zero point 0 (I8) or 128 (U8). For weights. The default.
pub const SCIPIX_QUANT_SCHEME_SYMMETRIC: ScipixQuantScheme = 1;

/// The part of a tensor that shares a scale and a zero point.
pub type ScipixQuantGranularity = i32;
/// The whole tensor.
pub const SCIPIX_QUANT_GRANULARITY_TENSOR: ScipixQuantGranularity = 0;
/// Each index of one axis. The default.
pub const SCIPIX_QUANT_GRANULARITY_CHANNEL: ScipixQuantGranularity = 1;

/// The way in which the range of values that the bytes cover is found.
pub type ScipixCalibration = i32;
/// From the least to the greatest value. The default.
pub const SCIPIX_CALIBRATION_MINMAX: ScipixCalibration = 0;
/// All but a few values: see `ScipixQuantConfig.percentile`. Takes a few passes, no sort.
pub const SCIPIX_CALIBRATION_PERCENTILE: ScipixCalibration = 1;
/// The range of MINMAX times the factor, 1 or below, of least mean square error. Takes some 46 passes.
pub const SCIPIX_CALIBRATION_MSE: ScipixCalibration = 2;

/// The way in which a tensor is quantised; fill it with `scipix_quant_config_init`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ScipixQuantConfig {
    /// In: `sizeof(ScipixQuantConfig)`.
    pub struct_size: u32,
    /// SCIPIX_ELEMENT_I8, the default, or SCIPIX_ELEMENT_U8.
    pub element: ScipixElement,
    /// A `SCIPIX_QUANT_SCHEME_*`; default SYMMETRIC.
    pub scheme: ScipixQuantScheme,
    /// A `SCIPIX_QUANT_GRANULARITY_*`; default CHANNEL.
    pub granularity: ScipixQuantGranularity,
    /// A `SCIPIX_CALIBRATION_*`; default MINMAX.
    pub calibration: ScipixCalibration,
    /// CHANNEL: the axis; negative counts from the end. Default 0.
    pub axis: i32,
    /// 1: the least byte is not used, which leaves -127 to 127 or 1 to 255. Default 0.
    pub narrow_range: u32,
    /// PERCENTILE: percentage of the values within the range, above 50 and up to 100. Half of the others are beyond each end;
    /// with SYMMETRIC all are beyond it in magnitude. Default 99.9.
    pub percentile: f32,
}

// SAFETY: repr(C), integers and floats only, 32 bytes without padding.
unsafe impl Versioned for ScipixQuantConfig {
    const FIRST: usize = 32;
    const INIT: Option<&'static str> = Some("scipix_quant_config_init");
    fn defaults() -> Self {
        Self {
            struct_size: size_of::<Self>() as u32,
            element: SCIPIX_ELEMENT_I8,
            scheme: SCIPIX_QUANT_SCHEME_SYMMETRIC,
            granularity: SCIPIX_QUANT_GRANULARITY_CHANNEL,
            calibration: SCIPIX_CALIBRATION_MINMAX,
            axis: 0,
            narrow_range: 0,
            percentile: 99.9,
        }
    }
}

/// Widens a percentage as it was written: 99.9 is not what the nearest float of 32 bits is. Between 50 and 100 such a float
/// holds five decimals.
fn decimal(percentage: f32) -> f64 {
    (f64::from(percentage) * 1e5).round() / 1e5
}

fn config(config: &ScipixQuantConfig) -> Result<QuantConfig> {
    let &ScipixQuantConfig { element, scheme, granularity, calibration, axis, narrow_range, percentile, .. } = config;
    Ok(QuantConfig {
        bytes: byte_type(element).map_err(|error| error.of("config"))?,
        symmetric: match scheme {
            SCIPIX_QUANT_SCHEME_AFFINE => false,
            SCIPIX_QUANT_SCHEME_SYMMETRIC => true,
            _ => fail!(InvalidArgument, "config: scheme is {scheme}, must be a SCIPIX_QUANT_SCHEME_*"),
        },
        narrow: match narrow_range {
            0 => false,
            1 => true,
            _ => fail!(InvalidArgument, "config: narrow_range is {narrow_range}, must be 0 or 1"),
        },
        axis: match granularity {
            SCIPIX_QUANT_GRANULARITY_TENSOR => None,
            SCIPIX_QUANT_GRANULARITY_CHANNEL => Some(axis),
            _ => fail!(InvalidArgument, "config: granularity is {granularity}, must be a SCIPIX_QUANT_GRANULARITY_*"),
        },
        calibration: match calibration {
            SCIPIX_CALIBRATION_MINMAX => Calibration::MinMax,
            SCIPIX_CALIBRATION_PERCENTILE => Calibration::Percentile(decimal(percentile)),
            SCIPIX_CALIBRATION_MSE => Calibration::Mse,
            _ => fail!(InvalidArgument, "config: calibration is {calibration}, must be a SCIPIX_CALIBRATION_*"),
        },
    })
}

/// A quantised tensor. Opaque; made by `scipix_qtensor_from_f32` or `scipix_qtensor_open`, freed by `scipix_qtensor_free`.
pub struct ScipixQTensor {
    _opaque: [u8; 0],
}

impl Opaque for ScipixQTensor {
    type Object = QTensor;
    const TAG: u64 = u64::from_le_bytes(*b"sx:qtens");
    const NAME: &'static str = "ScipixQTensor";
}

/// Fills `config` with the defaults. @threadsafe
///
/// @param config  receives `struct_size` and the default of each field
/// @return OK, or a general status
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_quant_config_init(config: *mut ScipixQuantConfig) -> ScipixStatus {
    guard(|law| law.init(config, "config"))
}

/// Quantises a tensor. Large work is split over threads. Finite values come back finite: where a range is so wide that a byte
/// would stand for infinity, the scale is the greatest by which none does. @threadsafe
///
/// @param data        the product of `shape` values, the last axis changing fastest; borrowed for the call
/// @param shape       extent of each axis; an extent of 0 makes an empty tensor
/// @param rank        number of axes, up to 8; 0 is one value
/// @param config      the way
/// @param out_tensor  receives the tensor, NULL on failure; owned: free it with `scipix_qtensor_free`
/// @return OK; INVALID_ARGUMENT for a percentile that is not above 50 and up to 100, or a value that is not finite;
///         OUT_OF_RANGE for an axis that the shape does not have; UNSUPPORTED for more than 8 axes
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_qtensor_from_f32(
    data: *const f32,
    shape: *const usize,
    rank: usize,
    config: *const ScipixQuantConfig,
    out_tensor: *mut *mut ScipixQTensor,
) -> ScipixStatus {
    guard(|law| {
        law.give(out_tensor, "out_tensor", || {
            let config = self::config(&law.config(config, "config")?)?;
            let shape = law.slice(shape, rank, "shape")?;
            let data = law.slice(data, QTensor::len_of(shape, &config)?, "data")?;
            handle::try_new(QTensor::from_f32(data, shape, &config)?)
        })
    })
}

/// Writes the values that the tensor's bytes stand for. @threadsafe
///
/// @param tensor   the tensor
/// @param out      receives `out_len` values
/// @param out_len  as many as the tensor has elements
/// @return OK; SIZE_MISMATCH for another length
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_qtensor_to_f32(
    tensor: *const ScipixQTensor,
    out: *mut f32,
    out_len: usize,
) -> ScipixStatus {
    guard(|law| law.handle(tensor, "tensor")?.to_f32(law.slice_mut(out, out_len, "out")?))
}

/// Returns the tensor's bytes. Never fails. @threadsafe
///
/// @param tensor  the tensor
/// @return `scipix_qtensor_len` of them, borrowed until the tensor is freed; NULL for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_qtensor_data(tensor: *const ScipixQTensor) -> *const c_void {
    guard_value(null(), |law| law.handle(tensor, "tensor").map_or(null(), |tensor| tensor.bytes().as_ptr().cast()))
}

/// Returns how many elements the tensor has. Never fails. @threadsafe
///
/// @param tensor  the tensor
/// @return the product of its extents; 0 for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_qtensor_len(tensor: *const ScipixQTensor) -> usize {
    guard_value(0, |law| law.handle(tensor, "tensor").map_or(0, |tensor| tensor.bytes().len()))
}

/// Returns how many axes the tensor has. Never fails. @threadsafe
///
/// @param tensor  the tensor
/// @return their number; 0 for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_qtensor_rank(tensor: *const ScipixQTensor) -> usize {
    guard_value(0, |law| law.handle(tensor, "tensor").map_or(0, |tensor| tensor.shape().len()))
}

/// Returns the extents of the tensor's axes. Never fails. @threadsafe
///
/// @param tensor  the tensor
/// @return `scipix_qtensor_rank` of them, borrowed until the tensor is freed; NULL for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_qtensor_shape(tensor: *const ScipixQTensor) -> *const usize {
    guard_value(null(), |law| law.handle(tensor, "tensor").map_or(null(), |tensor| tensor.shape().as_ptr()))
}

/// Returns how many params the tensor has. Never fails. @threadsafe
///
/// @param tensor  the tensor
/// @return 1, or one for each channel; 0 for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_qtensor_params_count(tensor: *const ScipixQTensor) -> usize {
    guard_value(0, |law| law.handle(tensor, "tensor").map_or(0, |tensor| tensor.params().len()))
}

/// Returns scale and zero point of a channel. @threadsafe
///
/// @param tensor      the tensor
/// @param index       below `scipix_qtensor_params_count`
/// @param out_params  receives them
/// @return OK; OUT_OF_RANGE for an index beyond the channels
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_qtensor_params(
    tensor: *const ScipixQTensor,
    index: usize,
    out_params: *mut ScipixQuantParams,
) -> ScipixStatus {
    guard(|law| {
        let (tensor, out) = (law.handle(tensor, "tensor")?, law.out(out_params, "out_params")?);
        match tensor.params().get(index) {
            Some(&params) => out.write(params.into()),
            None => fail!(OutOfRange, "index: {index} of {}", tensor.params().len()),
        }
        Ok(())
    })
}

/// Returns the size of the tensor: its bytes, and 8 for each of its params. Never fails. @threadsafe
///
/// @param tensor  the tensor
/// @return bytes; 0 for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_qtensor_size_bytes(tensor: *const ScipixQTensor) -> usize {
    guard_value(0, |law| law.handle(tensor, "tensor").map_or(0, QTensor::size_bytes))
}

/// Returns the size of the floats divided by that of the tensor. Never fails. @threadsafe
///
/// @param tensor  the tensor
/// @return somewhat less than 4, as the params take memory too; 0 for NULL and for a tensor of no size
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_qtensor_compression_ratio(tensor: *const ScipixQTensor) -> f64 {
    guard_value(0.0, |law| law.handle(tensor, "tensor").map_or(0.0, QTensor::compression_ratio))
}

/// Measures the error of the tensor in one pass. @threadsafe
///
/// @param tensor     the tensor
/// @param original   the `len` values that it was made of
/// @param len        as many as the tensor has elements
/// @param out_error  its `struct_size` set; receives the numbers
/// @return OK; SIZE_MISMATCH for another length
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_qtensor_error(
    tensor: *const ScipixQTensor,
    original: *const f32,
    len: usize,
    out_error: *mut ScipixQuantError,
) -> ScipixStatus {
    guard(|law| {
        let (tensor, out) = (law.handle(tensor, "tensor")?, law.out_sized(out_error, "out_error")?);
        out.write(tensor.error(law.slice(original, len, "original")?)?.into());
        Ok(())
    })
}

fn name_of(text: &CStr) -> Result<&str> {
    match text.to_str() {
        Ok(name) => Ok(name),
        Err(_) => fail!(InvalidArgument, "name: {text:?} is not UTF-8"),
    }
}

/// Writes tensors to a safetensors file. @threadsafe
///
/// The file takes the place of one at `path` once it is complete; of a link, the place of the file that it leads to. On
/// Unix it gets that file's mode. On Windows a file that is open or mapped cannot be replaced: others get a second to close
/// it. Beside each tensor lie `name.scale` (F32) and `name.zero_point` (I32), with as many axes as the tensor, all of
/// extent 1 but for that of the channels; or with none.
///
/// @param tensors  `count` tensors
/// @param names    a name for each, UTF-8
/// @param count    number of tensors
/// @param path     the file; on Windows UTF-8, elsewhere as the system has it
/// @return OK; INVALID_ARGUMENT for a name that is empty, `__metadata__`, not UTF-8 or given twice, those of scales and zero
///         points included; IO, also where something is at `path` that is no regular file, such as a pipe or a device, or a
///         link that leads nowhere: nothing is written then
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_qtensor_save(
    tensors: *const *const ScipixQTensor,
    names: *const *const c_char,
    count: usize,
    path: *const c_char,
) -> ScipixStatus {
    guard(|law| {
        let named = named(law, tensors, names, count)?;
        quant::save(&named, model::path(law.string(path, "path")?)?)
    })
}

fn named<'call>(
    law: Law<'call>,
    tensors: *const *const ScipixQTensor,
    names: *const *const c_char,
    count: usize,
) -> Result<Vec<(&'call str, &'call QTensor)>> {
    let (tensors, names) = (law.slice(tensors, count, "tensors")?, law.slice(names, count, "names")?);
    let mut named = Vec::new();
    if named.try_reserve_exact(count).is_err() {
        fail!(OutOfMemory, "tensors: no memory for a list of {count}");
    }
    for (&tensor, &name) in tensors.iter().zip(names) {
        named.push((name_of(law.string(name, "names")?)?, law.handle(tensor, "tensors")?));
    }
    Ok(named)
}

/// Opens a tensor of a file that `scipix_qtensor_save` wrote. Its bytes stay in the model's memory, which lives until both
/// are freed. @threadsafe
///
/// @param model       the file
/// @param name        the tensor's name, UTF-8
/// @param out_tensor  receives the tensor, NULL on failure; owned: free it with `scipix_qtensor_free`
/// @return OK; NOT_FOUND where the tensor, its scale or its zero point is missing; UNSUPPORTED for elements other than I8 and
///         U8; MALFORMED for params that do not fit
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_qtensor_open(
    model: *const ScipixModel,
    name: *const c_char,
    out_tensor: *mut *mut ScipixQTensor,
) -> ScipixStatus {
    guard(|law| {
        law.give(out_tensor, "out_tensor", || {
            let (model, name) = (law.handle(model, "model")?, law.string(name, "name")?);
            handle::try_new(quant::open(model, name_of(name)?)?)
        })
    })
}

/// Frees a tensor that nobody uses any more.
///
/// @param tensor  the tensor; NULL is OK and does nothing
/// @return OK, or a general status
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_qtensor_free(tensor: *mut ScipixQTensor) -> ScipixStatus {
    #[cfg(scipix_faults)]
    if scipix_core::base::seeded_faults::is_seeded("leak") {
        return guard(|law| law.take(tensor, "tensor").map(std::mem::forget));
    }
    guard(|law| law.take(tensor, "tensor").map(drop))
}
