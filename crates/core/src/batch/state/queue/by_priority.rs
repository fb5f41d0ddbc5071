//! Which batch is next if items have priorities: among the groups that a worker may take, the one whose first item has the
//! lowest rank.

use super::pending::Queue;
use crate::batch::stats::DispatchReason;

impl<T> Queue<T> {
    /// Puts a group in its place among the groups by priority.
    pub(super) fn place_by_priority(&mut self, number: u32, is_ready: bool) {
        if let Some(priorities) = &mut self.priorities {
            priorities.place(&self.slots, number, is_ready);
        }
    }

    /// The first group that a worker may take now.
    pub(super) fn select_by_priority(&mut self, now: u64, limit: usize) -> Option<(u32, DispatchReason)> {
        while let Some(number) = self.priorities.as_ref()?.first_waiting()
            && self.is_due(number, now)
        {
            self.place_by_priority(number, true);
        }
        loop {
            let number = self.priorities.as_ref()?.first_ready()?;
            if self.greedy || self.is_ready(number) || self.is_due(number, now) {
                return Some((number, self.reason(number, limit, self.is_flushed(number))));
            }
            // Its window had ended, but the controller has become more patient since.
            self.place_by_priority(number, false);
        }
    }

    /// Whether a worker should look for a batch. It may find that the window of a ready group has become longer.
    pub(super) fn has_ready_by_priority(&self, now: u64) -> bool {
        let Some(priorities) = &self.priorities else { return false };
        priorities.first_ready().is_some() || priorities.first_waiting().is_some_and(|number| self.is_due(number, now))
    }

    /// Whether the window of a group has ended.
    fn is_due(&self, number: u32, now: u64) -> bool {
        let oldest = &self.slots[self.oldest_of(number)];
        self.is_flushed(number) || oldest.submitted.saturating_add(self.window) <= now
    }

    fn is_flushed(&self, number: u32) -> bool {
        self.slots[self.oldest_of(number)].seq <= self.flushed
    }
}
