//! The threads of an executor, and what they share.

use super::job::{Job, end, notify};
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
pub(super) fn run<J: Job>(shared: &ExecutorShared<J>) {
    let _entered = Entered::mark(shared);
    let mut state = shared.lock();
    // The completion of the job before, which is notified when the lock is free anyway.
    let mut completion = None;
    let mut unnotified = false;
    loop {
        let next = state.take();
        if next.is_none() && !unnotified {
            if state.closed {
                return;
            }
            state = rest(shared, state);
            continue;
        }
        drop(state);
        notify::<J>(completion.take());
        let ended = next.map(|(ticket, mut job)| {
            let result = contained(|| job.run());
            completion = end(job, result);
            (ticket, result)
        });
        state = shared.lock();
        if unnotified {
            state.note_notified();
        }
        unnotified = ended.is_some();
        if let Some((ticket, result)) = ended {
            state.finish(ticket, result);
        }
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
