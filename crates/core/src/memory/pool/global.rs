//! The global pools: one for each class of sizes, made at its first use and shared by the whole process.

use super::core::PoolCore;
use super::{Buffer, Pool, PoolConfig, RawBuffer, raw_buffer};
use crate::base::aligned::{self, ALIGN};
use crate::base::error::{Result, fail};
use std::ptr::null_mut;
use std::sync::atomic::AtomicPtr;
use std::sync::atomic::Ordering::{AcqRel, Acquire};

/// A global pool by the size of its buffers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PoolClass {
    /// 1 KiB.
    Small,
    /// 64 KiB.
    Medium,
    /// 1 MiB.
    Large,
}

/// The named classes, and above them one for each power of two.
const SIZES: [usize; 9] = [1 << 10, 64 << 10, 1 << 20, 2 << 20, 4 << 20, 8 << 20, 16 << 20, 32 << 20, 64 << 20];
/// Most bytes, and most buffers, that a class keeps idle.
const IDLE_BYTES: usize = 64 << 20;
const IDLE_BUFFERS: usize = 4096;

static POOLS: [AtomicPtr<Pool>; SIZES.len()] = [const { AtomicPtr::new(null_mut()) }; SIZES.len()];
/// The pool of buffers that are larger than every class. It keeps none idle.
static BEYOND: AtomicPtr<Pool> = AtomicPtr::new(null_mut());

/// Returns the pool at `place`, which `make` makes at the first call.
fn shared(place: &'static AtomicPtr<Pool>, make: impl FnOnce() -> Result<Pool>) -> Result<&'static Pool> {
    // SAFETY: null, or a leaked pool.
    if let Some(pool) = unsafe { place.load(Acquire).as_ref() } {
        return Ok(pool);
    }
    let Some(made) = aligned::try_box(make()?) else {
        fail!(OutOfMemory, "pool: no memory for {} bytes", size_of::<Pool>());
    };
    let made = Box::into_raw(made);
    match place.compare_exchange(null_mut(), made, AcqRel, Acquire) {
        // SAFETY: leaked, now that it is published.
        Ok(_) => Ok(unsafe { &*made }),
        Err(first) => {
            // SAFETY: another thread was faster; this pool was never published, and the other is leaked.
            unsafe {
                drop(Box::from_raw(made));
                Ok(&*first)
            }
        }
    }
}

fn class(index: usize) -> Result<&'static Pool> {
    shared(&POOLS[index], || {
        let buffer_size = SIZES[index];
        let max_idle = (IDLE_BYTES / buffer_size).min(IDLE_BUFFERS);
        Pool::new(&PoolConfig { buffer_size, max_idle, ..PoolConfig::default() })
    })
}

impl Pool {
    /// Returns the pool of a class, which the whole process shares.
    ///
    /// # Errors
    /// `OutOfMemory`, the first time.
    pub fn global(named: PoolClass) -> Result<&'static Pool> {
        class(named as usize)
    }
}

/// Acquires an empty buffer for `size` bytes from the global pool of the smallest class that is large enough. A buffer of
/// more than 64 MiB has memory of its own, which is freed at its release.
///
/// # Errors
/// `Overflow`, `OutOfMemory`.
pub fn acquire(size: usize) -> Result<Buffer> {
    acquire_raw_any(size).map(Buffer::new)
}

/// Acquires a buffer for `size` bytes, as [`acquire`] does.
pub fn acquire_raw_any(size: usize) -> Result<RawBuffer> {
    if let Some(index) = SIZES.iter().position(|&class| size <= class) {
        return class(index)?.acquire_raw();
    }
    let beyond = shared(&BEYOND, || {
        let config = PoolConfig { buffer_size: 0, alignment: ALIGN, max_idle: 0, ..PoolConfig::default() };
        Ok(Pool::of(PoolCore::create(&config)?))
    })?;
    raw_buffer::from_core(beyond.core(), size)
}

/// Acquires a buffer for `size` bytes from this thread's cache; `None` where that has none. Cannot panic.
#[inline]
pub fn acquire_raw_any_fast(size: usize) -> Option<RawBuffer> {
    let index = SIZES.iter().position(|&class| size <= class)?;
    // SAFETY: null, or a leaked pool.
    unsafe { POOLS.get(index)?.load(Acquire).as_ref() }?.acquire_raw_fast()
}
