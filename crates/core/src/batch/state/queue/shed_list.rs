//! The list of shed items that were not answered yet.

use super::slots::{NONE, QueueSlots, SlotList};

/// The shed items, in the order in which they were shed.
#[derive(Debug)]
pub struct ShedList {
    list: SlotList,
    count: usize,
}

impl ShedList {
    pub fn new() -> Self {
        Self { list: SlotList::EMPTY, count: 0 }
    }

    pub fn len(&self) -> usize {
        self.count
    }

    /// Adds a slot that belongs to no other list.
    pub fn push<T>(&mut self, slots: &mut QueueSlots<T>, index: u32) {
        slots[index].group = NONE;
        self.list.push(slots, index);
        self.count += 1;
    }

    /// Takes out the slot added first.
    pub fn pop<T>(&mut self, slots: &mut QueueSlots<T>) -> Option<u32> {
        let index = self.list.head;
        slots.get(index)?;
        self.list.remove(slots, index);
        self.count -= 1;
        Some(index)
    }

    /// Whether it holds no item up to number `last`.
    pub fn is_past<T>(&self, slots: &QueueSlots<T>, last: u64) -> bool {
        let mut index = self.list.head;
        while let Some(slot) = slots.get(index) {
            if slot.seq <= last {
                return false;
            }
            index = slot.next;
        }
        true
    }
}
