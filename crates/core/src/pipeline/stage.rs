//! A stage of a pipeline, as its caller sees it.

use crate::base::Failure;

/// The most stages that a pipeline may have.
pub const MAX_STAGES: usize = 16;

/// The most threads that a stage may have.
pub const MAX_WORKERS: usize = 1024;

/// One stage: its callbacks, its threads and the length of its queue.
pub struct Stage<T> {
    /// Turns an item into what the next stage gets. Several threads call it at once where `workers` is above 1.
    pub work: Box<dyn Fn(T) -> Result<T, Failure> + Send + Sync>,
    /// Receives each item that will not be delivered: those that entered this stage, or left it if it is the last.
    pub discard: Box<dyn Fn(T) + Send + Sync>,
    /// The number of threads, 1 to [`MAX_WORKERS`].
    pub workers: usize,
    /// The length of the queue before the stage, at least 1.
    pub queue: usize,
}

/// Counts and times of a stage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StageStats {
    /// Items that were processed, failed ones included.
    pub items: u64,
    /// Items that failed.
    pub failed: u64,
    /// Microseconds that its threads spent in `work`, added up.
    pub busy_us: u64,
    /// Microseconds that its threads waited for an item or for room in the next stage, added up.
    pub waiting_us: u64,
    /// Items that wait before it now.
    pub queue_depth: u64,
}
