//! What a batcher has done.

use super::histogram::{Histogram, Summary};
use super::queue::Reason;

/// Counts since the batcher was made, and how it stands. Times are in nanoseconds.
///
/// `submitted` is the sum of `completed`, `failed`, `shed`, `cancelled` and of what is not answered yet.
#[derive(Clone, Debug, Default)]
pub struct Stats {
    /// Items accepted.
    pub submitted: u64,
    /// Items answered with success.
    pub completed: u64,
    /// Items answered by the processing function with something else, or left without an answer by it.
    pub failed: u64,
    /// Items refused because the queue was full, also after waiting for room, or because the batcher was closed.
    pub rejected: u64,
    /// Items answered with a missed deadline.
    pub shed: u64,
    /// Items cancelled, by their ticket, by a waiting thread whose time was up, or by freeing the batcher.
    pub cancelled: u64,
    /// Batches dispatched.
    pub batches: u64,
    /// Items queued now.
    pub queue_depth: usize,
    /// How long the oldest of them has waited.
    pub oldest_wait: u64,
    /// Batches by the reason of their dispatch.
    pub dispatched: Dispatched,
    /// How long items waited for their batch.
    pub queue_wait: Summary,
    /// How long batches took.
    pub service: Summary,
    /// How many items batches had.
    pub batch_size: Summary,
}

/// Batches by the reason of their dispatch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dispatched {
    /// For [`Reason::Full`].
    pub full: u64,
    /// For [`Reason::Preferred`].
    pub preferred: u64,
    /// For [`Reason::Timeout`].
    pub timeout: u64,
    /// For [`Reason::Idle`].
    pub idle: u64,
    /// For [`Reason::Drain`].
    pub drain: u64,
}

impl Dispatched {
    pub(super) fn count(&mut self, reason: Reason) {
        *match reason {
            Reason::Full => &mut self.full,
            Reason::Preferred => &mut self.preferred,
            Reason::Timeout => &mut self.timeout,
            Reason::Idle => &mut self.idle,
            Reason::Drain => &mut self.drain,
        } += 1;
    }
}

/// The histograms, under a lock of their own: recording is not for the time when submitters wait.
#[derive(Debug)]
pub(super) struct Meters {
    pub(super) queue_wait: Histogram,
    pub(super) service: Histogram,
    pub(super) batch_size: Histogram,
}

impl Meters {
    pub(super) fn new() -> Self {
        Self { queue_wait: Histogram::new(), service: Histogram::new(), batch_size: Histogram::new() }
    }
}
