//! Waiting with a clock, and the primitives that shuttle replaces to run the model tests through many schedules.

#[cfg(all(test, shuttle))]
pub use shuttle::thread::yield_now;
#[cfg(not(all(test, shuttle)))]
pub use std::thread::yield_now;

use crate::base::sync::{Condvar, MutexGuard};
use std::time::{Duration, Instant};

/// Waits for `condvar` until the time `until`; `u64::MAX`: for ever. It may return early.
pub fn wait<'a, T>(condvar: &Condvar, guard: MutexGuard<'a, T>, now: u64, until: u64) -> MutexGuard<'a, T> {
    if until == u64::MAX {
        condvar.wait(guard)
    } else {
        condvar.wait_timeout(guard, Duration::from_nanos(until.saturating_sub(now)))
    }
}

/// A clock that never steps back.
#[derive(Debug)]
pub struct Clock(Instant);

impl Clock {
    pub fn new() -> Self {
        Self(Instant::now())
    }

    /// The time in nanoseconds since the clock was made.
    pub fn now(&self) -> u64 {
        let elapsed = self.0.elapsed();
        elapsed.as_secs() * 1_000_000_000 + u64::from(elapsed.subsec_nanos())
    }
}
