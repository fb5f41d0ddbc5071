//! State that the threads of a pipeline share.

use super::stage::Stage;
use super::state::PipelineState;
use crate::base::Signal;
use crate::base::sync::{Mutex, MutexGuard};
use std::sync::atomic::AtomicU64;

/// The counters of one stage; times are in nanoseconds.
#[derive(Default)]
pub(super) struct StageCounters {
    pub items: AtomicU64,
    pub failed: AtomicU64,
    pub busy_ns: AtomicU64,
    pub waiting_ns: AtomicU64,
}

/// The stages, the state under its lock, and the signals that wake threads.
pub(super) struct PipelineShared<T> {
    pub stages: Vec<Stage<T>>,
    pub counters: Vec<StageCounters>,
    pub state: Mutex<PipelineState<T>>,
    /// Signals of each stage: an item waits before it.
    pub work: Vec<Signal>,
    /// Signals of each stage: its queue may have room, and for the first stage there may be a token.
    pub room: Vec<Signal>,
    /// The next outcome in order may be ready.
    pub output: Signal,
}

impl<T> PipelineShared<T> {
    /// Locks the state.
    pub fn lock(&self) -> MutexGuard<'_, PipelineState<T>> {
        self.state.lock()
    }

    /// Wakes all waiting threads.
    pub fn wake_all(&self) {
        self.work.iter().chain(&self.room).chain([&self.output]).for_each(Signal::all);
    }
}
