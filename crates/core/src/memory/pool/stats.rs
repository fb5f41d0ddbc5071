//! Statistics of a pool, summed over the pool and the magazines of all threads.

use super::cache;
use super::core::PoolCore;
use std::sync::atomic::Ordering::{Relaxed, SeqCst};

/// Statistics of a pool's use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PoolStats {
    /// Buffers handed out.
    pub acquired: u64,
    /// Buffers given back.
    pub released: u64,
    /// Acquired without an allocation.
    pub hits: u64,
    /// Acquired with one.
    pub misses: u64,
    /// Not handed out: `max_bytes` was reached, or there was no memory.
    pub refused: u64,
    /// Buffers held by callers now.
    pub live: u64,
    /// Buffers idle now.
    pub idle: u64,
    /// Bytes of the held buffers.
    pub live_bytes: u64,
    /// Bytes of the idle buffers.
    pub idle_bytes: u64,
    /// Most bytes held at once. Lags behind by up to what the caches of threads hold.
    pub peak_live_bytes: u64,
}

/// Returns how many buffers were acquired and released, by all threads together.
fn traffic(core: &PoolCore) -> (u64, u64) {
    let counts = core.counts();
    // A child of `fork` may find a move that will never end, hence not for ever.
    for _ in 0..1000 {
        let ended = counts.moves_ended.load(SeqCst);
        let here = (counts.acquired.load(SeqCst), counts.released.load(SeqCst));
        let sum = cache::counts_of(core).fold(here, |sum, own| (sum.0 + own.0, sum.1 + own.1));
        if counts.moves_begun.load(SeqCst) == ended {
            return sum;
        }
        std::hint::spin_loop();
    }
    (counts.acquired.load(Relaxed), counts.released.load(Relaxed))
}

/// Raises the high-water mark where it may be too low.
pub(super) fn note_peak(core: &PoolCore) {
    let counts = core.counts();
    let not_in_depot = counts.total.load(Relaxed).saturating_sub(core.depot().idle()) as u64;
    if not_in_depot > counts.peak_live.load(Relaxed) {
        let (acquired, released) = traffic(core);
        counts.peak_live.fetch_max(acquired.saturating_sub(released).min(not_in_depot), Relaxed);
    }
}

/// Returns the statistics; a view of a moment while other threads use the pool.
pub(super) fn stats(core: &PoolCore) -> PoolStats {
    let counts = core.counts();
    let misses = counts.misses.load(Relaxed);
    let (acquired, released) = traffic(core);
    let total = counts.total.load(Relaxed) as u64;
    let live = acquired.saturating_sub(released).min(total);
    let peak = counts.peak_live.fetch_max(live, Relaxed).max(live);
    let size = core.size as u64;
    PoolStats {
        acquired,
        released,
        hits: acquired.saturating_sub(misses),
        misses,
        refused: counts.refused.load(Relaxed),
        live,
        idle: total - live,
        live_bytes: live * size,
        idle_bytes: (total - live) * size,
        peak_live_bytes: peak * size,
    }
}
