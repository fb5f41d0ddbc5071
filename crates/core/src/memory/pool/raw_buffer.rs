//! Buffers in callers' hands: how they are acquired and released.

use super::cache::{self, CacheEntry};
use super::core::PoolCore;
use super::slot::{PoolSlot, Token};
use super::stack::Chain;
use super::{stats, table};
use crate::base::error::{Error, ErrorKind, Result};
use crate::cpu;
use std::ptr;
use std::sync::atomic::Ordering::{Relaxed, SeqCst};
use std::sync::atomic::fence;

/// A buffer that its caller must release: where it is, and the token for its release.
#[derive(Clone, Copy, Debug)]
pub struct RawBuffer {
    /// First byte.
    pub data: *mut u8,
    /// Size in bytes.
    pub capacity: usize,
    /// Slot and generation, which a release must name.
    pub token: u64,
}

impl RawBuffer {
    #[inline]
    fn of(slot: &'static PoolSlot) -> RawBuffer {
        RawBuffer { data: slot.data(), capacity: slot.capacity(), token: slot.issue_token() }
    }
}

/// Acquires a buffer from this thread's cache; `None` where that has none. Cannot panic.
#[inline(always)]
pub(super) fn from_magazine(core: &PoolCore) -> Option<RawBuffer> {
    if !cpu::pools() {
        return None;
    }
    let entry = cache::entry(core.home);
    let slot = entry.magazine_of(core)?.pop()?;
    entry.count_acquired();
    Some(RawBuffer::of(slot))
}

/// Acquires a buffer from the thread's other chain, the depot, or the allocator.
#[inline(never)]
pub(super) fn from_core(core: &PoolCore, size: usize) -> Result<RawBuffer> {
    let entry = if core.half > 0 { cache::bind(core) } else { None };
    let idle = if cpu::pools() { idle(core, entry) } else { None };
    let slot = match idle {
        Some(slot) => slot,
        None => allocate(core, size)?,
    };
    // Making room may have detached the entry: then its counts are no longer this pool's.
    match entry.filter(|entry| entry.magazine_of(core).is_some()) {
        Some(entry) => entry.count_acquired(),
        None => core.count_acquired(1),
    }
    stats::note_peak(core);
    Ok(RawBuffer::of(slot))
}

fn idle(core: &PoolCore, entry: Option<&'static CacheEntry>) -> Option<&'static PoolSlot> {
    let magazine = entry.and_then(|entry| entry.magazine_of(core));
    if let Some(slot) = magazine.and_then(|magazine| magazine.pop().or_else(|| magazine.pop_spare())) {
        return Some(slot);
    }
    let chain = core.depot().take(table::find)?;
    if let Some(rest) = chain.rest() {
        match magazine.filter(|magazine| rest.len <= magazine.half()) {
            Some(magazine) => magazine.load(rest),
            // SAFETY: the chain was just taken from this core's depot, to which the caller has a reference.
            None => unsafe { PoolCore::put_in_depot(core, rest) },
        }
    }
    Some(chain.first)
}

fn allocate(core: &PoolCore, size: usize) -> Result<&'static PoolSlot> {
    let slot = match core.allocate_slot(size) {
        // At a level that does not pool, buffers that idle since an earlier level must not stand in the way.
        Err(_) if !cpu::pools() && stats::stats(core).idle > 0 => {
            trim(core);
            core.allocate_slot(size)
        }
        other => other,
    };
    match slot {
        Ok(_) => core.count_miss(),
        Err(_) => core.count_refused(),
    }
    slot
}

/// Finds the slot of a held buffer by the caller's values.
fn held(data: *const u8, token: u64) -> Result<&'static PoolSlot> {
    let token = Token::decode(token);
    match table::find(token.index) {
        Some(slot) if slot.is_held(token) && ptr::eq(slot.data(), data) => Ok(slot),
        _ => Err(not_held(data)),
    }
}

/// Returns the capacity of a buffer that a caller holds.
pub fn capacity_of(data: *const u8, token: u64) -> Result<usize> {
    held(data, token).map(PoolSlot::capacity)
}

/// The state of a release after its fast part.
pub enum FastRelease {
    /// This thread's cache has the buffer.
    Done,
    /// The token is revoked; `PendingRelease::finish` must follow.
    Pending(PendingRelease),
    /// Nothing has happened: the values do not name a held buffer.
    NotHeld,
}

/// A slot whose token was just revoked, owned by this thread.
pub struct PendingRelease(&'static PoolSlot);

/// Revokes the token of a buffer, and caches the buffer where this thread's cache has room. Cannot panic.
#[inline(always)]
pub fn release_fast(data: *const u8, token: u64) -> FastRelease {
    let token = Token::decode(token);
    let Some(slot) = table::find(token.index) else { return FastRelease::NotHeld };
    // Only after its token was revoked, by this thread, are slot and owner sure to stay.
    if !ptr::eq(slot.data(), data) || !slot.revoke(token) {
        return FastRelease::NotHeld;
    }
    let core: *const PoolCore = slot.owner().cast_const().cast();
    // SAFETY: the slot is ours alone and has memory, so that it is a reference to its core.
    let this = unsafe { &*core };
    if this.bypass.load(Relaxed) || token.is_last() || !cpu::pools() {
        return FastRelease::Pending(PendingRelease(slot));
    }
    let entry = cache::entry(this.home);
    match entry.magazine_of(core) {
        Some(magazine) if magazine.push(slot) => {
            #[cfg(scipix_faults)]
            if crate::base::seeded_faults::is_seeded("double_release") {
                magazine.push(slot);
            }
            entry.count_released();
            FastRelease::Done
        }
        _ => FastRelease::Pending(PendingRelease(slot)),
    }
}

impl PendingRelease {
    /// Puts the buffer into a cache or the depot, or frees it.
    #[inline(never)]
    pub fn finish(self) {
        let core: *const PoolCore = self.0.owner().cast_const().cast();
        // SAFETY: the slot is ours alone and has memory, so that it is a reference to its core.
        unsafe { receive(core, self.0) };
    }
}

/// Releases a buffer.
///
/// # Errors
/// `WrongOwner`, changing nothing, where the values are not those of a buffer that is held.
#[inline]
pub fn release(data: *const u8, token: u64) -> Result<()> {
    match release_fast(data, token) {
        FastRelease::Done => {}
        FastRelease::Pending(release) => release.finish(),
        FastRelease::NotHeld => return Err(not_held(data)),
    }
    Ok(())
}

/// Returns the error for values that do not name a held buffer.
#[cold]
pub fn not_held(data: *const u8) -> Error {
    Error::new(ErrorKind::WrongOwner, format_args!("buffer: {data:p} is not one of a pool, or was released before"))
}

/// # Safety
/// The slot is one of this core with memory, and the caller's alone.
unsafe fn receive(core: *const PoolCore, slot: &'static PoolSlot) {
    // SAFETY: the slot is a reference to the core.
    let this = unsafe { &*core };
    if this.wipe {
        // SAFETY: the memory of a slot that is ours alone.
        unsafe { wipe(slot.data(), slot.capacity()) };
    }
    let closed = this.closed.load(Relaxed);
    let entry = if this.half > 0 && !closed { cache::bind(this) } else { None };
    match entry {
        Some(entry) => entry.count_released(),
        None => this.count_released(1),
    }
    if !cpu::pools() || slot.is_exhausted() || closed {
        // SAFETY: the caller's promise, passed on.
        return unsafe { PoolCore::free_slot(core, slot) };
    }
    let chain = match entry.and_then(|entry| entry.magazine_of(core)) {
        Some(magazine) if magazine.push(slot) => None,
        Some(magazine) => magazine.push_over(slot),
        None => Some(Chain::of(slot)),
    };
    if let Some(chain) = chain {
        this.retain();
        // SAFETY: the chain came from this thread; the reference just taken outlives those of its slots.
        unsafe {
            PoolCore::put_in_depot(core, chain);
            PoolCore::release(core);
        }
    }
}

/// Overwrites memory with zeros. The stores are volatile: the compiler would drop ordinary ones, as nobody reads them.
///
/// # Safety
/// `len` bytes at `data` are writable and the caller's alone; `data` is aligned for `u64`.
unsafe fn wipe(data: *mut u8, len: usize) {
    let words = len / size_of::<u64>();
    for i in 0..words {
        // SAFETY: within `len`, aligned by the caller's promise.
        unsafe { data.cast::<u64>().add(i).write_volatile(0) };
    }
    for i in words * size_of::<u64>()..len {
        // SAFETY: within `len`.
        unsafe { data.add(i).write_volatile(0) };
    }
}

/// Frees the idle buffers of the depot and of this thread's cache.
pub(super) fn trim(core: &PoolCore) {
    let entry = cache::entry(core.home);
    if entry.magazine_of(core).is_some() {
        entry.detach();
    }
    // SAFETY: the caller's borrow is, or stands on, a reference.
    unsafe { PoolCore::drain(core) };
}

/// Closes the pool: nothing is kept idle from now on.
pub(super) fn close(core: &PoolCore) {
    core.closed.store(true, SeqCst);
    core.bypass.store(true, Relaxed);
    fence(SeqCst);
    trim(core);
}
