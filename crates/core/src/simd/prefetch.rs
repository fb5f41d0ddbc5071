//! Prefetching of cache lines.

/// Distance of a prefetch on data that comes from memory: the processor's own prefetch stops at the end of a page.
pub const AHEAD: usize = 4096;

/// Bytes of a cache line.
pub const LINE: usize = 64;

/// A size that fits in the second-level cache of all processors. Data up to this size is not prefetched.
pub const IN_CACHE: usize = 512 << 10;

/// A size from which on an image and its result seldom stay in a cache.
pub const FROM_MEMORY: usize = 4 << 20;

/// Whether [`prefetch`] has an effect on this architecture.
pub const PREFETCHES: bool = cfg!(target_arch = "x86_64");

/// Prefetches a line two pages after `block`, one of many side by side, where `block` is the first of its page. The processor's own
/// prefetch stops at the end of a page and goes on once a line of the next one was asked for. To ask for every line is slower: each
/// takes one of the few places for lines that are on their way.
#[inline(always)]
pub fn prefetch_page<T>(block: &T) {
    const PAGE: usize = 4096;
    if PREFETCHES && std::ptr::from_ref(block).addr() % PAGE < size_of::<T>() {
        prefetch(block, 2 * PAGE);
    }
}

/// Prefetches the cache line `ahead` bytes after `at`; the address need not be valid. Does nothing where stable Rust has no
/// instruction for it.
#[inline(always)]
pub fn prefetch<T>(at: &T, ahead: usize) {
    prefetch_at(std::ptr::from_ref(at).cast::<u8>().wrapping_add(ahead));
}

/// Prefetches the cache line of an address, like [`prefetch`].
#[inline(always)]
pub fn prefetch_at(at: *const u8) {
    #[cfg(target_arch = "x86_64")]
    {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        // SAFETY: a prefetch of any address is allowed: it reads nothing into the program and does not fault.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(at.cast()) }
    }
    let _ = at;
}
