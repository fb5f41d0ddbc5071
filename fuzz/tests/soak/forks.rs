//! Children of this process while its threads are at work.

use super::ledger::Ledger;
use super::life::live;
use super::random::Random;
use capi::batcher::*;
use capi::status::*;

/// Whether lives have children, and what those do.
#[derive(Clone, Copy, PartialEq)]
pub enum Children {
    None,
    /// They start no threads: those of the standard library may wait for a lock that a thread of their parent held.
    WithoutThreads,
    WithThreads,
}

/// Seconds that a child may take, on a machine that does other work.
const LONG: u32 = 300;

/// Forks, and waits for the child: to it the batcher is closed, and all else works, batchers of its own too.
pub fn fork_and_check(batcher: *mut ScipixBatcher, seed: u64, children: Children) {
    // SAFETY: the child uses no lock that another thread of this process could hold.
    let child = unsafe { libc::fork() };
    assert!(child >= 0, "a fork fails");
    if child == 0 {
        // SAFETY: no conditions. An alarm ends a child that hangs.
        unsafe { libc::alarm(LONG) };
        let works = std::panic::catch_unwind(|| check_child(batcher, seed, children)).is_ok();
        // SAFETY: ends the child without what other threads of its parent left half done.
        unsafe { libc::_exit(if works { 0 } else { 1 }) };
    }
    let mut status = 0;
    // SAFETY: a child of this process, and a live place.
    assert_eq!(unsafe { libc::waitpid(child, &mut status, 0) }, child);
    assert_eq!(status, 0, "seed {seed}: the child fails or hangs");
}

fn check_child(batcher: *mut ScipixBatcher, seed: u64, children: Children) {
    let mut random = Random::new(seed);
    // SAFETY: a handle of the parent, which says so.
    unsafe {
        assert_eq!(scipix_batcher_drain(batcher, 0), SCIPIX_STATUS_CLOSED);
        assert_eq!(scipix_batcher_close(batcher), SCIPIX_STATUS_CLOSED);
        assert_eq!(scipix_batcher_cancel(batcher, 1), SCIPIX_STATUS_CLOSED);
        assert_eq!(scipix_batcher_free(batcher), SCIPIX_STATUS_OK);
    }
    for _ in 0..4 {
        let mut bytes = random.bytes(300);
        if let (Children::WithoutThreads, Some(first)) = (children, bytes.first_mut()) {
            *first %= 4; // pools and arenas
        }
        scipix_fuzz::programs(&bytes);
    }
    if children == Children::WithThreads {
        assert!(live(seed | 1 << 63, &mut Ledger::new(2000), 1000, Children::None).items <= 2000);
    }
}
