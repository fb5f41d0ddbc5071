//! A file descriptor that is readable while something waits.

use scipix_core::batch::AnswerSignal;
use std::ffi::c_int;
use std::sync::Arc;

/// An `eventfd`, closed when it is dropped.
#[derive(Debug)]
pub(super) struct Event(c_int);

impl Event {
    /// Makes one. Returns `None` where the system has none.
    #[cfg(target_os = "linux")]
    pub(super) fn new() -> Option<Arc<Self>> {
        // SAFETY: no memory is passed.
        let fd = unsafe { libc::eventfd(0, libc::EFD_NONBLOCK | libc::EFD_CLOEXEC) };
        (fd >= 0).then(|| Arc::new(Self(fd)))
    }

    /// Makes one. Returns `None` where the system has none.
    #[cfg(not(target_os = "linux"))]
    pub(super) fn new() -> Option<Arc<Self>> {
        None
    }

    pub(super) fn fd(&self) -> c_int {
        self.0
    }
}

#[cfg(target_os = "linux")]
impl AnswerSignal for Event {
    fn set(&self, waiting: bool) {
        let mut count = [0; 8];
        // Neither can block, and there is nothing to do where they fail: the caller has closed what is ours.
        if waiting {
            // SAFETY: eight bytes are read from a local.
            unsafe { libc::write(self.0, 1u64.to_ne_bytes().as_ptr().cast(), 8) };
        } else {
            // SAFETY: eight bytes are written to a local.
            unsafe { libc::read(self.0, count.as_mut_ptr().cast(), 8) };
        }
    }
}

#[cfg(not(target_os = "linux"))]
impl AnswerSignal for Event {
    fn set(&self, _waiting: bool) {}
}

impl Drop for Event {
    fn drop(&mut self) {
        #[cfg(target_os = "linux")]
        // SAFETY: `new` opened it, and nothing else closes it.
        unsafe {
            libc::close(self.0);
        }
    }
}
