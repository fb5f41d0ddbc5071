//! The magazines of each thread, one for each pool that the thread has used lately.
//!
//! A thread's record is never freed: at the thread's end its buffers go to their depots, and another thread takes it
//! over. Other threads may read its counts at any time; the rest is for the thread alone. A child of `fork` keeps the
//! records of the threads that it lost, and what was idle in them.

use super::core::PoolCore;
use super::magazine::{MAGAZINES, Magazine};
use crate::base::aligned;
use std::cell::Cell;
use std::ptr::{self, null_mut};
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use std::sync::atomic::{AtomicBool, AtomicPtr, AtomicU64};

/// A magazine and the pool that it is attached to.
#[repr(align(64))]
pub(super) struct CacheEntry {
    /// Null, or a core of which this is one reference.
    owner: AtomicPtr<PoolCore>,
    /// Written by the thread alone.
    acquired: AtomicU64,
    released: AtomicU64,
    magazine: Magazine,
}

struct Record {
    entries: [CacheEntry; MAGAZINES],
    in_use: AtomicBool,
    next: AtomicPtr<Record>,
}

// SAFETY: threads other than the one that has in_use the record touch only its atomics. `entry` and `bind` find it by
// way of a thread-local, and `ThreadExit` hands it on with release and acquire.
unsafe impl Sync for Record {}

/// All records, newest first; they only ever become more.
static RECORDS: AtomicPtr<Record> = AtomicPtr::new(null_mut());
/// The record of threads that have none yet: it is attached to no pool, and nothing is ever put into it.
static NOTHING: Record = Record::new();

thread_local! {
    /// A pointer, because Rust before 1.90 refuses such references in constants.
    static CURRENT: Cell<*const Record> = const { Cell::new(&raw const NOTHING) };
    /// A thread-local of its own, so that uses of `CURRENT` need not ask whether the thread has ended.
    static THREAD_EXIT: ThreadExit = const { ThreadExit };
}

/// Moves a thread's buffers to the depots when the thread ends.
struct ThreadExit;

impl Drop for ThreadExit {
    fn drop(&mut self) {
        let record = current_record();
        CURRENT.set(&raw const NOTHING);
        record.entries.iter().for_each(CacheEntry::detach);
        record.in_use.store(false, Release);
    }
}

/// Returns this thread's record.
#[inline(always)]
fn current_record() -> &'static Record {
    // SAFETY: `NOTHING`, or a record, which is never freed.
    unsafe { &*CURRENT.get() }
}

/// Returns this thread's entry for pools with that home.
#[inline(always)]
pub(super) fn entry(home: usize) -> &'static CacheEntry {
    &current_record().entries[home % MAGAZINES]
}

impl CacheEntry {
    const fn new() -> Self {
        Self {
            owner: AtomicPtr::new(null_mut()),
            acquired: AtomicU64::new(0),
            released: AtomicU64::new(0),
            magazine: Magazine::new(),
        }
    }

    /// Returns the magazine if it is attached to this core.
    #[inline]
    pub(super) fn magazine_of(&self, core: *const PoolCore) -> Option<&Magazine> {
        ptr::eq(self.owner.load(Relaxed), core).then_some(&self.magazine)
    }

    #[inline]
    pub(super) fn count_acquired(&self) {
        self.acquired.store(self.acquired.load(Relaxed) + 1, Relaxed);
    }

    #[inline]
    pub(super) fn count_released(&self) {
        self.released.store(self.released.load(Relaxed) + 1, Relaxed);
    }

    fn attach(&self, core: &PoolCore) {
        core.retain();
        self.magazine.open(core.reserve_places());
        self.owner.store((&raw const *core).cast_mut(), Release);
    }

    /// Returns buffers and counts to the pool, and drops the reference to it.
    pub(super) fn detach(&self) {
        let core = self.owner.load(Relaxed);
        // SAFETY: null, or a core of which this entry is a reference.
        let Some(this) = (unsafe { core.as_ref() }) else { return };
        this.move_counts(|| {
            this.count_acquired(self.acquired.load(Relaxed));
            this.count_released(self.released.load(Relaxed));
            self.owner.store(null_mut(), Relaxed);
            self.acquired.store(0, Relaxed);
            self.released.store(0, Relaxed);
        });
        // SAFETY: this thread's idle buffers of that core go to it, then so does the entry's reference.
        unsafe {
            PoolCore::retire_magazine(core, &self.magazine);
            PoolCore::release(core);
        }
    }
}

impl Record {
    const fn new() -> Self {
        Self {
            entries: [const { CacheEntry::new() }; MAGAZINES],
            in_use: AtomicBool::new(true),
            next: AtomicPtr::new(null_mut()),
        }
    }
}

/// Returns this thread's entry after attaching it to the core; `None` for a thread at its end, and without memory for a record.
pub(super) fn bind(core: &PoolCore) -> Option<&'static CacheEntry> {
    if ptr::eq(current_record(), &NOTHING) {
        // Its first use is what makes `ThreadExit` run at the thread's end; after that it refuses.
        THREAD_EXIT.try_with(|_| ()).ok()?;
        CURRENT.set(take_record()?);
    }
    let entry = entry(core.home);
    if entry.magazine_of(core).is_none() {
        // A new pool: the moment to let go of those that are gone.
        current_record().entries.iter().filter(|other| other.is_closed()).for_each(CacheEntry::detach);
        entry.detach();
        entry.attach(core);
    }
    Some(entry)
}

impl CacheEntry {
    fn is_closed(&self) -> bool {
        // SAFETY: null, or a core of which this entry is a reference.
        unsafe { self.owner.load(Relaxed).as_ref() }.is_some_and(|core| core.closed.load(Relaxed))
    }
}

fn records() -> impl Iterator<Item = &'static Record> {
    // SAFETY: null, or a record, which is never freed and published with all it has.
    let follow = |from: &AtomicPtr<Record>| unsafe { from.load(Acquire).as_ref::<'static>() };
    std::iter::successors(follow(&RECORDS), move |record| follow(&record.next))
}

/// Whether this thread keeps a pool alive.
#[cfg(test)]
pub(super) fn keeps_a_pool() -> bool {
    current_record().entries.iter().any(|entry| !entry.owner.load(Relaxed).is_null())
}

#[cfg(test)]
pub(super) fn record_count() -> usize {
    records().count()
}

fn take_record() -> Option<&'static Record> {
    let left = records().find(|record| record.in_use.compare_exchange(false, true, Acquire, Relaxed).is_ok());
    if left.is_some() {
        return left;
    }
    let record: &'static Record = Box::leak(aligned::try_box(Record::new())?);
    let mut newest = RECORDS.load(Relaxed);
    loop {
        record.next.store(newest, Relaxed);
        match RECORDS.compare_exchange_weak(newest, (&raw const *record).cast_mut(), Release, Relaxed) {
            Ok(_) => return Some(record),
            Err(now) => newest = now,
        }
    }
}

/// Counts of buffers that each thread acquired from and released to the core.
pub(super) fn counts_of(core: &PoolCore) -> impl Iterator<Item = (u64, u64)> {
    records()
        .map(|record| &record.entries[core.home % MAGAZINES])
        .filter(move |entry| ptr::eq(entry.owner.load(Acquire), core))
        .map(|entry| (entry.acquired.load(Relaxed), entry.released.load(Relaxed)))
}
