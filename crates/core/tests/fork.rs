//! An executor in a child that was forked while another thread held a lock of the standard library's threads: nothing of ours
//! may wait for it, as nobody in the child will give it back.
#![cfg(all(target_os = "linux", target_env = "gnu"))]

use scipix_core::base::Deadline;
use scipix_core::executor::{Executor, Job, JobResult};
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::panic::catch_unwind;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::thread::{Builder, sleep};
use std::time::{Duration, Instant};

/// Bytes of the name of the thread that is stopped: no other block of memory has this size.
const NAME: usize = 1237;

thread_local! {
    /// Whether this thread ends. Then it frees its name, inside the lock.
    static ENDS: Cell<bool> = const { Cell::new(false) };
}

static IS_STOPPED: AtomicBool = AtomicBool::new(false);
static GOES_ON: AtomicBool = AtomicBool::new(false);

struct Stopping;

// SAFETY: the system's allocator, which may take its time.
unsafe impl GlobalAlloc for Stopping {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's promise, passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        while layout.size() == NAME && ENDS.get() && !GOES_ON.load(SeqCst) {
            IS_STOPPED.store(true, SeqCst);
            sleep(Duration::from_millis(1));
        }
        // SAFETY: the caller's promise, passed on.
        unsafe { System.dealloc(memory, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Stopping = Stopping;

struct Nothing;

impl Job for Nothing {
    type Completion = ();

    fn run(&mut self) -> JobResult {
        Ok(())
    }

    fn done(self, _: JobResult) {}
}

/// Runs a job, and ends the executor and its thread.
fn run_a_job() {
    let executor = Executor::new(1, 1).unwrap();
    let ticket = executor.submit(Nothing, true).map_err(|(_, error)| error).unwrap();
    assert!(executor.wait(ticket, Deadline::after(Duration::from_secs(20))).unwrap().is_ok());
}

#[test]
fn executors_of_a_child_wait_for_no_lock_of_the_standard_library() {
    let thread = Builder::new().name("n".repeat(NAME)).spawn(|| ENDS.set(true)).unwrap();
    let until = Instant::now() + Duration::from_secs(20);
    while !IS_STOPPED.load(SeqCst) {
        assert!(
            Instant::now() < until,
            "threads of the standard library end in another way now, and this test has lost its end"
        );
        sleep(Duration::from_millis(1));
    }
    // SAFETY: the only other thread is the one that waits for this test.
    let child = unsafe { libc::fork() };
    if child == 0 {
        // SAFETY: no conditions. An alarm ends a child that hangs.
        unsafe { libc::alarm(60) };
        let works = catch_unwind(run_a_job).is_ok();
        // SAFETY: ends the child without what other threads of its parent left half done.
        unsafe { libc::_exit(if works { 0 } else { 1 }) };
    }
    let mut status = 0;
    // SAFETY: a child of this process, and a live place.
    assert_eq!(unsafe { libc::waitpid(child, &mut status, 0) }, child);
    GOES_ON.store(true, SeqCst);
    thread.join().unwrap();
    assert_eq!(status, 0, "the child fails, or hangs");
}
