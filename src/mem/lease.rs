//! A closure lent to other threads for the length of a call: whoever has entered it is waited for, whoever comes later
//! finds it closed. So a call never waits for a thread that has not begun to help.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};

/// Set once the lender takes the closure back.
const CLOSED: usize = 1;
/// Added for each thread inside.
const INSIDE: usize = 2;
/// Turns of a waiting lender before it sleeps: threads that are inside are mostly about to leave.
const SPINS: usize = 200;

/// The borrower's side: enter it from any thread, at any time, even after the call.
pub struct Lease {
    /// Valid while `state` is not closed or somebody is inside.
    call: *const (dyn Fn() + Sync),
    /// `INSIDE` times the threads inside, plus `CLOSED`.
    state: AtomicUsize,
    left: Mutex<Option<Box<dyn Any + Send>>>,
    last_left: Condvar,
}

// SAFETY: `call` is only called, through a shared reference to a `Sync` closure; the rest is synchronised.
unsafe impl Send for Lease {}
// SAFETY: as above.
unsafe impl Sync for Lease {}

impl Lease {
    /// Runs the closure, unless the lender has taken it back. A panic in it goes to the lender.
    pub fn enter(&self) {
        let enter = |state| (state & CLOSED == 0).then_some(state + INSIDE);
        if self.state.fetch_update(Ordering::Acquire, Ordering::Relaxed, enter).is_err() {
            return;
        }
        // SAFETY: it was not closed when this thread was counted in, and the lender waits until it is counted out.
        let call = unsafe { &*self.call };
        let result = catch_unwind(AssertUnwindSafe(call));
        if let Err(panic) = result {
            self.lock().get_or_insert(panic);
        }
        if self.state.fetch_sub(INSIDE, Ordering::Release) == INSIDE + CLOSED {
            drop(self.lock());
            self.last_left.notify_one();
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<Box<dyn Any + Send>>> {
        self.left.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Closes, waits until nobody is inside, and returns the first panic of those who were.
    fn close(&self) -> Option<Box<dyn Any + Send>> {
        let mut state = self.state.fetch_or(CLOSED, Ordering::Acquire) | CLOSED;
        for _ in 0..SPINS {
            if state == CLOSED {
                break;
            }
            std::hint::spin_loop();
            state = self.state.load(Ordering::Acquire);
        }
        let mut left = self.lock();
        while self.state.load(Ordering::Acquire) != CLOSED {
            left = self.last_left.wait(left).unwrap_or_else(PoisonError::into_inner);
        }
        left.take()
    }
}

/// Lends `call` to whom `body` gives the lease, and takes it back when `body` ends, however it ends. A panic of a borrower
/// goes on here.
pub fn lend<R>(call: &(dyn Fn() + Sync), body: impl FnOnce(&Arc<Lease>) -> R) -> R {
    struct Close<'a>(&'a Lease);
    impl Drop for Close<'_> {
        fn drop(&mut self) {
            let panic = self.0.close();
            if let Some(panic) = panic.filter(|_| !std::thread::panicking()) {
                resume_unwind(panic);
            }
        }
    }
    // SAFETY: only the lifetime is erased; `Close` keeps this frame, and with it the borrow, until nobody is inside.
    let call = unsafe { std::mem::transmute::<&(dyn Fn() + Sync), &'static (dyn Fn() + Sync)>(call) };
    let lease = Lease { call, state: AtomicUsize::new(0), left: Mutex::new(None), last_left: Condvar::new() };
    let lease = Arc::new(lease);
    let close = Close(&lease);
    let result = body(&lease);
    drop(close);
    result
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::Ordering::Relaxed;
    use std::time::Duration;

    #[test]
    fn whoever_entered_is_waited_for() {
        for _ in 0..200 {
            let running = AtomicUsize::new(0);
            let call = || {
                running.fetch_add(1, Relaxed);
                std::thread::yield_now();
                running.fetch_sub(1, Relaxed);
            };
            let borrowers: Vec<_> = lend(&call, |lease| {
                (0..3).map(|_| lease.clone()).map(|lease| std::thread::spawn(move || lease.enter())).collect()
            });
            assert_eq!(running.load(Relaxed), 0);
            borrowers.into_iter().for_each(|thread| thread.join().unwrap());
        }
    }

    #[test]
    fn a_lender_sleeps_until_the_last_has_left() {
        let inside = AtomicUsize::new(0);
        let call = || {
            inside.fetch_add(1, Relaxed);
            std::thread::sleep(Duration::from_millis(20));
            inside.fetch_add(1, Relaxed);
        };
        let borrower = lend(&call, |lease| {
            let lease = lease.clone();
            let borrower = std::thread::spawn(move || lease.enter());
            while inside.load(Relaxed) == 0 {
                std::thread::yield_now();
            }
            borrower
        });
        assert_eq!(inside.load(Relaxed), 2);
        borrower.join().unwrap();
    }

    #[test]
    fn whoever_comes_late_finds_it_closed() {
        let calls = AtomicUsize::new(0);
        let lease = lend(&|| _ = calls.fetch_add(1, Relaxed), |lease| {
            lease.enter();
            lease.clone()
        });
        lease.enter();
        assert_eq!(calls.into_inner(), 1);
    }

    #[test]
    fn a_borrowers_panic_reaches_the_lender_and_the_lenders_own_waits_for_borrowers() {
        let caught = catch_unwind(|| lend(&|| panic!("borrower"), |lease| lease.enter()));
        assert_eq!(*caught.unwrap_err().downcast::<&str>().unwrap(), "borrower");
        let caught = catch_unwind(|| {
            lend(&|| panic!("borrower"), |lease| {
                lease.enter();
                panic!("lender")
            })
        });
        assert_eq!(*caught.unwrap_err().downcast::<&str>().unwrap(), "lender");
    }
}
