//! Shedding. Shed items stay in their slots until they are taken out to be answered, so that shedding needs no memory.

use super::pending::Queue;

impl<T> Queue<T> {
    /// Sheds items whose deadline has come.
    pub fn expire(&mut self, now: u64) {
        let now = self.advance(now);
        while let Some((deadline, index)) = self.deadlines.first()
            && deadline <= now
            && !self.is_shed_full()
        {
            let number = self.slots[index].group;
            self.shed(index);
            self.refresh(number);
        }
    }

    /// Moves a slot from its group to the shed ones. `refresh` of the group must follow.
    pub(super) fn shed(&mut self, index: u32) {
        self.detach(index);
        self.shed_items.push(&mut self.slots, index);
    }

    /// Takes out the item shed first, with its sequence number.
    pub fn pop_shed(&mut self) -> Option<(u64, T)> {
        let index = self.shed_items.pop(&mut self.slots)?;
        let seq = self.slots[index].seq;
        Some((seq, self.slots.remove(index)))
    }

    /// Number of shed items that were not taken out.
    pub fn shed_len(&self) -> usize {
        self.shed_items.len()
    }

    /// Whether no more items can be shed before some are taken out. As many fit as may be queued.
    pub fn is_shed_full(&self) -> bool {
        self.shed_items.len() >= self.capacity
    }

    /// Whether all shed items up to number `last` have been taken out.
    pub fn shed_are_past(&self, last: u64) -> bool {
        self.shed_items.is_past(&self.slots, last)
    }
}
