//! Locks and threads: those of `std`, or those of shuttle, which runs the model tests through many schedules.

#[cfg(all(test, shuttle))]
pub(super) use shuttle::{
    sync::{Arc, Condvar, Mutex, MutexGuard},
    thread::{Builder, JoinHandle, yield_now},
};
#[cfg(not(all(test, shuttle)))]
pub(super) use std::{
    sync::{Arc, Condvar, Mutex, MutexGuard},
    thread::{Builder, JoinHandle, yield_now},
};

use std::sync::PoisonError;
use std::time::{Duration, Instant};

/// Locks. A panic elsewhere does not keep the library from working: callbacks run without locks, so that no state is
/// left half changed by one.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Waits for `condvar` until the time `until`; `u64::MAX`: for ever. May return early.
pub(super) fn wait<'a, T>(condvar: &Condvar, guard: MutexGuard<'a, T>, now: u64, until: u64) -> MutexGuard<'a, T> {
    if until == u64::MAX {
        return condvar.wait(guard).unwrap_or_else(PoisonError::into_inner);
    }
    let span = Duration::from_nanos(until.saturating_sub(now));
    condvar.wait_timeout(guard, span).unwrap_or_else(PoisonError::into_inner).0
}

/// The time, in nanoseconds since the clock was made. It never steps back.
#[derive(Debug)]
pub(super) struct Clock(Instant);

impl Clock {
    pub(super) fn new() -> Self {
        Self(Instant::now())
    }

    pub(super) fn now(&self) -> u64 {
        let elapsed = self.0.elapsed();
        elapsed.as_secs() * 1_000_000_000 + u64::from(elapsed.subsec_nanos())
    }
}
