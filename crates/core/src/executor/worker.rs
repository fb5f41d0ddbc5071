//! The threads of an executor, and what they share.

use super::job::{Job, end};
use super::state::ExecutorState;
use crate::base::reentrancy::Entered;
use crate::base::sync::{Mutex, MutexGuard};
use crate::base::{Signal, contained};
use std::thread;

/// The state under its lock, and the signals that wake threads.
pub(super) struct ExecutorShared<J> {
    pub state: Mutex<ExecutorState<J>>,
    /// A job waits, or the executor is being closed.
    pub work: Signal,
    /// A job has ended.
    pub ended: Signal,
}

impl<J> ExecutorShared<J> {
    /// Locks the state.
    pub fn lock(&self) -> MutexGuard<'_, ExecutorState<J>> {
        self.state.lock()
    }
}

/// Runs a thread: takes jobs until the executor is closed and none is left.
pub(super) fn run(shared: &ExecutorShared<impl Job>) {
    let _entered = Entered::mark(shared);
    let mut state = shared.lock();
    loop {
        let (ticket, mut job) = match state.take() {
            Some(next) => next,
            None if state.closed => return,
            None => {
                state = rest(shared, state);
                continue;
            }
        };
        drop(state);
        let result = contained(|| job.run());
        end(job, result);
        state = shared.lock();
        state.finish(ticket, result);
        shared.ended.all();
    }
}

/// Waits for a job. It yields once first, because a caller that submits job after job would otherwise wake it for each.
fn rest<'a, J>(
    shared: &'a ExecutorShared<J>,
    state: MutexGuard<'a, ExecutorState<J>>,
) -> MutexGuard<'a, ExecutorState<J>> {
    drop(state);
    thread::yield_now();
    let mut state = shared.lock();
    if state.is_empty() && !state.closed {
        state.idle += 1;
        state = shared.work.wait_long(state);
        state.idle -= 1;
    }
    state
}
