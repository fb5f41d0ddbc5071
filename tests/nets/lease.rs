//! A program for ThreadSanitizer: what a borrower writes is read by its lender right after the call, with nothing but the lease
//! between them. `scripts/test-nets` builds it, as the crate does, from the sources of the lease.

#[allow(dead_code)]
#[path = "../../crates/core/src/base"]
mod base {
    pub mod aligned {
        pub fn try_box<T>(value: T) -> Option<Box<T>> {
            Some(Box::new(value))
        }
    }
    pub mod seeded_faults;
    mod shared;
    pub mod sync;
    pub use shared::Shared;
}
#[path = "../../crates/core/src/split"]
mod split {
    pub mod lease;
    mod sync;
}

use std::cell::UnsafeCell;
use std::hint::black_box;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::thread;

struct Written(UnsafeCell<u64>);
// SAFETY: written by the borrower, and read by the lender when the borrower has left; the sanitizer looks whether that is so.
unsafe impl Sync for Written {}

fn main() {
    for number in 1..=200 {
        let (written, has_entered) = (Written(UnsafeCell::new(0)), AtomicBool::new(false));
        let call = || {
            let Written(place) = &written;
            // SAFETY: as above.
            unsafe { *place.get() = number };
            has_entered.store(true, Relaxed);
        };
        let lent = split::lease::lend(&call, |lease| {
            let lease = lease.clone();
            // The thread keeps its clone, whose end would order what the lease does not.
            let borrower = thread::spawn(move || {
                lease.enter();
                lease
            });
            while !has_entered.load(Relaxed) {
                thread::yield_now();
            }
            borrower
        });
        // SAFETY: as above.
        assert_eq!(black_box(unsafe { *written.0.get() }), number);
        drop(lent.expect("memory").join());
    }
    println!("what was written was read");
}
