//! A closure that a call lends to other threads. The call waits for the threads that have entered the closure; those that come
//! later find it closed. So a call never waits for a thread that has not begun to help.

use super::sync::{AtomicUsize, Condvar, Mutex, MutexGuard, SPINS, Shared};
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::Ordering;

/// The bit of the state that is set once the lender takes the closure back.
const CLOSED: usize = 1;
/// Added to the state for each thread inside.
const INSIDE: usize = 2;

/// The borrowers' side of the loan. Any thread may enter it at any time, even after the call.
pub struct Lease {
    /// Valid until `state` is closed and no thread is inside.
    call: *const (dyn Fn() + Sync),
    /// `INSIDE` times the threads inside, plus `CLOSED`.
    state: AtomicUsize,
    /// The first panic of a borrower.
    panic: Mutex<Option<Box<dyn Any + Send>>>,
    last_left: Condvar,
}

// SAFETY: `call` is only called, through a shared reference to a `Sync` closure; the rest is synchronised.
unsafe impl Send for Lease {}
// SAFETY: as above.
unsafe impl Sync for Lease {}

impl Lease {
    /// Runs the closure, unless the lender has taken it back. A panic in it is passed to the lender.
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
        if self.state.fetch_sub(INSIDE, leaving()) == INSIDE + CLOSED {
            drop(self.lock());
            self.last_left.notify_one();
        }
    }

    fn lock(&self) -> MutexGuard<'_, Option<Box<dyn Any + Send>>> {
        self.panic.lock()
    }

    /// Closes the lease, waits until no thread is inside, and returns the first panic of a borrower.
    fn close(&self) -> Option<Box<dyn Any + Send>> {
        let mut state = self.state.fetch_or(CLOSED, Ordering::Acquire) | CLOSED;
        for _ in 0..SPINS {
            if state == CLOSED {
                break;
            }
            std::hint::spin_loop();
            state = self.state.load(Ordering::Acquire);
        }
        let mut panic = self.lock();
        while self.state.load(Ordering::Acquire) != CLOSED {
            panic = self.last_left.wait(panic);
        }
        panic.take()
    }
}

/// The order in which a borrower leaves: what it did is seen by the lender.
#[inline(always)]
fn leaving() -> Ordering {
    #[cfg(scipix_faults)]
    if crate::base::seeded_faults::is_seeded("lost_order") {
        return Ordering::Relaxed;
    }
    Ordering::Release
}

/// Lends `call` to the threads that `body` gives the lease to, and takes it back when `body` returns or panics. A panic of a
/// borrower is resumed here. `None`: there is no memory for a lease, and `body` was not called.
pub fn lend<R>(call: &(dyn Fn() + Sync), body: impl FnOnce(&Shared<Lease>) -> R) -> Option<R> {
    struct Close<'a>(&'a Lease);
    impl Drop for Close<'_> {
        fn drop(&mut self) {
            let panic = self.0.close();
            if let Some(panic) = panic.filter(|_| !std::thread::panicking()) {
                resume_unwind(panic);
            }
        }
    }
    // SAFETY: only the lifetime is erased; `Close` keeps this frame, and with it the borrow, until no thread is inside.
    let call = unsafe { std::mem::transmute::<&(dyn Fn() + Sync), &'static (dyn Fn() + Sync)>(call) };
    let lease = Lease { call, state: AtomicUsize::new(0), panic: Mutex::new(None), last_left: Condvar::new() };
    let lease = Shared::try_new(lease)?;
    let close = Close(&lease);
    let result = body(&lease);
    drop(close);
    Some(result)
}
