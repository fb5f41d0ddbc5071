//! Aligned memory, and allocations that report failure instead of aborting.

use std::alloc::{self, Layout};
use std::ptr::NonNull;

/// The alignment of all buffers: a cache line, which is also the widest vector.
pub const ALIGN: usize = 64;
/// The size from which memory begins on a huge page, and huge pages are asked for.
pub const HUGE: usize = 2 << 20;

/// Returns the layout of `len` bytes aligned to `align`, or to more where the size suggests it; `None` beyond the address space.
pub fn layout(len: usize, align: usize) -> Option<Layout> {
    let align = align.max(if len >= HUGE { HUGE } else { ALIGN });
    Layout::from_size_align(len.max(1), align).ok()
}

/// Allocates uninitialised memory; `None` where there is none.
pub fn allocate(layout: Layout) -> Option<NonNull<u8>> {
    debug_assert!(layout.size() > 0);
    // SAFETY: the layout is not empty: `self::layout` makes no empty one, and other callers lay out types that are not.
    let memory = NonNull::new(unsafe { alloc::alloc(layout) })?;
    if layout.size() >= HUGE {
        ask_for_huge_pages(memory, layout.size());
    }
    Some(memory)
}

/// Frees memory.
///
/// # Safety
/// `memory` is from [`allocate`] with this `layout`, and not used any more.
pub unsafe fn free(memory: NonNull<u8>, layout: Layout) {
    // SAFETY: the caller's promise, passed on.
    unsafe { alloc::dealloc(memory.as_ptr(), layout) }
}

#[cfg(target_os = "linux")]
fn ask_for_huge_pages(memory: NonNull<u8>, len: usize) {
    // Only a hint: without huge pages everything works, more slowly.
    // SAFETY: the memory was just allocated, and the advice does not change its content.
    unsafe { libc::madvise(memory.as_ptr().cast(), len, libc::MADV_HUGEPAGE) };
}

#[cfg(not(target_os = "linux"))]
fn ask_for_huge_pages(_memory: NonNull<u8>, _len: usize) {}

/// Makes a vector of `len` zeros; `None` where there is no memory. Fresh pages of the system are zero and are not written.
pub fn try_zeroed_bytes(len: usize) -> Option<Vec<u8>> {
    let layout = Layout::array::<u8>(len).ok()?;
    if len == 0 {
        return Some(Vec::new());
    }
    // SAFETY: the layout is not empty.
    let memory = NonNull::new(unsafe { alloc::alloc_zeroed(layout) })?;
    // SAFETY: the global allocator gave `len` bytes, all of them zero, in the layout that a vector frees them with.
    Some(unsafe { Vec::from_raw_parts(memory.as_ptr(), len, len) })
}

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
