//! Configuration of a batcher.

use scipix_core::batch as core;
use std::time::Duration;

/// When an incomplete batch is dispatched.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum BatchMode {
    /// It is dispatched when it has the preferred size and a worker is idle, or its oldest item has waited for `max_wait`.
    #[default]
    Window,
    /// It is dispatched as soon as a worker is idle.
    Greedy,
}

/// How a submission to a full queue is treated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum QueuePolicy {
    /// It is refused, which suits tasks of a runtime: their threads must not block.
    #[default]
    Reject,
    /// It waits for room at most so long; `Duration::MAX`: for ever.
    Block(Duration),
}

/// Configuration of a batcher, with defaults for what is not set.
///
/// ```
/// use scipix::batch::{BatchConfig, BatchMode};
/// use std::time::Duration;
///
/// let config = BatchConfig::default()
///     .mode(BatchMode::Greedy)
///     .workers(2)
///     .max_batch_size(8)
///     .max_wait(Duration::from_millis(5));
/// # let _ = config;
/// ```
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct BatchConfig {
    core: core::BatchConfig,
    preferred_batch_size: Option<usize>,
}

/// Returns a duration in nanoseconds, `u64::MAX` for those that are longer.
pub(super) fn nanos(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}

impl BatchConfig {
    /// Sets when an incomplete batch is dispatched. The default is [`BatchMode::Window`].
    pub fn mode(mut self, mode: BatchMode) -> Self {
        self.core.mode = match mode {
            BatchMode::Window => core::Mode::Window,
            BatchMode::Greedy => core::Mode::Greedy,
        };
        self
    }

    /// Sets how a submission to a full queue is treated. The default is [`QueuePolicy::Reject`].
    pub fn queue_policy(mut self, policy: QueuePolicy) -> Self {
        self.core.queue_policy = match policy {
            QueuePolicy::Reject => core::QueuePolicy::Reject,
            QueuePolicy::Block(time) => core::QueuePolicy::Block(nanos(time)),
        };
        self
    }

    /// Sets the number of threads that process batches, 1 to 1024. The default is 1.
    pub fn workers(mut self, workers: usize) -> Self {
        self.core.workers = workers;
        self
    }

    /// Sets the largest number of items in a batch. The default is 32.
    pub fn max_batch_size(mut self, items: usize) -> Self {
        self.core.max_batch_size = items;
        self
    }

    /// Sets the size from which a batch does not wait for more items while a worker is idle. The default is 16, or the largest
    /// size if that is less.
    pub fn preferred_batch_size(mut self, items: usize) -> Self {
        self.preferred_batch_size = Some(items);
        self
    }

    /// Sets the largest number of queued items; those being processed are not counted. The default is 1000.
    pub fn max_queue_size(mut self, items: usize) -> Self {
        self.core.max_queue_size = items;
        self
    }

    /// Sets how long the oldest item of a batch waits for others. The default is 50 ms. With a target latency it waits for at
    /// most half of the time that processing leaves of it: 30 ms where the target is 100 ms and batches take 40 ms. An item whose
    /// deadline comes before the end of this wait waits for no others.
    pub fn max_wait(mut self, time: Duration) -> Self {
        self.core.max_wait = nanos(time);
        self
    }

    /// Sets the largest sum of the costs in a batch. Without it any sum is allowed.
    pub fn max_batch_cost(mut self, cost: u64) -> Self {
        self.core.max_batch_cost = cost;
        self
    }

    /// Sets a target for the time from submission to answer. Batches are kept small enough for it. [`Batcher::adaptive`] sets it
    /// as well.
    ///
    /// [`Batcher::adaptive`]: super::Batcher::adaptive
    pub fn target_latency(mut self, time: Duration) -> Self {
        self.core.target_latency = nanos(time);
        self
    }

    /// Sets whether items are given up that cannot be answered within the target latency, which must be set, here or by
    /// [`Batcher::adaptive`](super::Batcher::adaptive). They get
    /// [`BatchError::DeadlineMissed`](super::BatchError::DeadlineMissed).
    pub fn shed_late(mut self, shed: bool) -> Self {
        self.core.shed_late = shed;
        self
    }

    /// Sets the number of priority levels, at most 16. Level 1 is the highest. Without it items have no priorities.
    pub fn priority_levels(mut self, levels: u32) -> Self {
        self.core.priority_levels = levels;
        self
    }

    /// Sets the level of items that name none. The default is the lowest.
    pub fn default_priority(mut self, level: u32) -> Self {
        self.core.default_priority = level;
        self
    }

    /// Sets how long an item waits in a level before it moves up to the next; `Duration::MAX`: it never does. The default is 1 s.
    pub fn priority_aging(mut self, time: Duration) -> Self {
        self.core.priority_aging = nanos(time);
        self
    }

    /// Returns the configuration of the core.
    pub(super) fn into_core(self) -> core::BatchConfig {
        let mut config = self.core;
        let default = config.preferred_batch_size.min(config.max_batch_size);
        config.preferred_batch_size = self.preferred_batch_size.unwrap_or(default);
        config
    }
}
