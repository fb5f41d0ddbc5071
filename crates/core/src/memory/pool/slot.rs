//! Slots: each holds the state of one buffer, and the caller's token leads to it.
//!
//! Slots are never unmapped. A token is the slot's index and its generation; the generation is odd while a caller holds
//! the buffer and grows at each change of hands, so that a token is good for one release and then never again. A slot
//! whose generations are used up is left behind.

use super::sync::{AtomicPtr, AtomicU32, AtomicU64, AtomicUsize};
use std::ptr::null_mut;
use std::sync::atomic::Ordering::{AcqRel, Relaxed};

/// Bits of a token, and of a stack's head, that hold a slot's index.
pub(super) const INDEX_BITS: u32 = 28;
const INDEX_MASK: u64 = (1 << INDEX_BITS) - 1;
/// The last generation that can be handed out: odd, and it fits above the index.
const LAST: u64 = (1 << (64 - INDEX_BITS)) - 1;

/// State of one buffer: its memory, its pool, and its links while it is idle. It fills one cache line.
///
/// A caller, a thread or a chain owns the slot at any time; the methods that change it are for the owner.
#[repr(align(64))]
pub(super) struct PoolSlot {
    /// The generation: odd while a caller holds the buffer.
    generation: AtomicU64,
    /// Address of the memory. Only the owner of the slot changes it.
    data: AtomicPtr<u8>,
    capacity: AtomicUsize,
    /// The pool's core, which lives while this slot has memory.
    owner: AtomicPtr<()>,
    /// The next of a chain of idle slots.
    next: AtomicPtr<PoolSlot>,
    /// In the first of a chain: how many slots it has, and the first of the chain below it, plus one.
    pub(super) count: AtomicU32,
    pub(super) below: AtomicU32,
    index: u32,
}

/// The index and the generation that a token stands for.
#[derive(Clone, Copy)]
pub(super) struct Token {
    pub(super) index: u32,
    generation: u64,
}

impl Token {
    #[inline]
    pub(super) fn decode(token: u64) -> Token {
        Token { index: (token & INDEX_MASK) as u32, generation: token >> INDEX_BITS }
    }

    /// Whether the slot has no generation after this one.
    #[inline]
    pub(super) fn is_last(self) -> bool {
        self.generation >= LAST
    }
}

impl PoolSlot {
    pub(super) fn new(index: u32) -> Self {
        Self {
            generation: AtomicU64::new(0),
            data: AtomicPtr::new(null_mut()),
            capacity: AtomicUsize::new(0),
            owner: AtomicPtr::new(null_mut()),
            next: AtomicPtr::new(null_mut()),
            count: AtomicU32::new(1),
            below: AtomicU32::new(0),
            index,
        }
    }

    pub(super) fn index(&self) -> u32 {
        self.index
    }

    /// Whether all generations of the slot are used up.
    pub(super) fn is_exhausted(&self) -> bool {
        self.generation.load(Relaxed) >= LAST
    }

    #[cfg(test)]
    pub(super) fn exhaust(&self) {
        self.generation.store(LAST - 1, Relaxed);
    }

    /// Gives the slot memory. Only for the owner of the slot.
    pub(super) fn set_memory(&self, data: *mut u8, capacity: usize, owner: *mut ()) {
        self.data.store(data, Relaxed);
        self.capacity.store(capacity, Relaxed);
        self.owner.store(owner, Relaxed);
    }

    #[inline]
    pub(super) fn data(&self) -> *mut u8 {
        self.data.load(Relaxed)
    }

    #[inline]
    pub(super) fn capacity(&self) -> usize {
        self.capacity.load(Relaxed)
    }

    #[inline]
    pub(super) fn owner(&self) -> *mut () {
        self.owner.load(Relaxed)
    }

    /// Makes a new token for the caller. Only for the owner of the slot, so that this need not be one atomic step.
    #[inline]
    pub(super) fn issue_token(&self) -> u64 {
        let generation = self.generation.load(Relaxed) + 1;
        self.generation.store(generation, Relaxed);
        generation << INDEX_BITS | u64::from(self.index)
    }

    /// Whether a caller holds the buffer under this token now.
    pub(super) fn is_held(&self, token: Token) -> bool {
        token.generation & 1 == 1 && self.generation.load(Relaxed) == token.generation
    }

    /// Revokes the token. Returns true to exactly one caller, who then owns the slot; false where the token had ended before.
    #[inline]
    pub(super) fn revoke(&self, token: Token) -> bool {
        let Token { generation, .. } = token;
        generation & 1 == 1 && self.generation.compare_exchange(generation, generation + 1, AcqRel, Relaxed).is_ok()
    }

    #[inline]
    pub(super) fn next(&self) -> Option<&'static PoolSlot> {
        // SAFETY: null, or stored by `link` from a `&'static Slot`.
        unsafe { self.next.load(Relaxed).as_ref() }
    }

    /// Makes `next` the slot after this one. Only for the owner of this slot.
    #[inline]
    pub(super) fn link(&self, next: Option<&'static PoolSlot>) {
        self.next.store(next.map_or(null_mut(), |slot| (&raw const *slot).cast_mut()), Relaxed);
    }
}
