//! Things that threads borrow and give back, kept for the next that comes.

use std::ops::{Deref, DerefMut};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// What is kept, in so many places. Nobody ever waits: a place that another thread is at is passed by, as is one that a forked child finds
/// locked.
pub struct Kept<T, const PLACES: usize> {
    places: [Mutex<Option<Box<T>>>; PLACES],
    /// Where something is given up for another, once all places are taken.
    oldest: AtomicUsize,
}

/// Something borrowed; goes back by itself.
pub struct Lease<'a, T, const PLACES: usize> {
    home: &'a Kept<T, PLACES>,
    item: Option<Box<T>>,
}

impl<T, const PLACES: usize> Default for Kept<T, PLACES> {
    fn default() -> Self {
        Self { places: [const { Mutex::new(None) }; PLACES], oldest: AtomicUsize::new(0) }
    }
}

impl<T, const PLACES: usize> Kept<T, PLACES> {
    /// One that `fits`, or the one that `make` makes.
    pub fn lease<E>(
        &self,
        fits: impl Fn(&T) -> bool,
        make: impl FnOnce() -> Result<Box<T>, E>,
    ) -> Result<Lease<'_, T, PLACES>, E> {
        let take = |place: &Mutex<Option<Box<T>>>| place.try_lock().ok()?.take_if(|item| fits(item));
        let item = match self.places.iter().find_map(take) {
            Some(item) => item,
            None => make()?,
        };
        Ok(Lease { home: self, item: Some(item) })
    }

    fn give(&self, item: Box<T>) {
        let mut item = Some(item);
        for place in &self.places {
            if let Ok(mut place) = place.try_lock()
                && place.is_none()
            {
                *place = item.take();
                return;
            }
        }
        let oldest = self.oldest.fetch_add(1, Relaxed) % PLACES;
        if let Ok(mut place) = self.places[oldest].try_lock() {
            std::mem::swap(&mut *place, &mut item);
        }
    }
}

impl<T, const PLACES: usize> Deref for Lease<'_, T, PLACES> {
    type Target = T;

    fn deref(&self) -> &T {
        self.item.as_ref().expect("there until it is dropped")
    }
}

impl<T, const PLACES: usize> DerefMut for Lease<'_, T, PLACES> {
    fn deref_mut(&mut self) -> &mut T {
        self.item.as_mut().expect("there until it is dropped")
    }
}

impl<T, const PLACES: usize> Drop for Lease<'_, T, PLACES> {
    fn drop(&mut self) {
        // A panic may have left it half done.
        if let Some(item) = self.item.take()
            && !std::thread::panicking()
        {
            self.home.give(item);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLACES: usize = 4;

    fn lease(kept: &Kept<usize, PLACES>, number: usize) -> (Lease<'_, usize, PLACES>, bool) {
        let mut made = false;
        let make = || {
            made = true;
            Ok::<_, ()>(Box::new(number))
        };
        let lease = kept.lease(|item| *item == number, make).unwrap();
        (lease, made)
    }

    #[test]
    fn what_fits_is_found_again() {
        let kept = Kept::default();
        let (first, second) = (lease(&kept, 1), lease(&kept, 1));
        assert!(first.1 && second.1, "nobody shares");
        drop((first, second));
        assert!(!lease(&kept, 1).1);
        assert!(lease(&kept, 2).1);
        assert!(!lease(&kept, 2).1);
        assert!(kept.lease(|_| false, || Err::<Box<usize>, _>("none")).is_err());
    }

    #[test]
    fn the_newest_of_too_many_are_kept() {
        let kept = Kept::default();
        (0..3 * PLACES).for_each(|number| drop(lease(&kept, number)));
        assert!(!lease(&kept, 3 * PLACES - 1).1);
        assert!(lease(&kept, 0).1);
    }

    #[test]
    fn what_a_panic_came_over_is_not_kept() {
        let kept = Kept::default();
        let panics = || {
            let _lease = lease(&kept, 1);
            std::panic::resume_unwind(Box::new(()));
        };
        assert!(std::panic::catch_unwind(std::panic::AssertUnwindSafe(panics)).is_err());
        assert!(lease(&kept, 1).1);
    }

    #[test]
    fn threads_never_hold_the_same_one() {
        let kept = Kept::<AtomicUsize, PLACES>::default();
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..1000 {
                        let held = kept.lease(|_| true, || Ok::<_, ()>(Box::new(AtomicUsize::new(0)))).unwrap();
                        assert_eq!(held.fetch_add(1, Relaxed), 0);
                        held.fetch_sub(1, Relaxed);
                    }
                });
            }
        });
    }
}
