//! The system's allocator, which also refuses requests when a test asks for it.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::ptr::null_mut;

/// One was refused.
pub const EXHAUSTED: i64 = -1;
/// None will be refused.
pub const UNLIMITED: i64 = -2;

thread_local! {
    /// Requests of this thread until one is refused.
    pub static LEFT: Cell<i64> = const { Cell::new(UNLIMITED) };
    /// Whether all that come after it are refused, too: then there is no memory for the words of an error either.
    pub static FOR_GOOD: Cell<bool> = const { Cell::new(false) };
    /// Allocations of this thread that are not freed yet.
    pub static HELD: Cell<i64> = const { Cell::new(0) };
}

struct Refusing;

fn refused() -> bool {
    LEFT.with(|left| {
        let now = left.get();
        left.set(now - i64::from(now >= 0));
        now == 0 || (now == EXHAUSTED && FOR_GOOD.get())
    })
}

fn count(change: i64) {
    HELD.with(|held| held.set(held.get() + change));
}

// SAFETY: the system's allocator, which may also refuse.
unsafe impl GlobalAlloc for Refusing {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if refused() {
            return null_mut();
        }
        count(1);
        // SAFETY: the caller's promise, passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        count(-1);
        // SAFETY: the caller's promise, passed on.
        unsafe { System.dealloc(memory, layout) }
    }

    unsafe fn realloc(&self, memory: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        if refused() {
            return null_mut();
        }
        // SAFETY: the caller's promise, passed on.
        unsafe { System.realloc(memory, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Refusing = Refusing;
