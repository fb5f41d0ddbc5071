//! Models: files mapped into memory, the tensors of safetensors files by name.
//!
//! A file is mapped, not read: opening one of any size takes microseconds, and its pages come in as they are used and are
//! shared with other processes. Any file may be opened as plain bytes. One that is called `.safetensors`, or begins as
//! such a file does, is checked whole when it is opened: every offset, size and name; where it is not right it is
//! MALFORMED, and the message says why. Many threads may use one model.
//!
//! While a file is mapped other processes must not shorten it: touching a page that has gone raises SIGBUS, which ends
//! the process. Where that cannot be ruled out, set `private_copy`. To replace a model file, rename a new one over it.

use super::element::{SCIPIX_ELEMENT_F32, SCIPIX_ELEMENT_I8, SCIPIX_ELEMENT_OTHER, SCIPIX_ELEMENT_U8, ScipixElement};
use super::guard::guard;
use super::handle::{self, Opaque};
use super::sized::{self, OutSized, Versioned};
use super::status::ScipixStatus;
use scipix::base::Shared;
use scipix::base::error::{Result, fail};
use scipix::model::{Advice, Dtype, Model, ModelOptions, Tensor};
use std::ffi::{CStr, c_char};
use std::path::Path;
use std::ptr::null;

/// An open model file.
pub struct ScipixModel {
    _opaque: [u8; 0],
}

impl Opaque for ScipixModel {
    /// Shared with what was opened from it.
    type Object = Shared<Model>;
    const TAG: u64 = u64::from_le_bytes(*b"sx:model");
    const NAME: &'static str = "ScipixModel";
}

/// How a model is opened. Each is 0 or 1, by default 0.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ScipixModelOptions {
    /// `sizeof(ScipixModelOptions)`.
    pub struct_size: u32,
    /// 1: bring in all pages at once, so that no later use waits for the disk.
    pub populate: u32,
    /// 1: ask for huge pages. Few file systems have them; without them nothing changes.
    pub huge_pages: u32,
    /// 1: read the file into memory of this process, which no change of the file reaches.
    pub private_copy: u32,
}

// SAFETY: repr(C), four u32.
unsafe impl Versioned for ScipixModelOptions {
    const FIRST: usize = 16;
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
    /// A `SCIPIX_ELEMENT_*`; OTHER for types that only `dtype_name` tells.
    pub element: ScipixElement,
    /// Its name, UTF-8.
    pub name: *const c_char,
    /// The type of its elements as the file names it: `"F32"`, `"BF16"`.
    pub dtype_name: *const c_char,
    /// `rank` extents, the outermost first.
    pub shape: *const usize,
    /// How many extents; 0 for a single number.
    pub rank: usize,
    /// Its elements in row-major order, in the file's memory.
    pub data: *const u8,
    /// Bytes at `data`.
    pub data_len: usize,
    /// The largest power of two that divides the address `data`, at most 4096: the format promises none.
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

/// How bytes of a model will be used.
pub type ScipixAdvice = i32;
/// In no way in particular.
pub const SCIPIX_ADVICE_NORMAL: ScipixAdvice = 0;
/// From front to back.
pub const SCIPIX_ADVICE_SEQUENTIAL: ScipixAdvice = 1;
/// Here and there.
pub const SCIPIX_ADVICE_RANDOM: ScipixAdvice = 2;
/// Soon: reading begins in the background.
pub const SCIPIX_ADVICE_WILL_NEED: ScipixAdvice = 3;
/// Not soon: the memory may go to others; a later use reads the file again.
pub const SCIPIX_ADVICE_DONT_NEED: ScipixAdvice = 4;

fn advice(number: ScipixAdvice) -> Result<Advice> {
    Ok(match number {
        SCIPIX_ADVICE_NORMAL => Advice::Normal,
        SCIPIX_ADVICE_SEQUENTIAL => Advice::Sequential,
        SCIPIX_ADVICE_RANDOM => Advice::Random,
        SCIPIX_ADVICE_WILL_NEED => Advice::WillNeed,
        SCIPIX_ADVICE_DONT_NEED => Advice::DontNeed,
        _ => fail!(InvalidArgument, "advice: {number} is not an advice"),
    })
}

fn info(tensor: &Tensor<'_>) -> ScipixTensorInfo {
    const ELEMENTS: [(Dtype, ScipixElement); 3] =
        [(Dtype::F32, SCIPIX_ELEMENT_F32), (Dtype::U8, SCIPIX_ELEMENT_U8), (Dtype::I8, SCIPIX_ELEMENT_I8)];
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

/// # Safety
/// `text` is null or a string that ends with a zero, unchanged for `'a`.
pub(super) unsafe fn string<'a>(text: *const c_char, name: &str) -> Result<&'a CStr> {
    if text.is_null() {
        fail!(NullPointer, "{name}: is NULL");
    }
    // SAFETY: the caller's promise, passed on.
    Ok(unsafe { CStr::from_ptr(text) })
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

/// Fills options with the defaults. Thread-safe.
///
/// @param options  receives them
/// @return OK; NULL_POINTER
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_model_options_init(options: *mut ScipixModelOptions) -> ScipixStatus {
    // SAFETY: the law of this module: null, or as the documentation says.
    guard(|_| unsafe { sized::init(options, "options") })
}

/// Opens a model file, read-only. Thread-safe.
///
/// @param path       the file; on Windows UTF-8, elsewhere as the system has it
/// @param options    how; NULL for the defaults
/// @param out_model  receives the model, owned: `scipix_model_free`; NULL on failure
/// @return OK; NULL_POINTER; INVALID_ARGUMENT for other options; IO for what is no regular file or cannot be read;
///         MALFORMED for a safetensors file that is not one; OVERFLOW; OUT_OF_MEMORY
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_model_open(
    path: *const c_char,
    options: *const ScipixModelOptions,
    out_model: *mut *mut ScipixModel,
) -> ScipixStatus {
    guard(|_| {
        // SAFETY: the law of this module: null, or as the documentation says.
        unsafe { handle::give(out_model, "out_model", || open(path, options)) }
    })
}

/// # Safety
/// As `scipix_model_open` says of both.
unsafe fn open(text: *const c_char, options: *const ScipixModelOptions) -> Result<*mut ScipixModel> {
    // SAFETY: the caller's promise, passed on.
    let file = path(unsafe { string(text, "path") }?)?;
    let options = if options.is_null() {
        ScipixModelOptions::defaults()
    } else {
        // SAFETY: the caller's promise, passed on.
        unsafe { sized::read(options, "options") }?
    };
    let flag = |value: u32, name: &str| match value {
        0 | 1 => Ok(value == 1),
        _ => fail!(InvalidArgument, "options: {name} is {value}, neither 0 nor 1"),
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

/// The bytes of the whole file. Thread-safe. Never fails.
///
/// @param model  the model
/// @return `scipix_model_len` bytes, borrowed until the model is freed; NULL for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_model_data(model: *const ScipixModel) -> *const u8 {
    // SAFETY: the law of this module: null, or a live handle.
    unsafe { handle::peek(model) }.map_or(null(), |model| model.as_slice().as_ptr())
}

/// The length of the file. Thread-safe. Never fails.
///
/// @param model  the model
/// @return bytes; 0 for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_model_len(model: *const ScipixModel) -> usize {
    // SAFETY: the law of this module: null, or a live handle.
    unsafe { handle::peek(model) }.map_or(0, |model| model.as_slice().len())
}

/// Tells the system how a part of the file will be used. A wish: a private copy, and a system without such advice, pass it
/// over. Thread-safe.
///
/// @param model   the model
/// @param offset  where the part begins
/// @param len     its bytes
/// @param advice  a `SCIPIX_ADVICE_*`
/// @return OK; NULL_POINTER; INVALID_ARGUMENT for an unknown number or another handle; OUT_OF_RANGE past the file; IO
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_model_advise(
    model: *const ScipixModel,
    offset: usize,
    len: usize,
    advice: ScipixAdvice,
) -> ScipixStatus {
    guard(|_| {
        // SAFETY: the law of this module: null, or a live handle.
        let model = unsafe { handle::get(model, "model") }?;
        model.advise(offset, len, self::advice(advice)?)
    })
}

/// Starts to bring a part of the file in, and does not wait for it. Thread-safe.
///
/// @param model   the model
/// @param offset  where the part begins
/// @param len     its bytes
/// @return OK; NULL_POINTER; INVALID_ARGUMENT for another handle; OUT_OF_RANGE past the file; IO
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_model_prefetch(model: *const ScipixModel, offset: usize, len: usize) -> ScipixStatus {
    // SAFETY: the law of this module: null, or a live handle.
    guard(|_| unsafe { handle::get(model, "model") }?.advise(offset, len, Advice::WillNeed))
}

/// How many tensors the file has. Thread-safe. Never fails.
///
/// @param model  the model
/// @return a count; 0 for a file that is just bytes, and for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_model_tensor_count(model: *const ScipixModel) -> usize {
    // SAFETY: the law of this module: null, or a live handle.
    unsafe { handle::peek(model) }.map_or(0, |model| model.len())
}

/// A tensor by its place in the header. Thread-safe.
///
/// @param model     the model
/// @param index     below `scipix_model_tensor_count`
/// @param out_info  `struct_size` set by the caller; the rest is filled
/// @return OK; NULL_POINTER; INVALID_ARGUMENT for another handle or a wrong `struct_size`; OUT_OF_RANGE
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_model_tensor_at(
    model: *const ScipixModel,
    index: usize,
    out_info: *mut ScipixTensorInfo,
) -> ScipixStatus {
    guard(|_| {
        // SAFETY: the law of this module: null, or as the documentation says.
        let (model, out) = unsafe { (handle::get(model, "model")?, OutSized::new(out_info, "out_info")?) };
        let Some(tensor) = model.tensor_at(index) else {
            fail!(OutOfRange, "index: {index}, the file has {} tensors", model.len());
        };
        out.write(info(&tensor));
        Ok(())
    })
}

/// A tensor by its name. Thread-safe.
///
/// @param model     the model
/// @param name      UTF-8
/// @param out_info  `struct_size` set by the caller; the rest is filled
/// @return OK; NULL_POINTER; INVALID_ARGUMENT for another handle or a wrong `struct_size`; NOT_FOUND
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_model_tensor(
    model: *const ScipixModel,
    name: *const c_char,
    out_info: *mut ScipixTensorInfo,
) -> ScipixStatus {
    guard(|_| {
        // SAFETY: the law of this module: null, or as the documentation says.
        let (model, name, out) =
            unsafe { (handle::get(model, "model")?, string(name, "name")?, OutSized::new(out_info, "out_info")?) };
        let Some(tensor) = model.tensor(name.to_bytes()) else {
            fail!(NotFound, "name: no tensor is called \"{}\"", name.to_string_lossy());
        };
        out.write(info(&tensor));
        Ok(())
    })
}

/// The file's metadata. Thread-safe. Never fails.
///
/// @param model  the model
/// @return a JSON object of strings as the file has it, `"{}"` where there is none and for NULL; borrowed until the model
///         is freed
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_model_metadata(model: *const ScipixModel) -> *const c_char {
    // SAFETY: the law of this module: null, or a live handle.
    unsafe { handle::peek(model) }.map_or(c"{}", |model| model.metadata()).as_ptr()
}

/// Closes the file; all that was borrowed from it ends. What was opened from the model and keeps it alive goes on.
///
/// @param model  the model, which nobody uses any more; NULL is a no-op
/// @return OK; INVALID_ARGUMENT for another handle
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_model_free(model: *mut ScipixModel) -> ScipixStatus {
    // SAFETY: the law of this module: null, or a live handle that nobody uses any more.
    guard(|_| unsafe { handle::take(model, "model") }.map(drop))
}
