//! Pools of equal buffers, for work that needs the same scratch memory again and again.
//!
//! Each thread keeps a few idle buffers of the pools it uses (`magazine`, `cache`); beyond these they go to a depot that
//! all threads share (`depot`, over the lock-free `stack`); beyond the pool's limits they are freed. All are last in
//! first out: the buffer that comes is the one most likely still in the processor's caches. An acquire and a release on
//! one thread take one compare-and-exchange between them, the one that makes a second release an error (`slot`).
//!
//! Nothing here takes a lock, so that a child of `fork` can go on using pools; what idled in the threads that it does
//! not have is lost to it. At optimization levels below FULL every acquire allocates and every release frees.

mod buffer;
mod cache;
mod config;
mod core;
mod depot;
mod global;
mod lend;
mod magazine;
mod slot;
mod stack;
mod sync;
mod table;
#[cfg(test)]
mod tests;

pub use buffer::Buffer;
pub use config::{PoolConfig, PoolStats};
pub use global::{PoolClass, acquire};
pub use global::{lend_any, lend_any_fast};
pub use lend::{Loan, Returned, capacity_of, give_back_fast, not_held};

use self::core::PoolCore;
use crate::base::error::Result;
use std::ptr::NonNull;

/// A pool. Buffers may be released on any thread, and after the pool is dropped.
#[derive(Debug)]
pub struct Pool {
    /// Of which this is one reference.
    core: NonNull<PoolCore>,
}

// SAFETY: a core is made for all threads: atomics, and numbers that do not change.
unsafe impl Send for Pool {}
// SAFETY: as above.
unsafe impl Sync for Pool {}

impl Pool {
    /// A pool, with `preallocate` buffers idle in it.
    ///
    /// # Errors
    /// `InvalidArgument` for a size of 0, an alignment that is no power of two or above 2 MiB, and limits that contradict
    /// each other; `Overflow`; `OutOfMemory`.
    pub fn new(config: &PoolConfig) -> Result<Self> {
        let config = config.checked()?;
        let pool = Self { core: PoolCore::create(&config)? };
        pool.preallocate(config.preallocate)?;
        Ok(pool)
    }

    /// The pool that all of the process share for that class.
    ///
    /// # Errors
    /// `OutOfMemory`, the first time.
    pub fn global(class: PoolClass) -> Result<&'static Pool> {
        global::pool(class)
    }

    #[inline]
    fn core(&self) -> &PoolCore {
        // SAFETY: this handle's reference keeps it alive.
        unsafe { self.core.as_ref() }
    }

    /// An empty buffer with room for `buffer_size` bytes.
    ///
    /// # Errors
    /// `OutOfMemory`, also where `max_bytes` is reached.
    #[inline]
    pub fn acquire(&self) -> Result<Buffer> {
        self.lend().map(Buffer::new)
    }

    /// Lends a buffer that the caller gives back by its token.
    #[inline]
    pub fn lend(&self) -> Result<Loan> {
        match lend::from_magazine(self.core()) {
            Some(loan) => Ok(loan),
            None => lend::from_core(self.core(), self.core().size),
        }
    }

    /// A buffer that this thread has at hand; cannot panic.
    #[inline(always)]
    pub fn lend_fast(&self) -> Option<Loan> {
        lend::from_magazine(self.core())
    }

    /// What has happened and how it stands. While other threads use the pool this is a view of a moment.
    pub fn stats(&self) -> PoolStats {
        self.core().stats()
    }

    /// Frees what is idle in the depot and in this thread. Other threads keep what they keep for themselves.
    pub fn trim(&self) {
        lend::trim(self.core());
    }

    /// Another handle on the same pool. The first of them to be dropped closes it.
    pub fn share(&self) -> Pool {
        self.core().retain();
        Pool { core: self.core }
    }

    fn preallocate(&self, count: usize) -> Result<()> {
        for _ in 0..count {
            let slot = self.core().furnish(self.core().size)?;
            // SAFETY: the slot was just furnished for this core, of which the handle is a reference.
            unsafe { PoolCore::keep(self.core(), stack::Chain::of(slot)) };
        }
        Ok(())
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        lend::close(self.core());
        // SAFETY: the handle's reference, which nobody uses after this.
        unsafe { PoolCore::release(self.core.as_ptr()) };
    }
}
