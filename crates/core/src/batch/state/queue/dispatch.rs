//! Which batch is next.

use super::order::DispatchTerms;
use super::pending::Queue;
use super::slots::{NONE, QueueSlot};
use crate::batch::stats::Reason;

impl<T> Queue<T> {
    /// Sheds late items, and gives the items of the next batch to `keep`, with the times when they were submitted, if one is
    /// ready for an idle worker. Returns `None` also if all items of the batch were shed.
    pub fn take<S: Fn(usize) -> u64>(
        &mut self,
        now: u64,
        terms: &DispatchTerms<S>,
        mut keep: impl FnMut(T, u64),
    ) -> Option<Reason> {
        self.expire(now);
        let now = self.now;
        let (number, reason) = self.select(now, terms.limit)?;
        let planned = self.groups[number].count.min(terms.limit);
        let mut finish = now.saturating_add((terms.service)(planned));
        if !self.any_makes(number, now, finish) {
            // An estimate that sheds every item would never be corrected, so items that are not late yet are tried.
            finish = now;
        }
        let (mut kept, mut cost) = (0, 0u128);
        let mut index = self.groups[number].head;
        while index != NONE && kept < terms.limit {
            let slot = &self.slots[index];
            let next = slot.next;
            if slot.misses(now, finish) {
                // Otherwise it stays until others that were shed are answered.
                if !self.is_late_full() {
                    self.shed(index);
                }
            } else if kept > 0 && u128::from(slot.cost) > self.max_cost - cost {
                break;
            } else {
                (kept, cost) = (kept + 1, cost + u128::from(slot.cost));
                let submitted = slot.submitted;
                let value = self.unlink(index);
                keep(value, submitted);
            }
            index = next;
        }
        self.refresh(number);
        (kept > 0).then_some(reason)
    }

    /// Whether a batch is ready for an idle worker.
    pub fn has_ready(&self, now: u64) -> bool {
        self.select(now.max(self.now), self.threshold).is_some()
    }

    /// The ready group with the oldest item.
    fn select(&self, now: u64, limit: usize) -> Option<(u32, Reason)> {
        let (seq, oldest) = self.ages.first()?;
        let flushed = seq <= self.flushed;
        let waited = self.slots[self.groups[oldest].head].submitted.saturating_add(self.patience) <= now;
        let at_once = self.greedy || flushed || waited;
        let number = if at_once { oldest } else { self.ready.first()?.1 };
        let reason = if self.is_full(number, limit) {
            Reason::Full
        } else if flushed {
            Reason::Drain
        } else if self.greedy {
            Reason::Idle
        } else if self.is_full(number, self.threshold) {
            Reason::Preferred
        } else {
            Reason::Timeout
        };
        Some((number, reason))
    }

    fn any_makes(&self, number: u32, now: u64, finish: u64) -> bool {
        let mut index = self.groups[number].head;
        while index != NONE {
            let slot = &self.slots[index];
            if !slot.misses(now, finish) {
                return true;
            }
            index = slot.next;
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
