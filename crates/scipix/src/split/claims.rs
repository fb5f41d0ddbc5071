//! Ranges of indices that threads claim one by one.

use super::{share, workers_for};
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// Ranges per thread: enough that a thread which started late, or runs on a busy core, does not hold up the rest.
const RANGES_PER_WORKER: usize = 4;

/// The indices below `len` in ranges of `step`, each given out exactly once.
pub struct Claims {
    len: usize,
    step: usize,
    next: AtomicUsize,
}

impl Claims {
    /// Ranges of `step`, the last one shorter.
    pub fn new(len: usize, step: usize) -> Self {
        Self { len, step: step.max(1), next: AtomicUsize::new(0) }
    }

    /// The next range; `None` when all are given out.
    pub fn claim(&self) -> Option<Range<usize>> {
        let start = self.next.fetch_add(1, Relaxed).checked_mul(self.step).filter(|&start| start < self.len)?;
        Some(start..self.len.min(start.saturating_add(self.step)))
    }
}

/// Calls `f` on several threads where `len` steps of `ns` nanoseconds are worth it, on this one otherwise. Between them
/// the calls claim every index below `len`; each may hold results of its own until its claims run out.
pub fn share_claims(len: usize, ns: f64, f: impl Fn(&Claims) + Sync) {
    let workers = workers_for(ns * len as f64).min(len);
    if workers <= 1 {
        return f(&Claims::new(len, len));
    }
    let claims = Claims::new(len, len.div_ceil(workers * RANGES_PER_WORKER));
    share(workers, || f(&claims));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_index_is_claimed_once() {
        for (len, ns) in [(0, 1e9), (1, 1e9), (7, 0.0), (1000, 1e5), (1001, 1e5)] {
            let claimed: Vec<_> = (0..len).map(|_| AtomicUsize::new(0)).collect();
            share_claims(len, ns, |claims| {
                while let Some(range) = claims.claim() {
                    claimed[range].iter().for_each(|count| _ = count.fetch_add(1, Relaxed));
                }
            });
            assert!(claimed.iter().all(|count| count.load(Relaxed) == 1), "{len} at {ns} ns");
        }
    }
}
