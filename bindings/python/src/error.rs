//! Exceptions: those of `scipix.errors`, chosen by the kind of a failure.

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyType;
use scipix::ErrorKind;
use std::fmt::Display;
use std::path::Path;

/// An exception class of `scipix.errors`.
#[derive(Clone, Copy)]
pub enum Class {
    /// `InvalidArgumentError`.
    Argument,
    /// `InvalidTypeError`.
    Type,
    /// `OutOfMemoryError`.
    Memory,
    /// `FileError`.
    File,
    /// `MissingFileError`.
    MissingFile,
    /// `NotFoundError`.
    NotFound,
    /// `DeadlineError`.
    Deadline,
    /// `QueueFullError`.
    QueueFull,
    /// `StateError`.
    State,
    /// `CancelledError`.
    Cancelled,
}

/// The names of the classes, in the order of [`Class`].
const NAMES: [&str; 10] = [
    "InvalidArgumentError",
    "InvalidTypeError",
    "OutOfMemoryError",
    "FileError",
    "MissingFileError",
    "NotFoundError",
    "DeadlineError",
    "QueueFullError",
    "StateError",
    "CancelledError",
];

/// Makes an exception.
#[cold]
pub fn error(class: Class, message: impl Display) -> PyErr {
    static CLASSES: [PyOnceLock<Py<PyType>>; NAMES.len()] = [const { PyOnceLock::new() }; NAMES.len()];
    Python::attach(|py| match CLASSES[class as usize].import(py, "scipix.errors", NAMES[class as usize]) {
        Ok(class) => PyErr::from_type(class.clone(), message.to_string()),
        Err(error) => error,
    })
}

/// Makes the exception for an argument out of range or of a wrong shape.
#[cold]
pub fn invalid(message: impl Display) -> PyErr {
    error(Class::Argument, message)
}

/// Makes the exception for an argument of a wrong type.
#[cold]
pub fn wrong_type(message: impl Display) -> PyErr {
    error(Class::Type, message)
}

/// Makes the exception for a failure of the library.
#[cold]
pub fn raise(failure: scipix::Error) -> PyErr {
    error(class_of(failure.kind()), failure)
}

/// Makes the exception for a failure of a call that reads the file at `path`.
#[cold]
pub fn raise_reading(failure: scipix::Error, path: &Path) -> PyErr {
    // The failure has the system's reason only in words.
    let is_missing = failure.kind() == ErrorKind::Io && matches!(path.try_exists(), Ok(false));
    error(if is_missing { Class::MissingFile } else { class_of(failure.kind()) }, failure)
}

/// Makes the exception for a failure of the core.
#[cold]
pub fn raise_core(failure: scipix_core::base::error::Error) -> PyErr {
    raise(failure.into())
}

/// Returns the class that stands for a kind of failures.
pub fn class_of(kind: ErrorKind) -> Class {
    match kind {
        ErrorKind::OutOfMemory => Class::Memory,
        ErrorKind::Io | ErrorKind::Malformed => Class::File,
        ErrorKind::NotFound => Class::NotFound,
        ErrorKind::Timeout => Class::Deadline,
        ErrorKind::QueueFull => Class::QueueFull,
        ErrorKind::Cancelled => Class::Cancelled,
        ErrorKind::Closed | ErrorKind::Deadlock | ErrorKind::WrongOwner | ErrorKind::Panicked | ErrorKind::Callback => {
            Class::State
        }
        _ => Class::Argument,
    }
}
