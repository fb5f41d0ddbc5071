//! Scopes: blocks that live as long as a closure runs.

use super::{Arena, ArenaMark};
use crate::base::error::Result;

/// A scope of an arena. Its blocks live until the closure that was given it returns; then their memory is used again.
/// Blocks that were allocated before, in an outer scope, stay.
///
/// While an inner scope runs nothing can be allocated in the outer one, which is borrowed.
#[derive(Debug)]
pub struct ArenaScope<'scope> {
    arena: &'scope Arena,
}

/// Rewinds the arena when it is dropped, so also where a closure panics.
struct Rewinder<'a> {
    arena: &'a Arena,
    mark: ArenaMark,
}

impl Drop for Rewinder<'_> {
    fn drop(&mut self) {
        // The mark is of this arena and later ones were rewound before: it is valid. SAFETY: blocks after the mark
        // were made in a scope whose lifetime is a fresh one of the closure that has ended. It is in no type outside
        // of the closure, so nobody has such a block.
        let _ = unsafe { self.arena.rewind_shared(self.mark) };
    }
}

impl Arena {
    /// Runs a closure with a scope, whose blocks are given up when it returns.
    pub fn scope<R>(&mut self, run: impl FnOnce(ArenaScope<'_>) -> R) -> R {
        ArenaScope { arena: self }.scope(run)
    }
}

impl<'scope> ArenaScope<'scope> {
    /// Runs a closure with a scope inside of this one, whose blocks are given up when it returns.
    pub fn scope<R>(&mut self, run: impl FnOnce(ArenaScope<'_>) -> R) -> R {
        let _rewinder = Rewinder { arena: self.arena, mark: self.arena.mark() };
        run(ArenaScope { arena: self.arena })
    }

    // Methods one by one: whoever had the arena itself could allocate from it while an inner scope runs.

    /// Allocates a slice of `len` elements with this value.
    ///
    /// # Errors
    /// Those of [`Arena::alloc`].
    pub fn alloc_slice<T: Copy>(&self, len: usize, value: T) -> Result<&'scope mut [T]> {
        self.arena.alloc_slice(len, value)
    }

    /// Allocates a slice of `len` elements, each the result of `value` for its index.
    ///
    /// # Errors
    /// Those of [`Arena::alloc`].
    pub fn alloc_slice_with<T: Copy>(&self, len: usize, value: impl FnMut(usize) -> T) -> Result<&'scope mut [T]> {
        self.arena.alloc_slice_with(len, value)
    }

    /// Allocates a copy of `text`.
    ///
    /// # Errors
    /// Those of [`Arena::alloc`].
    pub fn alloc_str(&self, text: &str) -> Result<&'scope mut str> {
        self.arena.alloc_str(text)
    }

    /// Allocates one value.
    ///
    /// # Errors
    /// Those of [`Arena::alloc`].
    pub fn alloc_value<T: Copy>(&self, value: T) -> Result<&'scope mut T> {
        self.arena.alloc_value(value)
    }
}
