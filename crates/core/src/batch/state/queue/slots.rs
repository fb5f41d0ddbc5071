//! Queued items in numbered slots that are used again, so that a queue stops allocating once it has grown.

use std::collections::TryReserveError;

/// Number of no slot.
pub const NONE: u32 = u32::MAX;

/// One item in the queue.
#[derive(Debug)]
pub struct QueueSlot<T> {
    /// Number among all items ever accepted; 0: the slot is free.
    pub seq: u64,
    pub submitted: u64,
    /// `u64::MAX`: none.
    pub deadline: u64,
    pub cost: u32,
    /// The item is not to wait for others, because its deadline comes before its window ends.
    pub urgent: bool,
    /// Its priority level, counted from 0, the highest.
    pub level: u8,
    /// Index of its group; `NONE` once it was shed.
    pub group: u32,
    /// Slot of the previous item of its list.
    pub prev: u32,
    /// Slot of the next item of its list; in a free slot, the next free one.
    pub next: u32,
    value: Option<T>,
}

/// All slots, with a list of the free ones, last freed first.
#[derive(Debug)]
pub struct QueueSlots<T> {
    slots: Vec<QueueSlot<T>>,
    free: u32,
    used: usize,
}

impl<T> QueueSlots<T> {
    pub fn new() -> Self {
        Self { slots: Vec::new(), free: NONE, used: 0 }
    }

    /// Number of slots in use.
    pub fn used(&self) -> usize {
        self.used
    }

    /// Number of slots, free ones included.
    pub fn len(&self) -> usize {
        self.slots.len()
    }

    /// Makes sure that there is a free slot.
    pub fn try_reserve(&mut self) -> Result<(), TryReserveError> {
        if self.free == NONE { self.slots.try_reserve(1) } else { Ok(()) }
    }

    /// Puts `value` in a slot with the other fields of `fields`.
    pub fn insert(&mut self, fields: QueueSlot<T>, value: T) -> u32 {
        self.used += 1;
        let slot = QueueSlot { value: Some(value), ..fields };
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
    pub fn remove(&mut self, index: u32) -> T {
        self.used -= 1;
        let slot = &mut self.slots[index as usize];
        slot.seq = 0;
        slot.next = self.free;
        self.free = index;
        slot.value.take().expect("a slot in use holds a value")
    }

    pub fn get(&self, index: u32) -> Option<&QueueSlot<T>> {
        self.slots.get(index as usize)
    }
}

impl<T> QueueSlot<T> {
    /// A slot without value and neighbours.
    pub fn new(seq: u64, submitted: u64, deadline: u64, cost: u32, group: u32) -> Self {
        Self { seq, submitted, deadline, cost, urgent: false, level: 0, group, prev: NONE, next: NONE, value: None }
    }
}

/// A list through the slots, which therefore needs no memory of its own.
#[derive(Clone, Copy, Debug)]
pub struct SlotList {
    pub head: u32,
    tail: u32,
}

impl SlotList {
    pub const EMPTY: Self = Self { head: NONE, tail: NONE };

    /// Adds a slot that belongs to no list at the end.
    pub fn push<T>(&mut self, slots: &mut QueueSlots<T>, index: u32) {
        let slot = &mut slots[index];
        (slot.prev, slot.next) = (self.tail, NONE);
        match self.tail {
            NONE => self.head = index,
            tail => slots[tail].next = index,
        }
        self.tail = index;
    }

    /// Takes out a slot that belongs to it.
    pub fn remove<T>(&mut self, slots: &mut QueueSlots<T>, index: u32) {
        let QueueSlot { prev, next, .. } = slots[index];
        match prev {
            NONE => self.head = next,
            prev => slots[prev].next = next,
        }
        match next {
            NONE => self.tail = prev,
            next => slots[next].prev = prev,
        }
    }
}

impl<T> std::ops::Index<u32> for QueueSlots<T> {
    type Output = QueueSlot<T>;
    fn index(&self, index: u32) -> &QueueSlot<T> {
        &self.slots[index as usize]
    }
}

impl<T> std::ops::IndexMut<u32> for QueueSlots<T> {
    fn index_mut(&mut self, index: u32) -> &mut QueueSlot<T> {
        &mut self.slots[index as usize]
    }
}
