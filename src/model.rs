//! Models: files mapped into memory, and the tensors of safetensors files found by name.
//!
//! A file is mapped, not read: opening one of any size takes microseconds, and its pages come in as they are used and
//! are shared with other processes. Any file may be opened as plain bytes. A file whose name ends in `.safetensors`, or
//! that begins like such a file, is checked when it is opened: every offset, size and name. Many threads may use one
//! model.
//!
//! While a file is mapped other processes must not shorten it: touching a page that has gone raises SIGBUS, which ends
//! the process. Where that cannot be ruled out, set `private_copy`. To replace a model file, rename a new one over it.
//!
//! @code{.c}
//! ScipixModel *model = NULL;
//! ScipixTensorInfo info = {sizeof info, 0, NULL, NULL, NULL, 0, NULL, 0, 0};
//! ScipixStatus status = scipix_model_open("weights.safetensors", NULL, &model);
//! if (status == SCIPIX_STATUS_OK) status = scipix_model_tensor(model, "head.weight", &info);
//! if (status != SCIPIX_STATUS_OK) puts(scipix_last_error_message()); // here there is no such file
//! scipix_model_free(model); // info.data and info.shape end with the model
//! @endcode

use super::element::{
    SCIPIX_ELEMENT_F16, SCIPIX_ELEMENT_F32, SCIPIX_ELEMENT_I8, SCIPIX_ELEMENT_OTHER, SCIPIX_ELEMENT_U8, ScipixElement,
};
use super::guard::{Law, guard};
use super::handle::{self, Opaque};
use super::sized::Versioned;
use super::status::ScipixStatus;
use scipix_core::base::Shared;
use scipix_core::base::error::{Result, fail};
use scipix_core::model::{Advice, Dtype, Model, ModelOptions, Tensor};
use std::ffi::{CStr, c_char};
use std::path::Path;
use std::ptr::null;

/// An open model file. Opaque; opened by `scipix_model_open`, freed by `scipix_model_free`.
pub struct ScipixModel {
    _opaque: [u8; 0],
}

impl Opaque for ScipixModel {
    /// Shared with the tensors that were opened from it.
    type Object = Shared<Model>;
    const TAG: u64 = u64::from_le_bytes(*b"sx:model");
    const NAME: &'static str = "ScipixModel";
}

/// Options for opening a model. Each is 0 or 1, by default 0.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ScipixModelConfig {
    /// `sizeof(ScipixModelConfig)`.
    pub struct_size: u32,
    /// 1: bring in all pages during the call, so that no later use waits for the disk.
    pub populate: u32,
    /// 1: ask for huge pages. Few file systems have them; without them nothing changes.
    pub huge_pages: u32,
    /// 1: read the file into memory of this process, which no change of the file reaches.
    pub private_copy: u32,
}

// SAFETY: repr(C), four u32.
unsafe impl Versioned for ScipixModelConfig {
    const FIRST: usize = 16;
    const INIT: Option<&'static str> = Some("scipix_model_config_init");
    fn defaults() -> Self {
        Self { struct_size: size_of::<Self>() as u32, populate: 0, huge_pages: 0, private_copy: 0 }
    }
}

/// A tensor of a model. All pointers are borrowed until the model is freed.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ScipixTensorInfo {
    /// In: `sizeof(ScipixTensorInfo)`.
    pub struct_size: u32,
    /// A `SCIPIX_ELEMENT_*`; OTHER for any other type, which `dtype_name` tells.
    pub element: ScipixElement,
    /// Name of the tensor, UTF-8.
    pub name: *const c_char,
    /// Type of the elements as the file names it: `"F32"`, `"BF16"`.
    pub dtype_name: *const c_char,
    /// `rank` extents, the outermost first.
    pub shape: *const usize,
    /// Number of extents; 0 for a single number.
    pub rank: usize,
    /// Elements in row-major order, in the file's memory.
    pub data: *const u8,
    /// Number of bytes at `data`.
    pub data_len: usize,
    /// The largest power of two that divides the address `data`, at most 4096: the file format promises no alignment.
    pub alignment: usize,
}

// SAFETY: repr(C), integers and pointers, of which any bytes are valid; 64 bytes (32-bit: 36) without padding.
unsafe impl Versioned for ScipixTensorInfo {
    const FIRST: usize = 8 + 7 * size_of::<usize>();
    fn defaults() -> Self {
        Self {
            struct_size: size_of::<Self>() as u32,
            element: SCIPIX_ELEMENT_OTHER,
            name: null(),
            dtype_name: null(),
            shape: null(),
            rank: 0,
            data: null(),
            data_len: 0,
            alignment: 0,
        }
    }
}

/// The way in which bytes of a model will be used.
pub type ScipixAdvice = i32;
/// No particular way.
pub const SCIPIX_ADVICE_NORMAL: ScipixAdvice = 0;
/// From front to back.
pub const SCIPIX_ADVICE_SEQUENTIAL: ScipixAdvice = 1;
/// Single bytes, far from each other.
pub const SCIPIX_ADVICE_RANDOM: ScipixAdvice = 2;
/// The bytes are used soon: reading begins in the background.
pub const SCIPIX_ADVICE_WILL_NEED: ScipixAdvice = 3;
/// The bytes are not used soon: their memory may be dropped, and a later use reads the file again.
pub const SCIPIX_ADVICE_DONT_NEED: ScipixAdvice = 4;

fn advice(number: ScipixAdvice) -> Result<Advice> {
    Ok(match number {
        SCIPIX_ADVICE_NORMAL => Advice::Normal,
        SCIPIX_ADVICE_SEQUENTIAL => Advice::Sequential,
        SCIPIX_ADVICE_RANDOM => Advice::Random,
        SCIPIX_ADVICE_WILL_NEED => Advice::WillNeed,
        SCIPIX_ADVICE_DONT_NEED => Advice::DontNeed,
        _ => fail!(InvalidArgument, "advice: is {number}, must be a SCIPIX_ADVICE_*"),
    })
}

/// Describes a tensor for C.
fn info(tensor: &Tensor<'_>) -> ScipixTensorInfo {
    const ELEMENTS: [(Dtype, ScipixElement); 4] = [
        (Dtype::F32, SCIPIX_ELEMENT_F32),
        (Dtype::F16, SCIPIX_ELEMENT_F16),
        (Dtype::U8, SCIPIX_ELEMENT_U8),
        (Dtype::I8, SCIPIX_ELEMENT_I8),
    ];
    let known = ELEMENTS.iter().find(|(dtype, _)| *dtype == tensor.dtype);
    ScipixTensorInfo {
        struct_size: size_of::<ScipixTensorInfo>() as u32,
        element: known.map_or(SCIPIX_ELEMENT_OTHER, |(_, element)| *element),
        name: tensor.name.as_ptr(),
        dtype_name: tensor.dtype.name().as_ptr(),
        shape: tensor.shape.as_ptr(),
        rank: tensor.shape.len(),
        data: tensor.data.as_ptr(),
        data_len: tensor.data.len(),
        alignment: 1 << tensor.data.as_ptr().addr().trailing_zeros().min(12),
    }
}

impl<'call> Law<'call> {
    /// Borrows the string at `text`.
    pub(super) fn string(self, text: *const c_char, name: &str) -> Result<&'call CStr> {
        if text.is_null() {
            fail!(NullPointer, "{name}: is NULL");
        }
        // SAFETY: the caller's promise (`Law`): a string that ends with a zero, unchanged during the call.
        Ok(unsafe { CStr::from_ptr(text) })
    }
}

#[cfg(unix)]
pub(super) fn path(text: &CStr) -> Result<&Path> {
    use std::os::unix::ffi::OsStrExt;
    Ok(Path::new(std::ffi::OsStr::from_bytes(text.to_bytes())))
}

#[cfg(not(unix))]
pub(super) fn path(text: &CStr) -> Result<&Path> {
    match text.to_str() {
        Ok(text) => Ok(Path::new(text)),
        Err(_) => fail!(InvalidArgument, "path: is not UTF-8"),
    }
}

/// Fills a config with the defaults. @threadsafe
///
/// @param options  receives `struct_size` and every default
/// @return OK, or a general status
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_model_config_init(options: *mut ScipixModelConfig) -> ScipixStatus {
    guard(|law| law.init(options, "options"))
}

/// Opens a model file, read-only. @threadsafe
///
/// @param path       the file; on Windows UTF-8, elsewhere as the system has it
/// @param options    the configuration; NULL for the defaults
/// @param out_model  receives the model, NULL on failure; owned: free it with `scipix_model_free`
/// @return OK; INVALID_ARGUMENT for an option that is neither 0 nor 1; IO where `path` is no regular file or cannot be
///         read; MALFORMED for a file that is named or begins like a safetensors file and is not a valid one; UNSUPPORTED on
///         a platform without files
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_model_open(
    path: *const c_char,
    options: *const ScipixModelConfig,
    out_model: *mut *mut ScipixModel,
) -> ScipixStatus {
    guard(|law| law.give(out_model, "out_model", || open(law, path, options)))
}

fn open(law: Law<'_>, text: *const c_char, options: *const ScipixModelConfig) -> Result<*mut ScipixModel> {
    let file = path(law.string(text, "path")?)?;
    let options = if options.is_null() { ScipixModelConfig::defaults() } else { law.config(options, "options")? };
    let flag = |value: u32, name: &str| match value {
        0 | 1 => Ok(value == 1),
        _ => fail!(InvalidArgument, "options: {name} is {value}, must be 0 or 1"),
    };
    let options = ModelOptions {
        populate: flag(options.populate, "populate")?,
        huge_pages: flag(options.huge_pages, "huge_pages")?,
        private_copy: flag(options.private_copy, "private_copy")?,
    };
    match Shared::try_new(Model::open(file, options)?) {
        Some(model) => handle::try_new(model),
        None => fail!(OutOfMemory, "model: no memory for {} bytes", size_of::<Model>()),
    }
}

/// Returns the bytes of the whole file. Never fails. @threadsafe
///
/// @param model  the model
/// @return `scipix_model_len` bytes, borrowed until the model is freed; NULL for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_model_data(model: *const ScipixModel) -> *const u8 {
    // SAFETY: the caller's promise: null, or a live handle.
    unsafe { handle::peek(model) }.map_or(null(), |model| model.as_slice().as_ptr())
}

/// Returns the length of the file. Never fails. @threadsafe
///
/// @param model  the model
/// @return bytes; 0 for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_model_len(model: *const ScipixModel) -> usize {
    // SAFETY: the caller's promise: null, or a live handle.
    unsafe { handle::peek(model) }.map_or(0, |model| model.as_slice().len())
}

/// Advises the system how a part of the file will be used. A private copy, and a system without such advice, ignore it.
/// @threadsafe
///
/// @param model   the model
/// @param offset  start of the part
/// @param len     number of its bytes
/// @param advice  a `SCIPIX_ADVICE_*`
/// @return OK; OUT_OF_RANGE past the file; IO where the system refuses
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_model_advise(
    model: *const ScipixModel,
    offset: usize,
    len: usize,
    advice: ScipixAdvice,
) -> ScipixStatus {
    guard(|law| law.handle(model, "model")?.advise(offset, len, self::advice(advice)?))
}

/// Starts to read a part of the file into memory, and does not wait for it: `scipix_model_advise` with WILL_NEED.
/// @threadsafe
///
/// @param model   the model
/// @param offset  start of the part
/// @param len     number of its bytes
/// @return OK; OUT_OF_RANGE past the file; IO where the system refuses
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_model_prefetch(model: *const ScipixModel, offset: usize, len: usize) -> ScipixStatus {
    guard(|law| law.handle(model, "model")?.advise(offset, len, Advice::WillNeed))
}

/// Returns the number of tensors in the file. Never fails. @threadsafe
///
/// @param model  the model
/// @return a count; 0 for a file that is just bytes, and for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_model_tensor_count(model: *const ScipixModel) -> usize {
    // SAFETY: the caller's promise: null, or a live handle.
    unsafe { handle::peek(model) }.map_or(0, |model| model.len())
}

/// Finds a tensor by its place in the file's header. @threadsafe
///
/// @param model     the model
/// @param index     below `scipix_model_tensor_count`
/// @param out_info  `struct_size` set by the caller; the rest is filled
/// @return OK; OUT_OF_RANGE for an index beyond the tensors
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_model_tensor_at(
    model: *const ScipixModel,
    index: usize,
    out_info: *mut ScipixTensorInfo,
) -> ScipixStatus {
    guard(|law| {
        let (model, out) = (law.handle(model, "model")?, law.out_sized(out_info, "out_info")?);
        let Some(tensor) = model.tensor_at(index) else {
            fail!(OutOfRange, "index: {index}, the file has {} tensors", model.len());
        };
        out.write(info(&tensor));
        Ok(())
    })
}

/// Finds a tensor by its name. @threadsafe
///
/// @param model     the model
/// @param name      UTF-8
/// @param out_info  `struct_size` set by the caller; the rest is filled
/// @return OK; NOT_FOUND where no tensor has that name
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_model_tensor(
    model: *const ScipixModel,
    name: *const c_char,
    out_info: *mut ScipixTensorInfo,
) -> ScipixStatus {
    guard(|law| {
        let model = law.handle(model, "model")?;
        let (name, out) = (law.string(name, "name")?, law.out_sized(out_info, "out_info")?);
        let Some(tensor) = model.tensor(name.to_bytes()) else {
            fail!(NotFound, "name: no tensor is called \"{}\"", name.to_string_lossy());
        };
        out.write(info(&tensor));
        Ok(())
    })
}

/// Returns the file's metadata. Never fails. @threadsafe
///
/// @param model  the model
/// @return a JSON object of strings as the file has it, `"{}"` where there is none and for NULL; borrowed until the model
///         is freed
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_model_metadata(model: *const ScipixModel) -> *const c_char {
    // SAFETY: the caller's promise: null, or a live handle.
    unsafe { handle::peek(model) }.map_or(c"{}", |model| model.metadata()).as_ptr()
}

/// Closes the file. All pointers borrowed from it are invalid from then on. Quantised tensors that were opened from it
/// keep its memory alive.
///
/// @param model  the model, which nobody uses any more; NULL is OK and does nothing
/// @return OK, or a general status
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_model_free(model: *mut ScipixModel) -> ScipixStatus {
    guard(|law| law.take(model, "model").map(drop))
}
