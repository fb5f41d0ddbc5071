//! The error type lives here.

use scipix_core as core;
use std::fmt;
use std::io;

/// The kind of a failure, for programs that react to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A function does not accept an argument.
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
    /// The work was cancelled before it started.
    Cancelled,
    /// A closure of the program panicked.
    Panicked,
    /// A closure of the program reported a failure.
    Callback,
}

impl From<core::ErrorKind> for ErrorKind {
    fn from(kind: core::ErrorKind) -> Self {
        use core::ErrorKind as Core;
        match kind {
            Core::SizeMismatch => Self::SizeMismatch,
            Core::OutOfRange => Self::OutOfRange,
            Core::Overflow => Self::Overflow,
            Core::OutOfMemory => Self::OutOfMemory,
            Core::Unsupported => Self::Unsupported,
            Core::Io => Self::Io,
            Core::NotFound => Self::NotFound,
            Core::Malformed => Self::Malformed,
            Core::WrongOwner => Self::WrongOwner,
            Core::QueueFull => Self::QueueFull,
            Core::Timeout => Self::Timeout,
            Core::Closed => Self::Closed,
            Core::Deadlock => Self::Deadlock,
            Core::Callback(_) => Self::Callback,
            _ => Self::InvalidArgument,
        }
    }
}

/// A failure: its [kind](Error::kind), and a message that names the argument at fault and the numbers.
///
/// Clones share the message. `?` turns an error into a [`std::io::Error`] or a boxed one where a function returns
/// those.
#[derive(Clone)]
pub struct Error {
    kind: ErrorKind,
    /// Holds the message. Its own kind is overruled by `kind`.
    message: core::Error,
}

/// The result of fallible functions of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// Makes an error of `kind`. The message begins with the name of the argument: `"window: …"`.
    #[cold]
    pub(crate) fn new(kind: ErrorKind, message: impl fmt::Display) -> Self {
        Self { kind, message: core::Error::new(core::ErrorKind::InvalidArgument, message) }
    }

    /// Returns the kind of the failure.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message.message())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}({:?})", self.kind, self.message.message())
    }
}

impl std::error::Error for Error {}

impl From<core::Error> for Error {
    #[cold]
    fn from(error: core::Error) -> Self {
        Self { kind: error.kind().into(), message: error }
    }
}

impl From<Error> for io::Error {
    fn from(error: Error) -> Self {
        let kind = match error.kind {
            ErrorKind::OutOfMemory => io::ErrorKind::OutOfMemory,
            ErrorKind::NotFound => io::ErrorKind::NotFound,
            ErrorKind::Timeout => io::ErrorKind::TimedOut,
            ErrorKind::QueueFull => io::ErrorKind::WouldBlock,
            ErrorKind::Unsupported => io::ErrorKind::Unsupported,
            ErrorKind::Malformed => io::ErrorKind::InvalidData,
            ErrorKind::Closed => io::ErrorKind::BrokenPipe,
            ErrorKind::Deadlock => io::ErrorKind::Deadlock,
            ErrorKind::InvalidArgument | ErrorKind::SizeMismatch | ErrorKind::OutOfRange | ErrorKind::Overflow => {
                io::ErrorKind::InvalidInput
            }
            _ => io::ErrorKind::Other,
        };
        io::Error::new(kind, error)
    }
}
