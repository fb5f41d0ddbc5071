//! Scratch memory of functions without a handle: borrowed for a call, and kept for the next.

use scipix_core::base::aligned::try_box;
use scipix_core::base::error::{Result, fail};
use scipix_core::base::{ScratchCache, ScratchLease};

/// Calls at once whose scratch is kept.
const PLACES: usize = 8;
/// The most memory that a scratch keeps: about what a page of text at 300 DPI takes.
const KEPT_BYTES: usize = 32 << 20;

/// Scratch that grows with the work.
pub(super) trait Scratch: Default {
    /// The bytes of memory that it holds.
    fn bytes(&self) -> usize;
}

/// Scratch of one kind for the calls to come.
pub(super) struct Kept<S>(ScratchCache<S, PLACES>);

impl<S: Scratch> Kept<S> {
    pub(super) const fn new() -> Self {
        Self(ScratchCache::new())
    }

    /// Calls `f` with scratch of an earlier call, or with new one.
    pub(super) fn with<R>(&self, f: impl FnOnce(&mut S) -> Result<R>) -> Result<R> {
        let made = || match try_box(S::default()) {
            Some(scratch) => Ok(scratch),
            None => fail!(OutOfMemory, "scratch: no memory for {} bytes", size_of::<S>()),
        };
        let mut scratch: ScratchLease<'_, S, PLACES> = self.0.lease(|_| true, made)?;
        let result = f(&mut scratch);
        if scratch.bytes() > KEPT_BYTES {
            *scratch = S::default();
        }
        result
    }
}
