//! Pools: buffers that are used again instead of allocated again.
//!
//! Every buffer's address is aligned to 64 bytes or more, from 2 MiB on to a huge page. Each thread keeps a few idle
//! buffers of the pools that it uses, at most 2 MiB for each; the others of a pool are shared by all threads. All are
//! last in, first out. What a thread keeps goes back to its pools when it ends. The content of a fresh buffer is
//! undefined.
//!
//! After `fork` the child can use all pools; what was idle in the parent's other threads stays unused in the child. At
//! optimization levels below FULL each acquire allocates and each release frees, with the same results.

use super::guard::{guard, guard_value};
use super::handle::{self, Opaque};
use super::ptr::{self, Out};
use super::sized::{self, OutSized, Versioned};
use super::status::{SCIPIX_STATUS_OK, ScipixStatus};
use scipix::base::error::{Result, fail};
use scipix::memory::pool::{self, Loan, Pool, PoolClass, PoolConfig, Returned};
use std::ptr::null_mut;
use std::sync::atomic::AtomicPtr;
use std::sync::atomic::Ordering::{AcqRel, Acquire};

/// A pool of buffers of one size.
pub struct ScipixPool {
    _opaque: [u8; 0],
}

/// What a pool's handle owns.
#[derive(Debug)]
pub struct PoolHandle {
    pool: Pool,
    /// One that nobody owns, and nobody frees.
    global: bool,
}

impl Opaque for ScipixPool {
    type Object = PoolHandle;
    const TAG: u64 = u64::from_le_bytes(*b"sx:pool\0");
    const NAME: &'static str = "ScipixPool";
}

/// A buffer in the caller's hands: a value that may be copied. Give any one copy to `scipix_buffer_release`, once: the
/// token names the buffer and its turn, so that a second release of any copy is reported and harmless.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ScipixBuffer {
    /// `capacity` bytes, the caller's to use until the release; NULL in an empty value.
    pub data: *mut u8,
    /// Bytes in use: 0 at first, the caller's to set, at most `capacity`.
    pub len: usize,
    /// Bytes at `data`.
    pub capacity: usize,
    /// The library's.
    pub token: u64,
}

impl ScipixBuffer {
    const EMPTY: ScipixBuffer = ScipixBuffer { data: null_mut(), len: 0, capacity: 0, token: 0 };

    #[inline]
    fn of(loan: Loan) -> Self {
        ScipixBuffer { data: loan.data, len: 0, capacity: loan.capacity, token: loan.token }
    }
}

/// How a pool is made.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ScipixPoolConfig {
    /// `sizeof(ScipixPoolConfig)`.
    pub struct_size: u32,
    /// 1: the whole buffer is overwritten with zeros when it is released, for secrets. Default 0.
    pub zero_on_release: u32,
    /// Bytes of each buffer. Default 65536.
    pub buffer_size: usize,
    /// Of each buffer's address: a power of two up to 2 MiB; 0 and all below 64 mean 64. Default 64.
    pub alignment: usize,
    /// Buffers allocated at once. Default 0.
    pub preallocate: usize,
    /// Most idle buffers; 0 keeps none. Up to half of them may be kept by threads for themselves. Default 1024.
    pub max_idle: usize,
    /// Most bytes of all buffers: held by callers, idle, and kept by threads for themselves, which is a quarter at most.
    /// 0 is no limit. Default 0.
    pub max_bytes: u64,
}

// SAFETY: repr(C), integers only, 48 bytes without padding.
unsafe impl Versioned for ScipixPoolConfig {
    const FIRST: usize = 48;
    fn defaults() -> Self {
        let PoolConfig { buffer_size, alignment, preallocate, max_idle, max_bytes, zero_on_release } =
            PoolConfig::default();
        Self {
            struct_size: size_of::<Self>() as u32,
            zero_on_release: zero_on_release.into(),
            buffer_size,
            alignment,
            preallocate,
            max_idle,
            max_bytes,
        }
    }
}

/// How a pool has been used. While other threads use it, this is a view of a moment.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ScipixPoolStats {
    /// In: `sizeof(ScipixPoolStats)`.
    pub struct_size: u32,
    /// Zero.
    pub reserved: u32,
    /// Buffers handed out.
    pub acquired: u64,
    /// Buffers given back.
    pub released: u64,
    /// Acquired without an allocation.
    pub hits: u64,
    /// Acquired with one.
    pub misses: u64,
    /// Not handed out: `max_bytes` was reached, or there was no memory.
    pub refused: u64,
    /// Buffers held by callers.
    pub live: u64,
    /// Buffers idle, those that threads keep for themselves included.
    pub idle: u64,
    /// Bytes of the held buffers.
    pub live_bytes: u64,
    /// Bytes of the idle buffers.
    pub idle_bytes: u64,
    /// Most bytes held at once; may lag behind by what threads keep for themselves.
    pub peak_live_bytes: u64,
}

// SAFETY: repr(C), integers only, 88 bytes without padding.
unsafe impl Versioned for ScipixPoolStats {
    const FIRST: usize = 88;
    fn defaults() -> Self {
        stats_of(pool::PoolStats::default())
    }
}

fn stats_of(stats: pool::PoolStats) -> ScipixPoolStats {
    let pool::PoolStats {
        acquired,
        released,
        hits,
        misses,
        refused,
        live,
        idle,
        live_bytes,
        idle_bytes,
        peak_live_bytes,
    } = stats;
    ScipixPoolStats {
        struct_size: size_of::<ScipixPoolStats>() as u32,
        reserved: 0,
        acquired,
        released,
        hits,
        misses,
        refused,
        live,
        idle,
        live_bytes,
        idle_bytes,
        peak_live_bytes,
    }
}

/// One of the pools that all of the process share.
pub type ScipixPoolClass = i32;
/// Buffers of 1 KiB.
pub const SCIPIX_POOL_CLASS_SMALL: ScipixPoolClass = 0;
/// Buffers of 64 KiB.
pub const SCIPIX_POOL_CLASS_MEDIUM: ScipixPoolClass = 1;
/// Buffers of 1 MiB.
pub const SCIPIX_POOL_CLASS_LARGE: ScipixPoolClass = 2;

/// Fills a configuration with the defaults. Thread-safe.
///
/// @param config  receives them
/// @return OK; NULL_POINTER
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_pool_config_init(config: *mut ScipixPoolConfig) -> ScipixStatus {
    // SAFETY: the law of this module: null, or as the documentation says.
    guard(|_| unsafe { sized::init(config, "config") })
}

/// Makes a pool. Thread-safe.
///
/// @param config    how; NULL for the defaults
/// @param out_pool  receives the pool, owned: `scipix_pool_free`; NULL on failure
/// @return OK; NULL_POINTER; INVALID_ARGUMENT for a size of 0, an alignment that is no power of two up to 2 MiB, or limits
///         that contradict each other; OVERFLOW; OUT_OF_MEMORY
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_pool_new(
    config: *const ScipixPoolConfig,
    out_pool: *mut *mut ScipixPool,
) -> ScipixStatus {
    guard(|_| {
        // SAFETY: the law of this module: null, or as the documentation says.
        unsafe { handle::give(out_pool, "out_pool", || new_pool(config)) }
    })
}

/// # Safety
/// `config` is as `scipix_pool_new` says.
unsafe fn new_pool(config: *const ScipixPoolConfig) -> Result<*mut ScipixPool> {
    let config = if config.is_null() {
        ScipixPoolConfig::defaults()
    } else {
        // SAFETY: the caller's promise, passed on.
        unsafe { sized::read(config, "config") }?
    };
    if config.zero_on_release > 1 {
        fail!(InvalidArgument, "config: zero_on_release is {}, neither 0 nor 1", config.zero_on_release);
    }
    let pool = Pool::new(&PoolConfig {
        buffer_size: config.buffer_size,
        alignment: config.alignment,
        preallocate: config.preallocate,
        max_idle: config.max_idle,
        max_bytes: config.max_bytes,
        zero_on_release: config.zero_on_release == 1,
    });
    handle::try_new(PoolHandle { pool: pool?, global: false })
}

/// One of the pools that all of the process share. Thread-safe.
///
/// @param pool_class  a `SCIPIX_POOL_CLASS_*`
/// @param out_pool    receives the pool, borrowed for ever; NULL on failure
/// @return OK; NULL_POINTER; INVALID_ARGUMENT for an unknown number; OUT_OF_MEMORY
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_pool_global(
    pool_class: ScipixPoolClass,
    out_pool: *mut *mut ScipixPool,
) -> ScipixStatus {
    guard(|_| {
        // SAFETY: the law of this module: null, or as the documentation says.
        unsafe { handle::give(out_pool, "out_pool", || global(pool_class)) }
    })
}

fn global(number: ScipixPoolClass) -> Result<*mut ScipixPool> {
    static HANDLES: [AtomicPtr<ScipixPool>; 3] = [const { AtomicPtr::new(null_mut()) }; 3];
    let (class, place) = match number {
        SCIPIX_POOL_CLASS_SMALL => (PoolClass::Small, &HANDLES[0]),
        SCIPIX_POOL_CLASS_MEDIUM => (PoolClass::Medium, &HANDLES[1]),
        SCIPIX_POOL_CLASS_LARGE => (PoolClass::Large, &HANDLES[2]),
        _ => fail!(InvalidArgument, "pool_class: {number} is not a class of pools"),
    };
    let there = place.load(Acquire);
    if !there.is_null() {
        return Ok(there);
    }
    let made = handle::try_new(PoolHandle { pool: Pool::global(class)?.share(), global: true })?;
    // Where another thread was faster this handle is left: freeing it would close the pool.
    Ok(place.compare_exchange(null_mut(), made, AcqRel, Acquire).map_or_else(|first| first, |_| made))
}

/// Takes a buffer from the pool. Thread-safe.
///
/// @param pool        the pool
/// @param out_buffer  receives the buffer, owned: `scipix_buffer_release`, on any thread, also after the pool was freed;
///                    empty on failure
/// @return OK; NULL_POINTER; INVALID_ARGUMENT for another handle; OUT_OF_MEMORY, also where `max_bytes` is reached
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_pool_acquire(pool: *mut ScipixPool, out_buffer: *mut ScipixBuffer) -> ScipixStatus {
    // Nothing on this path can panic, so that it needs no guard; whatever is wrong is left to the other.
    if !out_buffer.is_null() && out_buffer.is_aligned() {
        // SAFETY: the law of this module: null, or a live handle.
        let loan = unsafe { handle::peek(pool) }.and_then(|handle| handle.pool.lend_fast());
        if let Some(loan) = loan {
            // SAFETY: not null and aligned; writable by the law of this module.
            unsafe { out_buffer.write(ScipixBuffer::of(loan)) };
            return SCIPIX_STATUS_OK;
        }
    }
    // SAFETY: the caller's promise, passed on.
    unsafe { acquire_slowly(out_buffer, || handle::get(pool, "pool")?.pool.lend()) }
}

/// # Safety
/// `out_buffer` is null or writable, and `lend` may be called.
#[cold]
unsafe fn acquire_slowly(out_buffer: *mut ScipixBuffer, lend: impl FnOnce() -> Result<Loan>) -> ScipixStatus {
    guard(|_| {
        // SAFETY: the caller's promise, passed on.
        let out = unsafe { Out::new(out_buffer, "out_buffer") }?;
        let loan = lend();
        out.write(loan.as_ref().map_or(ScipixBuffer::EMPTY, |&loan| ScipixBuffer::of(loan)));
        loan.map(drop)
    })
}

/// Tells how the pool has been used. Thread-safe.
///
/// @param pool       the pool
/// @param out_stats  `struct_size` set by the caller; the rest is filled
/// @return OK; NULL_POINTER; INVALID_ARGUMENT for another handle or a wrong `struct_size`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_pool_stats(pool: *const ScipixPool, out_stats: *mut ScipixPoolStats) -> ScipixStatus {
    guard(|_| {
        // SAFETY: the law of this module: null, or as the documentation says.
        let (handle, out) = unsafe { (handle::get(pool, "pool")?, OutSized::new(out_stats, "out_stats")?) };
        out.write(stats_of(handle.pool.stats()));
        Ok(())
    })
}

/// Frees the buffers that are idle in the pool and in this thread; other threads keep what they keep for themselves.
/// Thread-safe.
///
/// @param pool  the pool
/// @return OK; NULL_POINTER; INVALID_ARGUMENT for another handle
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_pool_trim(pool: *mut ScipixPool) -> ScipixStatus {
    guard(|_| {
        // SAFETY: the law of this module: null, or a live handle.
        unsafe { handle::get(pool, "pool") }?.pool.trim();
        Ok(())
    })
}

/// Frees the pool. Buffers that callers hold stay theirs, and are freed when they are released.
///
/// @param pool  the pool, which nobody uses any more; NULL is a no-op
/// @return OK; INVALID_ARGUMENT for another handle and for a pool of `scipix_pool_global`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_pool_free(pool: *mut ScipixPool) -> ScipixStatus {
    guard(|_| {
        // SAFETY: the law of this module: null, or a live handle that nobody uses any more.
        unsafe {
            if !pool.is_null() && handle::get(pool, "pool")?.global {
                fail!(InvalidArgument, "pool: {pool:p} is one of the global pools, which are not freed");
            }
            handle::take(pool, "pool")?;
        }
        Ok(())
    })
}

/// Takes a buffer for `size` bytes from the global pool of the smallest class that has it: 1 KiB, 64 KiB, 1 MiB, and the
/// powers of two from there to 64 MiB; beyond them it has memory of its own, freed at its release. Thread-safe.
///
/// @param size        bytes; 0 is as good as any
/// @param out_buffer  receives the buffer, owned: `scipix_buffer_release`, on any thread; empty on failure
/// @return OK; NULL_POINTER; OVERFLOW; OUT_OF_MEMORY
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_buffer_acquire(size: usize, out_buffer: *mut ScipixBuffer) -> ScipixStatus {
    // As in `scipix_pool_acquire`.
    let can_write = !out_buffer.is_null() && out_buffer.is_aligned();
    if let Some(loan) = can_write.then(|| pool::lend_any_fast(size)).flatten() {
        // SAFETY: not null and aligned; writable by the law of this module.
        unsafe { out_buffer.write(ScipixBuffer::of(loan)) };
        return SCIPIX_STATUS_OK;
    }
    // SAFETY: the caller's promise, passed on.
    unsafe { acquire_slowly(out_buffer, || pool::lend_any(size)) }
}

/// Copies bytes behind those in use, and raises `len`. One thread at a time for each buffer.
///
/// @param buffer  a buffer that is held
/// @param data    `len` bytes, which may lie in the buffer; NULL where `len` is 0
/// @param len     how many
/// @return OK; NULL_POINTER; OUT_OF_RANGE, changing nothing, past the capacity; WRONG_OWNER for a buffer that is not held
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_buffer_append(buffer: *mut ScipixBuffer, data: *const u8, len: usize) -> ScipixStatus {
    guard(|_| {
        // SAFETY: the law of this module: null, or as the documentation says.
        let ScipixBuffer { data: start, len: used, token, .. } = unsafe { ptr::read(buffer, "buffer") }?;
        let capacity = pool::capacity_of(start, token)?;
        if len > 0 && data.is_null() {
            fail!(NullPointer, "data: is NULL");
        }
        let Some(sum) = used.checked_add(len).filter(|&sum| sum <= capacity) else {
            fail!(OutOfRange, "len: {len} bytes behind {used}, the buffer has room for {capacity}");
        };
        if len > 0 {
            // SAFETY: `data` is readable and the buffer the caller's, by the law of this module; the room was checked. The
            // two may overlap.
            unsafe { start.add(used).copy_from(data, len) };
        }
        // SAFETY: read above.
        unsafe { (*buffer).len = sum };
        Ok(())
    })
}

/// Gives a buffer back, on any thread. Thread-safe; of copies released at once, one succeeds.
///
/// @param buffer  the buffer, made empty on OK; NULL and an empty one are no-ops
/// @return OK; WRONG_OWNER, changing nothing, for a buffer that was released before or is not one of a pool
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_buffer_release(buffer: *mut ScipixBuffer) -> ScipixStatus {
    if buffer.is_null() {
        return SCIPIX_STATUS_OK;
    }
    if !buffer.is_aligned() {
        return guard(|_| fail!(InvalidArgument, "buffer: {buffer:p} is not aligned"));
    }
    // SAFETY: not null and aligned; readable by the law of this module.
    let ScipixBuffer { data, token, .. } = unsafe { *buffer };
    if data.is_null() && token == 0 {
        return SCIPIX_STATUS_OK;
    }
    // As in `scipix_pool_acquire`.
    match pool::give_back_fast(data, token) {
        Returned::Kept => {}
        Returned::Taken(ended) => guard_value((), |_| ended.finish()),
        Returned::Refused => return guard(|_| Err(pool::not_held(data))),
    }
    // SAFETY: as above, writable by the law of this module.
    unsafe { *buffer = ScipixBuffer::EMPTY };
    SCIPIX_STATUS_OK
}
