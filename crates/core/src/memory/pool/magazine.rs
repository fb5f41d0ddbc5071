//! A thread's own idle buffers of one pool: two chains, last in first out.
//!
//! Buffers move to and from the depot by whole chains, so that a thread which goes up and down across the end of a chain
//! does not visit the depot each time.

use super::slot::PoolSlot;
use super::stack::Chain;
use std::cell::Cell;

/// How many pools a thread keeps buffers of. Each pool has a fixed place; two pools of one place displace each other.
pub(super) const MAGAZINES: usize = 16;

/// The idle buffers of one pool that one thread keeps. Only that thread uses it.
pub(super) struct Magazine {
    first: Cell<Option<&'static PoolSlot>>,
    len: Cell<u32>,
    /// The longest that a chain may be.
    half: Cell<u32>,
    spare: Cell<Option<Chain>>,
}

impl Magazine {
    pub(super) const fn new() -> Self {
        Self { first: Cell::new(None), len: Cell::new(0), half: Cell::new(0), spare: Cell::new(None) }
    }

    pub(super) fn half(&self) -> u32 {
        self.half.get()
    }

    /// Opens the empty magazine for chains of up to `half` buffers.
    pub(super) fn open(&self, half: u32) {
        self.half.set(half);
    }

    /// Pops the buffer that was released last; `None` where the first chain is used up.
    #[inline]
    pub(super) fn pop(&self) -> Option<&'static PoolSlot> {
        let slot = self.first.get()?;
        self.first.set(slot.next());
        self.len.set(self.len.get() - 1);
        Some(slot)
    }

    /// Takes the spare chain in the place of the first one, which is used up, and pops a buffer from it.
    pub(super) fn pop_spare(&self) -> Option<&'static PoolSlot> {
        self.load(self.spare.take()?);
        self.pop()
    }

    /// Makes `chain` the first one, which is used up.
    pub(super) fn load(&self, chain: Chain) {
        self.first.set(Some(chain.first));
        self.len.set(chain.len);
    }

    /// Keeps the slot; false where the first chain is full.
    #[inline]
    pub(super) fn push(&self, slot: &'static PoolSlot) -> bool {
        let len = self.len.get();
        if len >= self.half.get() {
            return false;
        }
        slot.link(self.first.get());
        self.first.set(Some(slot));
        self.len.set(len + 1);
        true
    }

    /// Keeps the slot although the first chain is full, and returns the chain that there is no room for.
    pub(super) fn push_over(&self, slot: &'static PoolSlot) -> Option<Chain> {
        if self.half.get() == 0 {
            return Some(Chain::of(slot));
        }
        let over = self.spare.replace(self.first.get().map(|first| Chain { first, len: self.len.get() }));
        self.load(Chain::of(slot));
        over
    }

    /// Closes the magazine and returns all that was in it.
    pub(super) fn close(&self) -> [Option<Chain>; 2] {
        let first = self.first.take().map(|first| Chain { first, len: self.len.get() });
        self.len.set(0);
        self.half.set(0);
        [self.spare.take(), first]
    }
}
