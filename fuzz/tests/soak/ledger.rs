//! The fate of each item of a batcher.

use capi::status::{SCIPIX_STATUS_OK, ScipixStatus};
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering::Relaxed};

const ANSWERED: u8 = 1;
const PROCESSED: u8 = 8;
const ACCEPTED: u8 = 64;

/// A byte for each item, in which every event counts.
pub struct Ledger {
    items: Vec<AtomicU8>,
    completed: AtomicU64,
    /// Good answers that are those of another item, or of one that was not processed.
    wrong: AtomicU64,
}

/// Result of processing an item.
pub fn answer_to(id: u64) -> usize {
    (id.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1) as usize
}

impl Ledger {
    pub fn new(items: u64) -> Self {
        Self {
            items: (0..items).map(|_| AtomicU8::new(0)).collect(),
            completed: AtomicU64::new(0),
            wrong: AtomicU64::new(0),
        }
    }

    fn count(&self, id: u64, event: u8) -> u8 {
        self.items[id as usize].fetch_add(event, Relaxed)
    }

    pub fn accept(&self, ids: std::ops::Range<u64>) {
        ids.for_each(|id| _ = self.count(id, ACCEPTED));
    }

    pub fn process(&self, id: u64) {
        self.count(id, PROCESSED);
    }

    /// Counts an answer. A good one is that of its item, which was processed. Callbacks must not panic, hence the count.
    pub fn answer(&self, id: u64, data: usize, status: ScipixStatus) {
        let before = self.count(id, ANSWERED);
        if status == SCIPIX_STATUS_OK {
            self.completed.fetch_add(1, Relaxed);
            self.wrong.fetch_add(u64::from(data != answer_to(id) || before & PROCESSED == 0), Relaxed);
        }
    }

    /// Checks that each of the first `used` items was answered once if it was accepted, never if not, and processed once at
    /// most. Forgets them. Returns how many were accepted and how many of their answers were good.
    pub fn settle(&mut self, used: u64) -> (u64, u64) {
        assert_eq!(*self.wrong.get_mut(), 0, "answers of other items, or of none");
        let mut accepted = 0;
        for (id, item) in self.items[..used as usize].iter_mut().enumerate() {
            let events = std::mem::take(item.get_mut());
            let is_good = matches!(events & !PROCESSED, 0 | 65) && (events & PROCESSED == 0 || events & ACCEPTED != 0);
            assert!(
                is_good,
                "item {id}: {} times accepted, {} processed, {} answered",
                events / ACCEPTED,
                events % ACCEPTED / PROCESSED,
                events % PROCESSED
            );
            accepted += u64::from(events >= ACCEPTED);
        }
        (accepted, std::mem::take(self.completed.get_mut()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_is_settled_once_answered() {
        let mut ledger = Ledger::new(4);
        ledger.accept(0..2);
        ledger.process(1);
        ledger.answer(0, 0, 7);
        ledger.answer(1, answer_to(1), SCIPIX_STATUS_OK);
        assert_eq!(ledger.settle(4), (2, 1));
        assert_eq!(ledger.settle(4), (0, 0));
    }

    #[test]
    fn what_is_lost_or_done_twice_is_seen() {
        let wrong: [fn(&Ledger); 6] = [
            |ledger| ledger.accept(0..1),
            |ledger| ledger.answer(0, 0, 7),
            |ledger| {
                ledger.accept(0..1);
                ledger.process(0);
                ledger.answer(0, answer_to(1), SCIPIX_STATUS_OK);
            },
            |ledger| ledger.process(0),
            |ledger| {
                ledger.accept(0..1);
                (0..2).for_each(|_| ledger.answer(0, 0, 7));
            },
            |ledger| {
                ledger.accept(0..1);
                (0..2).for_each(|_| ledger.process(0));
                ledger.answer(0, 0, 7);
            },
        ];
        for case in wrong {
            let mut ledger = Ledger::new(1);
            case(&ledger);
            assert!(std::panic::catch_unwind(move || ledger.settle(1)).is_err());
        }
    }
}
