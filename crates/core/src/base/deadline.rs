//! Deadlines of waits.

use super::sync::{Condvar, MutexGuard};
use std::time::{Duration, Instant};

/// The time at which a wait ends.
#[derive(Clone, Copy, Debug)]
pub struct Deadline(Option<Instant>);

impl Deadline {
    /// The deadline that never comes.
    pub const NEVER: Deadline = Deadline(None);

    /// Returns the deadline in `us` microseconds; never for `u64::MAX`, or beyond the range of the clock.
    pub fn after_us(us: u64) -> Self {
        if us == u64::MAX { Self::NEVER } else { Self(Instant::now().checked_add(Duration::from_micros(us))) }
    }

    /// Returns the deadline in `duration`; never for `Duration::MAX`, or beyond the range of the clock.
    pub fn after(duration: Duration) -> Self {
        if duration == Duration::MAX { Self::NEVER } else { Self(Instant::now().checked_add(duration)) }
    }

    /// Returns the time when it comes; `None` for never.
    pub fn end(self) -> Option<Instant> {
        self.0
    }

    /// Returns whether the deadline has passed.
    pub fn has_passed(self) -> bool {
        self.0.is_some_and(|end| Instant::now() >= end)
    }

    /// Waits for `condvar`, and may return without a notification. `None`: the deadline has passed.
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
