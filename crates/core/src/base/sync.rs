//! Locks that cannot fail: a panic elsewhere does not poison them. Callbacks run without locks, so that a panic leaves no
//! state half changed.
//!
//! Model tests build them over the primitives of shuttle, which runs them through many schedules.

#[cfg(all(test, shuttle))]
use shuttle::sync as primitive;
#[cfg(not(all(test, shuttle)))]
use std::sync as primitive;
use std::sync::{PoisonError, TryLockError};
use std::time::Duration;

pub use primitive::{MutexGuard, RwLockReadGuard, RwLockWriteGuard};

/// A mutex whose `lock` always succeeds.
#[derive(Debug, Default)]
pub struct Mutex<T>(primitive::Mutex<T>);

impl<T> Mutex<T> {
    /// Makes a mutex that holds `value`.
    pub const fn new(value: T) -> Self {
        Self(primitive::Mutex::new(value))
    }

    /// Waits for the mutex and locks it.
    pub fn lock(&self) -> MutexGuard<'_, T> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Locks the mutex, or returns `None` while another thread holds it.
    pub fn try_lock(&self) -> Option<MutexGuard<'_, T>> {
        match self.0.try_lock() {
            Ok(guard) => Some(guard),
            Err(TryLockError::Poisoned(poisoned)) => Some(poisoned.into_inner()),
            Err(TryLockError::WouldBlock) => None,
        }
    }

    /// Returns the value without locking: no other thread has the mutex.
    pub fn get_mut(&mut self) -> &mut T {
        self.0.get_mut().unwrap_or_else(PoisonError::into_inner)
    }

    /// Unwraps the value.
    pub fn into_inner(self) -> T {
        self.0.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A condition variable for [`Mutex`].
#[derive(Debug, Default)]
pub struct Condvar(primitive::Condvar);

impl Condvar {
    /// Makes a condition variable that no thread waits for.
    pub const fn new() -> Self {
        Self(primitive::Condvar::new())
    }

    /// Unlocks the mutex and waits for a notification. It may return without one.
    pub fn wait<'a, T>(&self, guard: MutexGuard<'a, T>) -> MutexGuard<'a, T> {
        self.0.wait(guard).unwrap_or_else(PoisonError::into_inner)
    }

    /// Unlocks the mutex and waits for a notification, at most as long as `timeout`. It may return earlier without one.
    pub fn wait_timeout<'a, T>(&self, guard: MutexGuard<'a, T>, timeout: Duration) -> MutexGuard<'a, T> {
        self.0.wait_timeout(guard, timeout).unwrap_or_else(PoisonError::into_inner).0
    }

    /// Wakes one waiting thread.
    pub fn notify_one(&self) {
        self.0.notify_one();
    }

    /// Wakes all waiting threads.
    pub fn notify_all(&self) {
        self.0.notify_all();
    }
}

/// A lock that many readers or one writer hold; taking it always succeeds.
#[derive(Debug, Default)]
pub struct RwLock<T>(primitive::RwLock<T>);

impl<T> RwLock<T> {
    /// Makes a lock that holds `value`.
    pub const fn new(value: T) -> Self {
        Self(primitive::RwLock::new(value))
    }

    /// Waits until no thread writes, and locks for reading.
    pub fn read(&self) -> RwLockReadGuard<'_, T> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until no other thread has the lock, and locks for writing.
    pub fn write(&self) -> RwLockWriteGuard<'_, T> {
        self.0.write().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(all(test, not(shuttle)))]
mod tests {
    use super::*;
    use std::panic::{AssertUnwindSafe, catch_unwind};

    #[test]
    fn a_panic_of_the_holder_leaves_the_locks_usable() {
        let (mut mutex, rw) = (Mutex::new(1), RwLock::new(2));
        let panicked = catch_unwind(AssertUnwindSafe(|| {
            let (_held, _written) = (mutex.lock(), rw.write());
            panic!("while holding both");
        }));
        assert!(panicked.is_err());
        assert!(mutex.0.is_poisoned() && rw.0.is_poisoned());
        assert_eq!((*mutex.lock(), *rw.read()), (1, 2));
        assert_eq!(*rw.write(), 2);
        assert_eq!(mutex.try_lock().map(|guard| *guard), Some(1));
        assert_eq!((*mutex.get_mut(), mutex.into_inner()), (1, 1));
    }

    #[test]
    fn a_held_mutex_is_not_tried_twice_and_a_wait_ends() {
        let (mutex, condvar) = (Mutex::new(()), Condvar::new());
        let held = mutex.lock();
        assert!(mutex.try_lock().is_none());
        drop(condvar.wait_timeout(held, Duration::from_millis(1)));
        assert!(mutex.try_lock().is_some());
    }
}
