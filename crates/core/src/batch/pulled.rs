//! Batches that are pulled: for runtimes that want no foreign thread to call them.

use super::core::BatchCore;
use super::state::{Acquired, InFlight};
use super::work::{FailureReason, Work};
use crate::base::Shared;
use crate::base::error::{Result, fail};
use std::time::Duration;

/// A batch that was pulled. It keeps what it needs of the batcher alive. Its items are answered with [`FailureReason::Failed`] if
/// it is dropped before it is completed.
pub struct Pulled<W: Work> {
    core: Shared<BatchCore<W>>,
    batch: InFlight<W>,
    open: bool,
}

impl<W: Work> Pulled<W> {
    /// Takes the next batch. Waits `timeout` nanoseconds for it.
    pub(super) fn next(core: &Shared<BatchCore<W>>, timeout: u64) -> Result<Self> {
        if timeout > 0 && core.is_inside() {
            fail!(Deadlock, "batcher: waits inside its own callback");
        }
        let until = core.clock.now().saturating_add(timeout);
        let mut batch = InFlight::new();
        match core.acquire(&mut batch, until, false) {
            Acquired::Taken => {}
            Acquired::TimedOut => fail!(Timeout, "timeout: no batch within {:?}", Duration::from_nanos(timeout)),
            Acquired::Closed => fail!(Closed, "batcher: is closed, and nothing is queued"),
            Acquired::NoMemory => fail!(OutOfMemory, "batcher: no memory for a batch"),
        }
        batch.preset(&core.work);
        Ok(Self { core: core.clone(), batch, open: true })
    }

    /// The items, by priority, and then in the order of their submission.
    pub fn items(&self) -> &[W::Item] {
        &self.batch.items
    }

    /// Answers the items, in their order. If `answers` ends early, the rest is answered with [`FailureReason::NotSet`].
    pub fn complete(mut self, answers: impl IntoIterator<Item = W::Answer>) {
        self.batch.answers.iter_mut().zip(answers).for_each(|(place, answer)| *place = answer);
        self.close();
    }

    fn close(&mut self) {
        self.core.complete(&mut self.batch);
        self.core.close_batch(&self.batch);
        self.open = false;
    }
}

impl<W: Work> Drop for Pulled<W> {
    fn drop(&mut self) {
        if self.open {
            self.batch.answer_unset(&self.core.work, FailureReason::Failed);
            self.close();
        }
    }
}
