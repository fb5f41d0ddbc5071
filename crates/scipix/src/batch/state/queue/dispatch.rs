//! Which batch is next.

use super::order::{DispatchTerms, Sink};
use super::pending::Queue;
use super::slots::{NONE, QueueSlot};
use crate::batch::stats::Reason;

impl<T> Queue<T> {
    /// Sheds late items, and takes the next batch if one is ready for an idle worker. Returns `None` also if all items of
    /// the batch were shed.
    pub fn take<S: Fn(usize) -> u64>(
        &mut self,
        now: u64,
        terms: &DispatchTerms<S>,
        sink: &mut impl Sink<T>,
    ) -> Option<Reason> {
        let now = self.advance(now);
        self.expire(now, sink);
        let (number, reason) = self.select(now, terms.limit)?;
        let planned = self.groups[number].count.min(terms.limit);
        let mut finish = now.saturating_add((terms.service)(planned));
        if !self.any_makes(number, now, finish, terms.target) {
            // An estimate that sheds every item would never be corrected, so items that are not late yet are tried.
            finish = now;
        }
        let (mut kept, mut cost) = (0, 0u128);
        let mut index = self.groups[number].head;
        while index != NONE && kept < terms.limit {
            let slot = &self.slots[index];
            let next = slot.next;
            if slot.misses(now, finish, terms.target) {
                if sink.shed_room() == 0 {
                    break;
                }
                let value = self.unlink(index);
                sink.shed(value);
            } else if kept > 0 && u128::from(slot.cost) > self.max_cost - cost {
                break;
            } else {
                (kept, cost) = (kept + 1, cost + u128::from(slot.cost));
                let submitted = slot.submitted;
                let value = self.unlink(index);
                sink.keep(value, submitted);
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
        let waited = self.slots[self.groups[oldest].head].submitted.saturating_add(self.max_wait) <= now;
        let at_once = self.greedy || flushed || waited;
        let number = if at_once { oldest } else { self.ready.first()?.1 };
        let reason = if self.is_full(number, limit) {
            Reason::Full
        } else if flushed {
            Reason::Drain
        } else if self.greedy {
            Reason::Idle
        } else if self.is_ready(number) {
            Reason::Preferred
        } else {
            Reason::Timeout
        };
        Some((number, reason))
    }

    fn any_makes(&self, number: u32, now: u64, finish: u64, target: u64) -> bool {
        let mut index = self.groups[number].head;
        while index != NONE {
            let slot = &self.slots[index];
            if !slot.misses(now, finish, target) {
                return true;
            }
            index = slot.next;
        }
        false
    }
}

impl<T> QueueSlot<T> {
    /// Whether the item cannot be answered in time by a batch that ends at `finish`.
    fn misses(&self, now: u64, finish: u64, target: u64) -> bool {
        let last = self.deadline.min(self.submitted.saturating_add(target));
        last <= now || last < finish
    }
}
