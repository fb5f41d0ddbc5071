//! What the threads share of a pool: its configuration, its depot, its counts, and how many hold on to it.
//!
//! A core lives while a handle, a buffer with memory (held or idle) or a thread's magazine refers to it.

use super::cache;
use super::depot::Depot;
use super::magazine::Magazine;
use super::slot::PoolSlot;
use super::stack::Chain;
use super::table;
use super::{PoolConfig, PoolStats};
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
    /// Which of a thread's magazines serves it.
    pub(super) home: usize,
    /// How long a thread's chain may be; 0: threads keep nothing.
    pub(super) half: u32,
    /// Most buffers, held or idle.
    most: usize,
    max_bytes: u64,
    refs: CachePadded<AtomicUsize>,
    depot: CachePadded<Depot>,
    counts: CachePadded<PoolCounts>,
}

/// Counts of what passed by the threads' own.
#[derive(Default)]
struct PoolCounts {
    /// Buffers that have memory.
    total: AtomicUsize,
    acquired: AtomicU64,
    released: AtomicU64,
    misses: AtomicU64,
    refused: AtomicU64,
    peak_live: AtomicU64,
    /// Magazines whose counts are being moved here: how many began, how many ended.
    moves_begun: AtomicU64,
    moves_ended: AtomicU64,
}

impl PoolCore {
    /// A core with one reference.
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
        let aside_limit = (max_idle / 2).min(most / 4);
        let core = PoolCore {
            size,
            align,
            wipe: config.zero_on_release,
            closed: AtomicBool::new(false),
            home: CREATED.fetch_add(1, Relaxed) % cache::MAGAZINES,
            half: if aside_limit < 2 { 0 } else { chain },
            most,
            max_bytes,
            refs: CachePadded::new(AtomicUsize::new(1)),
            depot: CachePadded::new(Depot::new(max_idle, aside_limit)),
            counts: CachePadded::new(PoolCounts::default()),
        };
        let Some(core) = aligned::try_box(core) else {
            fail!(OutOfMemory, "pool: no memory for {} bytes", size_of::<PoolCore>());
        };
        // SAFETY: a box is never null.
        Ok(unsafe { NonNull::new_unchecked(Box::into_raw(core)) })
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

    /// A slot with fresh memory of `size` bytes, for the caller alone.
    pub(super) fn furnish(&self, size: usize) -> Result<&'static PoolSlot> {
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
            self.counts.refused.fetch_add(1, Relaxed);
            fail!(OutOfMemory, "pool: no memory for a buffer of {size} bytes");
        };
        self.retain();
        slot.furnish(memory.as_ptr(), size, (&raw const *self).cast_mut().cast());
        Ok(slot)
    }

    #[cold]
    fn refusal(&self) -> Error {
        self.counts.refused.fetch_add(1, Relaxed);
        let PoolCore { most, max_bytes, size, .. } = self;
        let words = format_args!("pool: has its {most} buffers of {size} bytes, max_bytes is {max_bytes}");
        Error::new(ErrorKind::OutOfMemory, words)
    }

    /// Frees the memory of a slot, and the slot. The core may be gone after this.
    ///
    /// # Safety
    /// The slot is one of this core with memory, and the caller's alone.
    pub(super) unsafe fn strip(core: *const PoolCore, slot: &'static PoolSlot) {
        // SAFETY: the slot's reference keeps the core until the end of this function.
        let this = unsafe { &*core };
        if let (Some(memory), Some(layout)) = (NonNull::new(slot.data()), aligned::layout(slot.capacity(), this.align))
        {
            slot.furnish(std::ptr::null_mut(), 0, std::ptr::null_mut());
            // SAFETY: `furnish` allocated it with this layout.
            unsafe { aligned::free(memory, layout) };
        }
        this.counts.total.fetch_sub(1, Relaxed);
        table::give_back(slot);
        // SAFETY: this was the slot's reference.
        unsafe { PoolCore::release(core) };
    }

    /// # Safety
    /// The slots of the chain are of this core, and the caller's alone. The core may be gone after this.
    pub(super) unsafe fn strip_all(core: *const PoolCore, chain: Option<Chain>) {
        let mut left = chain;
        while let Some(chain) = left {
            left = chain.rest();
            // SAFETY: the caller's promise; each slot left holds a reference of its own.
            unsafe { PoolCore::strip(core, chain.first) };
        }
    }

    /// Frees what is idle in the depot.
    ///
    /// # Safety
    /// The caller has a reference.
    pub(super) unsafe fn drain(core: *const PoolCore) {
        // SAFETY: the caller's reference outlives the call.
        while let Some(chain) = unsafe { &*core }.depot.take(table::find) {
            // SAFETY: a chain of the depot is whose takes it.
            unsafe { PoolCore::strip_all(core, Some(chain)) };
        }
    }

    /// Keeps a chain in the depot, and frees what there is no place for.
    ///
    /// # Safety
    /// The slots of the chain are of this core, and the caller's alone; the caller has a reference beside theirs.
    pub(super) unsafe fn keep(core: *const PoolCore, chain: Chain) {
        // SAFETY: the caller's reference outlives the call.
        let this = unsafe { &*core };
        let left = this.depot.put(chain);
        // SAFETY: what the depot hands back is still the caller's.
        unsafe { PoolCore::strip_all(core, left) };
        // SAFETY: the caller's promise, passed on.
        unsafe { PoolCore::drain_if_closed(core) };
    }

    /// Sets places aside for a thread's magazine; says how long its chains may be.
    pub(super) fn set_aside(&self) -> u32 {
        self.depot.set_aside(self.half)
    }

    /// Takes what is in a thread's magazine, and closes that.
    ///
    /// # Safety
    /// The magazine is of this core, and the caller has a reference.
    pub(super) unsafe fn dissolve(core: *const PoolCore, magazine: &Magazine) {
        // SAFETY: the caller's reference outlives the call.
        let this = unsafe { &*core };
        let half = magazine.half();
        this.depot.dissolve(half, magazine.close());
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

    pub(super) fn count_miss(&self) {
        self.counts.misses.fetch_add(1, Relaxed);
    }

    /// Moves counts of a thread here, by `moving`, in such a way that a reader counts them once.
    pub(super) fn move_counts(&self, moving: impl FnOnce()) {
        self.counts.moves_begun.fetch_add(1, SeqCst);
        moving();
        self.counts.moves_ended.fetch_add(1, SeqCst);
    }

    /// Acquired and released, all threads together.
    fn traffic(&self) -> (u64, u64) {
        let counts = &self.counts;
        // A child of `fork` may find a move that will never end, hence not for ever.
        for _ in 0..1000 {
            let ended = counts.moves_ended.load(SeqCst);
            let here = (counts.acquired.load(SeqCst), counts.released.load(SeqCst));
            let sum = cache::counts_of(self).fold(here, |sum, own| (sum.0 + own.0, sum.1 + own.1));
            if counts.moves_begun.load(SeqCst) == ended {
                return sum;
            }
            std::hint::spin_loop();
        }
        (counts.acquired.load(Relaxed), counts.released.load(Relaxed))
    }

    /// Raises the high-water mark where it may be too low.
    pub(super) fn note_peak(&self) {
        let counts = &self.counts;
        let not_in_depot = counts.total.load(Relaxed).saturating_sub(self.depot.idle()) as u64;
        if not_in_depot > counts.peak_live.load(Relaxed) {
            let (acquired, released) = self.traffic();
            counts.peak_live.fetch_max(acquired.saturating_sub(released).min(not_in_depot), Relaxed);
        }
    }

    pub(super) fn stats(&self) -> PoolStats {
        let counts = &self.counts;
        let misses = counts.misses.load(Relaxed);
        let (acquired, released) = self.traffic();
        let total = counts.total.load(Relaxed) as u64;
        let live = acquired.saturating_sub(released).min(total);
        let peak = counts.peak_live.fetch_max(live, Relaxed).max(live);
        let size = self.size as u64;
        PoolStats {
            acquired,
            released,
            hits: acquired.saturating_sub(misses),
            misses,
            refused: counts.refused.load(Relaxed),
            live,
            idle: total - live,
            live_bytes: live * size,
            idle_bytes: (total - live) * size,
            peak_live_bytes: peak * size,
        }
    }
}
