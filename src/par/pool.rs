//! The library's own threads, started when the first piece of work is large enough.

use crate::fork::Birth;
use crate::level::thread_count;
use crate::mem::Lease;
use rayon::{ThreadPool, ThreadPoolBuilder};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};

/// Leases that may wait for a thread, as a multiple of the threads. Callers do without help beyond that: a loop in which
/// every thread runs further loops would else queue help that nobody is free to give.
const WAITING_PER_THREAD: usize = 4;

/// Threads that help whoever works.
pub(super) struct Helpers {
    pool: ThreadPool,
    threads: usize,
    /// Leases that no thread has begun yet.
    waiting: Arc<AtomicUsize>,
}

static POOL: Mutex<Option<Arc<Helpers>>> = Mutex::new(None);
/// `Birth::number` of the process that first asked, 0 before. A child of fork has the lock and the pool, but none of the
/// threads.
static OWNER: AtomicU64 = AtomicU64::new(0);

/// A pool of one thread fewer than the thread count, since the calling thread works too. `None`: work alone, because
/// one thread was asked for, no thread could be started, or this is a forked child.
pub(super) fn get() -> Option<Arc<Helpers>> {
    let threads = thread_count();
    if threads < 2 || !owns_pool() {
        return None;
    }
    let mut started = POOL.lock().unwrap_or_else(PoisonError::into_inner);
    if started.as_ref().is_none_or(|helpers| helpers.threads != threads - 1) {
        // Work in flight holds the old pool, whose threads end after it.
        *started = Some(Arc::new(Helpers::start(threads - 1)?));
    }
    started.clone()
}

fn owns_pool() -> bool {
    let me = Birth::now().number();
    let _ = OWNER.compare_exchange(0, me, Relaxed, Relaxed);
    OWNER.load(Relaxed) == me
}

impl Helpers {
    fn start(threads: usize) -> Option<Self> {
        let pool = ThreadPoolBuilder::new().num_threads(threads).thread_name(|index| format!("scipix-{index}"));
        Some(Self { pool: pool.build().ok()?, threads, waiting: Arc::default() })
    }

    /// Offers `lease` to one more thread; whether it was taken on.
    pub fn offer(&self, lease: &Arc<Lease>) -> bool {
        if self.waiting.load(Relaxed) >= WAITING_PER_THREAD * self.threads {
            return false;
        }
        self.waiting.fetch_add(1, Relaxed);
        let (waiting, lease) = (self.waiting.clone(), lease.clone());
        self.pool.spawn(move || {
            waiting.fetch_sub(1, Relaxed);
            lease.enter();
        });
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Barrier;

    #[test]
    fn help_that_nobody_is_free_to_give_is_not_queued_without_end() {
        let helpers = Helpers::start(1).unwrap();
        let (begun, end) = (Arc::new(Barrier::new(2)), Arc::new(Barrier::new(2)));
        let (b, e) = (begun.clone(), end.clone());
        helpers.pool.spawn(move || {
            b.wait();
            e.wait();
        });
        begun.wait();
        let entered = AtomicUsize::new(0);
        let offers = crate::mem::lend(&|| _ = entered.fetch_add(1, Relaxed), |lease| {
            (0..100).filter(|_| helpers.offer(lease)).count()
        });
        assert_eq!(offers, WAITING_PER_THREAD);
        end.wait();
        while helpers.waiting.load(Relaxed) > 0 {
            std::thread::yield_now();
        }
        assert_eq!(entered.into_inner(), 0, "they came after the call");
    }
}
