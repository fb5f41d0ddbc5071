//! A caller's own loop, over ranges of indices or over items.

use super::{share, workers};
use crate::base::sync::Mutex;
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// How many items one call of the body gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grain {
    /// Large ranges first, single items at the end: little overhead, and nobody waits for a straggler.
    Automatic,
    /// So many, the last range fewer. 1 suits items of very different cost.
    Fixed(std::num::NonZeroUsize),
}

/// Of what is left, each claim takes this fraction of a thread's share.
const SHARE: usize = 4;

/// The indices below `len`, given out in ranges until all are or the claims are stopped.
struct Ranges {
    len: usize,
    /// Automatic: the first index that is not given out. Fixed: how many ranges were asked for.
    next: AtomicUsize,
    grain: Grain,
    workers: usize,
}

impl Ranges {
    fn new(len: usize, grain: Grain, workers: usize) -> Self {
        Self { len, next: AtomicUsize::new(0), grain, workers: workers.max(1) }
    }

    fn claim(&self) -> Option<Range<usize>> {
        match self.grain {
            Grain::Fixed(grain) => self.claim_fixed(grain.get()),
            Grain::Automatic => self.claim_share(),
        }
    }

    fn claim_fixed(&self, grain: usize) -> Option<Range<usize>> {
        let start = self.next.fetch_add(1, Relaxed).checked_mul(grain).filter(|&start| start < self.len)?;
        Some(start..self.len.min(start.saturating_add(grain)))
    }

    fn claim_share(&self) -> Option<Range<usize>> {
        let end = |start: usize| match self.workers {
            1 => self.len,
            workers => start + ((self.len - start) / (SHARE * workers)).max(1),
        };
        let start = self.next.fetch_update(Relaxed, Relaxed, |start| (start < self.len).then(|| end(start))).ok()?;
        Some(start..end(start))
    }

    /// Nothing is given out any more: `len` is past the last index, and so is any range with that number.
    fn stop(&self) {
        self.next.store(self.len, Relaxed);
    }
}

/// Calls `body` with ranges that together hold every index below `len` once, from several threads where the optimization
/// level allows it. Calls may nest.
///
/// # Errors
/// The first error of `body` that is seen; after it no further range is begun.
pub fn for_each_range<E: Send>(
    len: usize,
    grain: Grain,
    body: impl Fn(Range<usize>) -> Result<(), E> + Sync,
) -> Result<(), E> {
    let workers = workers().min(len);
    let ranges = Ranges::new(len, grain, workers);
    let first = Mutex::new(None);
    share(workers, || {
        while let Some(range) = ranges.claim() {
            if let Err(error) = body(range) {
                ranges.stop();
                first.lock().get_or_insert(error);
            }
        }
    });
    first.into_inner().map_or(Ok(()), Err)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::num::NonZeroUsize;

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
        let ranges = Ranges::new(1000, Grain::Automatic, 2);
        let lengths: Vec<_> = std::iter::from_fn(|| ranges.claim()).map(|range| range.len()).collect();
        assert_eq!(lengths[0], 125);
        assert_eq!(*lengths.last().unwrap(), 1);
        assert_eq!(lengths.iter().sum::<usize>(), 1000);
        assert!(lengths.is_sorted_by(|a, b| a >= b));
    }
}
