//! Statistics of a batcher.

use super::config::MAX_PRIORITY_LEVELS;
use super::histogram::{Histogram, HistogramSummary};

/// Counts since the batcher was made, and its present state. Times are in nanoseconds.
///
/// `submitted` is the sum of `completed`, `failed`, `shed`, `cancelled` and of what is not answered yet.
#[derive(Clone, Debug, Default)]
pub struct BatchStats {
    /// Items accepted.
    pub submitted: u64,
    /// Items answered with success.
    pub completed: u64,
    /// Items processed and answered with something else, or left without an answer.
    pub failed: u64,
    /// Items refused because the queue was full, also after waiting for room, or because the batcher was closed.
    pub rejected: u64,
    /// Items answered with a missed deadline.
    pub shed: u64,
    /// Items cancelled, by their ticket, by a waiting thread whose time was up, or by freeing the batcher.
    pub cancelled: u64,
    /// Batches dispatched.
    pub batches: u64,
    /// Number of items queued now.
    pub queue_depth: usize,
    /// Number of items of each priority level queued now, the highest level first. An item counts for the level that it was
    /// submitted to, also after it moved up.
    pub level_depths: [usize; MAX_PRIORITY_LEVELS],
    /// Time that the oldest queued item has waited.
    pub oldest_wait: u64,
    /// Numbers of batches by the reason of their dispatch.
    pub dispatched: Dispatched,
    /// Time that items waited for their batch.
    pub queue_wait: HistogramSummary,
    /// Time that batches took.
    pub service: HistogramSummary,
    /// Number of items in a batch.
    pub batch_size: HistogramSummary,
}

/// Reason why a batch was dispatched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DispatchReason {
    /// It has as many items, or as much cost, as a batch may have.
    Full,
    /// It has the preferred size, and a worker is idle.
    Preferred,
    /// Its oldest item has waited for as long as it may.
    Timeout,
    /// A worker is idle, and the mode is greedy.
    Idle,
    /// The batcher is closed or being drained.
    Drain,
}

/// Numbers of batches by the reason of their dispatch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dispatched {
    /// Batches dispatched for [`DispatchReason::Full`].
    pub full: u64,
    /// Batches dispatched for [`DispatchReason::Preferred`].
    pub preferred: u64,
    /// Batches dispatched for [`DispatchReason::Timeout`].
    pub timeout: u64,
    /// Batches dispatched for [`DispatchReason::Idle`].
    pub idle: u64,
    /// Batches dispatched for [`DispatchReason::Drain`].
    pub drain: u64,
}

impl Dispatched {
    pub(super) fn count(&mut self, reason: DispatchReason) {
        *match reason {
            DispatchReason::Full => &mut self.full,
            DispatchReason::Preferred => &mut self.preferred,
            DispatchReason::Timeout => &mut self.timeout,
            DispatchReason::Idle => &mut self.idle,
            DispatchReason::Drain => &mut self.drain,
        } += 1;
    }
}

/// Records of batches that were processed. They have a lock of its own, so that submitters need not wait for it.
#[derive(Debug)]
pub(super) struct BatchMetrics {
    completed: u64,
    failed: u64,
    queue_wait: Histogram,
    service: Histogram,
    batch_size: Histogram,
}

impl BatchMetrics {
    /// Makes empty ones; `None` where there is no memory.
    pub(super) fn try_new() -> Option<Self> {
        let (queue_wait, service) = (Histogram::try_new()?, Histogram::try_new()?);
        Some(Self { completed: 0, failed: 0, queue_wait, service, batch_size: Histogram::try_new()? })
    }

    /// Records a batch whose items were `submitted` at these times, of which so many succeeded.
    pub(super) fn record(
        &mut self,
        submitted: impl ExactSizeIterator<Item = u64>,
        taken_at: u64,
        service: u64,
        succeeded: usize,
    ) {
        let size = submitted.len();
        submitted.for_each(|at| self.queue_wait.record(taken_at.saturating_sub(at)));
        self.service.record(service);
        self.batch_size.record(size as u64);
        self.completed += succeeded as u64;
        self.failed += (size - succeeded) as u64;
    }

    /// The fields that are recorded here; the others are 0.
    pub(super) fn stats(&self) -> BatchStats {
        BatchStats {
            completed: self.completed,
            failed: self.failed,
            queue_wait: self.queue_wait.summary(),
            service: self.service.summary(),
            batch_size: self.batch_size.summary(),
            ..BatchStats::default()
        }
    }
}
