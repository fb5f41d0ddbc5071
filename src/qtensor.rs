//! Quantised tensors: bytes with their shape and params.
//!
//! A tensor never changes, so that any thread may use it at any time until it is freed.

use super::element::{SCIPIX_ELEMENT_I8, ScipixElement};
use super::guard::{guard, guard_value};
use super::handle::{self, Opaque};
use super::model::{self, ScipixModel};
use super::ptr::{Out, slice, slice_mut};
use super::quant::{ScipixQuantError, ScipixQuantParams, byte_type};
use super::sized::{self, OutSized, Versioned};
use super::status::ScipixStatus;
use scipix::base::error::{Result, fail};
use scipix::quant::{self, Calibration, QTensor, QuantConfig};
use std::ffi::{CStr, c_char, c_void};
use std::ptr::{null, null_mut};

/// Where zero lies.
pub type ScipixQuantScheme = i32;
/// The range from least to greatest value is used whole; the zero point is wherever it falls. For activations.
pub const SCIPIX_QUANT_SCHEME_AFFINE: ScipixQuantScheme = 0;
/// Zero is in the middle: zero point 0 (I8) or 128 (U8). For weights. The default.
pub const SCIPIX_QUANT_SCHEME_SYMMETRIC: ScipixQuantScheme = 1;

/// What shares scale and zero point.
pub type ScipixQuantGranularity = i32;
/// The whole tensor.
pub const SCIPIX_QUANT_GRANULARITY_TENSOR: ScipixQuantGranularity = 0;
/// Each index of one axis. The default.
pub const SCIPIX_QUANT_GRANULARITY_CHANNEL: ScipixQuantGranularity = 1;

/// How the range of values is found that the bytes stand for.
pub type ScipixCalibration = i32;
/// From the least to the greatest value. The default.
pub const SCIPIX_CALIBRATION_MINMAX: ScipixCalibration = 0;
/// All but a few values: see `ScipixQuantConfig.percentile`. Takes a copy of the values and a selection, not a sort.
pub const SCIPIX_CALIBRATION_PERCENTILE: ScipixCalibration = 1;
/// The range of MINMAX times the factor, 1 or below, of least mean square error. Takes some 46 passes.
pub const SCIPIX_CALIBRATION_MSE: ScipixCalibration = 2;

/// How a tensor is quantised; fill it with `scipix_quant_config_init`.
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
    /// PERCENTILE: this part of the values is within the range, above 50 and up to 100. Of the others, half are beyond each
    /// end, or, of a SYMMETRIC range, all are beyond it in magnitude. Default 99.9.
    pub percentile: f32,
}

// SAFETY: repr(C), integers and floats only, 32 bytes without padding.
unsafe impl Versioned for ScipixQuantConfig {
    const FIRST: usize = 32;
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

fn config(config: &ScipixQuantConfig) -> Result<QuantConfig> {
    let &ScipixQuantConfig { element, scheme, granularity, calibration, axis, narrow_range, percentile, .. } = config;
    Ok(QuantConfig {
        bytes: byte_type(element).map_err(|error| error.of("config"))?,
        symmetric: match scheme {
            SCIPIX_QUANT_SCHEME_AFFINE => false,
            SCIPIX_QUANT_SCHEME_SYMMETRIC => true,
            _ => fail!(InvalidArgument, "config: {scheme} is not a scheme"),
        },
        narrow: match narrow_range {
            0 => false,
            1 => true,
            _ => fail!(InvalidArgument, "config: narrow_range {narrow_range} is neither 0 nor 1"),
        },
        axis: match granularity {
            SCIPIX_QUANT_GRANULARITY_TENSOR => None,
            SCIPIX_QUANT_GRANULARITY_CHANNEL => Some(axis),
            _ => fail!(InvalidArgument, "config: {granularity} is not a granularity"),
        },
        calibration: match calibration {
            SCIPIX_CALIBRATION_MINMAX => Calibration::MinMax,
            SCIPIX_CALIBRATION_PERCENTILE => Calibration::Percentile(percentile),
            SCIPIX_CALIBRATION_MSE => Calibration::Mse,
            _ => fail!(InvalidArgument, "config: {calibration} is not a calibration"),
        },
    })
}

/// A quantised tensor.
pub struct ScipixQTensor {
    _opaque: [u8; 0],
}

impl Opaque for ScipixQTensor {
    type Object = QTensor;
    const TAG: u64 = u64::from_le_bytes(*b"sxqtenso");
    const NAME: &'static str = "ScipixQTensor";
}

/// Fills `config` with the defaults. Thread-safe.
///
/// @param config  receives `struct_size` and the default of each field
/// @return OK; NULL_POINTER; INVALID_ARGUMENT for a misaligned pointer
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_quant_config_init(config: *mut ScipixQuantConfig) -> ScipixStatus {
    // SAFETY: the law of this module: null, or as the documentation says.
    guard(|_| unsafe { sized::init(config, "config") })
}

/// Quantises a tensor. Splits large work over threads. Thread-safe.
///
/// @param data        the product of `shape` values, the last axis changing fastest; borrowed for the call
/// @param shape       extent of each axis; zero extents make an empty tensor
/// @param rank        how many axes, up to 8; 0 is one value
/// @param config      how
/// @param out_tensor  receives the tensor, owned: free it with `scipix_qtensor_free`; NULL on failure
/// @return OK; NULL_POINTER; INVALID_ARGUMENT for an unknown enumerator, a percentile that is none, a value that is not
///         finite or a misaligned pointer; OUT_OF_RANGE for an axis that the shape does not have; OVERFLOW for the product
///         of the extents; UNSUPPORTED for more than 8 axes; OUT_OF_MEMORY
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_qtensor_from_f32(
    data: *const f32,
    shape: *const usize,
    rank: usize,
    config: *const ScipixQuantConfig,
    out_tensor: *mut *mut ScipixQTensor,
) -> ScipixStatus {
    guard(|_| {
        // SAFETY: the law of this module: null, or as the documentation says; the second place is used after the first.
        let (before, out) = unsafe { (Out::new(out_tensor, "out_tensor")?, Out::new(out_tensor, "out_tensor")?) };
        before.write(null_mut());
        // SAFETY: as above.
        let (config, shape) = unsafe { (sized::read(config, "config")?, slice(shape, rank, "shape")?) };
        let config = self::config(&config)?;
        let len = QTensor::len_of(shape, &config)?;
        // SAFETY: as above.
        let data = unsafe { slice(data, len, "data") }?;
        out.write(handle::try_new(QTensor::from_f32(data, shape, &config)?)?);
        Ok(())
    })
}

/// Writes the values that the tensor's bytes stand for. Thread-safe.
///
/// @param tensor   the tensor
/// @param out      receives `out_len` values
/// @param out_len  as many as the tensor has elements
/// @return OK; NULL_POINTER; INVALID_ARGUMENT for what is no tensor, or a misaligned pointer; SIZE_MISMATCH; OVERFLOW
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_qtensor_to_f32(
    tensor: *const ScipixQTensor,
    out: *mut f32,
    out_len: usize,
) -> ScipixStatus {
    guard(|_| {
        // SAFETY: the law of this module: null, or as the documentation says.
        unsafe { handle::get(tensor, "tensor")?.to_f32(slice_mut(out, out_len, "out")?) }
    })
}

/// `f` of the tensor; `fallback` for NULL and for what is no tensor.
unsafe fn look<T>(tensor: *const ScipixQTensor, fallback: T, f: impl FnOnce(&QTensor) -> T) -> T
where
    T: Copy,
{
    // SAFETY: the caller's promise, passed on.
    guard_value(fallback, |_| unsafe { handle::get(tensor, "tensor") }.map_or(fallback, f))
}

/// The tensor's bytes. Thread-safe.
///
/// @param tensor  the tensor, or NULL
/// @return `scipix_qtensor_len` of them, borrowed until the tensor is freed; NULL for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_qtensor_data(tensor: *const ScipixQTensor) -> *const c_void {
    // SAFETY: the law of this module: null, or as the documentation says.
    unsafe { look(tensor, null(), |tensor| tensor.bytes().as_ptr().cast()) }
}

/// How many elements the tensor has. Thread-safe.
///
/// @param tensor  the tensor, or NULL
/// @return the product of its extents; 0 for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_qtensor_len(tensor: *const ScipixQTensor) -> usize {
    // SAFETY: the law of this module: null, or as the documentation says.
    unsafe { look(tensor, 0, |tensor| tensor.bytes().len()) }
}

/// How many axes the tensor has. Thread-safe.
///
/// @param tensor  the tensor, or NULL
/// @return how many; 0 for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_qtensor_rank(tensor: *const ScipixQTensor) -> usize {
    // SAFETY: the law of this module: null, or as the documentation says.
    unsafe { look(tensor, 0, |tensor| tensor.shape().len()) }
}

/// Extent of each of the tensor's axes. Thread-safe.
///
/// @param tensor  the tensor, or NULL
/// @return `scipix_qtensor_rank` of them, borrowed until the tensor is freed; NULL for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_qtensor_shape(tensor: *const ScipixQTensor) -> *const usize {
    // SAFETY: the law of this module: null, or as the documentation says.
    unsafe { look(tensor, null(), |tensor| tensor.shape().as_ptr()) }
}

/// How many params the tensor has. Thread-safe.
///
/// @param tensor  the tensor, or NULL
/// @return 1, or one for each channel; 0 for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_qtensor_params_count(tensor: *const ScipixQTensor) -> usize {
    // SAFETY: the law of this module: null, or as the documentation says.
    unsafe { look(tensor, 0, |tensor| tensor.params().len()) }
}

/// Scale and zero point of a channel. Thread-safe.
///
/// @param tensor      the tensor
/// @param index       below `scipix_qtensor_params_count`
/// @param out_params  receives them
/// @return OK; NULL_POINTER; INVALID_ARGUMENT for what is no tensor; OUT_OF_RANGE
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_qtensor_params(
    tensor: *const ScipixQTensor,
    index: usize,
    out_params: *mut ScipixQuantParams,
) -> ScipixStatus {
    guard(|_| {
        // SAFETY: the law of this module: null, or as the documentation says.
        let (tensor, out) = unsafe { (handle::get(tensor, "tensor")?, Out::new(out_params, "out_params")?) };
        match tensor.params().get(index) {
            Some(&params) => out.write(params.into()),
            None => fail!(OutOfRange, "index: {index} of {}", tensor.params().len()),
        }
        Ok(())
    })
}

/// What the tensor takes: its bytes, and 8 for each of its params. Thread-safe.
///
/// @param tensor  the tensor, or NULL
/// @return how many bytes; 0 for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_qtensor_size_bytes(tensor: *const ScipixQTensor) -> usize {
    // SAFETY: the law of this module: null, or as the documentation says.
    unsafe { look(tensor, 0, QTensor::size_bytes) }
}

/// How many times as much the floats take. Thread-safe.
///
/// @param tensor  the tensor, or NULL
/// @return 4 less what the params take; 0 for NULL and for a tensor that takes nothing
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_qtensor_compression_ratio(tensor: *const ScipixQTensor) -> f64 {
    // SAFETY: the law of this module: null, or as the documentation says.
    unsafe { look(tensor, 0.0, QTensor::compression_ratio) }
}

/// Measures what quantisation lost, in one pass. Thread-safe.
///
/// @param tensor     the tensor
/// @param original   the `len` values that it was made of
/// @param len        as many as the tensor has elements
/// @param out_error  its `struct_size` set; receives the numbers
/// @return OK; NULL_POINTER; INVALID_ARGUMENT for what is no tensor, a misaligned pointer or a `struct_size` that is none;
///         SIZE_MISMATCH; OVERFLOW
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_qtensor_error(
    tensor: *const ScipixQTensor,
    original: *const f32,
    len: usize,
    out_error: *mut ScipixQuantError,
) -> ScipixStatus {
    guard(|_| {
        // SAFETY: the law of this module: null, or as the documentation says.
        let (tensor, out) = unsafe { (handle::get(tensor, "tensor")?, OutSized::new(out_error, "out_error")?) };
        // SAFETY: as above.
        let original = unsafe { slice(original, len, "original") }?;
        out.write(tensor.error(original)?.into());
        Ok(())
    })
}

fn name_of(text: &CStr) -> Result<&str> {
    match text.to_str() {
        Ok(name) => Ok(name),
        Err(_) => fail!(InvalidArgument, "name: {text:?} is not UTF-8"),
    }
}

/// Writes tensors to a safetensors file, which takes the place of one at `path` once it is whole: of the one that a link
/// leads to, and on Unix with its mode. Beside each tensor lie `name.scale` (F32) and `name.zero_point` (I32), with as many
/// axes as the tensor, all of extent 1 but for that of the channels; or with none. Thread-safe.
///
/// @param tensors  `count` tensors
/// @param names    a name for each, UTF-8
/// @param count    how many
/// @param path     the file; on Windows UTF-8, elsewhere as the system has it
/// @return OK; NULL_POINTER; INVALID_ARGUMENT for what is no tensor, and for a name that is empty, `__metadata__`, not UTF-8
///         or there twice, those of scales and zero points included; IO, also where something is at `path` that is no regular
///         file, such as a pipe or a device, or a link that leads nowhere: nothing is written then; OVERFLOW; OUT_OF_MEMORY
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_qtensor_save(
    tensors: *const *const ScipixQTensor,
    names: *const *const c_char,
    count: usize,
    path: *const c_char,
) -> ScipixStatus {
    guard(|_| {
        // SAFETY: the law of this module: null, or as the documentation says.
        let (tensors, names) = unsafe { (slice(tensors, count, "tensors")?, slice(names, count, "names")?) };
        let mut named = Vec::new();
        if named.try_reserve_exact(count).is_err() {
            fail!(OutOfMemory, "tensors: no memory for a list of {count}");
        }
        for (&tensor, &name) in tensors.iter().zip(names) {
            // SAFETY: as above.
            named.push(unsafe { (name_of(model::string(name, "names")?)?, handle::get(tensor, "tensors")?) });
        }
        // SAFETY: as above.
        quant::save(&named, model::path(unsafe { model::string(path, "path") }?)?)
    })
}

/// Opens a tensor of a file that `scipix_qtensor_save` wrote. Its bytes stay in the model's memory, which lives until both
/// are freed. Thread-safe.
///
/// @param model       the file
/// @param name        the tensor's name, UTF-8
/// @param out_tensor  receives the tensor, owned: free it with `scipix_qtensor_free`; NULL on failure
/// @return OK; NULL_POINTER; INVALID_ARGUMENT for what is no model; NOT_FOUND where the tensor, its scale or its zero point is
///         not there; UNSUPPORTED for elements other than I8 and U8; MALFORMED for params that do not fit; OUT_OF_MEMORY
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_qtensor_open(
    model: *const ScipixModel,
    name: *const c_char,
    out_tensor: *mut *mut ScipixQTensor,
) -> ScipixStatus {
    let open = || {
        // SAFETY: the law of this module: null, or as the documentation says.
        let (model, name) = unsafe { (handle::get(model, "model")?, model::string(name, "name")?) };
        handle::try_new(quant::open(model, name_of(name)?)?)
    };
    // SAFETY: as above.
    guard(|_| unsafe { handle::give(out_tensor, "out_tensor", open) })
}

/// Frees a tensor that nobody uses any more.
///
/// @param tensor  the tensor; NULL is OK
/// @return OK; INVALID_ARGUMENT for what is no tensor
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_qtensor_free(tensor: *mut ScipixQTensor) -> ScipixStatus {
    guard(|_| {
        // SAFETY: the law of this module: null, or as the documentation says.
        drop(unsafe { handle::take(tensor, "tensor") }?);
        Ok(())
    })
}
