//! Waiting with an end.

use super::sync::{Condvar, MutexGuard};
use std::time::{Duration, Instant};

/// When a wait ends.
#[derive(Clone, Copy, Debug)]
pub struct Deadline(Option<Instant>);

impl Deadline {
    /// Never.
    pub const NEVER: Deadline = Deadline(None);

    /// `us` microseconds from now; never for `u64::MAX`, or where the clock cannot say it.
    pub fn after_us(us: u64) -> Self {
        if us == u64::MAX { Self::NEVER } else { Self(Instant::now().checked_add(Duration::from_micros(us))) }
    }

    /// Whether it is over.
    pub fn has_passed(self) -> bool {
        self.0.is_some_and(|end| Instant::now() >= end)
    }

    /// Waits on `condvar`, for good reason or none; `None` when the time is up.
    pub fn wait<'a, T>(self, condvar: &Condvar, guard: MutexGuard<'a, T>) -> Option<MutexGuard<'a, T>> {
        let Some(end) = self.0 else {
            return Some(condvar.wait(guard));
        };
        let left = end.checked_duration_since(Instant::now()).filter(|left| !left.is_zero())?;
        Some(condvar.wait_timeout(guard, left))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::sync::Mutex;

    #[test]
    fn a_deadline_ends_a_wait_that_nobody_ends() {
        let (lock, condvar) = (Mutex::new(()), Condvar::new());
        assert!(Deadline::after_us(0).wait(&condvar, lock.lock()).is_none());
        let deadline = Deadline::after_us(2_000);
        let mut guard = Some(lock.lock());
        while let Some(held) = guard {
            guard = deadline.wait(&condvar, held);
        }
        assert!(
            Deadline::after_us(u64::MAX - 1).0.is_none() || Deadline::after_us(u64::MAX - 1).0 > Some(Instant::now())
        );
    }
}
