//! How a callback of the caller's can fail.

use std::panic::{AssertUnwindSafe, catch_unwind};

/// Why a piece of the caller's work has no result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// It returned this code.
    Code(i32),
    /// It panicked.
    Panicked,
    /// It was cancelled before it began.
    Cancelled,
}

/// Runs `work`; a panic in it is its failure, and nobody else's.
pub fn contained<R>(work: impl FnOnce() -> Result<R, Failure>) -> Result<R, Failure> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or(Err(Failure::Panicked))
}
