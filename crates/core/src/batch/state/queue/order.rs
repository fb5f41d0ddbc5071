//! Arguments and results of the queue.

/// Group, cost, priority and deadline of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Order {
    /// Only items of equal groups share a batch.
    pub group: u64,
    /// Counts against the cost limit of a batch.
    pub cost: u32,
    /// Its level, 1 or more; 0: the default level.
    pub priority: u32,
    /// Time by which it must be answered; `u64::MAX`: any.
    pub deadline: u64,
}

/// Reason why an item was not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    Full,
    TooCostly,
    /// There are fewer levels than its priority says.
    NoSuchPriority,
    NoMemory,
}

/// An accepted item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pushed {
    pub ticket: u64,
    /// Whether it made a batch ready that was not ready before.
    pub ready: bool,
    /// When the window of its group ends, if it is the first of its group; otherwise `u64::MAX`.
    pub due: u64,
    /// When it will be shed; `u64::MAX`: never.
    pub deadline: u64,
}

/// Bounds of the next batch.
pub struct DispatchTerms<S> {
    /// Largest number of items, at least 1.
    pub limit: usize,
    /// Predicts how long a batch of so many items takes.
    pub service: S,
}

/// The policy for incomplete batches, which changes as the controller learns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DispatchPolicy {
    /// How many items a batch may have.
    pub limit: usize,
    /// The batching window: how long an item may wait for others, `max_wait` or less.
    pub window: u64,
    /// How long a batch takes, as far as it is known.
    pub service: u64,
}
