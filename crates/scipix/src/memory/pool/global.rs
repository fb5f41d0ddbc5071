//! The pools that all of the process share, one for each class of sizes, made when they are first asked for.

use super::core::PoolCore;
use super::{Buffer, Loan, Pool, PoolConfig, lend};
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
/// What a class may keep idle.
const IDLE_BYTES: usize = 64 << 20;
const IDLE_BUFFERS: usize = 4096;

static POOLS: [AtomicPtr<Pool>; SIZES.len()] = [const { AtomicPtr::new(null_mut()) }; SIZES.len()];
/// Of buffers beyond the classes: it keeps none idle.
static BEYOND: AtomicPtr<Pool> = AtomicPtr::new(null_mut());

/// The pool at `place`, made by `make` where there is none yet.
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

pub(super) fn pool(named: PoolClass) -> Result<&'static Pool> {
    class(named as usize)
}

/// An empty buffer with room for `size` bytes or more, from the global pool of the smallest class that has it; beyond
/// 64 MiB it has memory of its own, which is freed when it goes back.
///
/// # Errors
/// `Overflow`, `OutOfMemory`.
pub fn acquire(size: usize) -> Result<Buffer> {
    lend_any(size).map(Buffer::new)
}

/// The pool of the class for `size`, and a size for its buffer.
pub fn lend_any(size: usize) -> Result<Loan> {
    if let Some(index) = SIZES.iter().position(|&class| size <= class) {
        return class(index)?.lend();
    }
    let beyond = shared(&BEYOND, || {
        let config = PoolConfig { buffer_size: 0, alignment: ALIGN, max_idle: 0, ..PoolConfig::default() };
        Ok(Pool { core: PoolCore::create(&config)? })
    })?;
    lend::from_core(beyond.core(), size)
}

/// A buffer for `size` bytes that this thread has at hand. Cannot panic.
#[inline]
pub fn lend_any_fast(size: usize) -> Option<Loan> {
    let index = SIZES.iter().position(|&class| size <= class)?;
    // SAFETY: null, or a leaked pool.
    unsafe { POOLS.get(index)?.load(Acquire).as_ref() }?.lend_fast()
}
