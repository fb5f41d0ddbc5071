//! Sharing work between the calling thread and helpers.

use super::host;
use crate::cpu::{OptLevel, opt_level, thread_count};

/// Work shorter than this is not split: waking a sleeping thread costs tens of microseconds.
const SPLIT_ABOVE_NS: f64 = 100_000.0;

/// Returns how many threads, the calling one included, may work on one call now.
pub fn workers() -> usize {
    if opt_level() < OptLevel::Parallel || host::in_task() {
        return 1;
    }
    let own = thread_count();
    if own == 1 { 1 } else { host::executor().map_or(own, |executor| executor.concurrency().max(1)) }
}

/// Returns whether work of about `ns` nanoseconds is too short for more threads than one.
#[inline]
pub fn stays_whole(ns: f64) -> bool {
    ns < SPLIT_ABOVE_NS
}

/// Returns how many items of about `ns` nanoseconds each stay whole.
pub const fn most_whole(ns: f64) -> usize {
    (SPLIT_ABOVE_NS / ns) as usize
}

/// Returns how many threads, the calling one included, are worth using now for work of about `ns` nanoseconds.
#[inline]
pub fn workers_for(ns: f64) -> usize {
    if stays_whole(ns) { 1 } else { workers_for_long(ns) }
}

#[inline(never)]
fn workers_for_long(ns: f64) -> usize {
    workers().min((ns / (SPLIT_ABOVE_NS / 2.0)) as usize).max(1)
}

/// Runs `f` on up to `workers` threads at once, the calling one included, and returns when all calls that began have returned.
/// `f` must claim pieces of the work until none is left, so that one call alone would do all of it.
pub fn share(workers: usize, f: impl Fn() + Sync) {
    if workers <= 1 { f() } else { share_among(workers, &f) }
}

/// Shares work whose type is erased, so that this is compiled once and not for each `f`.
#[inline(never)]
fn share_among(workers: usize, f: &(dyn Fn() + Sync)) {
    if let Some(executor) = host::executor() {
        executor.run(workers, f);
        // Does what the host left undone: nothing, unless it failed.
        return f();
    }
    #[cfg(feature = "optimize")]
    if let Some(helpers) = super::threads::get(workers) {
        let lent = crate::split::lend(&f, |lease| {
            // After the first refusal the rest would be refused too.
            let _ = (1..workers).all(|_| helpers.offer(lease));
            f();
        });
        if lent.is_some() {
            return;
        }
    }
    f();
}
