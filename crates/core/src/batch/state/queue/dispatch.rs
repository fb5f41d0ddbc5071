//! Which batch is next.

use super::order::DispatchTerms;
use super::pending::Queue;
use super::slots::{NONE, QueueSlot};
use crate::batch::stats::DispatchReason;

impl<T> Queue<T> {
    /// Sheds late items, and gives the items of the next batch to `keep`, with the times when they were submitted, if one is
    /// ready for an idle worker. Returns `None` also if all items of the batch were shed.
    pub fn take<S: Fn(usize) -> u64>(
        &mut self,
        now: u64,
        terms: &DispatchTerms<S>,
        mut keep: impl FnMut(T, u64),
    ) -> Option<DispatchReason> {
        self.expire(now);
        let now = self.now;
        let (number, reason) = match self.priorities {
            None => self.select(now, terms.limit),
            Some(_) => self.select_by_priority(now, terms.limit),
        }?;
        let planned = self.groups[number].count.min(terms.limit);
        let mut finish = now.saturating_add((terms.service)(planned));
        if !self.any_makes(number, now, finish) {
            // An estimate that sheds every item would never be corrected, so items that are not late yet are tried.
            finish = now;
        }
        let (mut kept, mut cost) = (0, 0u64);
        let mut index = self.first_in(number);
        while index != NONE && kept < terms.limit {
            let next = self.next_after(index);
            let slot = &self.slots[index];
            if slot.misses(now, finish) {
                // Otherwise it stays until others that were shed are answered.
                if !self.is_shed_full() {
                    self.shed(index);
                }
            } else if kept > 0 && u64::from(slot.cost) > self.max_cost - cost {
                break;
            } else {
                (kept, cost) = (kept + 1, cost + u64::from(slot.cost));
                let submitted = slot.submitted;
                let value = self.unlink(index);
                keep(value, submitted);
            }
            index = next;
        }
        self.refresh(number);
        (kept > 0).then_some(reason)
    }

    /// The item of a group that goes first.
    fn first_in(&mut self, number: u32) -> u32 {
        match &mut self.priorities {
            None => self.groups[number].items.head,
            Some(priorities) => priorities.begin_walk(&self.slots, number),
        }
    }

    /// The item that goes after `index`, which was the last one that this or `first_in` returned.
    fn next_after(&mut self, index: u32) -> u32 {
        match &mut self.priorities {
            None => self.slots[index].next,
            Some(priorities) => priorities.walk(&self.slots),
        }
    }

    /// Whether a batch is ready for an idle worker.
    pub fn has_ready(&self, now: u64) -> bool {
        let now = now.max(self.now);
        match self.priorities {
            None => self.select(now, self.threshold).is_some(),
            Some(_) => self.has_ready_by_priority(now),
        }
    }

    /// The ready group with the oldest item.
    fn select(&self, now: u64, limit: usize) -> Option<(u32, DispatchReason)> {
        let (seq, oldest) = self.ages.first()?;
        let flushed = seq <= self.flushed;
        let waited = self.slots[self.groups[oldest].items.head].submitted.saturating_add(self.window) <= now;
        let at_once = self.greedy || flushed || waited;
        let number = if at_once { oldest } else { self.ready.first()?.1 };
        Some((number, self.reason(number, limit, flushed)))
    }

    /// Reason why the batch of a group is dispatched.
    pub(super) fn reason(&self, number: u32, limit: usize, flushed: bool) -> DispatchReason {
        if self.is_full(number, limit) {
            DispatchReason::Full
        } else if flushed {
            DispatchReason::Drain
        } else if self.greedy {
            DispatchReason::Idle
        } else if self.is_full(number, self.threshold) {
            DispatchReason::Preferred
        } else {
            DispatchReason::Timeout
        }
    }

    fn any_makes(&mut self, number: u32, now: u64, finish: u64) -> bool {
        let mut index = self.first_in(number);
        while index != NONE {
            if !self.slots[index].misses(now, finish) {
                return true;
            }
            index = self.next_after(index);
        }
        false
    }
}

impl<T> QueueSlot<T> {
    /// Whether the item cannot be answered in time by a batch that ends at `finish`.
    fn misses(&self, now: u64, finish: u64) -> bool {
        self.deadline <= now || self.deadline < finish
    }
}
