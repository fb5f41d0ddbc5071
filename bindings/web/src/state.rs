//! The memory that the module and JavaScript share: what an operation reads, and what it leaves.

use scipix::image::{Format, Image, ImageView};
use std::cell::RefCell;

/// The elements of a tensor.
pub enum Elements {
    F32(Vec<f32>),
    U8(Vec<u8>),
    I8(Vec<i8>),
}

impl Elements {
    fn as_ptr(&self) -> *const u8 {
        match self {
            Self::F32(elements) => elements.as_ptr().cast(),
            Self::U8(elements) => elements.as_ptr(),
            Self::I8(elements) => elements.as_ptr().cast(),
        }
    }

    fn len(&self) -> usize {
        match self {
            Self::F32(elements) => elements.len(),
            Self::U8(elements) => elements.len(),
            Self::I8(elements) => elements.len(),
        }
    }
}

impl Default for Elements {
    fn default() -> Self {
        Self::F32(Vec::new())
    }
}

/// Inputs and results of one call. Nothing outlives `web_clear`.
#[derive(Default)]
pub struct State {
    bytes: Vec<u8>,
    /// Numbers that JavaScript passes: a detector's map, a recogniser's scores.
    pub floats: Vec<f32>,
    output: Vec<u8>,
    /// Width, height, format and bytes of a row of the image in `output`.
    shape: [usize; 4],
    /// Numbers that an operation found.
    pub numbers: Vec<f64>,
    /// The tensor that an operation made.
    pub tensor: Elements,
    message: String,
    view: [usize; 4],
}

impl State {
    /// Returns the image that JavaScript passed.
    pub fn image(&self) -> Result<ImageView<'_>> {
        let [width, height, stride, format] = self.view;
        let Some(&format) = Format::ALL.get(format) else { return Err(invalid("format: is none of those that exist")) };
        let view = ImageView::new(&self.bytes, width, height, format)?;
        Ok(if stride == 0 { view } else { view.stride(stride)? })
    }

    /// Keeps the image that an operation made.
    pub fn keep(&mut self, image: Image) {
        let format = Format::ALL.iter().position(|&format| format == image.format()).unwrap_or_default();
        self.shape = [image.width(), image.height(), format, image.row_bytes()];
        self.output = image.into_raw();
    }
}

/// A failure as JavaScript reads it: the kind in the first line, the words after it.
pub struct Failure(String);

/// The result of what an operation does.
pub type Result<T> = std::result::Result<T, Failure>;

impl From<scipix::Error> for Failure {
    fn from(error: scipix::Error) -> Self {
        Self(format!("{:?}\n{error}", error.kind()))
    }
}

/// Makes a failure about an argument.
pub fn invalid(words: &str) -> Failure {
    Failure(format!("InvalidArgument\n{words}"))
}

thread_local! {
    static STATE: RefCell<State> = RefCell::default();
}

/// Runs an operation; returns 0, or 1 and keeps the words of its error.
pub fn run(operation: impl FnOnce(&mut State) -> Result<()>) -> u32 {
    with(|state| match operation(state) {
        Ok(()) => 0,
        Err(Failure(message)) => {
            state.message = message;
            1
        }
    })
}

/// Runs an operation that makes an image of the one that JavaScript passed.
pub fn map(operation: impl FnOnce(ImageView<'_>) -> Result<Image>) -> u32 {
    run(|state| {
        let image = operation(state.image()?)?;
        state.keep(image);
        Ok(())
    })
}

fn with<T>(use_state: impl FnOnce(&mut State) -> T) -> T {
    STATE.with_borrow_mut(use_state)
}

/// Makes room for `len` elements whose values JavaScript writes before anything reads them; null where there is no memory.
fn room<T: Copy + Default>(vec: &mut Vec<T>, len: usize) -> *mut T {
    *vec = Vec::new();
    if vec.try_reserve_exact(len).is_err() {
        return std::ptr::null_mut();
    }
    vec.resize(len, T::default());
    vec.as_mut_ptr()
}

/// Returns memory for the bytes of an image, and says what the image is; a stride of 0 stands for rows without gaps.
#[unsafe(no_mangle)]
pub extern "C" fn web_input(len: usize, width: usize, height: usize, stride: usize, format: usize) -> *mut u8 {
    with(|state| {
        state.view = [width, height, stride, format];
        room(&mut state.bytes, len)
    })
}

/// Returns memory for numbers.
#[unsafe(no_mangle)]
pub extern "C" fn web_floats(len: usize) -> *mut f32 {
    with(|state| room(&mut state.floats, len))
}

/// Returns where the image of the last operation is.
#[unsafe(no_mangle)]
pub extern "C" fn web_output() -> *const u8 {
    with(|state| state.output.as_ptr())
}

/// Returns its width, height, format or bytes of a row, for 0 to 3.
#[unsafe(no_mangle)]
pub extern "C" fn web_shape(index: usize) -> usize {
    with(|state| state.shape.get(index).copied().unwrap_or_default())
}

/// Returns where the numbers are that the last operation found.
#[unsafe(no_mangle)]
pub extern "C" fn web_numbers() -> *const f64 {
    with(|state| state.numbers.as_ptr())
}

/// Returns how many numbers there are.
#[unsafe(no_mangle)]
pub extern "C" fn web_number_count() -> usize {
    with(|state| state.numbers.len())
}

/// Returns where the tensor of the last operation is.
#[unsafe(no_mangle)]
pub extern "C" fn web_tensor() -> *const u8 {
    with(|state| state.tensor.as_ptr())
}

/// Returns how many elements the tensor has.
#[unsafe(no_mangle)]
pub extern "C" fn web_tensor_count() -> usize {
    with(|state| state.tensor.len())
}

/// Returns where the message of the last error is, in UTF-8.
#[unsafe(no_mangle)]
pub extern "C" fn web_message() -> *const u8 {
    with(|state| state.message.as_ptr())
}

/// Returns the length of the message in bytes.
#[unsafe(no_mangle)]
pub extern "C" fn web_message_len() -> usize {
    with(|state| state.message.len())
}

/// Frees everything that a call left.
#[unsafe(no_mangle)]
pub extern "C" fn web_clear() {
    with(|state| *state = State::default());
}

/// Writes the name of the SIMD level where messages are.
#[unsafe(no_mangle)]
pub extern "C" fn web_level() {
    with(|state| state.message = scipix::cpu::simd_name().to_owned());
}

/// Writes the version where messages are.
#[unsafe(no_mangle)]
pub extern "C" fn web_version() {
    with(|state| state.message = env!("CARGO_PKG_VERSION").to_owned());
}
