//! A condition variable that costs no system call while no thread waits.

use super::Deadline;
use super::sync::{Condvar, MutexGuard};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// Wakes threads when the state that they wait for may have changed. One mutex must guard that state.
#[derive(Default)]
pub struct Signal {
    condvar: Condvar,
    /// Changed with the mutex held, so that a thread that changes the state afterwards sees the waiters.
    waiting: AtomicUsize,
}

impl Signal {
    /// Waits until `deadline`, and may return without a signal. `None`: the deadline has passed.
    pub fn wait<'a, T>(&self, guard: MutexGuard<'a, T>, deadline: Deadline) -> Option<MutexGuard<'a, T>> {
        self.waiting.fetch_add(1, Relaxed);
        let guard = deadline.wait(&self.condvar, guard);
        self.waiting.fetch_sub(1, Relaxed);
        guard
    }

    /// Waits without a deadline, and may return without a signal.
    pub fn wait_long<'a, T>(&self, guard: MutexGuard<'a, T>) -> MutexGuard<'a, T> {
        self.waiting.fetch_add(1, Relaxed);
        let guard = self.condvar.wait(guard);
        self.waiting.fetch_sub(1, Relaxed);
        guard
    }

    /// Wakes one waiter. The state must have been changed with the mutex held, which may be unlocked by now.
    pub fn one(&self) {
        if self.waiting.load(Relaxed) > 0 {
            self.condvar.notify_one();
        }
    }

    /// Wakes all waiters.
    pub fn all(&self) {
        if self.waiting.load(Relaxed) > 0 {
            self.condvar.notify_all();
        }
    }
}
