//! The part of a pool that all threads share: configuration, depot, counts and references.
//!
//! A core lives while a handle, a buffer with memory (held or idle) or a thread's magazine refers to it.

use super::PoolConfig;
use super::depot::Depot;
use super::magazine::{MAGAZINES, Magazine};
use super::slot::PoolSlot;
use super::stack::Chain;
use super::table;
use crate::base::aligned;
use crate::base::error::{Error, ErrorKind, Result, fail};
use crossbeam_utils::CachePadded;
use std::ptr::NonNull;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release, SeqCst};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, fence};

/// Idle buffers of one pool in one thread's chain: at most so many, and so many bytes.
const CHAIN_BUFFERS: usize = 32;
const CHAIN_BYTES: usize = 1 << 20;

pub(super) struct PoolCore {
    /// 0: each buffer has a size of its own.
    pub(super) size: usize,
    align: usize,
    pub(super) wipe: bool,
    pub(super) closed: AtomicBool,
    /// Whether releases go by the thread's cache, at first: to be wiped, or because the pool is closed.
    pub(super) bypass: AtomicBool,
    /// Index of the entry in each thread's cache that serves this pool.
    pub(super) home: usize,
    /// Most buffers of a thread's chain; 0: threads keep nothing.
    pub(super) half: u32,
    /// Most buffers, held or idle.
    most: usize,
    max_bytes: u64,
    refs: CachePadded<AtomicUsize>,
    depot: CachePadded<Depot>,
    counts: CachePadded<PoolCounts>,
}

/// Counts of the pool. Those of acquires and releases lack what the entries of threads have not moved here yet.
#[derive(Default)]
pub(super) struct PoolCounts {
    /// Buffers that have memory.
    pub(super) total: AtomicUsize,
    pub(super) acquired: AtomicU64,
    pub(super) released: AtomicU64,
    pub(super) misses: AtomicU64,
    pub(super) refused: AtomicU64,
    pub(super) peak_live: AtomicU64,
    /// Threads that have begun to move their counts here, and those that have finished.
    pub(super) moves_begun: AtomicU64,
    pub(super) moves_ended: AtomicU64,
}

impl PoolCore {
    /// Makes a core with one reference.
    pub(super) fn create(config: &PoolConfig) -> Result<NonNull<PoolCore>> {
        static CREATED: AtomicUsize = AtomicUsize::new(0);
        let PoolConfig { buffer_size: size, alignment: align, max_idle, max_bytes, .. } = *config;
        let most = if max_bytes == 0 || size == 0 {
            usize::MAX
        } else {
            usize::try_from(max_bytes / size as u64).unwrap_or(usize::MAX)
        };
        let chain = CHAIN_BUFFERS.min(CHAIN_BYTES.checked_div(size).unwrap_or(0)) as u32;
        // Threads may keep half of what may be idle from each other, and a quarter of what there may be at all.
        let reserved_limit = (max_idle / 2).min(most / 4);
        let core = PoolCore {
            size,
            align,
            wipe: config.zero_on_release,
            closed: AtomicBool::new(false),
            bypass: AtomicBool::new(config.zero_on_release),
            home: CREATED.fetch_add(1, Relaxed) % MAGAZINES,
            half: if reserved_limit < 2 { 0 } else { chain },
            most,
            max_bytes,
            refs: CachePadded::new(AtomicUsize::new(1)),
            depot: CachePadded::new(Depot::new(max_idle, reserved_limit)),
            counts: CachePadded::new(PoolCounts::default()),
        };
        let Some(core) = aligned::try_box(core) else {
            fail!(OutOfMemory, "pool: no memory for {} bytes", size_of::<PoolCore>());
        };
        // SAFETY: a box is never null.
        Ok(unsafe { NonNull::new_unchecked(Box::into_raw(core)) })
    }

    pub(super) fn counts(&self) -> &PoolCounts {
        &self.counts
    }

    pub(super) fn depot(&self) -> &Depot {
        &self.depot
    }

    pub(super) fn retain(&self) {
        self.refs.fetch_add(1, Relaxed);
    }

    /// # Safety
    /// The caller gives up one reference, and does not use the core after this.
    pub(super) unsafe fn release(core: *const PoolCore) {
        // SAFETY: the caller's reference keeps it alive until here.
        let refs = unsafe { &(*core).refs };
        if refs.fetch_sub(1, Release) == 1 {
            // What a fence would do, in a way that ThreadSanitizer follows.
            refs.load(Acquire);
            // SAFETY: that was the last reference, and `create` boxed it.
            drop(unsafe { Box::from_raw(core.cast_mut()) });
        }
    }

    /// Claims a slot and gives it fresh memory of `size` bytes. The caller owns it.
    pub(super) fn allocate_slot(&self, size: usize) -> Result<&'static PoolSlot> {
        let Some(layout) = aligned::layout(size, self.align) else {
            fail!(Overflow, "size: {size} bytes aligned to {} exceed the address space", self.align);
        };
        if self.counts.total.fetch_update(Relaxed, Relaxed, |n| (n < self.most).then_some(n + 1)).is_err() {
            return Err(self.refusal());
        }
        let slot = aligned::allocate(layout).and_then(|memory| {
            let slot = table::claim();
            if slot.is_none() {
                // SAFETY: just allocated with this layout.
                unsafe { aligned::free(memory, layout) };
            }
            Some((slot?, memory))
        });
        let Some((slot, memory)) = slot else {
            self.counts.total.fetch_sub(1, Relaxed);
            fail!(OutOfMemory, "pool: no memory for a buffer of {size} bytes");
        };
        self.retain();
        slot.set_memory(memory.as_ptr(), size, (&raw const *self).cast_mut().cast());
        Ok(slot)
    }

    #[cold]
    fn refusal(&self) -> Error {
        let PoolCore { most, max_bytes, size, .. } = self;
        let words = format_args!("pool: has its {most} buffers of {size} bytes, max_bytes is {max_bytes}");
        Error::new(ErrorKind::OutOfMemory, words)
    }

    /// Frees the memory of a slot, and the slot. The core may be gone after this.
    ///
    /// # Safety
    /// The slot is one of this core with memory, and the caller's alone.
    pub(super) unsafe fn free_slot(core: *const PoolCore, slot: &'static PoolSlot) {
        // SAFETY: the slot's reference keeps the core until the end of this function.
        let this = unsafe { &*core };
        if let (Some(memory), Some(layout)) = (NonNull::new(slot.data()), aligned::layout(slot.capacity(), this.align))
        {
            slot.set_memory(std::ptr::null_mut(), 0, std::ptr::null_mut());
            // SAFETY: `allocate_slot` allocated it with this layout.
            unsafe { aligned::free(memory, layout) };
        }
        this.counts.total.fetch_sub(1, Relaxed);
        table::free(slot);
        // SAFETY: this was the slot's reference.
        unsafe { PoolCore::release(core) };
    }

    /// # Safety
    /// The slots of the chain are of this core, and the caller's alone. The core may be gone after this.
    pub(super) unsafe fn free_chain(core: *const PoolCore, chain: Option<Chain>) {
        let mut left = chain;
        while let Some(chain) = left {
            left = chain.rest();
            // SAFETY: the caller's promise; each slot left holds a reference of its own.
            unsafe { PoolCore::free_slot(core, chain.first) };
        }
    }

    /// Frees the idle buffers of the depot.
    ///
    /// # Safety
    /// The caller has a reference.
    pub(super) unsafe fn drain(core: *const PoolCore) {
        // SAFETY: the caller's reference outlives the call.
        while let Some(chain) = unsafe { &*core }.depot.take(table::find) {
            // SAFETY: a chain that was taken from the depot is the taker's.
            unsafe { PoolCore::free_chain(core, Some(chain)) };
        }
    }

    /// Keeps a chain in the depot, and frees the buffers that there is no place for.
    ///
    /// # Safety
    /// The slots of the chain are of this core, and the caller's alone; the caller has a reference beside theirs.
    pub(super) unsafe fn put_in_depot(core: *const PoolCore, chain: Chain) {
        // SAFETY: the caller's reference outlives the call.
        let this = unsafe { &*core };
        let left = this.depot.put(chain);
        // SAFETY: what the depot hands back is still the caller's.
        unsafe { PoolCore::free_chain(core, left) };
        // SAFETY: the caller's promise, passed on.
        unsafe { PoolCore::drain_if_closed(core) };
    }

    /// Reserves places for a thread's magazine, and returns the length that its chains may have.
    pub(super) fn reserve_places(&self) -> u32 {
        self.depot.reserve_places(self.half)
    }

    /// Closes a thread's magazine, and moves its buffers to the depot.
    ///
    /// # Safety
    /// The magazine is of this core, and the caller has a reference.
    pub(super) unsafe fn retire_magazine(core: *const PoolCore, magazine: &Magazine) {
        // SAFETY: the caller's reference outlives the call.
        let this = unsafe { &*core };
        let half = magazine.half();
        this.depot.retire_magazine(half, magazine.close());
        // SAFETY: the caller's promise, passed on.
        unsafe { PoolCore::drain_if_closed(core) };
    }

    /// # Safety
    /// The caller has a reference.
    unsafe fn drain_if_closed(core: *const PoolCore) {
        // Either the closing thread sees what was just put into the depot, or this one sees that the pool is closed.
        fence(SeqCst);
        // SAFETY: the caller's reference outlives the call.
        if unsafe { &*core }.closed.load(Relaxed) {
            // SAFETY: the caller's promise, passed on.
            unsafe { PoolCore::drain(core) };
        }
    }

    pub(super) fn count_acquired(&self, n: u64) {
        self.counts.acquired.fetch_add(n, Relaxed);
    }

    pub(super) fn count_released(&self, n: u64) {
        self.counts.released.fetch_add(n, Relaxed);
    }

    pub(super) fn count_refused(&self) {
        self.counts.refused.fetch_add(1, Relaxed);
    }

    pub(super) fn count_miss(&self) {
        self.counts.misses.fetch_add(1, Relaxed);
    }

    /// Runs `moving`, which moves the counts of a thread here, so that a reader counts them exactly once.
    pub(super) fn move_counts(&self, moving: impl FnOnce()) {
        self.counts.moves_begun.fetch_add(1, SeqCst);
        moving();
        self.counts.moves_ended.fetch_add(1, SeqCst);
    }
}
