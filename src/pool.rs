//! Pools: buffers that are used again instead of allocated again.
//!
//! Every buffer's address is aligned to 64 bytes or more, from 2 MiB on to a huge page. The content of a fresh buffer is
//! undefined. Each thread caches a few idle buffers of the pools that it uses, at most 2 MiB for each pool; when the thread
//! ends they go back to their pools. The other idle buffers of a pool are shared by all threads. The buffer released last is
//! acquired first.
//!
//! After `fork` the child can use all pools, but not the buffers that other threads of the parent had cached. At optimization
//! levels below FULL each acquire allocates and each release frees, with the same results.
//!
//! @code{.c}
//! ScipixPoolConfig config;
//! ScipixPool *pool = NULL;
//! ScipixBuffer buffer = {NULL, 0, 0, 0};
//! scipix_pool_config_init(&config);
//! config.buffer_size = 4096;
//! ScipixStatus status = scipix_pool_new(&config, &pool);
//! if (status == SCIPIX_STATUS_OK) status = scipix_pool_acquire(pool, &buffer);
//! if (status == SCIPIX_STATUS_OK) status = scipix_buffer_append(&buffer, (const uint8_t *)"page", 4);
//! assert(status == SCIPIX_STATUS_OK && buffer.len == 4 && buffer.capacity == 4096);
//! scipix_buffer_release(&buffer); // on any thread; the next acquire takes it again
//! scipix_pool_free(pool);
//! @endcode

use super::guard::{Law, cold_path, guard, guard_value};
use super::handle::{self, Opaque};
use super::sized::Versioned;
use super::status::{SCIPIX_STATUS_OK, ScipixStatus};
use scipix_core::base::error::{Result, fail};
use scipix_core::memory::pool::{self, FastRelease, Pool, PoolClass, PoolConfig, RawBuffer};
use std::ptr::null_mut;
use std::sync::atomic::AtomicPtr;
use std::sync::atomic::Ordering::{AcqRel, Acquire};

/// A pool of buffers of one size. Opaque; made by `scipix_pool_new`, freed by `scipix_pool_free`.
pub struct ScipixPool {
    _opaque: [u8; 0],
}

/// The object behind a pool's handle.
#[derive(Debug)]
pub struct PoolHandle {
    pool: Pool,
    /// A global pool, which nobody frees.
    global: bool,
}

impl Opaque for ScipixPool {
    type Object = PoolHandle;
    const TAG: u64 = u64::from_le_bytes(*b"sx:pool\0");
    const NAME: &'static str = "ScipixPool";
}

/// A buffer that a caller holds: a value that may be copied. Give one copy to `scipix_buffer_release`, once: the token names
/// the buffer and this acquire, so that a second release of any copy is reported and harmless.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ScipixBuffer {
    /// `capacity` bytes to use until the release; NULL in an empty value.
    pub data: *mut u8,
    /// Bytes in use, 0 at first: for the caller to set, at most `capacity`.
    pub len: usize,
    /// Number of bytes at `data`.
    pub capacity: usize,
    /// For the library.
    pub token: u64,
}

impl ScipixBuffer {
    const EMPTY: ScipixBuffer = ScipixBuffer { data: null_mut(), len: 0, capacity: 0, token: 0 };

    #[inline]
    fn of(raw: RawBuffer) -> Self {
        ScipixBuffer { data: raw.data, len: 0, capacity: raw.capacity, token: raw.token }
    }
}

/// The size, alignment and limits of a pool's buffers.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ScipixPoolConfig {
    /// `sizeof(ScipixPoolConfig)`.
    pub struct_size: u32,
    /// 1: the whole buffer is overwritten with zeros when it is released, for secrets. Default 0.
    pub zero_on_release: u32,
    /// Bytes of each buffer. Default 65536.
    pub buffer_size: usize,
    /// Alignment of each buffer's address: a power of two up to 2 MiB; 0 and powers below 64 mean 64. Default 64.
    pub alignment: usize,
    /// Buffers allocated when the pool is made. Default 0.
    pub preallocate: usize,
    /// Most idle buffers; 0 keeps none. Up to half of them may be in the caches of threads. Default 1024.
    pub max_idle: usize,
    /// Most bytes of all buffers, held and idle. The caches of threads take up to a quarter of them. 0 is no limit. Default 0.
    pub max_bytes: u64,
}

// SAFETY: repr(C), integers only, 48 bytes (32-bit: 32) without padding.
unsafe impl Versioned for ScipixPoolConfig {
    const FIRST: usize = 16 + 4 * size_of::<usize>();
    const INIT: Option<&'static str> = Some("scipix_pool_config_init");
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

/// Statistics of a pool's use. While other threads use the pool they are a view of a moment.
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
    /// Buffers handed out without an allocation.
    pub hits: u64,
    /// Buffers handed out with an allocation.
    pub misses: u64,
    /// Acquires that failed: `max_bytes` was reached, or there was no memory.
    pub refused: u64,
    /// Buffers held by callers.
    pub live: u64,
    /// Idle buffers, including those in the caches of threads.
    pub idle: u64,
    /// Bytes of the held buffers.
    pub live_bytes: u64,
    /// Bytes of the idle buffers.
    pub idle_bytes: u64,
    /// Most bytes held at once; lags behind by up to what the caches of threads hold.
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

/// Class of a global pool, which the whole process shares.
pub type ScipixPoolClass = i32;
/// Buffers of 1 KiB.
pub const SCIPIX_POOL_CLASS_SMALL: ScipixPoolClass = 0;
/// Buffers of 64 KiB.
pub const SCIPIX_POOL_CLASS_MEDIUM: ScipixPoolClass = 1;
/// Buffers of 1 MiB.
pub const SCIPIX_POOL_CLASS_LARGE: ScipixPoolClass = 2;

/// Fills a configuration with the defaults. @threadsafe
///
/// @param config  receives them
/// @return OK, or a general status
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_pool_config_init(config: *mut ScipixPoolConfig) -> ScipixStatus {
    guard(|law| law.init(config, "config"))
}

/// Makes a pool. @threadsafe
///
/// @param config    the configuration; NULL for the defaults
/// @param out_pool  receives the pool, NULL on failure; owned: free it with `scipix_pool_free`
/// @return OK; INVALID_ARGUMENT for a size of 0, an alignment that is no power of two up to 2 MiB, or limits that contradict
///         each other; OVERFLOW also for preallocated buffers that exceed the address space together
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_pool_new(
    config: *const ScipixPoolConfig,
    out_pool: *mut *mut ScipixPool,
) -> ScipixStatus {
    guard(|law| law.give(out_pool, "out_pool", || new_pool(law, config)))
}

fn new_pool(law: Law<'_>, config: *const ScipixPoolConfig) -> Result<*mut ScipixPool> {
    let config = if config.is_null() { ScipixPoolConfig::defaults() } else { law.config(config, "config")? };
    if config.zero_on_release > 1 {
        fail!(InvalidArgument, "config: zero_on_release is {}, must be 0 or 1", config.zero_on_release);
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

/// Returns one of the global pools, which the whole process shares. @threadsafe
///
/// @param pool_class  a `SCIPIX_POOL_CLASS_*`
/// @param out_pool    receives the pool, NULL on failure; borrowed for ever
/// @return OK, or a general status
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_pool_global(
    pool_class: ScipixPoolClass,
    out_pool: *mut *mut ScipixPool,
) -> ScipixStatus {
    guard(|law| law.give(out_pool, "out_pool", || global(pool_class)))
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

/// Acquires a buffer of the pool. @threadsafe
///
/// @param pool        the pool
/// @param out_buffer  receives the buffer, empty on failure; owned: release it with `scipix_buffer_release`, on any thread,
///                    also after the pool was freed
/// @return OK; OUT_OF_MEMORY also where `max_bytes` is reached
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_pool_acquire(pool: *mut ScipixPool, out_buffer: *mut ScipixBuffer) -> ScipixStatus {
    // Nothing here can panic, so that it needs no guard; errors are left to the slow part.
    if !out_buffer.is_null() && out_buffer.is_aligned() {
        // SAFETY: the caller's promise: null, or a live handle.
        let raw = unsafe { handle::peek(pool) }.and_then(|handle| handle.pool.acquire_raw_fast());
        if let Some(raw) = raw {
            // SAFETY: not null and aligned; writable by the caller's promise.
            unsafe { out_buffer.write(ScipixBuffer::of(raw)) };
            return SCIPIX_STATUS_OK;
        }
    }
    cold_path(|| guard(|law| acquire(law, out_buffer, || law.handle(pool, "pool")?.pool.acquire_raw())))
}

fn acquire(law: Law<'_>, out_buffer: *mut ScipixBuffer, acquire_raw: impl FnOnce() -> Result<RawBuffer>) -> Result<()> {
    let out = law.out(out_buffer, "out_buffer")?;
    let raw = acquire_raw();
    out.write(raw.as_ref().map_or(ScipixBuffer::EMPTY, |&raw| ScipixBuffer::of(raw)));
    raw.map(drop)
}

/// Returns the statistics of the pool. @threadsafe
///
/// @param pool       the pool
/// @param out_stats  its `struct_size` set; the rest is filled
/// @return OK, or a general status
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_pool_stats(pool: *const ScipixPool, out_stats: *mut ScipixPoolStats) -> ScipixStatus {
    guard(|law| {
        let (handle, out) = (law.handle(pool, "pool")?, law.out_sized(out_stats, "out_stats")?);
        out.write(stats_of(handle.pool.stats()));
        Ok(())
    })
}

/// Frees the idle buffers of the pool and of this thread's cache. The caches of other threads keep theirs. @threadsafe
///
/// @param pool  the pool
/// @return OK, or a general status
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_pool_trim(pool: *mut ScipixPool) -> ScipixStatus {
    guard(|law| {
        law.handle(pool, "pool")?.pool.trim();
        Ok(())
    })
}

/// Frees the pool. Buffers that callers hold stay good, and are freed when they are released. What the caches of other threads
/// keep idle is freed when those threads end, or first use a buffer of one more pool.
///
/// @param pool  the pool, which nobody uses any more; NULL is OK and does nothing
/// @return OK; INVALID_ARGUMENT for a pool of `scipix_pool_global`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_pool_free(pool: *mut ScipixPool) -> ScipixStatus {
    guard(|law| {
        if !pool.is_null() && law.handle(pool, "pool")?.global {
            fail!(InvalidArgument, "pool: {pool:p} is one of the global pools, which are not freed");
        }
        law.take(pool, "pool").map(drop)
    })
}

/// Acquires a buffer for `size` bytes from the global pool of the smallest class that is large enough: 1 KiB, 64 KiB, 1 MiB,
/// and the powers of two from there to 64 MiB. A larger buffer has memory of its own, freed at its release. @threadsafe
///
/// @param size        bytes; may be 0
/// @param out_buffer  receives the buffer, empty on failure; owned: release it with `scipix_buffer_release`, on any thread
/// @return OK, or a general status
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_buffer_acquire(size: usize, out_buffer: *mut ScipixBuffer) -> ScipixStatus {
    // As in `scipix_pool_acquire`.
    let can_write = !out_buffer.is_null() && out_buffer.is_aligned();
    if let Some(raw) = can_write.then(|| pool::acquire_raw_any_fast(size)).flatten() {
        // SAFETY: not null and aligned; writable by the caller's promise.
        unsafe { out_buffer.write(ScipixBuffer::of(raw)) };
        return SCIPIX_STATUS_OK;
    }
    cold_path(|| guard(|law| acquire(law, out_buffer, || pool::acquire_raw_any(size))))
}

/// Appends bytes to those in use, and raises `len`. @onethread
///
/// @param buffer  a held buffer
/// @param data    `len` bytes, which may lie in the buffer
/// @param len     number of bytes
/// @return OK; OUT_OF_RANGE, changing nothing, past the capacity; WRONG_OWNER for a buffer that is not held
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_buffer_append(buffer: *mut ScipixBuffer, data: *const u8, len: usize) -> ScipixStatus {
    guard(|law| {
        let ScipixBuffer { data: start, len: used, token, .. } = law.read(buffer, "buffer")?;
        let capacity = pool::capacity_of(start, token)?;
        if len > 0 && data.is_null() {
            fail!(NullPointer, "data: is NULL");
        }
        let Some(sum) = used.checked_add(len).filter(|&sum| sum <= capacity) else {
            fail!(OutOfRange, "len: {len} bytes behind {used}, the buffer has room for {capacity}");
        };
        if len > 0 {
            // SAFETY: `data` is readable and the buffer the caller's (`Law`); the room was checked. The two may overlap.
            unsafe { start.add(used).copy_from(data, len) };
        }
        // SAFETY: read above, and writable (`Law`).
        unsafe { (*buffer).len = sum };
        Ok(())
    })
}

/// Releases a buffer. Of copies that are released at once, one succeeds. @threadsafe
///
/// @param buffer  the buffer, made empty on OK; NULL and an empty one are OK and do nothing
/// @return OK; WRONG_OWNER, changing nothing, for a buffer that was released before or is not one of a pool
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_buffer_release(buffer: *mut ScipixBuffer) -> ScipixStatus {
    if buffer.is_null() {
        return SCIPIX_STATUS_OK;
    }
    if !buffer.is_aligned() {
        return guard(|_| fail!(InvalidArgument, "buffer: {buffer:p} is not aligned"));
    }
    // SAFETY: not null and aligned; readable by the caller's promise.
    let ScipixBuffer { data, token, .. } = unsafe { *buffer };
    if data.is_null() && token == 0 {
        return SCIPIX_STATUS_OK;
    }
    // As in `scipix_pool_acquire`.
    match pool::release_fast(data, token) {
        FastRelease::Done => {}
        FastRelease::Pending(release) => guard_value((), |_| release.finish()),
        FastRelease::NotHeld => return guard(|_| Err(pool::not_held(data))),
    }
    // SAFETY: as above, writable by the caller's promise.
    unsafe { *buffer = ScipixBuffer::EMPTY };
    SCIPIX_STATUS_OK
}
