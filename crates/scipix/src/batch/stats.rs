//! Statistics of a batcher.

use scipix_core::batch::{self as core, Dispatched, HistogramSummary};
use std::time::Duration;

/// Counts since a batcher was made, and its present state.
///
/// `submitted` is the sum of `completed`, `failed`, `shed`, `cancelled` and of what is not answered yet.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct BatchStats {
    /// Items accepted.
    pub submitted: u64,
    /// Items answered with success.
    pub completed: u64,
    /// Items processed and answered with an error.
    pub failed: u64,
    /// Items refused because the queue was full, also after waiting for room, or because the batcher was closed.
    pub rejected: u64,
    /// Items answered with a missed deadline.
    pub shed: u64,
    /// Items cancelled before they started.
    pub cancelled: u64,
    /// Batches dispatched.
    pub batches: u64,
    /// Items queued now.
    pub queue_depth: usize,
    /// Items of each priority level queued now, level 1 first. An item counts for the level that it was submitted to, also after
    /// it moved up. Without priorities all count for the first.
    pub level_depths: [usize; 16],
    /// Time that the oldest queued item has waited.
    pub oldest_wait: Duration,
    /// Batches by the reason of their dispatch.
    pub dispatched: DispatchCounts,
    /// Time that items waited for their batch.
    pub queue_wait: TimeSummary,
    /// Time that batches took.
    pub service: TimeSummary,
    /// Items in a batch.
    pub batch_size: SizeSummary,
}

/// Numbers of batches by the reason of their dispatch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct DispatchCounts {
    /// The batch had as many items, or as much cost, as a batch may have.
    pub full: u64,
    /// It had the preferred size, and a worker was idle.
    pub preferred: u64,
    /// Its oldest item had waited for as long as it may.
    pub timeout: u64,
    /// A worker was idle, and the mode is greedy.
    pub idle: u64,
    /// The batcher was closed or being drained.
    pub drain: u64,
}

/// Summary of many times, each to 1/32.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct TimeSummary {
    /// How many there are.
    pub count: u64,
    /// Their mean.
    pub mean: Duration,
    /// Half of them are not longer.
    pub p50: Duration,
    /// 95 % of them are not longer.
    pub p95: Duration,
    /// 99 % of them are not longer.
    pub p99: Duration,
    /// The longest.
    pub max: Duration,
}

/// Summary of many sizes, each to 1/32.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct SizeSummary {
    /// How many there are.
    pub count: u64,
    /// Their mean, rounded to the nearest.
    pub mean: u64,
    /// Half of them are not larger.
    pub p50: u64,
    /// 95 % of them are not larger.
    pub p95: u64,
    /// 99 % of them are not larger.
    pub p99: u64,
    /// The largest.
    pub max: u64,
}

impl BatchStats {
    pub(super) fn from_core(stats: &core::BatchStats) -> Self {
        let Dispatched { full, preferred, timeout, idle, drain } = stats.dispatched;
        Self {
            submitted: stats.submitted,
            completed: stats.completed,
            failed: stats.failed,
            rejected: stats.rejected,
            shed: stats.shed,
            cancelled: stats.cancelled,
            batches: stats.batches,
            queue_depth: stats.queue_depth,
            level_depths: stats.level_depths,
            oldest_wait: Duration::from_nanos(stats.oldest_wait),
            dispatched: DispatchCounts { full, preferred, timeout, idle, drain },
            queue_wait: times(stats.queue_wait),
            service: times(stats.service),
            batch_size: sizes(stats.batch_size),
        }
    }
}

fn times(summary: HistogramSummary) -> TimeSummary {
    let HistogramSummary { count, mean, p50, p95, p99, max } = summary;
    let [mean, p50, p95, p99, max] = [mean, p50, p95, p99, max].map(Duration::from_nanos);
    TimeSummary { count, mean, p50, p95, p99, max }
}

fn sizes(summary: HistogramSummary) -> SizeSummary {
    let HistogramSummary { count, mean, p50, p95, p99, max } = summary;
    SizeSummary { count, mean, p50, p95, p99, max }
}
