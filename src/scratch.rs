//! Scratch memory of functions without a handle: borrowed for a call, and cached for the next.

use scipix_core::base::aligned::try_box;
use scipix_core::base::error::{Result, fail};
use scipix_core::base::{ScratchCache, ScratchLease};

/// Calls at once whose scratch is cached.
const CAPACITY: usize = 8;
/// The most memory that cached scratch has: about what a page of text at 300 DPI takes.
const MAX_CACHED_BYTES: usize = 32 << 20;

/// Scratch that grows with the work.
pub(super) trait Scratch: Default {
    /// The bytes of memory that it holds.
    fn bytes(&self) -> usize;
}

/// Scratch of one kind, cached for the calls to come.
pub(super) struct CachedScratch<S>(ScratchCache<S, CAPACITY>);

impl<S: Scratch> CachedScratch<S> {
    pub(super) const fn new() -> Self {
        Self(ScratchCache::new())
    }

    /// Calls `f` with scratch of an earlier call, or with new one.
    pub(super) fn with<R>(&self, f: impl FnOnce(&mut S) -> Result<R>) -> Result<R> {
        let made = || match try_box(S::default()) {
            Some(scratch) => Ok(scratch),
            None => fail!(OutOfMemory, "scratch: no memory for {} bytes", size_of::<S>()),
        };
        let mut scratch: ScratchLease<'_, S, CAPACITY> = self.0.lease(|_| true, made)?;
        let result = f(&mut scratch);
        if scratch.bytes() > MAX_CACHED_BYTES {
            *scratch = S::default();
        }
        result
    }
}
