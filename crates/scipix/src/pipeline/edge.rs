//! The items between two stages: each lies in the place that its number in flight gives it.

use crate::error::{Error, ErrorKind, Result};
use std::sync::{Mutex, OnceLock, PoisonError};

/// The places of all items that may be in flight between two stages. The core's pipeline gives no two of them one place.
pub(super) struct Edge<T>(OnceLock<Box<[Mutex<Option<T>>]>>);

impl<T> Edge<T> {
    pub fn new() -> Self {
        Self(OnceLock::new())
    }

    /// Puts an item into its place.
    pub fn put(&self, place: usize, item: T) {
        let before = self.place(place).replace(item);
        debug_assert!(before.is_none(), "two items in place {place}");
    }

    /// Takes the item out of its place.
    pub fn take(&self, place: usize) -> Option<T> {
        self.place(place).take()
    }

    fn place(&self, place: usize) -> std::sync::MutexGuard<'_, Option<T>> {
        let places = self.0.get().expect("made before the first item");
        // Items are only moved under the lock, so that no panic leaves one half there.
        places[place].lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An edge whose type of items is erased.
pub(super) trait MakePlaces: Send + Sync {
    /// Makes `count` places.
    fn make_places(&self, count: usize) -> Result<()>;
}

impl<T: Send> MakePlaces for Edge<T> {
    fn make_places(&self, count: usize) -> Result<()> {
        let mut places = Vec::new();
        if places.try_reserve_exact(count).is_err() {
            return Err(Error::new(ErrorKind::OutOfMemory, format_args!("queue: no memory for {count} items")));
        }
        places.resize_with(count, || Mutex::new(None));
        let _ = self.0.set(places.into_boxed_slice());
        Ok(())
    }
}
