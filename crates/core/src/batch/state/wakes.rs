//! The threads to wake after a change of the state.

/// Filled by the methods of the state; the caller wakes these threads once the state is unlocked.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Wakes {
    /// A batch has become ready.
    pub ready: bool,
    /// How many workers to wake.
    pub workers: usize,
    /// How many submitters that wait for room to wake.
    pub room: usize,
    /// Whether to wake the threads that poll.
    pub answered: bool,
    /// Whether to wake the threads that drain.
    pub drained: bool,
    /// Whether to wake the deadline timer.
    pub timer: bool,
}
