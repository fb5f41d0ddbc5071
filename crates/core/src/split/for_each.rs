//! A caller's own loop over ranges of indices.

use super::claims::Claims;
use super::first_error::FirstError;
use super::share::{share, workers};
use super::stop_on_panic::StopOnPanic;
use std::num::NonZeroUsize;
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// How many items one call of the body gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grain {
    /// Large ranges first, single items at the end: little overhead, and no thread waits for a straggler.
    Automatic,
    /// A fixed number of items, the last range fewer. 1 suits items of very different cost.
    Fixed(NonZeroUsize),
}

/// An automatic range is a thread's share of what is left, divided by this.
const RANGES_PER_SHARE: usize = 4;

/// The indices below `len`, claimed in ranges that become shorter.
struct ShrinkingClaims {
    len: usize,
    /// The first index that is not claimed.
    next: AtomicUsize,
    workers: usize,
}

impl ShrinkingClaims {
    fn new(len: usize, workers: usize) -> Self {
        Self { len, next: AtomicUsize::new(0), workers: workers.max(1) }
    }

    fn claim(&self) -> Option<Range<usize>> {
        let end = |start: usize| match self.workers {
            1 => self.len,
            workers => start + ((self.len - start) / workers.saturating_mul(RANGES_PER_SHARE)).max(1),
        };
        let start = self.next.fetch_update(Relaxed, Relaxed, |start| (start < self.len).then(|| end(start))).ok()?;
        Some(start..end(start))
    }

    fn stop(&self) {
        self.next.store(self.len, Relaxed);
    }
}

/// Calls `body` with ranges that together hold every index below `len` once, from several threads where the optimization
/// level allows it. Calls may nest.
///
/// # Errors
/// The error of `body` for the first range, in order, that failed; after an error no further range is begun.
pub fn for_each_range<E: Send>(
    len: usize,
    grain: Grain,
    body: impl Fn(Range<usize>) -> Result<(), E> + Sync,
) -> Result<(), E> {
    let workers = workers().min(len);
    match grain {
        Grain::Fixed(grain) => {
            let claims = Claims::new(len, grain.get());
            run(workers, || claims.claim(), || claims.stop(), body)
        }
        Grain::Automatic => {
            let claims = ShrinkingClaims::new(len, workers);
            run(workers, || claims.claim(), || claims.stop(), body)
        }
    }
}

/// Calls `body` with each range of `claim`, until one fails.
fn run<E: Send>(
    workers: usize,
    claim: impl Fn() -> Option<Range<usize>> + Sync,
    stop: impl Fn() + Sync,
    body: impl Fn(Range<usize>) -> Result<(), E> + Sync,
) -> Result<(), E> {
    let first = FirstError::new();
    share(workers, || {
        let _guard = StopOnPanic(&stop);
        while let Some(range) = claim() {
            let start = range.start;
            if let Err(error) = body(range) {
                stop();
                first.report(start, error);
            }
        }
    });
    first.into_result()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fixed(grain: usize) -> Grain {
        Grain::Fixed(NonZeroUsize::new(grain).unwrap())
    }

    #[test]
    fn every_index_is_visited_once() {
        for len in [0, 1, 2, 7, 1000, 10_001] {
            for grain in [Grain::Automatic, fixed(1), fixed(3), fixed(usize::MAX)] {
                let visits: Vec<_> = (0..len).map(|_| AtomicUsize::new(0)).collect();
                let visit = |range: Range<usize>| {
                    assert!(!range.is_empty());
                    visits[range].iter().for_each(|count| _ = count.fetch_add(1, Relaxed));
                    Ok::<(), ()>(())
                };
                for_each_range(len, grain, visit).unwrap();
                assert!(visits.iter().all(|count| count.load(Relaxed) == 1), "{len} by {grain:?}");
            }
        }
    }

    #[test]
    fn an_error_stops_what_has_not_begun() {
        let begun = AtomicUsize::new(0);
        let failing = |range: Range<usize>| {
            begun.fetch_add(1, Relaxed);
            if range.start == 5 { Err(range.start) } else { Ok(()) }
        };
        assert_eq!(for_each_range(1_000_000, fixed(1), failing), Err(5));
        assert!(begun.into_inner() < 1_000_000);
    }

    #[test]
    fn the_error_is_that_of_the_first_range() {
        for grain in [Grain::Automatic, fixed(3)] {
            let failing = |range: Range<usize>| {
                if range.start == 0 {
                    // Until others have failed.
                    std::thread::sleep(std::time::Duration::from_millis(20));
                }
                Err::<(), _>(range.start)
            };
            assert_eq!(for_each_range(100, grain, failing), Err(0), "{grain:?}");
        }
    }

    #[test]
    fn loops_nest() {
        let inner = AtomicUsize::new(0);
        let count = |_: Range<usize>| {
            for_each_range(10, fixed(1), |range| {
                inner.fetch_add(range.len(), Relaxed);
                Ok::<(), ()>(())
            })
        };
        for_each_range(50, fixed(1), count).unwrap();
        assert_eq!(inner.into_inner(), 500);
    }

    #[test]
    fn automatic_ranges_end_with_single_items() {
        let ranges = ShrinkingClaims::new(1000, 2);
        let lengths: Vec<_> = std::iter::from_fn(|| ranges.claim()).map(|range| range.len()).collect();
        assert_eq!(lengths[0], 125);
        assert_eq!(*lengths.last().unwrap(), 1);
        assert_eq!(lengths.iter().sum::<usize>(), 1000);
        assert!(lengths.is_sorted_by(|a, b| a >= b));
    }
}
