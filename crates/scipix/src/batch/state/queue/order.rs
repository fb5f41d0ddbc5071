//! Arguments and results of the queue.

/// Most items that are shed at once; a sink has room for so many.
pub const SHED_AT_ONCE: usize = 256;

/// Group, cost and deadline of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Order {
    /// Only items of equal groups share a batch.
    pub group: u64,
    /// Counts against the cost limit of a batch.
    pub cost: u64,
    /// Time by which it must be answered; `u64::MAX`: any.
    pub deadline: u64,
}

/// Reason why an item was not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    Full,
    TooDear,
    NoMemory,
}

/// An accepted item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pushed {
    pub ticket: u64,
    /// Whether it made a batch ready that was not ready before.
    pub ready: bool,
    /// The next time when something is due, if the item brought it forward; otherwise `u64::MAX`.
    pub due: u64,
}

/// Bounds of the next batch.
pub struct DispatchTerms<S> {
    /// Largest number of items, at least 1.
    pub limit: usize,
    /// Items that cannot be answered so long after they were submitted are shed; `u64::MAX`: none.
    pub target: u64,
    /// Predicts how long a batch of so many items takes.
    pub service: S,
}

/// Receives items that leave the queue.
pub trait Sink<T> {
    /// Adds `value` to the batch.
    fn keep(&mut self, value: T, submitted: u64);
    /// Receives `value`, which misses its deadline.
    fn shed(&mut self, value: T);
    /// How many more items can be shed.
    fn shed_room(&self) -> usize;
}
