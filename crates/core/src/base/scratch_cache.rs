//! A cache of scratch memory that threads borrow and give back.

use super::AlignedBytes;
use super::aligned::try_box;
use super::error::{Result, fail};
use super::sync::Mutex;
use std::ops::{Deref, DerefMut};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// Up to `PLACES` items that wait for the next borrower. No thread ever waits for another: a place whose lock is taken, also
/// one that was taken at the time of a fork, is skipped.
pub struct ScratchCache<T, const PLACES: usize> {
    places: [Mutex<Option<Box<T>>>; PLACES],
    /// The place whose item is replaced next once all are taken.
    oldest: AtomicUsize,
    /// Where an item that fitted was found last. Each place that is tried before the right one costs two locked instructions.
    recent: AtomicUsize,
}

/// A borrowed item, which returns to the cache when it is dropped.
pub struct ScratchLease<'a, T, const PLACES: usize> {
    home: &'a ScratchCache<T, PLACES>,
    /// The place to which the item goes if that is still free.
    place: usize,
    item: Option<Box<T>>,
}

impl<T, const PLACES: usize> Default for ScratchCache<T, PLACES> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T, const PLACES: usize> ScratchCache<T, PLACES> {
    /// Makes a cache without items.
    pub const fn new() -> Self {
        Self { places: [const { Mutex::new(None) }; PLACES], oldest: AtomicUsize::new(0), recent: AtomicUsize::new(0) }
    }

    /// Borrows an item that `fits`, or the new one that `make` makes.
    pub fn lease<E>(
        &self,
        fits: impl Fn(&T) -> bool,
        make: impl FnOnce() -> Result<Box<T>, E>,
    ) -> Result<ScratchLease<'_, T, PLACES>, E> {
        let recent = self.recent.load(Relaxed);
        let take = |place: usize| Some((place, self.places[place].try_lock()?.take_if(|item| fits(item))?));
        let (place, item) = match places_from::<PLACES>(recent).find_map(take) {
            Some(found) => found,
            None => (recent, make()?),
        };
        if place != recent {
            self.recent.store(place, Relaxed);
        }
        Ok(ScratchLease { home: self, place, item: Some(item) })
    }

    fn give(&self, place: usize, item: Box<T>) {
        let mut item = Some(item);
        for place in places_from::<PLACES>(place) {
            if let Some(mut place) = self.places[place].try_lock()
                && place.is_none()
            {
                *place = item.take();
                return;
            }
        }
        let oldest = self.oldest.fetch_add(1, Relaxed) % PLACES;
        if let Some(mut place) = self.places[oldest].try_lock() {
            std::mem::swap(&mut *place, &mut item);
        }
    }
}

/// Returns all places in turn, beginning with `first`.
fn places_from<const PLACES: usize>(first: usize) -> impl Iterator<Item = usize> {
    (0..PLACES).map(move |step| (first + step) % PLACES)
}

impl<const PLACES: usize> ScratchCache<AlignedBytes, PLACES> {
    /// Borrows at least `len` bytes of any content. An error names `what` they are for.
    pub fn lease_bytes(&self, len: usize, what: &str) -> Result<ScratchLease<'_, AlignedBytes, PLACES>> {
        let make = || match try_box(AlignedBytes::zeroed(len).map_err(|error| error.of(what))?) {
            Some(bytes) => Ok(bytes),
            None => fail!(OutOfMemory, "{what}: no memory"),
        };
        self.lease(|bytes| bytes.as_slice().len() >= len, make)
    }
}

impl<T, const PLACES: usize> Deref for ScratchLease<'_, T, PLACES> {
    type Target = T;

    fn deref(&self) -> &T {
        self.item.as_ref().expect("an item is there until the drop")
    }
}

impl<T, const PLACES: usize> DerefMut for ScratchLease<'_, T, PLACES> {
    fn deref_mut(&mut self) -> &mut T {
        self.item.as_mut().expect("an item is there until the drop")
    }
}

impl<T, const PLACES: usize> Drop for ScratchLease<'_, T, PLACES> {
    fn drop(&mut self) {
        // A panic may have left the item in the middle of a change.
        if let Some(item) = self.item.take()
            && !std::thread::panicking()
        {
            self.home.give(self.place, item);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLACES: usize = 4;

    fn lease(cache: &ScratchCache<usize, PLACES>, number: usize) -> (ScratchLease<'_, usize, PLACES>, bool) {
        let mut made = false;
        let make = || {
            made = true;
            Ok::<_, ()>(Box::new(number))
        };
        let lease = cache.lease(|item| *item == number, make).unwrap();
        (lease, made)
    }

    #[test]
    fn what_fits_is_found_again() {
        let cache = ScratchCache::default();
        let (first, second) = (lease(&cache, 1), lease(&cache, 1));
        assert!(first.1 && second.1, "nobody shares");
        drop((first, second));
        assert!(!lease(&cache, 1).1);
        assert!(lease(&cache, 2).1);
        assert!(!lease(&cache, 2).1);
        assert!(cache.lease(|_| false, || Err::<Box<usize>, _>("none")).is_err());
    }

    #[test]
    fn the_newest_of_too_many_are_kept() {
        let cache = ScratchCache::default();
        (0..3 * PLACES).for_each(|number| drop(lease(&cache, number)));
        assert!(!lease(&cache, 3 * PLACES - 1).1);
        assert!(lease(&cache, 0).1);
    }

    #[test]
    fn what_a_panic_came_over_is_not_kept() {
        let cache = ScratchCache::default();
        let panics = || {
            let _lease = lease(&cache, 1);
            std::panic::resume_unwind(Box::new(()));
        };
        assert!(std::panic::catch_unwind(std::panic::AssertUnwindSafe(panics)).is_err());
        assert!(lease(&cache, 1).1);
    }

    #[test]
    fn threads_never_hold_the_same_one() {
        let cache = ScratchCache::<AtomicUsize, PLACES>::default();
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..1000 {
                        let held = cache.lease(|_| true, || Ok::<_, ()>(Box::new(AtomicUsize::new(0)))).unwrap();
                        assert_eq!(held.fetch_add(1, Relaxed), 0);
                        held.fetch_sub(1, Relaxed);
                    }
                });
            }
        });
    }
}
