//! Bytes at aligned addresses.

use super::aligned::{ALIGN, allocate, free, layout};
use super::error::{Result, fail};
use std::alloc::Layout;
use std::ptr::NonNull;
use std::slice;

/// Zeroed bytes, aligned to [`ALIGN`] or, from [`HUGE`](super::aligned::HUGE) on, to a huge page.
#[derive(Debug)]
pub struct AlignedBytes {
    memory: NonNull<u8>,
    len: usize,
    layout: Layout,
}

// SAFETY: the bytes are owned.
unsafe impl Send for AlignedBytes {}
// SAFETY: a shared reference gives out only shared bytes.
unsafe impl Sync for AlignedBytes {}

impl AlignedBytes {
    /// Allocates `len` zeros.
    ///
    /// # Errors
    /// `Overflow` beyond the address space, `OutOfMemory`.
    pub fn zeroed(len: usize) -> Result<Self> {
        let Some(layout) = layout(len, ALIGN) else {
            fail!(Overflow, "len: {len} bytes exceed the address space");
        };
        let Some(memory) = allocate(layout) else {
            fail!(OutOfMemory, "len: no memory for {len} bytes");
        };
        // SAFETY: just allocated with `layout`.
        unsafe { memory.write_bytes(0, layout.size()) };
        Ok(Self { memory, len, layout })
    }

    /// Returns the bytes.
    pub fn as_slice(&self) -> &[u8] {
        // SAFETY: `zeroed` initialised `len` bytes, which this value owns.
        unsafe { slice::from_raw_parts(self.memory.as_ptr(), self.len) }
    }

    /// Returns the bytes, for writing.
    pub fn as_mut_slice(&mut self) -> &mut [u8] {
        // SAFETY: as in `as_slice`, and `self` is borrowed exclusively.
        unsafe { slice::from_raw_parts_mut(self.memory.as_ptr(), self.len) }
    }
}

impl Drop for AlignedBytes {
    fn drop(&mut self) {
        // SAFETY: `zeroed` allocated it with this layout, and nothing uses it after the drop.
        unsafe { free(self.memory, self.layout) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::aligned::HUGE;

    #[test]
    fn addresses_are_aligned_to_lines_and_huge_pages() {
        for len in [0, 1, 63, 4096, HUGE - 1, HUGE, 3 * HUGE + 1] {
            let mut bytes = AlignedBytes::zeroed(len).unwrap();
            let align = if len >= HUGE { HUGE } else { ALIGN };
            assert_eq!(bytes.as_slice().as_ptr().addr() % align, 0, "{len}");
            assert_eq!(bytes.as_slice().len(), len);
            assert!(bytes.as_mut_slice().iter().all(|&b| b == 0));
        }
    }

    #[test]
    fn too_much_is_an_error() {
        use crate::ErrorKind::{OutOfMemory, Overflow};
        assert_eq!(AlignedBytes::zeroed(usize::MAX).unwrap_err().kind(), Overflow);
        assert_eq!(AlignedBytes::zeroed(isize::MAX as usize / 2).unwrap_err().kind(), OutOfMemory);
    }
}
