//! How work is split over threads. Operations never spawn: they offer strips of rows, and what is here decides whether
//! anybody but the calling thread takes them.

mod chunks;
mod claims;
#[cfg(feature = "optimize")]
mod pool;
mod rows;

pub use chunks::for_chunks;
pub use claims::{Claims, share_claims};
pub use rows::{for_strips, map_bytes, map_rows};

use crate::level::{OptLevel, opt_level, thread_count};

/// Work below this is not split: waking a sleeping thread costs tens of microseconds.
const SPLIT_ABOVE_NS: f64 = 100_000.0;

/// How many threads, the calling one included, work of about `ns` nanoseconds is worth now.
pub fn workers_for(ns: f64) -> usize {
    if ns < SPLIT_ABOVE_NS || opt_level() < OptLevel::Parallel {
        return 1;
    }
    thread_count().min((ns / (SPLIT_ABOVE_NS / 2.0)) as usize).max(1)
}

/// Runs `f` on `workers` threads at once, the calling one included, and returns when all have returned. `f` claims its
/// share of the work by itself, until nothing is left: it must be right if it is called once only.
pub fn share(workers: usize, f: impl Fn() + Sync) {
    #[cfg(feature = "optimize")]
    if workers > 1
        && let Some(pool) = pool::get()
    {
        return pool.in_place_scope(|scope| {
            (1..workers).for_each(|_| scope.spawn(|_| f()));
            f();
        });
    }
    let _ = workers;
    f();
}
