use super::lease::lend;
use std::panic::catch_unwind;
use std::sync::atomic::AtomicUsize;
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
        })
        .unwrap();
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
    })
    .unwrap();
    assert_eq!(inside.load(Relaxed), 2);
    borrower.join().unwrap();
}

#[test]
fn whoever_comes_late_finds_it_closed() {
    let calls = AtomicUsize::new(0);
    let lease = lend(&|| _ = calls.fetch_add(1, Relaxed), |lease| {
        lease.enter();
        lease.clone()
    })
    .unwrap();
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
