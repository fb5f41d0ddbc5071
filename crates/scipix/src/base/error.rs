//! What can go wrong, in words that name the argument and the numbers. Knows nothing of C.

use crate::base::Shared;
use std::fmt::{self, Write};

/// The kind of a failure. The C status numbers are in `ffi::status`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A required pointer was null.
    NullPointer,
    /// An argument is not one that the function takes.
    InvalidArgument,
    /// Two arguments disagree about a size.
    SizeMismatch,
    /// An index or region lies outside what it refers to.
    OutOfRange,
    /// A product or sum of sizes does not fit in the address space.
    Overflow,
    /// Memory could not be had.
    OutOfMemory,
    /// Valid, but not offered here.
    Unsupported,
    /// The operating system refused.
    Io,
    /// What was asked for does not exist.
    NotFound,
    /// A file's content breaks its format.
    Malformed,
    /// A value does not belong to what it was given to, or was given back before.
    WrongOwner,
    /// A bounded queue is full.
    QueueFull,
    /// The time is up.
    Timeout,
    /// It was closed.
    Closed,
    /// The call would wait for itself.
    Deadlock,
    /// A callback of the caller's failed with this code.
    Callback(i32),
}

/// A failure: its kind and a sentence for a human. The sentence is shared, so that a `Result` stays small and a clone needs
/// no memory; it is not there where there was no memory for it.
#[derive(Clone, Debug)]
pub struct Error {
    kind: ErrorKind,
    message: Option<Shared<String>>,
}

/// What fallible functions of this crate return.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// An error of `kind`; `message` begins with the name of the argument: `"dst: …"`.
    pub fn new(kind: ErrorKind, message: impl fmt::Display) -> Self {
        in_words(kind, format_args!("{message}"))
    }

    /// The same, said of the argument called `name`.
    pub fn of(self, name: impl fmt::Display) -> Self {
        Self::new(self.kind, format_args!("{name}: {self}"))
    }

    /// What kind of failure this is.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// The sentence, which begins with the name of the argument at fault.
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

/// The words as they come; at the first that there is no memory for, an error.
#[derive(Default)]
struct Words(String);

impl Write for Words {
    fn write_str(&mut self, words: &str) -> fmt::Result {
        self.0.try_reserve(words.len()).map_err(|_| fmt::Error)?;
        self.0.push_str(words);
        Ok(())
    }
}

/// The error, made where every function may have it made: there is one of this for all messages.
#[cold]
#[inline(never)]
pub fn in_words(kind: ErrorKind, words: fmt::Arguments<'_>) -> Error {
    let mut sentence = Words::default();
    let message = sentence.write_fmt(words).ok().and_then(|()| Shared::try_new(sentence.0));
    Error { kind, message }
}

/// Makes the error out of line, so that the words cost the checks nothing.
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

/// The words as a string, or `OutOfMemory` naming `what` it was for.
pub fn try_format(words: fmt::Arguments<'_>, what: &str) -> Result<String> {
    let mut text = Words::default();
    match text.write_fmt(words) {
        Ok(()) => Ok(text.0),
        Err(_) => fail!(OutOfMemory, "{what}: no memory for a text of more than {} bytes", text.0.len()),
    }
}

/// A zeroed vector of `len`, or `OutOfMemory` naming `what` the memory was for.
pub fn try_zeroed<T: Copy + Default>(len: usize, what: &str) -> Result<Vec<T>> {
    let mut vec = Vec::new();
    if vec.try_reserve_exact(len).is_err() {
        fail!(OutOfMemory, "{what}: no memory for {len} elements of {} bytes", size_of::<T>());
    }
    vec.resize(len, T::default());
    Ok(vec)
}
