//! This module has pools of reusable buffers.
//!
//! Work that needs the same scratch memory again and again takes a [`Buffer`] from a pool instead of from the
//! allocator. An acquire and a release take some nanoseconds and no lock; each thread keeps a few buffers of its own.
//!
//! Three pools belong to the library and are shared by the whole process: [`small`] has buffers of 1 KiB, [`medium`]
//! of 64 KiB, [`large`] of 1 MiB. Each keeps at most 64 MiB and at most 4096 buffers idle; [`Pool::trim`] frees
//! those. Buffers that are in use are not limited. [`Pool::builder`] makes a pool with a size and limits of its own.
//!
//! ```
//! use scipix::pool::{self, Pool};
//! use std::io::Write;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let mut buffer = pool::large().acquire()?; // empty, with room for 1 MiB
//! buffer.extend_from_slice(b"a line of ")?;
//! write!(buffer, "{}", 12)?;
//! assert_eq!(buffer, *b"a line of 12");
//! drop(buffer); // back to its pool
//!
//! let pool = Pool::builder(1024).preallocate(10).max_idle(100).build()?;
//! let page = pool.acquire()?;
//! assert_eq!((page.len(), page.capacity(), pool.stats().live), (0, 1024, 1));
//! # Ok(())
//! # }
//! ```
//!
//! Below `OptLevel::Full` every acquire allocates and every release frees.

mod buffer;

pub use buffer::Buffer;
pub use scipix_core::memory::pool::PoolStats;

use crate::error::Result;
use scipix_core::memory::pool as core;
use scipix_core::memory::pool::{PoolClass, PoolConfig};

/// A pool of buffers of one size.
///
/// A pool is shared between threads by reference. Its buffers may be dropped on any thread, also after the pool,
/// which then frees them. Idle buffers in the caches of other threads are freed when those threads end or
/// first use one more pool.
#[derive(Debug)]
pub struct Pool {
    source: Source,
}

#[derive(Debug)]
enum Source {
    Own(core::Pool, usize),
    /// One of the library's, which is made when it is first used.
    Library(PoolClass, usize),
}

/// The settings of a new [`Pool`].
#[derive(Clone, Copy, Debug)]
#[must_use = "`build` makes the pool"]
pub struct PoolBuilder {
    config: PoolConfig,
}

/// Returns the library's pool of buffers of 1 KiB.
pub fn small() -> &'static Pool {
    static SMALL: Pool = Pool { source: Source::Library(PoolClass::Small, 1 << 10) };
    &SMALL
}

/// Returns the library's pool of buffers of 64 KiB.
pub fn medium() -> &'static Pool {
    static MEDIUM: Pool = Pool { source: Source::Library(PoolClass::Medium, 64 << 10) };
    &MEDIUM
}

/// Returns the library's pool of buffers of 1 MiB.
pub fn large() -> &'static Pool {
    static LARGE: Pool = Pool { source: Source::Library(PoolClass::Large, 1 << 20) };
    &LARGE
}

/// Acquires an empty buffer with room for at least `size` bytes from a pool of the library.
///
/// There are more of these pools than the three with a name: one for each power of two up to 64 MiB. A larger buffer
/// has memory of its own, which is freed at its release.
///
/// # Errors
/// `Overflow` for a size beyond the address space, `OutOfMemory`.
pub fn acquire(size: usize) -> Result<Buffer> {
    Ok(Buffer::new(core::acquire(size)?))
}

impl Pool {
    /// Makes a pool of buffers of `size` bytes without preallocated ones, which keeps at most 1024 idle.
    ///
    /// # Errors
    /// Those of [`PoolBuilder::build`].
    pub fn new(size: usize) -> Result<Self> {
        Self::builder(size).build()
    }

    /// Begins a pool of buffers of `size` bytes.
    pub fn builder(size: usize) -> PoolBuilder {
        PoolBuilder { config: PoolConfig { buffer_size: size, ..PoolConfig::default() } }
    }

    fn core(&self) -> Result<&core::Pool> {
        match &self.source {
            Source::Own(pool, _) => Ok(pool),
            Source::Library(class, _) => Ok(core::Pool::global(*class)?),
        }
    }

    /// Acquires an empty buffer: length 0, with room for [`buffer_size`](Pool::buffer_size) bytes.
    ///
    /// # Errors
    /// `OutOfMemory`, also where the pool's `max_bytes` is reached.
    pub fn acquire(&self) -> Result<Buffer> {
        Ok(Buffer::new(self.core()?.acquire()?))
    }

    /// Returns how many bytes each buffer has room for.
    pub fn buffer_size(&self) -> usize {
        let (Source::Own(_, size) | Source::Library(_, size)) = self.source;
        size
    }

    /// Returns how the pool was used so far. While other threads use it, that is a view of a moment.
    pub fn stats(&self) -> PoolStats {
        // A pool of the library that cannot be made was never used.
        self.core().map(core::Pool::stats).unwrap_or_default()
    }

    /// Frees the idle buffers of the pool and of this thread's cache. The caches of other threads keep theirs.
    pub fn trim(&self) {
        if let Ok(pool) = self.core() {
            pool.trim();
        }
    }
}

impl PoolBuilder {
    /// Allocates so many buffers at once, which are idle until they are acquired. 0 unless set.
    pub fn preallocate(mut self, buffers: usize) -> Self {
        self.config.preallocate = buffers;
        self
    }

    /// Keeps at most so many buffers idle, those in the caches of threads included, and frees others when they are
    /// released. 1024 unless set.
    pub fn max_idle(mut self, buffers: usize) -> Self {
        self.config.max_idle = buffers;
        self
    }

    /// Limits all buffers, in use and idle, to so many bytes together. No limit unless set.
    pub fn max_bytes(mut self, bytes: u64) -> Self {
        self.config.max_bytes = bytes;
        self
    }

    /// Aligns each buffer to a power of two of bytes, up to 2 MiB. 64 unless set, and at least.
    pub fn alignment(mut self, bytes: usize) -> Self {
        self.config.alignment = bytes;
        self
    }

    /// Overwrites buffers with zeros when they are released, for content that must not stay in memory. Off unless set.
    pub fn zero_on_release(mut self, zero: bool) -> Self {
        self.config.zero_on_release = zero;
        self
    }

    /// Makes the pool.
    ///
    /// # Errors
    /// `InvalidArgument` for a size of 0, an alignment that is no power of two up to 2 MiB, and limits that
    /// contradict each other; `Overflow` for buffers beyond the address space; `OutOfMemory`.
    ///
    /// ```
    /// use scipix::pool::Pool;
    ///
    /// let error = Pool::builder(1024).max_idle(5).preallocate(6).build().unwrap_err();
    /// assert_eq!(error.to_string(), "preallocate: 6 buffers, but max_idle is 5");
    /// ```
    pub fn build(self) -> Result<Pool> {
        Ok(Pool { source: Source::Own(core::Pool::new(&self.config)?, self.config.buffer_size) })
    }
}
