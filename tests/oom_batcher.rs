//! A batcher that can have no more memory once items are queued: its end answers them all, in batches of one.

use capi::batcher::*;
use capi::library::SCIPIX_WAIT_FOREVER;
use capi::status::*;
use std::alloc::{GlobalAlloc, Layout, System};
use std::ffi::c_void;
use std::mem::MaybeUninit;
use std::ptr::{null_mut, without_provenance_mut};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

/// Whether every request of every thread is refused. This program has one test, which alone allocates meanwhile.
static REFUSED: AtomicBool = AtomicBool::new(false);

struct Refusing;

// SAFETY: the system's allocator, which may also refuse.
unsafe impl GlobalAlloc for Refusing {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's promise, passed on.
        if REFUSED.load(SeqCst) { null_mut() } else { unsafe { System.alloc(layout) } }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        // SAFETY: the caller's promise, passed on.
        unsafe { System.dealloc(memory, layout) }
    }

    unsafe fn realloc(&self, memory: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: the caller's promise, passed on.
        if REFUSED.load(SeqCst) { null_mut() } else { unsafe { System.realloc(memory, layout, size) } }
    }
}

#[global_allocator]
static ALLOCATOR: Refusing = Refusing;

static PROCESSED: AtomicUsize = AtomicUsize::new(0);
static ANSWERED: AtomicUsize = AtomicUsize::new(0);
static MISSED: AtomicUsize = AtomicUsize::new(0);

unsafe extern "C-unwind" fn process(
    _: *mut c_void,
    _: *const ScipixBatchItem,
    count: usize,
    out: *mut ScipixBatchResult,
) {
    PROCESSED.fetch_add(count, SeqCst);
    for index in 0..count {
        // SAFETY: as many results as items.
        unsafe { (*out.add(index)).status = SCIPIX_STATUS_OK };
    }
}

unsafe extern "C-unwind" fn done(_: *mut c_void, _: *const ScipixBatchItem, result: ScipixBatchResult) {
    let count = if result.status == SCIPIX_STATUS_DEADLINE_MISSED { &MISSED } else { &ANSWERED };
    count.fetch_add(1, SeqCst);
}

/// Frees a batcher with queued items after all memory is refused. Returns how many items were submitted.
fn free_without_memory(process: ScipixBatchFn, priority_levels: u32, deadline_us: u64) -> usize {
    let (mut config, mut batcher) = (MaybeUninit::uninit(), null_mut());
    // SAFETY: all is as the header asks for; the callbacks need no data.
    unsafe {
        assert_eq!(scipix_batcher_config_init(config.as_mut_ptr()), SCIPIX_STATUS_OK);
        let mut config: ScipixBatcherConfig = config.assume_init();
        (config.max_wait_us, config.workers, config.priority_levels) = (SCIPIX_WAIT_FOREVER, 2, priority_levels);
        assert_eq!(scipix_batcher_new(&config, process, null_mut(), &mut batcher), SCIPIX_STATUS_OK);
        // Threads that start ask for memory.
        thread::sleep(Duration::from_millis(50));
        for id in 0..10 {
            let priority = (id % 2) as u32;
            let item = ScipixBatchItem { id, data: without_provenance_mut(1), group: id % 3, cost: 0, priority };
            let status = scipix_batcher_submit(batcher, &item, deadline_us, Some(done), null_mut(), null_mut());
            assert_eq!(status, SCIPIX_STATUS_OK);
        }
        REFUSED.store(true, SeqCst);
        if deadline_us > 0 {
            thread::sleep(Duration::from_micros(2 * deadline_us));
        }
        let status = scipix_batcher_free(batcher);
        REFUSED.store(false, SeqCst);
        assert_eq!(status, SCIPIX_STATUS_OK);
    }
    10
}

#[test]
fn an_end_needs_no_memory() {
    let (sender, ended) = channel();
    let ending = thread::spawn(move || {
        for levels in [0, 2] {
            assert_eq!(free_without_memory(Some(process), levels, 0), PROCESSED.swap(0, SeqCst));
            assert_eq!((ANSWERED.swap(0, SeqCst), MISSED.load(SeqCst)), (10, 0));
            assert_eq!(
                free_without_memory(None, levels, 0),
                ANSWERED.swap(0, SeqCst),
                "cancelled, because nobody pulls"
            );
            assert_eq!(free_without_memory(None, levels, 50_000), MISSED.swap(0, SeqCst));
        }
        sender.send(()).unwrap();
    });
    // A hang fails the test; so does a panic above, which drops the sender.
    ended.recv_timeout(Duration::from_secs(60)).expect("the batchers are freed");
    ending.join().unwrap();
}
