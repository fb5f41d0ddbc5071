//! The error that gives back what was not accepted.

use crate::error::{Error, ErrorKind};
use std::fmt;

/// An item that was not accepted, and the reason. [`into_item`](Self::into_item) gives it back.
///
/// By `?` it becomes an [`Error`] or a [`BatchError`](crate::batch::BatchError): `batcher.submit(item)?.await` works where a
/// function returns `Result<R, BatchError<E>>`.
///
/// ```
/// use scipix::prelude::*;
///
/// let executor = Executor::new(1)?;
/// executor.close();
/// let refused = executor.submit(|| 6 * 7).unwrap_err();
/// assert_eq!(refused.kind(), ErrorKind::Closed);
/// let job = refused.into_item();
/// assert_eq!(job(), 42);
/// # Ok::<(), scipix::Error>(())
/// ```
pub struct SubmitError<T> {
    error: Error,
    item: T,
}

impl<T> SubmitError<T> {
    pub(crate) fn new(error: impl Into<Error>, item: T) -> Self {
        Self { error: error.into(), item }
    }

    /// Returns the kind of the reason, such as `QueueFull` or `Closed`.
    pub fn kind(&self) -> ErrorKind {
        self.error.kind()
    }

    /// Returns the reason.
    pub fn error(&self) -> &Error {
        &self.error
    }

    /// Gives the item back.
    pub fn into_item(self) -> T {
        self.item
    }

    /// Returns the reason and the item.
    pub fn into_parts(self) -> (Error, T) {
        (self.error, self.item)
    }
}

impl<T> fmt::Debug for SubmitError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SubmitError").field("error", &self.error).finish_non_exhaustive()
    }
}

impl<T> fmt::Display for SubmitError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

impl<T> std::error::Error for SubmitError<T> {}

impl<T> From<SubmitError<T>> for Error {
    fn from(refused: SubmitError<T>) -> Self {
        refused.error
    }
}
