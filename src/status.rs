//! Status: what every function that can fail returns.
//!
//! The numbers are fixed for ever; retired ones are not used again.
//!
//! @code{.c}
//! uint8_t gray[4] = {0}, rgba[12] = {0};
//! ScipixStatus status = scipix_grayscale(rgba, sizeof rgba, gray, sizeof gray); // 12 bytes are three pixels, not four
//! assert(status == SCIPIX_STATUS_SIZE_MISMATCH);
//! printf("%s: %s\n", scipix_status_name(status), scipix_last_error_message());
//! @endcode

use scipix_core::base::error::{Error, ErrorKind};
use std::cell::RefCell;
use std::ffi::{CStr, c_char};
use std::fmt::{self, Write};

/// The outcome of a function: `SCIPIX_STATUS_OK` or the reason of its failure. A callback may return any of these, or a
/// code of its own from 1000 on, which comes back unchanged; any other number it returns comes back as CALLBACK_FAILED.
pub type ScipixStatus = i32;

/// All went well.
pub const SCIPIX_STATUS_OK: ScipixStatus = 0;
/// A required pointer is NULL.
pub const SCIPIX_STATUS_NULL_POINTER: ScipixStatus = 1;
/// An argument is not one that the function takes: an unknown enumerator, a zero size, a forbidden overlap.
pub const SCIPIX_STATUS_INVALID_ARGUMENT: ScipixStatus = 2;
/// Two arguments disagree about a size.
pub const SCIPIX_STATUS_SIZE_MISMATCH: ScipixStatus = 3;
/// An index, region or length lies outside what it refers to.
pub const SCIPIX_STATUS_OUT_OF_RANGE: ScipixStatus = 4;
/// A product or sum of sizes exceeds the address space.
pub const SCIPIX_STATUS_OVERFLOW: ScipixStatus = 5;
/// Memory could not be had. Nothing is lost: the call may be made again.
pub const SCIPIX_STATUS_OUT_OF_MEMORY: ScipixStatus = 6;
/// Valid, but not offered for these arguments or by this processor.
pub const SCIPIX_STATUS_UNSUPPORTED: ScipixStatus = 7;
/// The operating system reported an error, or a path is not that of a regular file.
pub const SCIPIX_STATUS_IO: ScipixStatus = 8;
/// The requested item does not exist.
pub const SCIPIX_STATUS_NOT_FOUND: ScipixStatus = 9;
/// A file's content breaks its format.
pub const SCIPIX_STATUS_MALFORMED: ScipixStatus = 10;
/// A bounded queue is full.
pub const SCIPIX_STATUS_QUEUE_FULL: ScipixStatus = 11;
/// The timeout passed before there was room, a batch or a result.
pub const SCIPIX_STATUS_TIMEOUT: ScipixStatus = 12;
/// The object was closed, or belongs to the parent of this forked process.
pub const SCIPIX_STATUS_CLOSED: ScipixStatus = 13;
/// The item or job was cancelled before it began.
pub const SCIPIX_STATUS_CANCELLED: ScipixStatus = 14;
/// An item was given up because of its deadline.
pub const SCIPIX_STATUS_DEADLINE_MISSED: ScipixStatus = 15;
/// A callback failed, or returned a number below 1000 that is no status.
pub const SCIPIX_STATUS_CALLBACK_FAILED: ScipixStatus = 16;
/// A callback left this result unset.
pub const SCIPIX_STATUS_NOT_SET: ScipixStatus = 17;
/// A value does not belong to what it was given to, or was given back before.
pub const SCIPIX_STATUS_WRONG_OWNER: ScipixStatus = 18;
/// The call would wait for itself: freeing, draining or waiting inside the object's own callback.
pub const SCIPIX_STATUS_DEADLOCK: ScipixStatus = 19;
/// A fault inside the library; it stays usable.
pub const SCIPIX_STATUS_PANIC: ScipixStatus = 20;

const NAMES: [&CStr; 21] = [
    c"OK",
    c"NULL_POINTER",
    c"INVALID_ARGUMENT",
    c"SIZE_MISMATCH",
    c"OUT_OF_RANGE",
    c"OVERFLOW",
    c"OUT_OF_MEMORY",
    c"UNSUPPORTED",
    c"IO",
    c"NOT_FOUND",
    c"MALFORMED",
    c"QUEUE_FULL",
    c"TIMEOUT",
    c"CLOSED",
    c"CANCELLED",
    c"DEADLINE_MISSED",
    c"CALLBACK_FAILED",
    c"NOT_SET",
    c"WRONG_OWNER",
    c"DEADLOCK",
    c"PANIC",
];

/// Returns the name of a status without its prefix: `"OUT_OF_RANGE"`; `"UNKNOWN"` for other numbers. @threadsafe
///
/// @param status  any number
/// @return a string that lives for ever
#[unsafe(no_mangle)]
pub extern "C" fn scipix_status_name(status: ScipixStatus) -> *const c_char {
    let known = usize::try_from(status).ok().and_then(|index| NAMES.get(index));
    known.map_or(c"UNKNOWN", |name| name).as_ptr()
}

pub(super) fn of(error: &Error) -> ScipixStatus {
    match error.kind() {
        ErrorKind::NullPointer => SCIPIX_STATUS_NULL_POINTER,
        ErrorKind::InvalidArgument => SCIPIX_STATUS_INVALID_ARGUMENT,
        ErrorKind::SizeMismatch => SCIPIX_STATUS_SIZE_MISMATCH,
        ErrorKind::OutOfRange => SCIPIX_STATUS_OUT_OF_RANGE,
        ErrorKind::Overflow => SCIPIX_STATUS_OVERFLOW,
        ErrorKind::OutOfMemory => SCIPIX_STATUS_OUT_OF_MEMORY,
        ErrorKind::Unsupported => SCIPIX_STATUS_UNSUPPORTED,
        ErrorKind::Io => SCIPIX_STATUS_IO,
        ErrorKind::NotFound => SCIPIX_STATUS_NOT_FOUND,
        ErrorKind::Malformed => SCIPIX_STATUS_MALFORMED,
        ErrorKind::WrongOwner => SCIPIX_STATUS_WRONG_OWNER,
        ErrorKind::QueueFull => SCIPIX_STATUS_QUEUE_FULL,
        ErrorKind::Timeout => SCIPIX_STATUS_TIMEOUT,
        ErrorKind::Closed => SCIPIX_STATUS_CLOSED,
        ErrorKind::Deadlock => SCIPIX_STATUS_DEADLOCK,
        ErrorKind::Callback(code) => from_callback(code),
        // `ErrorKind` may grow: a kind without a number of its own is a refusal of the arguments.
        _ => SCIPIX_STATUS_INVALID_ARGUMENT,
    }
}

/// Returns a callback's status, if a callback may return it; CALLBACK_FAILED for numbers that mean nothing.
pub(super) fn from_callback(code: i32) -> ScipixStatus {
    const OWN_CODES: i32 = 1000;
    let known = usize::try_from(code).is_ok_and(|code| code < NAMES.len());
    if known || code >= OWN_CODES { code } else { SCIPIX_STATUS_CALLBACK_FAILED }
}

/// Room for a message and its closing zero.
const ROOM: usize = 1024;

/// A message in place, so that keeping it takes no memory: what there is no room for is cut off.
struct Message {
    len: usize,
    /// Zeros from `len` on.
    text: [u8; ROOM],
}

impl Write for Message {
    fn write_str(&mut self, words: &str) -> fmt::Result {
        let most = words.len().min(ROOM - 1 - self.len);
        let end = (0..=most).rev().find(|&end| words.is_char_boundary(end)).unwrap_or(0);
        let kept = &mut self.text[self.len..self.len + end];
        kept.copy_from_slice(&words.as_bytes()[..end]);
        kept.iter_mut().filter(|byte| **byte == 0).for_each(|byte| *byte = b' ');
        self.len += end;
        if end < words.len() { Err(fmt::Error) } else { Ok(()) }
    }
}

thread_local! {
    static LAST: RefCell<Message> = const { RefCell::new(Message { len: 0, text: [0; ROOM] }) };
}

/// Keeps `message` as this thread's last failure.
#[cold]
pub(super) fn remember(message: fmt::Arguments<'_>) {
    LAST.with_borrow_mut(|last| {
        let before = std::mem::take(&mut last.len);
        // An error says only that the message was cut off.
        let _ = last.write_fmt(message);
        let len = last.len;
        last.text[len..before.max(len)].fill(0);
    });
}

/// Returns the message of this thread's last failure, which names the argument and the numbers, such as `"dst: is 3x3, src
/// is 4x4"`. It is empty before the first failure, and cut after 1023 bytes. @threadsafe
///
/// @return never NULL; borrowed until this thread's next failing call of the library, or its end
#[unsafe(no_mangle)]
pub extern "C" fn scipix_last_error_message() -> *const c_char {
    LAST.with_borrow(|last| last.text.as_ptr().cast())
}

/// Copies this thread's last failure, for runtimes that move between threads: lock the thread around the failing call
/// and this one. As `snprintf` does, it writes what fits and a closing zero, and says how long the whole message is.
/// Leaves the message as it is, even when it fails itself. @threadsafe
///
/// @param buf      where to write, `cap` bytes; NULL where `cap` is 0
/// @param cap      bytes at `buf`, the closing zero included
/// @param out_len  NULL, or receives the length of the whole message without the closing zero
/// @return OK, also for a cut message; NULL_POINTER where `buf` is NULL and `cap` is not 0; INVALID_ARGUMENT where
///         `out_len` is misaligned
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_last_error_copy(buf: *mut c_char, cap: usize, out_len: *mut usize) -> ScipixStatus {
    if buf.is_null() && cap > 0 {
        return SCIPIX_STATUS_NULL_POINTER;
    }
    if !out_len.is_aligned() {
        return SCIPIX_STATUS_INVALID_ARGUMENT;
    }
    let copy = |text: &[u8]| {
        if let Some(room) = cap.checked_sub(1) {
            let len = text.len().min(room);
            // SAFETY: the caller gives `cap` writable bytes at `buf`, and `len + 1 <= cap`; `text` is memory of ours.
            unsafe {
                buf.cast::<u8>().copy_from(text.as_ptr(), len);
                buf.add(len).write(0);
            }
        }
        if !out_len.is_null() {
            // SAFETY: not null and aligned, as was checked; writable by the caller's promise.
            unsafe { out_len.write(text.len()) };
        }
    };
    LAST.with_borrow(|last| copy(&last.text[..last.len]));
    SCIPIX_STATUS_OK
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_has_its_name() {
        let name = |status| {
            // SAFETY: a string that lives for ever.
            unsafe { CStr::from_ptr(scipix_status_name(status)) }
        };
        assert_eq!(name(SCIPIX_STATUS_OK), c"OK");
        assert_eq!(name(SCIPIX_STATUS_PANIC), c"PANIC");
        assert_eq!(name(SCIPIX_STATUS_DEADLINE_MISSED), c"DEADLINE_MISSED");
        assert_eq!(name(-1), c"UNKNOWN");
        assert_eq!(name(1000), c"UNKNOWN");
    }

    #[test]
    fn a_message_with_a_zero_inside_stays_whole() {
        remember(format_args!("name: \0 is not a name"));
        // SAFETY: borrowed until the next failure of this thread.
        let text = unsafe { CStr::from_ptr(scipix_last_error_message()) };
        assert_eq!(text, c"name:   is not a name");
    }

    #[test]
    fn a_message_is_cut_between_characters_and_leaves_nothing_of_the_one_before() {
        let last = || {
            // SAFETY: borrowed until the next failure of this thread.
            unsafe { CStr::from_ptr(scipix_last_error_message()) }.to_str().unwrap().to_owned()
        };
        let long = "é".repeat(ROOM);
        remember(format_args!("{long}"));
        assert_eq!(last(), long[..ROOM - 2]);
        remember(format_args!("x{long}{long}"));
        assert_eq!(last(), format!("x{}", &long[..ROOM - 2]));
        remember(format_args!("short"));
        assert_eq!(last(), "short");
        let mut copy = [1; ROOM];
        let mut len = 0;
        // SAFETY: live places.
        assert_eq!(unsafe { scipix_last_error_copy(copy.as_mut_ptr(), ROOM, &mut len) }, SCIPIX_STATUS_OK);
        assert_eq!((len, copy[4], copy[5]), (5, b't' as c_char, 0));
    }
}
