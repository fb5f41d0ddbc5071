//! The library's own threads, which are started as calls ask for them.

use crate::base::fork::ForkEpoch;
use crate::base::platform::HAS_THREADS;
use crate::base::sync::Mutex;
use crate::base::{OwnThread, Shared};
use crate::cpu::{thread_count, thread_count_settings};
use crate::split::Lease;
use rayon::{ThreadBuilder, ThreadPool, ThreadPoolBuilder};
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};

/// The most leases that may wait for a thread, per thread. Beyond that callers go without help: nested loops on every thread would
/// otherwise queue leases that no thread is free to take.
const WAITING_PER_THREAD: usize = 4;

/// A pool of threads that help callers.
pub(super) struct Helpers {
    pool: ThreadPool,
    threads: usize,
    /// Offered leases that no thread has taken yet.
    waiting: Arc<AtomicUsize>,
}

/// The pool that was started, and whether it could grow.
struct Started {
    helpers: Option<Arc<Helpers>>,
    /// The setting of the thread count under which the system refused a thread. It is asked again only under another setting.
    refused_in: Option<usize>,
}

static STARTED: Mutex<Started> = Mutex::new(Started { helpers: None, refused_in: None });
/// `ForkEpoch::number` of the process that first asked for threads, 0 before. A forked child has copies of the lock and the pool,
/// but none of the threads.
static OWNER: AtomicU64 = AtomicU64::new(0);

/// Returns threads that help with a call on which `workers` threads may work, the calling one included. The pool may have more
/// threads or, where no more can be started, fewer. `None` means to work alone: one thread is allowed, the platform has none or
/// refused them all, or this is a forked child.
pub(super) fn get(workers: usize) -> Option<Arc<Helpers>> {
    let most = thread_count() - 1;
    if !HAS_THREADS || most == 0 || !owns_pool() {
        return None;
    }
    let mut started = STARTED.lock();
    started.adjust((workers - 1).min(most), most, thread_count_settings());
    started.helpers.clone()
}

/// Returns whether the pool belongs to this process. The first process that asks owns it.
fn owns_pool() -> bool {
    let me = ForkEpoch::current().number();
    let _ = OWNER.compare_exchange(0, me, Relaxed, Relaxed);
    OWNER.load(Relaxed) == me
}

impl Started {
    /// Brings the pool to at least `wanted` threads, where the system grants them, and to at most `most`. Work in flight keeps the
    /// old pool alive, whose threads end after it.
    fn adjust(&mut self, wanted: usize, most: usize, setting: usize) {
        let now = self.helpers.as_ref().map_or(0, |helpers| helpers.threads);
        let too_many = now > most;
        if !too_many && (now >= wanted || self.refused_in == Some(setting)) {
            return;
        }
        // A pool cannot grow: a new one replaces it. It has at least twice the threads, so that no sequence of calls starts
        // many more threads than it ends with.
        let size = if too_many { wanted } else { wanted.max(2 * now).min(most) };
        let new = Helpers::start(size);
        let found = new.as_ref().map_or(0, |helpers| helpers.threads);
        self.refused_in = (found < size).then_some(setting);
        if too_many || found > now {
            self.helpers = new.map(Arc::new);
        }
    }
}

impl Helpers {
    /// Starts `threads` threads, or as many as the system grants; `None` for none.
    fn start(threads: usize) -> Option<Self> {
        let (mut started, mut refused) = (0, false);
        let spawn = |builder: ThreadBuilder| {
            // The pool is told of no failure: a missing thread is one that never asks for work.
            refused = refused || run(builder).is_err();
            started += usize::from(!refused);
            Ok(())
        };
        let pool = ThreadPoolBuilder::new().num_threads(threads);
        let pool = pool.spawn_handler(spawn).build().ok()?;
        (started > 0).then(|| Self { pool, threads: started, waiting: Arc::default() })
    }

    /// Offers `lease` to one more thread. Returns whether it was queued.
    pub fn offer(&self, lease: &Shared<Lease>) -> bool {
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

/// Starts a thread of a pool.
fn run(builder: ThreadBuilder) -> io::Result<()> {
    OwnThread::start(format_args!("scipix-{}", builder.index()), || builder.run()).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Barrier;

    #[test]
    fn threads_come_as_calls_ask_for_them_and_go_with_the_setting() {
        let mut started = Started { helpers: None, refused_in: None };
        let mut adjusted = |wanted, most| {
            started.adjust(wanted, most, 0);
            started.helpers.as_ref().map_or(0, |helpers| helpers.threads)
        };
        assert_eq!(adjusted(2, 1000), 2);
        assert_eq!(adjusted(1, 1000), 2);
        assert_eq!(adjusted(3, 1000), 4, "twofold");
        assert_eq!(adjusted(5, 5), 5);
        assert_eq!(adjusted(1, 3), 1, "more than the setting allows are there");
    }

    #[test]
    fn after_a_refusal_nothing_is_tried_until_the_next_setting() {
        let mut started = Started { helpers: None, refused_in: Some(7) };
        started.adjust(1, 3, 7);
        assert!(started.helpers.is_none());
        started.adjust(1, 3, 8);
        assert_eq!(started.helpers.as_ref().unwrap().threads, 1);
        assert_eq!(started.refused_in, None);
    }

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
        let offers = crate::split::lend(&|| _ = entered.fetch_add(1, Relaxed), |lease| {
            (0..100).filter(|_| helpers.offer(lease)).count()
        })
        .unwrap();
        assert_eq!(offers, WAITING_PER_THREAD);
        end.wait();
        while helpers.waiting.load(Relaxed) > 0 {
            std::thread::yield_now();
        }
        assert_eq!(entered.into_inner(), 0, "the lease was closed before a thread entered");
    }
}
