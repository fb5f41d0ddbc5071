//! The handle on a pool.

use super::core::PoolCore;
use super::stack::Chain;
use super::{Buffer, PoolConfig, PoolStats, RawBuffer, raw_buffer, stats};
use crate::base::error::Result;
use std::ptr::NonNull;

/// A pool. Buffers may be released on any thread, and after the pool is dropped.
#[derive(Debug)]
pub struct Pool {
    /// The shared part, kept alive by this handle's reference.
    core: NonNull<PoolCore>,
}

// SAFETY: a core is made for all threads: atomics, and numbers that do not change.
unsafe impl Send for Pool {}
// SAFETY: as above.
unsafe impl Sync for Pool {}

impl Pool {
    /// Makes a pool with `preallocate` idle buffers.
    ///
    /// # Errors
    /// `InvalidArgument` for a size of 0, an alignment that is no power of two or above 2 MiB, and limits that contradict
    /// each other; `Overflow` for a size, or a number of preallocated buffers, beyond the address space; `OutOfMemory`.
    pub fn new(config: &PoolConfig) -> Result<Self> {
        let config = config.checked()?;
        let pool = Self { core: PoolCore::create(&config)? };
        pool.preallocate(config.preallocate)?;
        Ok(pool)
    }

    #[inline]
    pub(super) fn core(&self) -> &PoolCore {
        // SAFETY: this handle's reference keeps it alive.
        unsafe { self.core.as_ref() }
    }

    /// Acquires an empty buffer with room for `buffer_size` bytes.
    ///
    /// # Errors
    /// `OutOfMemory`, also where `max_bytes` is reached.
    #[inline]
    pub fn acquire(&self) -> Result<Buffer> {
        self.acquire_raw().map(Buffer::new)
    }

    /// Acquires a buffer that the caller releases by its token.
    #[inline]
    pub fn acquire_raw(&self) -> Result<RawBuffer> {
        match raw_buffer::from_magazine(self.core()) {
            Some(raw) => Ok(raw),
            None => raw_buffer::from_core(self.core(), self.core().size),
        }
    }

    /// Acquires a buffer from this thread's cache; `None` where that has none. Cannot panic.
    #[inline(always)]
    pub fn acquire_raw_fast(&self) -> Option<RawBuffer> {
        raw_buffer::from_magazine(self.core())
    }

    /// Returns the statistics. While other threads use the pool they are a view of a moment.
    pub fn stats(&self) -> PoolStats {
        stats::stats(self.core())
    }

    /// Frees the idle buffers of the pool and of this thread's cache. The caches of other threads keep theirs.
    pub fn trim(&self) {
        raw_buffer::trim(self.core());
    }

    /// Returns another handle on this pool. The first handle to be dropped closes the pool.
    pub fn share(&self) -> Pool {
        self.core().retain();
        Pool { core: self.core }
    }

    /// Wraps a core whose one reference becomes the handle's.
    pub(super) fn of(core: NonNull<PoolCore>) -> Self {
        Self { core }
    }

    fn preallocate(&self, count: usize) -> Result<()> {
        for _ in 0..count {
            let slot = self.core().allocate_slot(self.core().size)?;
            // SAFETY: the slot was just allocated for this core, of which the handle is a reference.
            unsafe { PoolCore::put_in_depot(self.core(), Chain::of(slot)) };
        }
        Ok(())
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        raw_buffer::close(self.core());
        // SAFETY: the handle's reference, which nobody uses after this.
        unsafe { PoolCore::release(self.core.as_ptr()) };
    }
}
