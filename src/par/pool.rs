//! The library's own threads, started when the first piece of work is large enough.

use crate::level::thread_count;
use rayon::{ThreadPool, ThreadPoolBuilder};
use std::process;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::sync::{Arc, Mutex};

struct Started {
    pool: Arc<ThreadPool>,
    /// The thread count that it was started for.
    threads: usize,
}

static POOL: Mutex<Option<Started>> = Mutex::new(None);
/// The process that first asked, 0 before. A child of fork has the lock and the pool, but none of the threads.
static OWNER: AtomicU32 = AtomicU32::new(0);

/// A pool of one thread fewer than the thread count, since the calling thread works too. `None`: work alone, because
/// one thread was asked for, no thread could be started, or this is a forked child.
pub(super) fn get() -> Option<Arc<ThreadPool>> {
    let threads = thread_count();
    if threads < 2 || !owns_threads() {
        return None;
    }
    let mut started = POOL.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    if started.as_ref().is_none_or(|s| s.threads != threads) {
        // Work in flight holds the old pool, whose threads end after it.
        *started = Some(Started { pool: Arc::new(start(threads - 1)?), threads });
    }
    started.as_ref().map(|s| s.pool.clone())
}

fn owns_threads() -> bool {
    let me = process::id();
    OWNER.compare_exchange(0, me, Relaxed, Relaxed).is_ok_and(|_| true) || OWNER.load(Relaxed) == me
}

fn start(threads: usize) -> Option<ThreadPool> {
    ThreadPoolBuilder::new().num_threads(threads).thread_name(|index| format!("scipix-{index}")).build().ok()
}
