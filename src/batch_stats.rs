//! Batcher: statistics.

use super::batcher::{self, ScipixBatcher};
use super::guard::guard;
use super::sized::Versioned;
use super::status::ScipixStatus;
use scipix_core::batch::{BatchStats, HistogramSummary, MAX_PRIORITY_LEVELS};

/// Summary of a histogram.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ScipixHistogram {
    /// Number of values.
    pub count: u64,
    /// Mean of the values, rounded to the nearest.
    pub mean: u64,
    /// Half of them are not above this, to 1/32.
    pub p50: u64,
    /// 95 % of them are not above this, to 1/32.
    pub p95: u64,
    /// 99 % of them are not above this, to 1/32.
    pub p99: u64,
    /// The largest.
    pub max: u64,
}

/// Counts since a batcher was made, and its present state. `submitted` is the sum of `completed`, `failed`, `shed`,
/// `cancelled` and of the items that are not answered yet.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ScipixBatcherStats {
    /// In: `sizeof(ScipixBatcherStats)`.
    pub struct_size: u32,
    /// Zero.
    pub reserved: u32,
    /// Items accepted.
    pub submitted: u64,
    /// Items answered OK.
    pub completed: u64,
    /// Items processed and answered with another status.
    pub failed: u64,
    /// Items refused with QUEUE_FULL, CLOSED, or TIMEOUT for want of room.
    pub rejected: u64,
    /// Items answered DEADLINE_MISSED.
    pub shed: u64,
    /// Items answered CANCELLED, or withdrawn by `scipix_batcher_submit_wait`.
    pub cancelled: u64,
    /// Batches dispatched.
    pub batches: u64,
    /// Items queued now.
    pub queue_depth: u64,
    /// How long the oldest of them has waited.
    pub oldest_wait_us: u64,
    /// Batches dispatched because they had as many items, or as much cost, as a batch may have.
    pub dispatched_full: u64,
    /// Batches dispatched at the preferred size because a worker was idle.
    pub dispatched_preferred: u64,
    /// Batches dispatched because their oldest item had waited long enough.
    pub dispatched_timeout: u64,
    /// Batches dispatched because a worker was idle, in mode GREEDY.
    pub dispatched_idle: u64,
    /// Batches dispatched because the batcher was closed or drained.
    pub dispatched_drain: u64,
    /// How long items waited for their batch.
    pub queue_wait_us: ScipixHistogram,
    /// How long batches took.
    pub service_us: ScipixHistogram,
    /// How many items batches had.
    pub batch_size: ScipixHistogram,
    /// Items queued now by the level that they were submitted to, at index 0 those of priority 1. Without priorities all
    /// are there.
    pub level_depths: [u64; 16],
}

const _: () = assert!(MAX_PRIORITY_LEVELS == 16);

// SAFETY: repr(C), integers only, no padding.
unsafe impl Versioned for ScipixBatcherStats {
    const FIRST: usize = size_of::<Self>();
    fn defaults() -> Self {
        encode(&BatchStats::default())
    }
}

fn histogram(summary: &HistogramSummary, unit: u64) -> ScipixHistogram {
    let HistogramSummary { count, mean, p50, p95, p99, max } = *summary;
    ScipixHistogram {
        count,
        mean: mean.saturating_add(unit / 2) / unit,
        p50: p50 / unit,
        p95: p95 / unit,
        p99: p99 / unit,
        max: max / unit,
    }
}

fn encode(stats: &BatchStats) -> ScipixBatcherStats {
    let dispatched = stats.dispatched;
    ScipixBatcherStats {
        struct_size: size_of::<ScipixBatcherStats>() as u32,
        reserved: 0,
        submitted: stats.submitted,
        completed: stats.completed,
        failed: stats.failed,
        rejected: stats.rejected,
        shed: stats.shed,
        cancelled: stats.cancelled,
        batches: stats.batches,
        queue_depth: stats.queue_depth as u64,
        oldest_wait_us: stats.oldest_wait / 1000,
        dispatched_full: dispatched.full,
        dispatched_preferred: dispatched.preferred,
        dispatched_timeout: dispatched.timeout,
        dispatched_idle: dispatched.idle,
        dispatched_drain: dispatched.drain,
        queue_wait_us: histogram(&stats.queue_wait, 1000),
        service_us: histogram(&stats.service, 1000),
        batch_size: histogram(&stats.batch_size, 1),
        level_depths: stats.level_depths.map(|depth| depth as u64),
    }
}

/// Reads the statistics of a batcher. @threadsafe
///
/// @param batcher    the batcher
/// @param out_stats  `struct_size` set by the caller; the rest is filled
/// @return OK, or a general status
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_batcher_stats(
    batcher: *const ScipixBatcher,
    out_stats: *mut ScipixBatcherStats,
) -> ScipixStatus {
    guard(|law| {
        let (object, out) = (batcher::object(law, batcher)?, law.out_sized(out_stats, "out_stats")?);
        out.write(encode(&object.batcher.stats()));
        Ok(())
    })
}
