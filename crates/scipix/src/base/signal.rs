//! A condition variable that costs no system call while nobody waits.

use super::Deadline;
use super::sync::{Condvar, MutexGuard};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// Tells those who wait that what they wait for may have come. One mutex guards all that its waiters look at.
#[derive(Default)]
pub struct Signal {
    condvar: Condvar,
    /// Raised with the mutex held: whoever changes the state after that sees it, whoever changed it before was seen.
    waiting: AtomicUsize,
}

impl Signal {
    /// Waits, for good reason or none; `None` when the time is up.
    pub fn wait<'a, T>(&self, guard: MutexGuard<'a, T>, deadline: Deadline) -> Option<MutexGuard<'a, T>> {
        self.waiting.fetch_add(1, Relaxed);
        let guard = deadline.wait(&self.condvar, guard);
        self.waiting.fetch_sub(1, Relaxed);
        guard
    }

    /// Waits without an end, for good reason or none.
    pub fn wait_long<'a, T>(&self, guard: MutexGuard<'a, T>) -> MutexGuard<'a, T> {
        self.waiting.fetch_add(1, Relaxed);
        let guard = self.condvar.wait(guard);
        self.waiting.fetch_sub(1, Relaxed);
        guard
    }

    /// Wakes one waiter. The state was changed with the mutex held, which may have been let go since.
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
