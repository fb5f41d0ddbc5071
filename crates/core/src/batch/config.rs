//! Configuration of a batcher.

use crate::base::error::{Result, fail};

/// When an incomplete batch is dispatched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// It is dispatched when it has the preferred size and a worker is idle, or its oldest item has waited `max_wait`.
    Window,
    /// It is dispatched as soon as a worker is idle.
    Greedy,
}

/// How a submission to a full queue is treated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QueuePolicy {
    /// It is refused.
    Reject,
    /// It waits for room up to so many nanoseconds; `u64::MAX`: for ever.
    Block(u64),
}

/// Configuration of a batcher. Times are in nanoseconds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchConfig {
    /// When an incomplete batch is dispatched.
    pub mode: Mode,
    /// How a submission to a full queue is treated.
    pub queue_policy: QueuePolicy,
    /// Number of threads that process batches.
    pub workers: usize,
    /// Largest number of items in a batch.
    pub max_batch_size: usize,
    /// A batch of so many items does not wait for more while a worker is idle.
    pub preferred_batch_size: usize,
    /// Largest number of queued items; items being processed are not counted.
    pub max_queue_size: usize,
    /// How long the oldest item of a batch waits for others. With a `target_latency` it waits for at most half of the time
    /// that processing leaves of it; an item whose deadline comes before that waits for no others.
    pub max_wait: u64,
    /// Largest sum of the costs in a batch; 0: any.
    pub max_batch_cost: u64,
    /// Time from submission to answer that batches are kept small enough for; 0: none.
    pub target_latency: u64,
    /// Sheds items that are not taken within `target_latency`, or that cannot be answered within it when their turn comes.
    /// It needs a `target_latency`.
    pub shed_late: bool,
    /// Number of priority levels, of which 1 is the highest; 0 or 1: items have no priorities.
    pub priority_levels: u32,
    /// Priority of items that name none; 0: the lowest level.
    pub default_priority: u32,
    /// An item that has waited so long in a level moves up to the end of the next one; `u64::MAX`: it never does.
    pub priority_aging: u64,
}

impl Default for BatchConfig {
    fn default() -> Self {
        Self {
            mode: Mode::Window,
            queue_policy: QueuePolicy::Reject,
            workers: 1,
            max_batch_size: 32,
            preferred_batch_size: 16,
            max_queue_size: 1000,
            max_wait: 50_000_000,
            max_batch_cost: 0,
            target_latency: 0,
            shed_late: false,
            priority_levels: 0,
            default_priority: 0,
            priority_aging: 1_000_000_000,
        }
    }
}

/// No machine has a use for more workers.
const MAX_WORKERS: usize = 1024;

/// Largest number of priority levels.
pub const MAX_PRIORITY_LEVELS: usize = 16;

impl BatchConfig {
    /// Checks that the numbers make sense together.
    ///
    /// # Errors
    /// `InvalidArgument` names the field.
    pub fn check(&self) -> Result<()> {
        let sizes = [
            ("max_batch_size", self.max_batch_size),
            ("preferred_batch_size", self.preferred_batch_size),
            ("max_queue_size", self.max_queue_size),
            ("workers", self.workers),
        ];
        for (name, size) in sizes {
            if size == 0 {
                fail!(InvalidArgument, "config: {name} is 0");
            }
        }
        if self.preferred_batch_size > self.max_batch_size {
            let (preferred, max) = (self.preferred_batch_size, self.max_batch_size);
            fail!(InvalidArgument, "config: preferred_batch_size {preferred} is more than max_batch_size {max}");
        }
        if self.shed_late && self.target_latency == 0 {
            fail!(InvalidArgument, "config: shed_late needs a target_latency, which is 0");
        }
        if self.workers > MAX_WORKERS {
            fail!(InvalidArgument, "config: {} workers, {MAX_WORKERS} at most", self.workers);
        }
        self.check_priorities()
    }

    fn check_priorities(&self) -> Result<()> {
        let (levels, default) = (self.priority_levels, self.default_priority);
        if levels as usize > MAX_PRIORITY_LEVELS {
            fail!(InvalidArgument, "config: priority_levels is {levels}, {MAX_PRIORITY_LEVELS} at most");
        }
        if default > levels.max(1) {
            fail!(InvalidArgument, "config: default_priority {default} is more than priority_levels {levels}");
        }
        if levels > 1 && self.priority_aging == 0 {
            fail!(InvalidArgument, "config: priority_aging is 0, which would make {levels} priority_levels one");
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn config_names_the_field_at_fault() {
        let good = BatchConfig::default();
        good.check().unwrap();
        let faults = [
            (BatchConfig { max_batch_size: 0, ..good.clone() }, "max_batch_size"),
            (BatchConfig { preferred_batch_size: 0, ..good.clone() }, "preferred_batch_size"),
            (BatchConfig { preferred_batch_size: 33, ..good.clone() }, "preferred_batch_size"),
            (BatchConfig { max_queue_size: 0, ..good.clone() }, "max_queue_size"),
            (BatchConfig { workers: 0, ..good.clone() }, "workers"),
            (BatchConfig { workers: 1025, ..good.clone() }, "workers"),
            (BatchConfig { shed_late: true, ..good.clone() }, "shed_late"),
            (BatchConfig { priority_levels: 17, ..good.clone() }, "priority_levels"),
            (BatchConfig { default_priority: 2, ..good.clone() }, "default_priority"),
            (BatchConfig { priority_levels: 3, default_priority: 4, ..good.clone() }, "default_priority"),
            (BatchConfig { priority_levels: 2, priority_aging: 0, ..good.clone() }, "priority_aging"),
        ];
        for (config, name) in faults {
            assert!(config.check().unwrap_err().message().contains(name), "{config:?}");
        }
        for (priority_levels, default_priority) in [(0, 1), (1, 1), (16, 0), (16, 16)] {
            BatchConfig { priority_levels, default_priority, ..good.clone() }.check().unwrap();
        }
        BatchConfig { priority_levels: 1, priority_aging: 0, ..good.clone() }.check().unwrap();
    }
}
