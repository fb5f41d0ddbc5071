//! The system's allocator, which counts.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

thread_local! {
    /// Bytes that this thread has allocated and not freed.
    static LIVE: Cell<isize> = const { Cell::new(0) };
    /// The most of them at once since the last reset.
    static PEAK: Cell<isize> = const { Cell::new(0) };
}

struct Counting;

/// Counts memory that the system gave, if it gave any.
fn given(memory: *mut u8, bytes: usize, freed: usize) -> *mut u8 {
    if !memory.is_null() {
        let live = LIVE.get() + bytes as isize - freed as isize;
        LIVE.set(live);
        PEAK.set(PEAK.get().max(live));
    }
    memory
}

// SAFETY: passes everything on to the system's allocator, which keeps the contract.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's promise is handed on.
        given(unsafe { System.alloc(layout) }, layout.size(), 0)
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's promise is handed on.
        given(unsafe { System.alloc_zeroed(layout) }, layout.size(), 0)
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        LIVE.set(LIVE.get() - layout.size() as isize);
        // SAFETY: the caller's promise is handed on.
        unsafe { System.dealloc(memory, layout) }
    }

    unsafe fn realloc(&self, memory: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: the caller's promise is handed on.
        given(unsafe { System.realloc(memory, layout, size) }, size, layout.size())
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Returns what `f` returns, and the most bytes that this thread had allocated at once meanwhile, more than before.
pub fn peak<R>(f: impl FnOnce() -> R) -> (R, usize) {
    let before = LIVE.get();
    PEAK.set(before);
    let result = f();
    (result, (PEAK.get() - before) as usize)
}
