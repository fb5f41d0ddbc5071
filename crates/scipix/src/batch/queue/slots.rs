//! Queued items in numbered slots that are used again, so that a queue at work allocates nothing.

use std::collections::TryReserveError;

/// No slot.
pub(super) const NONE: u32 = u32::MAX;

/// One item in the queue.
#[derive(Debug)]
pub(super) struct Slot<T> {
    /// Its number among all items ever accepted; 0: the slot is free.
    pub(super) seq: u64,
    pub(super) submitted: u64,
    /// `u64::MAX`: none.
    pub(super) deadline: u64,
    pub(super) cost: u64,
    /// Index of its group.
    pub(super) group: u32,
    /// The item of its group submitted before it.
    pub(super) prev: u32,
    /// The item of its group submitted after it; of a free slot: the next free one.
    pub(super) next: u32,
    value: Option<T>,
}

/// The slots, the free ones in a list, last freed first.
#[derive(Debug)]
pub(super) struct Slots<T> {
    slots: Vec<Slot<T>>,
    free: u32,
    used: usize,
}

impl<T> Slots<T> {
    pub(super) fn new() -> Self {
        Self { slots: Vec::new(), free: NONE, used: 0 }
    }

    /// Slots that are not free.
    pub(super) fn used(&self) -> usize {
        self.used
    }

    /// Slots there are, free ones included.
    pub(super) fn len(&self) -> usize {
        self.slots.len()
    }

    /// Has at least one free slot ready.
    pub(super) fn try_reserve(&mut self) -> Result<(), TryReserveError> {
        if self.free == NONE { self.slots.try_reserve(1) } else { Ok(()) }
    }

    /// Puts `value` in a slot whose other fields are those of `fields`.
    pub(super) fn insert(&mut self, fields: Slot<T>, value: T) -> u32 {
        self.used += 1;
        let slot = Slot { value: Some(value), ..fields };
        if self.free == NONE {
            self.slots.push(slot);
            return (self.slots.len() - 1) as u32;
        }
        let index = self.free;
        self.free = self.slots[index as usize].next;
        self.slots[index as usize] = slot;
        index
    }

    /// Frees a slot in use.
    pub(super) fn remove(&mut self, index: u32) -> T {
        self.used -= 1;
        let slot = &mut self.slots[index as usize];
        slot.seq = 0;
        slot.next = self.free;
        self.free = index;
        slot.value.take().expect("a slot in use holds a value")
    }

    pub(super) fn get(&self, index: u32) -> Option<&Slot<T>> {
        self.slots.get(index as usize)
    }
}

impl<T> Slot<T> {
    /// The fields of a slot, without its value and neighbours.
    pub(super) fn new(seq: u64, submitted: u64, deadline: u64, cost: u64, group: u32) -> Self {
        Self { seq, submitted, deadline, cost, group, prev: NONE, next: NONE, value: None }
    }
}

impl<T> std::ops::Index<u32> for Slots<T> {
    type Output = Slot<T>;
    fn index(&self, index: u32) -> &Slot<T> {
        &self.slots[index as usize]
    }
}

impl<T> std::ops::IndexMut<u32> for Slots<T> {
    fn index_mut(&mut self, index: u32) -> &mut Slot<T> {
        &mut self.slots[index as usize]
    }
}
