//! The library's own threads, started as calls ask for them.

use crate::base::fork::ForkEpoch;
use crate::base::sync::Mutex;
use crate::cpu::{thread_count, thread_count_settings};
use crate::split::Lease;
use rayon::{ThreadBuilder, ThreadPool, ThreadPoolBuilder};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::{io, thread};

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

/// What was started, and whether more could be.
struct Started {
    helpers: Option<Arc<Helpers>>,
    /// The setting of the thread count under which the system refused a thread. It is not asked again before the next.
    refused_in: Option<usize>,
}

static STARTED: Mutex<Started> = Mutex::new(Started { helpers: None, refused_in: None });
/// `ForkEpoch::number` of the process that first asked, 0 before. A child of fork has the lock and the pool, but none of the
/// threads.
static OWNER: AtomicU64 = AtomicU64::new(0);

/// Threads to help a call that `workers` threads may work on, the calling one included; those that are there may be
/// more or, where no more can be started, fewer. `None`: work alone, because one thread was asked for, no thread could
/// be started, or this is a forked child.
pub(super) fn get(workers: usize) -> Option<Arc<Helpers>> {
    let most = thread_count() - 1;
    if most == 0 || !owns_pool() {
        return None;
    }
    let mut started = STARTED.lock();
    started.adjust((workers - 1).min(most), most, thread_count_settings());
    started.helpers.clone()
}

fn owns_pool() -> bool {
    let me = ForkEpoch::current().number();
    let _ = OWNER.compare_exchange(0, me, Relaxed, Relaxed);
    OWNER.load(Relaxed) == me
}

impl Started {
    /// Sees to `wanted` threads, where the system has them, and to no more than `most`. Work in flight holds the old
    /// pool, whose threads end after it.
    fn adjust(&mut self, wanted: usize, most: usize, setting: usize) {
        let now = self.helpers.as_ref().map_or(0, |helpers| helpers.threads);
        let too_many = now > most;
        if !too_many && (now >= wanted || self.refused_in == Some(setting)) {
            return;
        }
        // A pool cannot grow: it is replaced, at least twofold, so that no sequence of calls starts many more threads
        // than it ends up with.
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
    /// So many threads, or as many as the system starts.
    fn start(threads: usize) -> Option<Self> {
        let (mut started, mut refused) = (0, false);
        let spawn = |builder: ThreadBuilder| {
            // To the pool a thread that is missing is one that never comes looking for work.
            refused = refused || run(builder).is_err();
            started += usize::from(!refused);
            Ok(())
        };
        let pool = ThreadPoolBuilder::new().num_threads(threads).thread_name(|index| format!("scipix-{index}"));
        let pool = pool.spawn_handler(spawn).build().ok()?;
        (started > 0).then(|| Self { pool, threads: started, waiting: Arc::default() })
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

/// Starts a thread of a pool.
fn run(builder: ThreadBuilder) -> io::Result<()> {
    let name = builder.name().unwrap_or("scipix").to_owned();
    thread::Builder::new().name(name).spawn(|| builder.run())?;
    Ok(())
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
        });
        assert_eq!(offers, WAITING_PER_THREAD);
        end.wait();
        while helpers.waiting.load(Relaxed) > 0 {
            std::thread::yield_now();
        }
        assert_eq!(entered.into_inner(), 0, "they came after the call");
    }
}
