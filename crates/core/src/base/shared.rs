//! Reference counting like that of `Arc`, with an allocation that may fail.

use super::aligned::try_box;
use std::fmt;
use std::ops::Deref;
use std::ptr::NonNull;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};

struct Counted<T> {
    owners: AtomicUsize,
    value: T,
}

/// One of the owners of a value, which is dropped with the last of them.
pub struct Shared<T> {
    counted: NonNull<Counted<T>>,
}

// SAFETY: as with `Arc`, owners on several threads share the value, and the last of them drops it on any thread.
unsafe impl<T: Send + Sync> Send for Shared<T> {}
// SAFETY: as above.
unsafe impl<T: Send + Sync> Sync for Shared<T> {}

impl<T> Shared<T> {
    /// Moves `value` to the heap and returns its first owner. Without memory `value` is dropped and `None` returned.
    pub fn try_new(value: T) -> Option<Self> {
        let counted = try_box(Counted { owners: AtomicUsize::new(1), value })?;
        Some(Self { counted: NonNull::from(Box::leak(counted)) })
    }

    fn counted(&self) -> &Counted<T> {
        // SAFETY: boxed by `try_new`, and alive while there is an owner.
        unsafe { self.counted.as_ref() }
    }
}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        // It cannot overflow: the address space holds fewer owners.
        self.counted().owners.fetch_add(1, Relaxed);
        Self { counted: self.counted }
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.counted().value
    }
}

impl<T> Drop for Shared<T> {
    fn drop(&mut self) {
        if self.counted().owners.fetch_sub(1, Release) == 1 {
            // Acquires like a fence would; ThreadSanitizer does not follow fences.
            self.counted().owners.load(Acquire);
            // SAFETY: this was the last owner, and `try_new` boxed it.
            drop(unsafe { Box::from_raw(self.counted.as_ptr()) });
        }
    }
}

impl<T: fmt::Debug> fmt::Debug for Shared<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::AtomicU32;

    #[test]
    fn the_last_owner_drops_it() {
        static DROPPED: AtomicU32 = AtomicU32::new(0);
        struct Told(u32);
        impl Drop for Told {
            fn drop(&mut self) {
                DROPPED.fetch_add(1, Relaxed);
            }
        }
        let first = Shared::try_new(Told(7)).unwrap();
        let others: Vec<_> = (0..4).map(|_| first.clone()).collect();
        let threads = others.into_iter().map(|other| std::thread::spawn(move || assert_eq!(other.0, 7)));
        threads.for_each(|thread| thread.join().unwrap());
        assert_eq!((first.0, DROPPED.load(Relaxed)), (7, 0));
        drop(first);
        assert_eq!(DROPPED.load(Relaxed), 1);
    }
}
