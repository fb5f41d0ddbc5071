//! Batches that were taken and are not answered completely. No threads and no clock.

use std::collections::TryReserveError;

struct OpenBatch {
    number: u64,
    /// None of its items was submitted before this one.
    oldest: u64,
}

/// The open batches.
#[derive(Default)]
pub struct OpenBatches {
    list: Vec<OpenBatch>,
    last: u64,
}

impl OpenBatches {
    /// Makes room for `more` batches.
    pub fn try_reserve(&mut self, more: usize) -> Result<(), TryReserveError> {
        self.list.try_reserve(more)
    }

    /// Opens a batch whose items were not submitted before number `oldest`. Returns the number of the batch.
    pub fn open(&mut self, oldest: u64) -> u64 {
        self.last += 1;
        self.list.push(OpenBatch { number: self.last, oldest });
        self.last
    }

    /// Closes the batch `number`, if it is open.
    pub fn close(&mut self, number: u64) {
        if let Some(place) = self.list.iter().position(|batch| batch.number == number) {
            self.list.swap_remove(place);
        }
    }

    /// Whether all items up to number `last` have left the open batches.
    pub fn are_past(&self, last: u64) -> bool {
        self.list.iter().all(|batch| batch.oldest > last)
    }
}
