//! Ranges of indices that threads claim one by one.

use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// Pieces of work per thread: enough that a thread which started late, or runs on a busy core, does not hold up the rest.
pub(super) const PIECES_PER_WORKER: usize = 4;

/// The indices below `len`, which are claimed in ranges of `step`. Each index is claimed exactly once; memory that threads
/// write through claims (`Chunks`, `StripClaims`, `Planes`) depends on this.
pub struct Claims {
    len: usize,
    step: usize,
    /// How many claims were made, also those that found nothing left.
    next: AtomicUsize,
}

impl Claims {
    /// Cuts `0..len` into ranges of `step`, the last one shorter. A step of 0 counts as 1.
    pub fn new(len: usize, step: usize) -> Self {
        // At most half of all numbers are ranges, so that claims past the end cannot wrap to the first one.
        let step = step.max(1).max(len.div_ceil(usize::MAX / 2));
        Self { len, step, next: AtomicUsize::new(0) }
    }

    /// Claims the next range; `None` when all are claimed.
    #[inline]
    pub fn claim(&self) -> Option<Range<usize>> {
        self.claim_indexed().map(|(_, range)| range)
    }

    /// Claims the next range, and returns its number with it; `None` when all are claimed.
    #[inline]
    pub fn claim_indexed(&self) -> Option<(usize, Range<usize>)> {
        let index = self.next.fetch_add(1, Relaxed);
        let start = index.checked_mul(self.step).filter(|&start| start < self.len)?;
        Some((index, start..start + self.step.min(self.len - start)))
    }

    /// Ends the claims: later ones find nothing.
    pub fn stop(&self) {
        self.next.store(self.len.div_ceil(self.step), Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_index_is_claimed_once() {
        for (len, step) in [(0, 3), (1, 0), (1000, 7), (1000, 1000), (1000, usize::MAX)] {
            let (claims, counts) = (Claims::new(len, step), (0..len).map(|_| AtomicUsize::new(0)).collect::<Vec<_>>());
            std::thread::scope(|scope| {
                for _ in 0..4 {
                    scope.spawn(|| {
                        while let Some((index, range)) = claims.claim_indexed() {
                            assert_eq!(range.start, index * step.max(1));
                            counts[range].iter().for_each(|count| _ = count.fetch_add(1, Relaxed));
                        }
                    });
                }
            });
            assert!(claims.claim().is_none());
            assert!(counts.iter().all(|count| count.load(Relaxed) == 1), "{len} by {step}");
        }
    }

    #[test]
    fn nothing_is_claimed_after_the_end() {
        let half = usize::MAX / 2;
        for (len, step) in
            [(10, 1), (10, 3), (1, 1), (half, 1), (half + 1, 1), (usize::MAX, 1), (usize::MAX, usize::MAX)]
        {
            let claims = Claims::new(len, step);
            assert!(claims.claim().is_some());
            claims.stop();
            assert!((0..3).all(|_| claims.claim().is_none()), "{len} by {step}");
        }
    }
}
