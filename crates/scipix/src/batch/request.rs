//! An item with its terms.

use super::config::nanos;
use scipix_core::batch as core;
use std::time::Duration;

/// An item with a deadline, a group or a cost. [`Batcher::submit`](super::Batcher::submit) takes an item alone as well.
///
/// ```
/// use scipix::batch::Request;
/// use std::time::Duration;
///
/// let request = Request::new("page.png").deadline(Duration::from_millis(100)).group(1).cost(30);
/// # let _ = request;
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Request<T> {
    pub(super) item: T,
    pub(super) terms: core::Request,
}

impl<T> Request<T> {
    /// Makes a request for an item without a deadline, in group 0, of no cost.
    pub fn new(item: T) -> Self {
        Self { item, terms: core::Request::default() }
    }

    /// Gives the item up if its batch has not begun so long after the call of [`submit`](super::Batcher::submit). Its error,
    /// [`BatchError::DeadlineMissed`](super::BatchError::DeadlineMissed), comes at that time, also while all workers are busy.
    /// A time of 0 misses.
    ///
    /// An item whose batch has begun is answered, however long that takes: to limit the wait for the answer, put a timeout of
    /// the runtime around the [`Pending`](super::Pending). With a target latency, an item is also given up when its batch is
    /// taken and, by the time that batches have taken, would end after the deadline, unless all items of its group would miss.
    pub fn deadline(mut self, time: Duration) -> Self {
        // 0 would be none.
        self.terms.within = nanos(time).max(1);
        self
    }

    /// Sets the group: only items of equal groups share a batch. Lines of similar widths share one with the group
    /// `width.div_ceil(64)`, for example, of the width at the height of the model.
    pub fn group(mut self, key: u64) -> Self {
        self.terms.group = key;
        self
    }

    /// Sets the priority: a level from 1, the highest, to the [number of levels](super::BatchConfig::priority_levels).
    pub fn priority(mut self, level: u32) -> Self {
        self.terms.priority = level;
        self
    }

    /// Sets the cost, which counts against the [cost limit](super::BatchConfig::max_batch_cost) of a batch.
    pub fn cost(mut self, cost: u32) -> Self {
        self.terms.cost = cost;
        self
    }
}

impl<T> From<T> for Request<T> {
    fn from(item: T) -> Self {
        Self::new(item)
    }
}
