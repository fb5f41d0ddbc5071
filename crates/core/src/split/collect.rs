//! A loop over indices whose results come in order.

use super::for_each::{Grain, for_each_range};
use crate::base::sync::Mutex;
use std::marker::PhantomData;
use std::mem::{MaybeUninit, needs_drop};
use std::ops::Range;

/// The reason why there are no results.
#[derive(Debug, PartialEq, Eq)]
pub enum CollectError<E> {
    /// There is no memory for the results.
    OutOfMemory,
    /// The error of the body for the first index, in order, that failed.
    Body(E),
}

/// The places of all results, of which threads fill ranges.
struct Places<'a, R> {
    first: *mut R,
    len: usize,
    /// Filled ranges, to be dropped unless all are. Empty where results need no dropping.
    filled: Mutex<Vec<Range<usize>>>,
    borrow: PhantomData<&'a mut [MaybeUninit<R>]>,
}

// SAFETY: a shared one moves results between threads, and gives no two threads one place (`fill`).
unsafe impl<R: Send> Sync for Places<'_, R> {}

impl<R> Places<'_, R> {
    /// Fills the places of `range`.
    ///
    /// # Safety
    /// No other call may have an index of `range`.
    unsafe fn fill<E>(&self, range: Range<usize>, results: impl IntoIterator<Item = Result<R, E>>) -> Result<(), E> {
        assert!(range.end <= self.len);
        // Values, not references: with the places' address and the note in registers the loop is vectorised.
        let (first, end) = (self.first, range.end);
        let mut filling = Filling { places: self, filled: range.start..range.start };
        for (index, result) in range.zip(results) {
            let result = result?;
            // SAFETY: the index lies within, as was asserted above, and is this call's alone, as the caller promises.
            unsafe { first.add(index).write(result) };
            filling.filled.end = index + 1;
        }
        let filled = filling.filled.end;
        assert!(filled == end, "a range got too few results");
        Ok(())
    }

    /// Drops the results that are there.
    fn clear(self) {
        for index in self.filled.into_inner().into_iter().flatten() {
            // SAFETY: `fill` wrote this one, within the places, and noted it once.
            unsafe { self.first.add(index).drop_in_place() };
        }
    }
}

/// Notes a filled range when dropped: after an error or a panic of the body too.
struct Filling<'a, 'b, R> {
    places: &'a Places<'b, R>,
    filled: Range<usize>,
}

impl<R> Drop for Filling<'_, '_, R> {
    fn drop(&mut self) {
        if !needs_drop::<R>() || self.filled.is_empty() {
            return;
        }
        let mut filled = self.places.filled.lock();
        if let Some(last) = filled.last_mut().filter(|last| last.end == self.filled.start) {
            last.end = self.filled.end;
        } else if filled.try_reserve(1).is_ok() {
            filled.push(self.filled.clone());
        } // Without memory for the note the results are leaked after a panic.
    }
}

/// Drops what was filled if the loop does not end well.
struct ClearUnlessDone<'a, R>(Option<Places<'a, R>>);

impl<R> Drop for ClearUnlessDone<'_, R> {
    fn drop(&mut self) {
        if let Some(places) = self.0.take() {
            places.clear();
        }
    }
}

/// Calls `body` with ranges that together hold every index below `len` once, from several threads where the optimization level
/// allows it, and returns their results in the order of the indices. `body` gives a result for each index of its range. After
/// an error or a panic no further range is begun. Calls may nest.
///
/// # Errors
/// `OutOfMemory`, before the first call; the first error of `body` that a thread reports.
///
/// # Panics
/// It panics where `body` does, or gives too few results.
pub fn collect<R: Send, E: Send, I: IntoIterator<Item = Result<R, E>>>(
    len: usize,
    grain: Grain,
    body: impl Fn(Range<usize>) -> I + Sync,
) -> Result<Vec<R>, CollectError<E>> {
    let mut results: Vec<R> = Vec::new();
    if results.try_reserve_exact(len).is_err() {
        return Err(CollectError::OutOfMemory);
    }
    let free = &mut results.spare_capacity_mut()[..len];
    let (first, filled) = (free.as_mut_ptr().cast::<R>(), Mutex::new(Vec::new()));
    let mut guard = ClearUnlessDone(Some(Places { first, len, filled, borrow: PhantomData }));
    let places = guard.0.as_ref().expect("until it is done");
    // SAFETY: `for_each_range` gives each index to one call.
    let fill = |range: Range<usize>| unsafe { places.fill(range.clone(), body(range)) };
    for_each_range(len, grain, fill).map_err(CollectError::Body)?;
    guard.0 = None;
    drop(guard);
    // SAFETY: without an error every index was given to `fill`, which wrote its place.
    unsafe { results.set_len(len) };
    Ok(results)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::num::NonZeroUsize;
    use std::panic::{AssertUnwindSafe, catch_unwind};
    use std::sync::atomic::{AtomicIsize, Ordering::SeqCst};

    fn grains() -> [Grain; 3] {
        [Grain::Automatic, Grain::Fixed(NonZeroUsize::MIN), Grain::Fixed(NonZeroUsize::new(7).unwrap())]
    }

    #[test]
    fn results_come_in_order() {
        for len in [0, 1, 6, 7, 8, 1000, 10_001] {
            for grain in grains() {
                let expected: Vec<_> = (0..len).map(|index| index.to_string()).collect();
                let results = collect(len, grain, |range| range.map(|index| Ok::<_, ()>(index.to_string())));
                assert_eq!(results, Ok(expected), "{len} by {grain:?}");
                assert_eq!(collect(len, grain, |range| range.map(|_| Ok::<_, ()>(()))).unwrap().len(), len);
            }
        }
    }

    #[test]
    fn an_error_or_panic_drops_every_result_once() {
        struct Counted<'a>(&'a AtomicIsize);
        impl Drop for Counted<'_> {
            fn drop(&mut self) {
                self.0.fetch_sub(1, SeqCst);
            }
        }
        for grain in grains() {
            for bad in [0, 1, 500, 999] {
                let alive = AtomicIsize::new(0);
                let make = || {
                    alive.fetch_add(1, SeqCst);
                    Counted(&alive)
                };
                let failing = |index| if index == bad { Err(index) } else { Ok(make()) };
                let failed = collect(1000, grain, |range| range.map(failing));
                assert_eq!(failed.err(), Some(CollectError::Body(bad)));
                assert_eq!(alive.load(SeqCst), 0, "an error at {bad} by {grain:?}");
                let panicking = |index| if index == bad { panic!("at {index}") } else { Ok::<_, ()>(make()) };
                assert!(catch_unwind(AssertUnwindSafe(|| collect(1000, grain, |range| range.map(panicking)))).is_err());
                assert_eq!(alive.load(SeqCst), 0, "a panic at {bad} by {grain:?}");
                let short = |range: Range<usize>| {
                    let len = range.len() - usize::from(range.contains(&bad));
                    range.take(len).map(|_| Ok::<_, ()>(make()))
                };
                assert!(catch_unwind(AssertUnwindSafe(|| collect(1000, grain, short))).is_err());
                assert_eq!(alive.load(SeqCst), 0, "too few at {bad} by {grain:?}");
            }
        }
    }

    #[test]
    fn more_results_than_memory_are_refused_before_the_first() {
        let results = collect(usize::MAX, Grain::Automatic, |_| [Err::<u8, ()>(())]);
        assert_eq!(results, Err(CollectError::OutOfMemory));
    }
}
