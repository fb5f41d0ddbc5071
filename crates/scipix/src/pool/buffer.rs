//! A pooled buffer, as much like `Vec<u8>` as a fixed capacity allows.

use crate::error::Result;
use scipix_core::memory::pool as core;
use std::fmt;
use std::io;
use std::ops::{Deref, DerefMut};

/// A buffer of a pool. Dropping it gives it back.
///
/// A buffer begins empty and is used like a `Vec<u8>` whose capacity is fixed: it is a slice of the bytes that were
/// written, and grows as more are appended. Memory that nothing was written to is never seen, nor is what an earlier
/// user of the memory left. Its address is a multiple of 64.
///
/// Where the room runs out, [`extend_from_slice`](Buffer::extend_from_slice) and [`resize`](Buffer::resize) return an
/// error and change nothing, [`io::Write`] takes what fits and then reports `WriteZero`, and [`Extend`], which cannot
/// report anything, panics.
///
/// ```
/// let mut buffer = scipix::pool::medium().acquire()?;
/// buffer.resize(640, 255)?; // 640 bytes of 255
/// buffer[..320].fill(0);
/// assert_eq!((buffer.len(), buffer[319], buffer[320]), (640, 0, 255));
/// buffer.truncate(2);
/// buffer.extend([7, 8]);
/// assert_eq!(buffer, [0, 0, 7, 8]);
/// # Ok::<(), scipix::Error>(())
/// ```
pub struct Buffer {
    inner: core::Buffer,
}

impl Buffer {
    pub(super) fn new(inner: core::Buffer) -> Self {
        Self { inner }
    }

    /// Returns how many bytes the buffer has room for, those in use included.
    pub fn capacity(&self) -> usize {
        self.inner.capacity()
    }

    /// Returns how many bytes more fit in.
    pub fn remaining(&self) -> usize {
        self.capacity() - self.len()
    }

    /// Returns the bytes in use.
    pub fn as_slice(&self) -> &[u8] {
        self.inner.as_slice()
    }

    /// Returns the bytes in use, to change.
    pub fn as_mut_slice(&mut self) -> &mut [u8] {
        self.inner.as_mut_slice()
    }

    /// Appends one byte.
    ///
    /// # Errors
    /// `OutOfRange` where the buffer is full.
    pub fn push(&mut self, byte: u8) -> Result<()> {
        self.extend_from_slice(&[byte])
    }

    /// Appends bytes.
    ///
    /// # Errors
    /// `OutOfRange`, appending none, where they do not all fit.
    pub fn extend_from_slice(&mut self, data: &[u8]) -> Result<()> {
        Ok(self.inner.append(data)?)
    }

    /// Changes how many bytes are in use. Those that come into use have this value.
    ///
    /// # Errors
    /// `OutOfRange`, changing nothing, where the buffer has no room for so many.
    pub fn resize(&mut self, len: usize, value: u8) -> Result<()> {
        Ok(self.inner.resize(len, value)?)
    }

    /// Keeps only the first `len` bytes; does nothing where there are fewer.
    pub fn truncate(&mut self, len: usize) {
        if len < self.len() {
            // Shorter always fits.
            let _ = self.inner.resize(len, 0);
        }
    }

    /// Removes all bytes.
    pub fn clear(&mut self) {
        self.inner.clear();
    }
}

impl Deref for Buffer {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        self.as_slice()
    }
}

impl DerefMut for Buffer {
    fn deref_mut(&mut self) -> &mut [u8] {
        self.as_mut_slice()
    }
}

impl AsRef<[u8]> for Buffer {
    fn as_ref(&self) -> &[u8] {
        self
    }
}

impl AsMut<[u8]> for Buffer {
    fn as_mut(&mut self) -> &mut [u8] {
        self
    }
}

impl<T: AsRef<[u8]> + ?Sized> PartialEq<T> for Buffer {
    fn eq(&self, other: &T) -> bool {
        self.as_slice() == other.as_ref()
    }
}

/// Panics where the bytes do not fit.
impl Extend<u8> for Buffer {
    #[track_caller]
    fn extend<I: IntoIterator<Item = u8>>(&mut self, bytes: I) {
        let (mut bytes, mut part) = (bytes.into_iter(), [0; 256]);
        loop {
            // In this order `zip` takes no byte that it has no place for.
            let count = part.iter_mut().zip(bytes.by_ref()).map(|(place, byte)| *place = byte).count();
            if count == 0 {
                break;
            }
            let fits = self.extend_from_slice(&part[..count]).is_ok();
            assert!(fits, "the buffer has room for {} bytes", self.capacity());
        }
    }
}

/// Panics where the bytes do not fit.
impl<'a> Extend<&'a u8> for Buffer {
    #[track_caller]
    fn extend<I: IntoIterator<Item = &'a u8>>(&mut self, bytes: I) {
        self.extend(bytes.into_iter().copied());
    }
}

/// Takes what fits.
impl io::Write for Buffer {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        let fits = data.len().min(self.remaining());
        self.extend_from_slice(&data[..fits])?;
        Ok(fits)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl fmt::Debug for Buffer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Buffer").field("len", &self.len()).field("capacity", &self.capacity()).finish()
    }
}
