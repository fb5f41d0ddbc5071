//! A stack of chains of slots without a lock: nothing that a `fork` in the middle could leave locked.

use super::slot::{INDEX_BITS, PoolSlot};
use super::sync::AtomicU64;
use std::sync::atomic::Ordering::{AcqRel, Acquire, Relaxed};

const TOP_MASK: u64 = (1 << INDEX_BITS) - 1;

/// A chain of idle slots that one thread has to itself.
#[derive(Clone, Copy)]
pub(super) struct Chain {
    pub(super) first: &'static PoolSlot,
    pub(super) len: u32,
}

impl Chain {
    /// A chain of one.
    pub(super) fn of(slot: &'static PoolSlot) -> Self {
        slot.link(None);
        Self { first: slot, len: 1 }
    }

    /// Without its first slot.
    pub(super) fn rest(self) -> Option<Chain> {
        let first = self.first.next().filter(|_| self.len > 1)?;
        Some(Chain { first, len: self.len - 1 })
    }
}

/// Chains, last in first out.
pub(super) struct Stack {
    /// Index of the topmost chain's first slot plus one, 0 where there is none; above it a count of changes, which
    /// keeps an exchange from succeeding on a top that left and came back. It would have to come back after exactly
    /// 2^36 changes to be mistaken.
    head: AtomicU64,
}

impl Stack {
    /// A stack on `head`, which is 0.
    pub(super) const fn new(head: AtomicU64) -> Self {
        Self { head }
    }

    pub(super) fn push(&self, chain: Chain) {
        let Chain { first, len } = chain;
        first.count.store(len, Relaxed);
        let mut head = self.head.load(Relaxed);
        loop {
            first.below.store((head & TOP_MASK) as u32, Relaxed);
            match self.head.compare_exchange_weak(head, changed(head, first.index() + 1), AcqRel, Relaxed) {
                Ok(_) => return,
                Err(now) => head = now,
            }
        }
    }

    /// The topmost chain. `find` tells the slot of an index.
    pub(super) fn pop(&self, find: impl Fn(u32) -> Option<&'static PoolSlot>) -> Option<Chain> {
        let mut head = self.head.load(Acquire);
        loop {
            let first = find(((head & TOP_MASK) as u32).checked_sub(1)?)?;
            // Another thread may have the slot by now; then this is stale and the exchange fails.
            let below = first.below.load(Relaxed);
            match self.head.compare_exchange_weak(head, changed(head, below), AcqRel, Acquire) {
                Ok(_) => return Some(Chain { first, len: first.count.load(Relaxed) }),
                Err(now) => head = now,
            }
        }
    }
}

fn changed(head: u64, top: u32) -> u64 {
    ((head >> INDEX_BITS).wrapping_add(1) << INDEX_BITS) | u64::from(top)
}
