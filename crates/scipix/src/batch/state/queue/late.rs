//! Shed items, which stay in their slots until they are taken out to be answered, so that shedding needs no memory.

use super::pending::Queue;
use super::slots::NONE;

impl<T> Queue<T> {
    /// Sheds items whose deadline has come.
    pub fn expire(&mut self, now: u64) {
        let now = self.advance(now);
        while let Some((deadline, index)) = self.deadlines.first()
            && deadline <= now
            && !self.is_late_full()
        {
            let number = self.slots[index].group;
            self.shed(index);
            self.refresh(number);
        }
    }

    /// Moves a slot from its group to the late ones. `refresh` of the group must follow.
    pub(super) fn shed(&mut self, index: u32) {
        self.detach(index);
        let tail = self.late.tail;
        let slot = &mut self.slots[index];
        (slot.group, slot.prev, slot.next) = (NONE, tail, NONE);
        match tail {
            NONE => self.late.head = index,
            tail => self.slots[tail].next = index,
        }
        self.late.tail = index;
        self.late.count += 1;
    }

    /// Takes out the item shed first, with its sequence number.
    pub fn pop_late(&mut self) -> Option<(u64, T)> {
        let index = self.late.head;
        let slot = self.slots.get(index)?;
        let (seq, next) = (slot.seq, slot.next);
        self.late.head = next;
        self.late.count -= 1;
        if next == NONE {
            self.late.tail = NONE;
        }
        Some((seq, self.slots.remove(index)))
    }

    /// Number of shed items that were not taken out.
    pub fn late(&self) -> usize {
        self.late.len()
    }

    /// Whether no more items can be shed before some are taken out: as many as may be queued.
    pub fn is_late_full(&self) -> bool {
        self.late.len() >= self.capacity
    }

    /// Whether all items up to number `last` that were shed have been taken out.
    pub fn late_are_past(&self, last: u64) -> bool {
        let mut index = self.late.head;
        while let Some(slot) = self.slots.get(index) {
            if slot.seq <= last {
                return false;
            }
            index = slot.next;
        }
        true
    }
}
