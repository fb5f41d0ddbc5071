//! Arguments of C functions, good and bad.

use super::fences::Fences;
use crate::bytes::Bytes;
use capi::status::{SCIPIX_STATUS_OK, SCIPIX_STATUS_PANIC, ScipixStatus};
use std::ptr::null_mut;

/// A byte that results hold before a call.
const UNWRITTEN: u8 = 0x5a;
/// From here on `struct_size` is refused before anything else is read.
const IMPLAUSIBLE: usize = 1 << 16;

/// Where arguments come from, and where they lie.
pub struct Call<'run, 'input> {
    pub bytes: &'run mut Bytes<'input>,
    pub fences: &'run mut Fences,
}

/// A place for results.
pub struct Room<T> {
    /// Arguments of the function.
    pub given: *mut T,
    at: *mut T,
    len: usize,
}

impl Call<'_, '_> {
    /// Copies items to a fence.
    pub fn place<T: Copy>(&mut self, items: &[T]) -> *mut T {
        // SAFETY: items of the header's types and numbers, which have no padding that matters: they are copied as they are.
        let bytes = unsafe { std::slice::from_raw_parts(items.as_ptr().cast::<u8>(), size_of_val(items)) };
        self.fences.place(bytes, align_of::<T>()).cast()
    }

    /// The pointer, or now and then NULL or one that is not aligned.
    pub fn pointer<T>(&mut self, at: *mut T) -> *mut T {
        match self.bytes.below(100) {
            98 => null_mut(),
            99 if align_of::<T>() > 1 => at.wrapping_byte_sub(1),
            _ => at,
        }
    }

    /// Copies items to a fence and returns a pointer that may be bad.
    pub fn input<T: Copy>(&mut self, items: &[T]) -> *const T {
        let at = self.place(items);
        self.pointer(at)
    }

    /// A number of items that are there, or one that exceeds the address space. Items have two bytes or more.
    pub fn count(&mut self, len: usize) -> usize {
        match self.bytes.below(60) {
            57 => len / 2,
            58 => usize::MAX,
            59 => 1 << 62,
            _ => len,
        }
    }

    /// Makes room for results.
    pub fn room<T: Copy>(&mut self, len: usize) -> Room<T> {
        let at = self.fences.place(&vec![UNWRITTEN; len * size_of::<T>()], align_of::<T>()).cast();
        Room { given: self.pointer(at), at, len }
    }

    /// A number near zero, at an end, or any.
    pub fn word(&mut self) -> u32 {
        let any = self.bytes.word();
        self.bytes.pick(&[0, 1, 2, 3, u32::MAX, 1 << 31, 1 << 24, 0x7fc0_0000, 0xff80_0000, 0x3f00_0000, any])
    }

    /// A struct that begins with `struct_size`: filled by its `init`, with words before byte `end` and its size changed now
    /// and then. It ends where its size says.
    pub fn sized<T>(
        &mut self,
        init: unsafe extern "C" fn(*mut T) -> ScipixStatus,
        end: usize,
        set: impl FnOnce(&mut T, &mut Self),
    ) -> *mut T {
        // SAFETY: structs of the header are valid whatever their bytes.
        let mut value = unsafe { std::mem::zeroed::<T>() };
        // SAFETY: a place for the struct.
        ended(unsafe { init(&mut value) });
        set(&mut value, self);
        // SAFETY: a struct of the header has no padding.
        let fields = unsafe { std::slice::from_raw_parts((&raw const value).cast::<u8>(), size_of::<T>()) };
        let mut raw = fields.to_vec();
        while self.bytes.once_in(4) {
            let at = 4 * (1 + self.bytes.below(end.min(raw.len()) / 4 - 1));
            raw[at..at + 4].copy_from_slice(&self.word().to_le_bytes());
        }
        let size = size_of::<T>();
        // Bytes that are used up are zeros, which choose the common.
        let declared = match self.bytes.below(24) {
            22 => self.bytes.pick(&[0, 4, 8, size - 4, size - 8, size + 4, size + 64]),
            23 => self.bytes.pick(&[size + 8, IMPLAUSIBLE, u32::MAX as usize, IMPLAUSIBLE - 4]),
            _ => size,
        };
        raw[..4].copy_from_slice(&(declared as u32).to_le_bytes());
        let filler = u8::from(self.bytes.once_in(4));
        raw.resize(if declared < IMPLAUSIBLE { declared.max(4) } else { 4 }, filler);
        let at = self.fences.place(&raw, align_of::<T>()).cast();
        self.pointer(at)
    }
}

impl<T: Copy> Room<T> {
    /// Returns the items after a call that wrote them.
    pub fn items(&self) -> &[T] {
        // SAFETY: `len` items at a fence; any bytes are a value of the header's types.
        unsafe { std::slice::from_raw_parts(self.at, self.len) }
    }

    /// Fails where something was written.
    pub fn is_unwritten(&self) {
        // SAFETY: the bytes of `len` items at a fence.
        let bytes = unsafe { std::slice::from_raw_parts(self.at.cast::<u8>(), self.len * size_of::<T>()) };
        assert!(bytes.iter().all(|&byte| byte == UNWRITTEN), "a call that failed wrote a result");
    }
}

/// Returns whether a call went well; it must have ended with a status other than PANIC.
pub fn ended(status: ScipixStatus) -> bool {
    assert!((SCIPIX_STATUS_OK..SCIPIX_STATUS_PANIC).contains(&status), "status {status}: {}", message());
    status == SCIPIX_STATUS_OK
}

fn message() -> String {
    // SAFETY: borrowed until the next failure of this thread.
    unsafe { std::ffi::CStr::from_ptr(capi::status::scipix_last_error_message()) }.to_string_lossy().into_owned()
}
