//! Cache lines asked for before they are needed.

/// How far ahead of a stream that comes from memory: the processor's own prefetch stops at the end of a page.
pub const AHEAD: usize = 4096;

/// Bytes that the second cache holds everywhere: what comes from there need not be asked for.
pub const IN_CACHE: usize = 512 << 10;

/// Whether [`prefetch`] does anything.
pub const PREFETCHES: bool = cfg!(target_arch = "x86_64");

/// Asks for the cache line `ahead` bytes after `at`, whether or not anything is there. Does nothing where the processor
/// offers it no way on stable Rust.
#[inline(always)]
pub fn prefetch<T>(at: &T, ahead: usize) {
    #[cfg(target_arch = "x86_64")]
    {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        let line = std::ptr::from_ref(at).cast::<i8>().wrapping_add(ahead);
        // SAFETY: a prefetch of any address is allowed: it reads nothing into the program and does not fault.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(line) }
    }
    let _ = (at, ahead);
}
