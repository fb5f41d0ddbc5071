//! Threads of the system.

use crate::base::aligned::try_box;
use crate::base::contained;
use std::ffi::c_void;
use std::fmt::{Arguments, Write};
use std::mem::{ManuallyDrop, MaybeUninit};
use std::ptr::null_mut;
use std::{fmt, io};

/// The stack of a thread, as large as those of the standard library.
const STACK: usize = 2 << 20;

/// A thread of the library. It goes on by itself where this is dropped.
#[derive(Debug)]
pub struct PosixThread(libc::pthread_t);

// SAFETY: the number or address of a thread, which any thread may join, detach or compare.
unsafe impl Send for PosixThread {}
// SAFETY: as above; what joins or detaches takes the value.
unsafe impl Sync for PosixThread {}

impl PosixThread {
    /// Starts a thread. A panic of `run` ends the thread alone.
    ///
    /// # Errors
    /// What the system says where it has no more threads or memory.
    pub fn start<F: FnOnce() + Send + 'static>(name: Arguments<'_>, run: F) -> io::Result<Self> {
        let Some(start) = try_box(Start { name: OsName::new(name), run }) else {
            return Err(io::ErrorKind::OutOfMemory.into());
        };
        let (attributes, mut thread) = (Attributes::new()?, MaybeUninit::uninit());
        let start = Box::into_raw(start);
        // SAFETY: places and attributes that live, and a function that takes the box.
        let code = unsafe { libc::pthread_create(thread.as_mut_ptr(), &attributes.0, enter::<F>, start.cast()) };
        if code != 0 {
            // SAFETY: no thread was started that could have taken the box.
            drop(unsafe { Box::from_raw(start) });
            return Err(io::Error::from_raw_os_error(code));
        }
        // SAFETY: written, as a thread was started.
        Ok(Self(unsafe { thread.assume_init() }))
    }

    /// Waits until the thread has ended.
    pub fn join(self) {
        let thread = ManuallyDrop::new(self);
        // SAFETY: a thread that was neither joined nor detached: both take the value.
        let code = unsafe { libc::pthread_join(thread.0, null_mut()) };
        assert_eq!(code, 0, "a thread waits for itself");
    }

    /// Returns whether this is the calling thread.
    pub fn is_current(&self) -> bool {
        // SAFETY: no conditions.
        unsafe { libc::pthread_equal(self.0, libc::pthread_self()) != 0 }
    }
}

impl Drop for PosixThread {
    fn drop(&mut self) {
        // SAFETY: a thread that was neither joined nor detached.
        unsafe { libc::pthread_detach(self.0) };
    }
}

/// The argument of a new thread.
struct Start<F> {
    name: OsName,
    run: F,
}

extern "C" fn enter<F: FnOnce()>(start: *mut c_void) -> *mut c_void {
    // SAFETY: the box that `PosixThread::start` hands to this thread alone.
    let Start { name, run } = *unsafe { Box::from_raw(start.cast::<Start<F>>()) };
    name.set();
    let _ = contained(|| {
        run();
        Ok(())
    });
    null_mut()
}

/// Attributes of a thread to be started.
struct Attributes(libc::pthread_attr_t);

impl Attributes {
    fn new() -> io::Result<Self> {
        let mut attributes = MaybeUninit::uninit();
        // SAFETY: a place for them.
        let code = unsafe { libc::pthread_attr_init(attributes.as_mut_ptr()) };
        if code != 0 {
            return Err(io::Error::from_raw_os_error(code));
        }
        // SAFETY: written by the call above.
        let mut attributes = Self(unsafe { attributes.assume_init() });
        // SAFETY: attributes that live. Where the system refuses the size it takes its own.
        unsafe { libc::pthread_attr_setstacksize(&mut attributes.0, STACK) };
        Ok(attributes)
    }
}

impl Drop for Attributes {
    fn drop(&mut self) {
        // SAFETY: made by `new`.
        unsafe { libc::pthread_attr_destroy(&mut self.0) };
    }
}

/// The name of a thread as the system takes it: as much as fits, and a zero.
struct OsName {
    bytes: [u8; 16],
    len: usize,
}

impl OsName {
    fn new(name: Arguments<'_>) -> Self {
        let mut short = Self { bytes: [0; 16], len: 0 };
        // What does not fit is left out.
        let _ = short.write_fmt(name);
        short
    }

    /// Gives the name to the calling thread, where that is possible.
    fn set(&self) {
        #[cfg(any(target_os = "linux", target_os = "android"))]
        // SAFETY: a string of at most 15 bytes, and a zero.
        unsafe {
            libc::prctl(libc::PR_SET_NAME, self.bytes.as_ptr())
        };
        #[cfg(target_vendor = "apple")]
        // SAFETY: as above.
        unsafe {
            libc::pthread_setname_np(self.bytes.as_ptr().cast())
        };
    }
}

impl Write for OsName {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let room = &mut self.bytes[self.len..15];
        let len = room.len().min(text.len());
        room[..len].copy_from_slice(&text.as_bytes()[..len]);
        self.len += len;
        if len < text.len() { Err(fmt::Error) } else { Ok(()) }
    }
}
