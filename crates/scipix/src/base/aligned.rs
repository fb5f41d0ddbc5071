//! Aligned allocations that may fail.

use crate::base::error::{Result, fail};
use std::alloc::{self, Layout};
use std::ptr::NonNull;
use std::slice;

/// The alignment of all buffers: a line of the cache, and the widest vector.
pub const ALIGN: usize = 64;
/// From this size on memory begins on a huge page, and asks for such.
pub const HUGE: usize = 2 << 20;

/// The layout of `len` bytes at `align` or at more, where the size suggests more; `None` beyond the address space.
pub fn layout(len: usize, align: usize) -> Option<Layout> {
    let align = align.max(if len >= HUGE { HUGE } else { ALIGN });
    Layout::from_size_align(len.max(1), align).ok()
}

/// Uninitialised memory, or `None` where there is none.
pub fn allocate(layout: Layout) -> Option<NonNull<u8>> {
    debug_assert!(layout.size() > 0);
    // SAFETY: the layout is not empty: `self::layout` makes none that is, and other callers lay out sized types.
    let memory = NonNull::new(unsafe { alloc::alloc(layout) })?;
    if layout.size() >= HUGE {
        ask_for_huge_pages(memory, layout.size());
    }
    Some(memory)
}

/// # Safety
/// `memory` is from [`allocate`] with this `layout`, and not used any more.
pub unsafe fn free(memory: NonNull<u8>, layout: Layout) {
    // SAFETY: the caller's promise, passed on.
    unsafe { alloc::dealloc(memory.as_ptr(), layout) }
}

#[cfg(target_os = "linux")]
fn ask_for_huge_pages(memory: NonNull<u8>, len: usize) {
    // A wish: without huge pages all is well, only slower.
    // SAFETY: this memory is ours, and the advice leaves its content alone.
    unsafe { libc::madvise(memory.as_ptr().cast(), len, libc::MADV_HUGEPAGE) };
}

#[cfg(not(target_os = "linux"))]
fn ask_for_huge_pages(_memory: NonNull<u8>, _len: usize) {}

/// Moves `value` to memory of its own, or drops it and returns `None`.
pub fn try_box<T>(value: T) -> Option<Box<T>> {
    const { assert!(size_of::<T>() > 0) };
    let place = allocate(Layout::new::<T>())?.cast::<T>();
    // SAFETY: freshly allocated for a `T`, with the allocator and the layout that `Box` frees it with.
    unsafe {
        place.write(value);
        Some(Box::from_raw(place.as_ptr()))
    }
}

/// Zeroed bytes, aligned to [`ALIGN`] or, from [`HUGE`] on, to a huge page.
#[derive(Debug)]
pub struct AlignedBytes {
    memory: NonNull<u8>,
    len: usize,
    layout: Layout,
}

// SAFETY: owned bytes.
unsafe impl Send for AlignedBytes {}
// SAFETY: a shared one gives out only shared bytes.
unsafe impl Sync for AlignedBytes {}

impl AlignedBytes {
    /// `len` zeros.
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

    /// The bytes.
    pub fn as_slice(&self) -> &[u8] {
        // SAFETY: `len` initialised bytes, ours.
        unsafe { slice::from_raw_parts(self.memory.as_ptr(), self.len) }
    }

    /// The bytes, to write.
    pub fn as_mut_slice(&mut self) -> &mut [u8] {
        // SAFETY: `len` initialised bytes, ours alone.
        unsafe { slice::from_raw_parts_mut(self.memory.as_ptr(), self.len) }
    }
}

impl Drop for AlignedBytes {
    fn drop(&mut self) {
        // SAFETY: allocated with this layout, and gone after this.
        unsafe { free(self.memory, self.layout) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
