//! The caller's functions and the pointers that are given back to them.

use super::status::{SCIPIX_STATUS_CANCELLED, SCIPIX_STATUS_OK, SCIPIX_STATUS_PANIC, ScipixStatus, from_callback};
use scipix_core::base::Failure;
use std::ffi::c_void;

/// A pointer of the caller's, on its way to the caller's callbacks on other threads.
#[derive(Clone, Copy, Debug)]
#[repr(transparent)]
pub struct UserData(pub(super) *mut c_void);
// SAFETY: the library never follows it; that callbacks may run on any thread is said where they are given.
unsafe impl Send for UserData {}
// SAFETY: as above.
unsafe impl Sync for UserData {}

impl UserData {
    /// A closure that used the field would capture the bare pointer.
    pub(super) fn get(self) -> *mut c_void {
        self.0
    }
}

/// A callback's outcome, as the core knows it.
pub(super) fn result_of(code: ScipixStatus) -> Result<(), Failure> {
    match from_callback(code) {
        SCIPIX_STATUS_OK => Ok(()),
        code => Err(Failure::Code(code)),
    }
}

/// How a piece of the caller's work ended, as C knows it.
pub(super) fn status_of(result: Result<(), Failure>) -> ScipixStatus {
    match result {
        Ok(()) => SCIPIX_STATUS_OK,
        Err(Failure::Code(code)) => code,
        Err(Failure::Panicked) => SCIPIX_STATUS_PANIC,
        Err(Failure::Cancelled) => SCIPIX_STATUS_CANCELLED,
    }
}
