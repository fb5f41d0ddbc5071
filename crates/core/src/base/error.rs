//! Errors: a kind, and a message that names the argument and the numbers. Nothing here knows C.

use crate::base::Shared;
use std::fmt::{self, Write};

/// The kind of a failure. The C library maps it to a status number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A required pointer was null.
    NullPointer,
    /// The function does not accept an argument.
    InvalidArgument,
    /// Two arguments disagree about a size.
    SizeMismatch,
    /// An index or region lies outside what it refers to.
    OutOfRange,
    /// A product or sum of sizes does not fit in the address space.
    Overflow,
    /// Memory could not be allocated.
    OutOfMemory,
    /// The request is valid, but this library does not support it.
    Unsupported,
    /// The operating system reported an error.
    Io,
    /// The requested item does not exist.
    NotFound,
    /// The content of a file violates its format.
    Malformed,
    /// A value does not belong to the object that it was given to, or was returned to it before.
    WrongOwner,
    /// A bounded queue is full.
    QueueFull,
    /// A deadline has passed.
    Timeout,
    /// The object was closed.
    Closed,
    /// The call would wait for itself.
    Deadlock,
    /// A callback of the caller failed with this code.
    Callback(i32),
}

/// A failure: its kind and a message. Clones share the message, so that a `Result` stays small and a clone needs no memory.
/// The message is missing where there was no memory for it.
#[derive(Clone, Debug)]
pub struct Error {
    kind: ErrorKind,
    message: Option<Shared<String>>,
}

/// The result of this crate's fallible functions.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// Makes an error of `kind`. The message begins with the name of the argument: `"dst: …"`.
    pub fn new(kind: ErrorKind, message: impl fmt::Display) -> Self {
        in_words(kind, format_args!("{message}"))
    }

    /// Puts the name of an argument before the message.
    pub fn of(self, name: impl fmt::Display) -> Self {
        Self::new(self.kind, format_args!("{name}: {self}"))
    }

    /// Returns the kind of the failure.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// Returns the message, which begins with the name of the argument at fault.
    pub fn message(&self) -> &str {
        self.message.as_ref().map_or("no memory for words about this failure", |message| message.as_str())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message())
    }
}

impl std::error::Error for Error {}

/// Text that grows as it is written, and fails where there is no memory for more.
#[derive(Default)]
struct Words(String);

impl Write for Words {
    fn write_str(&mut self, words: &str) -> fmt::Result {
        self.0.try_reserve(words.len()).map_err(|_| fmt::Error)?;
        self.0.push_str(words);
        Ok(())
    }
}

/// Makes an error with a formatted message. It is compiled once, not for each message.
#[cold]
#[inline(never)]
pub fn in_words(kind: ErrorKind, words: fmt::Arguments<'_>) -> Error {
    let mut sentence = Words::default();
    let message = sentence.write_fmt(words).ok().and_then(|()| Shared::try_new(sentence.0));
    Error { kind, message }
}

/// Makes the error out of line, so that the checks before it stay small.
#[cold]
#[inline(never)]
pub fn failure(make: impl FnOnce() -> Error) -> Error {
    make()
}

/// `fail!(Kind, "argument: what is wrong with {it}")`: returns the error from the enclosing function.
#[doc(hidden)]
#[macro_export]
macro_rules! __fail {
    ($kind:ident $(($code:expr))?, $($message:tt)+) => {
        return Err($crate::base::error::failure(|| {
            $crate::base::error::in_words($crate::base::error::ErrorKind::$kind $(($code))?, format_args!($($message)+))
        }))
    };
}
pub use __fail as fail;

/// Formats a string.
///
/// # Errors
/// `OutOfMemory`, which names `what` the string was for.
pub fn try_format(words: fmt::Arguments<'_>, what: &str) -> Result<String> {
    let mut text = Words::default();
    match text.write_fmt(words) {
        Ok(()) => Ok(text.0),
        Err(_) => fail!(OutOfMemory, "{what}: no memory for a text of more than {} bytes", text.0.len()),
    }
}

/// Makes a zeroed vector of `len` elements.
///
/// # Errors
/// `OutOfMemory`, which names `what` the vector was for.
pub fn try_zeroed<T: Copy + Default>(len: usize, what: &str) -> Result<Vec<T>> {
    let mut vec = Vec::new();
    rezero(&mut vec, len, what)?;
    Ok(vec)
}

/// Makes `vec` one of `len` zeros, in the memory that it has if that suffices.
///
/// # Errors
/// `OutOfMemory`, whose message begins with `what`.
pub fn rezero<T: Copy + Default>(vec: &mut Vec<T>, len: usize, what: &str) -> Result<()> {
    vec.clear();
    if vec.try_reserve_exact(len).is_err() {
        fail!(OutOfMemory, "{what}: no memory for {len} elements of {} bytes", size_of::<T>());
    }
    vec.resize(len, T::default());
    Ok(())
}
