//! Interleavings of a lender and its borrowers: the same source file, over loom's atomics and locks.
#![cfg(target_pointer_width = "64")]

mod sync {
    use loom::sync::Arc;
    pub use loom::sync::{MutexGuard, atomic::AtomicUsize};
    pub const SPINS: usize = 1;

    /// `base::Shared`, over loom's counter.
    pub struct Shared<T>(Arc<T>);
    impl<T> Shared<T> {
        pub fn try_new(value: T) -> Option<Self> {
            Some(Self(Arc::new(value)))
        }
    }
    impl<T> Clone for Shared<T> {
        fn clone(&self) -> Self {
            Self(self.0.clone())
        }
    }
    impl<T> std::ops::Deref for Shared<T> {
        type Target = T;
        fn deref(&self) -> &T {
            &self.0
        }
    }

    /// The locks of `base::sync`, over those of loom.
    pub struct Mutex<T>(loom::sync::Mutex<T>);
    impl<T> Mutex<T> {
        pub fn new(value: T) -> Self {
            Self(loom::sync::Mutex::new(value))
        }
        pub fn lock(&self) -> MutexGuard<'_, T> {
            self.0.lock().unwrap()
        }
    }

    pub struct Condvar(loom::sync::Condvar);
    impl Condvar {
        pub fn new() -> Self {
            Self(loom::sync::Condvar::new())
        }
        pub fn wait<'a, T>(&self, guard: MutexGuard<'a, T>) -> MutexGuard<'a, T> {
            self.0.wait(guard).unwrap()
        }
        pub fn notify_one(&self) {
            self.0.notify_one();
        }
    }
}
#[path = "../crates/core/src/split/lease.rs"]
mod lease;

use lease::lend;
use loom::cell::UnsafeCell;
use loom::thread;

/// Actions of borrowers happen before the lender's next ones: loom fails where its cell is touched from both sides.
#[test]
fn whoever_entered_is_waited_for_and_nobody_enters_later() {
    struct Shared(UnsafeCell<usize>);
    // SAFETY: loom watches the cell, and fails the test where two threads touch it at once.
    unsafe impl Sync for Shared {}

    for borrowers in 1..=2 {
        let mut builder = loom::model::Builder::new();
        builder.preemption_bound = Some(3);
        builder.check(move || {
            // One borrower at a time may write: the lease itself does not keep borrowers apart.
            let turns: Vec<_> = (0..borrowers).map(|_| Shared(UnsafeCell::new(0))).collect();
            let next = loom::sync::atomic::AtomicUsize::new(0);
            let call = || {
                let turn = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                // SAFETY: as above.
                turns[turn].0.with_mut(|count| unsafe { *count += 1 });
            };
            let threads: Vec<_> = lend(&call, |lease| {
                (0..borrowers).map(|_| lease.clone()).map(|lease| thread::spawn(move || lease.enter())).collect()
            })
            .unwrap();
            let entered = next.load(std::sync::atomic::Ordering::Relaxed);
            // SAFETY: as above.
            let touched: usize = turns.iter().map(|turn| turn.0.with(|count| unsafe { *count })).sum();
            assert_eq!(touched, entered);
            threads.into_iter().for_each(|thread| thread.join().unwrap());
            assert_eq!(next.load(std::sync::atomic::Ordering::Relaxed), entered, "somebody came after the end");
        });
    }
}
