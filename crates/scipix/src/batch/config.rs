//! What a batcher is told when it is made.

use crate::base::error::{Result, fail};

/// When an incomplete batch is dispatched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// When it has the preferred size and a worker is idle, or its oldest item has waited `max_wait`.
    Window,
    /// As soon as a worker is idle.
    Greedy,
}

/// What becomes of a submission when the queue is full.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Overflow {
    /// It is refused.
    Reject,
    /// It waits for room, up to so many nanoseconds; `u64::MAX`: for ever.
    Block(u64),
}

/// The configuration. Times are in nanoseconds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// When an incomplete batch is dispatched.
    pub mode: Mode,
    /// What becomes of a submission when the queue is full.
    pub overflow: Overflow,
    /// Threads that run batches.
    pub workers: usize,
    /// Items in a batch at most.
    pub max_batch_size: usize,
    /// A batch of so many does not wait for more while a worker is idle.
    pub preferred_batch_size: usize,
    /// Items queued at most; those being processed are not counted.
    pub max_queue_size: usize,
    /// How long the oldest item of a batch waits for others.
    pub max_wait: u64,
    /// Sum of the costs in a batch at most; 0: any.
    pub max_batch_cost: u64,
    /// How long after its submission an item should be answered: batches are kept small enough for it; 0: no matter.
    pub target_latency: u64,
    /// Items that cannot be answered within `target_latency` are shed when their turn comes.
    pub shed_late: bool,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            mode: Mode::Window,
            overflow: Overflow::Reject,
            workers: 1,
            max_batch_size: 32,
            preferred_batch_size: 16,
            max_queue_size: 1000,
            max_wait: 50_000_000,
            max_batch_cost: 0,
            target_latency: 0,
            shed_late: false,
        }
    }
}

/// More workers than any machine wants: surely a mistake.
const MAX_WORKERS: usize = 1024;

impl Config {
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
        if self.workers > MAX_WORKERS {
            fail!(InvalidArgument, "config: {} workers, {MAX_WORKERS} at most", self.workers);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn config_names_the_field_at_fault() {
        let good = Config::default();
        good.check().unwrap();
        let faults = [
            (Config { max_batch_size: 0, ..good.clone() }, "max_batch_size"),
            (Config { preferred_batch_size: 0, ..good.clone() }, "preferred_batch_size"),
            (Config { preferred_batch_size: 33, ..good.clone() }, "preferred_batch_size"),
            (Config { max_queue_size: 0, ..good.clone() }, "max_queue_size"),
            (Config { workers: 0, ..good.clone() }, "workers"),
            (Config { workers: 1025, ..good.clone() }, "workers"),
        ];
        for (config, name) in faults {
            assert!(config.check().unwrap_err().message().contains(name), "{config:?}");
        }
    }
}
