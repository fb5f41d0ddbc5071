//! Failures of the caller's callbacks.

use std::panic::{AssertUnwindSafe, catch_unwind};

/// The reason why a callback has no result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The callback returned this code.
    Code(i32),
    /// The callback panicked.
    Panicked,
    /// The work was cancelled before it began.
    Cancelled,
}

/// Runs `work`, and turns a panic in it into a failure.
pub fn contained<R>(work: impl FnOnce() -> Result<R, Failure>) -> Result<R, Failure> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or(Err(Failure::Panicked))
}
