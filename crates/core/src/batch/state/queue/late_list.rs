//! The list of shed items that were not answered yet.

use super::slots::{NONE, QueueSlots};

/// A list through the slots, which therefore needs no memory of its own.
#[derive(Debug)]
pub struct LateList {
    head: u32,
    tail: u32,
    count: usize,
}

impl LateList {
    pub fn new() -> Self {
        Self { head: NONE, tail: NONE, count: 0 }
    }

    pub fn len(&self) -> usize {
        self.count
    }

    /// Adds a slot that belongs to no other list.
    pub fn push<T>(&mut self, slots: &mut QueueSlots<T>, index: u32) {
        let slot = &mut slots[index];
        (slot.group, slot.prev, slot.next) = (NONE, self.tail, NONE);
        match self.tail {
            NONE => self.head = index,
            tail => slots[tail].next = index,
        }
        self.tail = index;
        self.count += 1;
    }

    /// Takes out the slot added first.
    pub fn pop<T>(&mut self, slots: &QueueSlots<T>) -> Option<u32> {
        let index = self.head;
        self.head = slots.get(index)?.next;
        self.count -= 1;
        if self.head == NONE {
            self.tail = NONE;
        }
        Some(index)
    }

    /// Whether it holds no item up to number `last`.
    pub fn is_past<T>(&self, slots: &QueueSlots<T>, last: u64) -> bool {
        let mut index = self.head;
        while let Some(slot) = slots.get(index) {
            if slot.seq <= last {
                return false;
            }
            index = slot.next;
        }
        true
    }
}
