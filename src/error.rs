//! What can go wrong, in words that name the argument and the numbers. Knows nothing of C.

use std::fmt;

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

/// A failure: its kind and a sentence for a human. Boxed: a `Result` that holds nothing else is one register.
#[derive(Clone, Debug)]
pub struct Error(Box<Failure>);

#[derive(Clone, Debug)]
struct Failure {
    kind: ErrorKind,
    message: String,
}

/// What fallible functions of this crate return.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// An error of `kind`; `message` begins with the name of the argument: `"dst: …"`.
    #[cold]
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(Box::new(Failure { kind, message: message.into() }))
    }

    /// The same, said of the argument called `name`.
    pub(crate) fn of(self, name: &str) -> Self {
        Self::new(self.kind(), format!("{name}: {}", self.message()))
    }

    /// What kind of failure this is.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The sentence, which begins with the name of the argument at fault.
    pub fn message(&self) -> &str {
        &self.0.message
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message())
    }
}

impl std::error::Error for Error {}

/// Makes the error out of line, so that the words cost the checks nothing.
#[cold]
#[inline(never)]
pub(crate) fn failure(kind: ErrorKind, words: impl FnOnce() -> String) -> Error {
    Error::new(kind, words())
}

/// `fail!(Kind, "argument: what is wrong with {it}")`: returns the error from the enclosing function.
macro_rules! fail {
    ($kind:ident $(($code:expr))?, $($message:tt)+) => {
        return Err($crate::error::failure($crate::error::ErrorKind::$kind $(($code))?, || format!($($message)+)))
    };
}
pub(crate) use fail;

/// A zeroed vector of `len`, or `OutOfMemory` naming `what` the memory was for.
pub(crate) fn try_zeroed<T: Copy + Default>(len: usize, what: &str) -> Result<Vec<T>> {
    let mut vec = Vec::new();
    if vec.try_reserve_exact(len).is_err() {
        fail!(OutOfMemory, "{what}: no memory for {len} elements of {} bytes", size_of::<T>());
    }
    vec.resize(len, T::default());
    Ok(vec)
}
