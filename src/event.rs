//! The object that an event loop waits for: a file descriptor on Linux, an event object on Windows.

use scipix_core::batch::AnswerSignal;
use std::ffi::{c_int, c_void};

/// An event of the system, which is set while answers wait and closed when it is dropped.
#[derive(Debug)]
pub(super) struct Event(system::Raw);

impl Event {
    /// Makes one. Returns `None` where the system has none.
    pub(super) fn new() -> Option<Self> {
        system::open().map(Self)
    }

    /// The file descriptor, or -1 where there is none.
    pub(super) fn fd(&self) -> c_int {
        system::fd(self.0)
    }

    /// The event object, or null where there is none.
    pub(super) fn object(&self) -> *mut c_void {
        system::object(self.0)
    }
}

impl AnswerSignal for Event {
    fn set(&self, waiting: bool) {
        system::set(self.0, waiting);
    }
}

impl Drop for Event {
    fn drop(&mut self) {
        system::close(self.0);
    }
}

/// An `eventfd`.
#[cfg(target_os = "linux")]
mod system {
    use super::{c_int, c_void};
    use std::ptr::null_mut;

    pub type Raw = c_int;

    pub fn open() -> Option<Raw> {
        // SAFETY: no memory is passed.
        let fd = unsafe { libc::eventfd(0, libc::EFD_NONBLOCK | libc::EFD_CLOEXEC) };
        (fd >= 0).then_some(fd)
    }

    pub fn fd(raw: Raw) -> c_int {
        raw
    }

    pub fn object(_raw: Raw) -> *mut c_void {
        null_mut()
    }

    pub fn set(raw: Raw, waiting: bool) {
        let mut count = [0; 8];
        // Neither can block, and there is nothing to do where they fail: the caller has closed what is ours.
        if waiting {
            // SAFETY: eight bytes are read from a local.
            unsafe { libc::write(raw, 1u64.to_ne_bytes().as_ptr().cast(), 8) };
        } else {
            // SAFETY: eight bytes are written to a local.
            unsafe { libc::read(raw, count.as_mut_ptr().cast(), 8) };
        }
    }

    pub fn close(raw: Raw) {
        // SAFETY: `open` opened it, and nothing else closes it.
        unsafe { libc::close(raw) };
    }
}

/// An event object that stays set until it is reset.
#[cfg(windows)]
mod system {
    use super::{c_int, c_void};
    use std::ptr::{null, with_exposed_provenance_mut};

    /// The bits of the `HANDLE`, which every thread may use.
    pub type Raw = usize;

    #[link(name = "kernel32")]
    unsafe extern "system" {
        fn CreateEventW(security: *const c_void, manual: i32, set: i32, name: *const u16) -> *mut c_void;
        fn SetEvent(event: *mut c_void) -> i32;
        fn ResetEvent(event: *mut c_void) -> i32;
        fn CloseHandle(object: *mut c_void) -> i32;
    }

    pub fn open() -> Option<Raw> {
        // SAFETY: no memory is passed: neither a security descriptor nor a name.
        let event = unsafe { CreateEventW(null(), 1, 0, null()) };
        (!event.is_null()).then(|| event.expose_provenance())
    }

    pub fn fd(_raw: Raw) -> c_int {
        -1
    }

    pub fn object(raw: Raw) -> *mut c_void {
        with_exposed_provenance_mut(raw)
    }

    pub fn set(raw: Raw, waiting: bool) {
        let event = object(raw);
        // There is nothing to do where they fail: the caller has closed what is ours.
        // SAFETY: `open` opened it, and only `close` closes it; a number that is no handle is an error, not a fault.
        unsafe { if waiting { SetEvent(event) } else { ResetEvent(event) } };
    }

    pub fn close(raw: Raw) {
        // SAFETY: `open` opened it, and nothing else closes it.
        unsafe { CloseHandle(object(raw)) };
    }
}

#[cfg(not(any(target_os = "linux", windows)))]
mod system {
    use super::{c_int, c_void};

    /// There is none.
    pub type Raw = std::convert::Infallible;

    pub fn open() -> Option<Raw> {
        None
    }

    pub fn fd(raw: Raw) -> c_int {
        match raw {}
    }

    pub fn object(raw: Raw) -> *mut c_void {
        match raw {}
    }

    pub fn set(raw: Raw, _waiting: bool) {
        match raw {}
    }

    pub fn close(raw: Raw) {
        match raw {}
    }
}
