//! A pooled buffer that returns to its pool when it is dropped.

use super::raw_buffer::{self, RawBuffer};
use crate::base::error::{Result, fail};
use std::mem::MaybeUninit;
use std::slice;

/// A buffer of a pool: `len` bytes in use of `capacity`. Dropping it, on any thread, returns it to the pool.
#[derive(Debug)]
pub struct Buffer {
    raw: RawBuffer,
    len: usize,
}

// SAFETY: owned bytes, and any thread may give them back.
unsafe impl Send for Buffer {}
// SAFETY: a shared one gives out only shared bytes.
unsafe impl Sync for Buffer {}

impl Buffer {
    #[inline]
    pub(super) fn new(raw: RawBuffer) -> Self {
        Self { raw, len: 0 }
    }

    /// Bytes in use.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether no byte is in use.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Bytes that the buffer has room for.
    pub fn capacity(&self) -> usize {
        self.raw.capacity
    }

    /// The bytes in use.
    pub fn as_slice(&self) -> &[u8] {
        // SAFETY: the first `len` bytes are initialised, and ours until its release.
        unsafe { slice::from_raw_parts(self.raw.data, self.len) }
    }

    /// The bytes in use, to change.
    pub fn as_mut_slice(&mut self) -> &mut [u8] {
        // SAFETY: as above, and borrowed exclusively.
        unsafe { slice::from_raw_parts_mut(self.raw.data, self.len) }
    }

    /// The room behind the bytes in use.
    pub fn spare(&mut self) -> &mut [MaybeUninit<u8>] {
        // SAFETY: `len <= capacity`, ours until its release; nothing is said of what the bytes are.
        unsafe { slice::from_raw_parts_mut(self.raw.data.add(self.len).cast(), self.raw.capacity - self.len) }
    }

    /// # Safety
    /// The first `len` bytes are initialised.
    pub unsafe fn set_len(&mut self, len: usize) {
        assert!(len <= self.raw.capacity, "{len} bytes of {}", self.raw.capacity);
        self.len = len;
    }

    /// Appends bytes to those in use.
    ///
    /// # Errors
    /// `OutOfRange`, changing nothing, where they do not fit.
    pub fn append(&mut self, data: &[u8]) -> Result<()> {
        let (len, capacity) = (self.len, self.raw.capacity);
        let Some(room) = self.spare().get_mut(..data.len()) else {
            fail!(OutOfRange, "data: {} bytes behind {len}, the buffer has room for {capacity}", data.len());
        };
        // SAFETY: `room` has as many bytes as `data`, which cannot lie in a buffer that is borrowed exclusively.
        unsafe { room.as_mut_ptr().cast::<u8>().copy_from_nonoverlapping(data.as_ptr(), data.len()) };
        self.len += data.len();
        Ok(())
    }

    /// Changes how many bytes are in use. Those that come into use have this value.
    ///
    /// # Errors
    /// `OutOfRange`, changing nothing, where the buffer has no room for so many.
    pub fn resize(&mut self, len: usize, value: u8) -> Result<()> {
        let (now, capacity) = (self.len, self.raw.capacity);
        if len > now {
            let Some(room) = self.spare().get_mut(..len - now) else {
                fail!(OutOfRange, "len: {len} bytes, the buffer has room for {capacity}");
            };
            room.fill(MaybeUninit::new(value));
        }
        self.len = len;
        Ok(())
    }

    /// Forgets all bytes in use.
    pub fn clear(&mut self) {
        self.len = 0;
    }
}

impl Drop for Buffer {
    #[inline]
    fn drop(&mut self) {
        // Nobody else has the token: it is good.
        let _ = raw_buffer::release(self.raw.data, self.raw.token);
    }
}
