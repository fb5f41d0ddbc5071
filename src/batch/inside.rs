//! Whether this thread is inside a callback of a batcher, where waiting for that batcher would be waiting for itself.

use super::sync::thread_local;
use std::cell::RefCell;

thread_local! {
    static INSIDE: RefCell<Vec<usize>> = const { RefCell::new(Vec::new()) };
}

/// While it lives, this thread is inside a callback of the batcher called `id`.
pub(super) struct Inside(());

impl Inside {
    pub(super) fn enter(id: usize) -> Self {
        // A thread past the end of its thread-locals goes unmarked.
        let _ = INSIDE.try_with(|inside| inside.borrow_mut().push(id));
        Self(())
    }
}

impl Drop for Inside {
    fn drop(&mut self) {
        let _ = INSIDE.try_with(|inside| inside.borrow_mut().pop());
    }
}

/// Whether this thread is inside a callback of the batcher called `id`.
pub(super) fn is_inside(id: usize) -> bool {
    INSIDE.try_with(|inside| inside.borrow().contains(&id)).unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn callbacks_nest() {
        let outer = Inside::enter(1);
        {
            let _inner = Inside::enter(2);
            assert!(is_inside(1) && is_inside(2) && !is_inside(3));
        }
        assert!(is_inside(1) && !is_inside(2));
        std::thread::spawn(|| assert!(!is_inside(1))).join().unwrap();
        drop(outer);
        assert!(!is_inside(1));
    }
}
