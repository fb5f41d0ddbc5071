//! A loop over indices in which each thread has results of its own.

use super::claims::{Claims, PIECES_PER_WORKER};
use super::share::{share, workers_for};

/// Calls `f` on several threads where `len` steps of `ns` nanoseconds are worth it, otherwise on this one. Together the
/// calls claim every index below `len`. Each call may collect results of its own until its claims run out.
pub fn share_claims(len: usize, ns: f64, f: impl Fn(&Claims) + Sync) {
    let workers = workers_for(ns * len as f64).min(len);
    if workers <= 1 {
        return f(&Claims::new(len, len));
    }
    let claims = Claims::new(len, len.div_ceil(workers * PIECES_PER_WORKER));
    share(workers, || f(&claims));
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

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
