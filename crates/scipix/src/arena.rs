//! This module has arenas: memory for many small things that go all at once.
//!
//! An allocation in an [`Arena`] takes a few instructions, and giving everything up with [`Arena::reset`] takes one
//! store for each chunk of memory; the memory stays for the next round. [`Arena::scope`] gives up only what was
//! allocated in a closure.
//!
//! ```
//! use scipix::arena::Arena;
//!
//! # fn main() -> scipix::Result<()> {
//! let mut arena = Arena::with_capacity(1 << 20);
//! for page in 0..3 {
//!     let row: &mut [f32] = arena.alloc_slice(256, 0.0)?;
//!     let name = arena.alloc_str("page")?;
//!     row[0] = page as f32;
//!     assert_eq!((row.len(), &*name), (256, "page"));
//!     arena.reset(); // `row` and `name` cannot be used from here on: the compiler says so
//! }
//! assert_eq!(arena.used(), 0);
//! # Ok(())
//! # }
//! ```

use crate::error::Result;
use scipix_core::memory::arena as core;

/// An arena: blocks of memory that are given up together.
///
/// Blocks are of types that are [`Copy`], because no destructor runs when they go. They are borrowed from the arena,
/// so none outlives it, [`reset`](Arena::reset) or its [`scope`](Arena::scope). Memory is never moved. An arena may
/// be sent to another thread but not shared between threads.
///
/// ```compile_fail
/// let mut arena = scipix::arena::Arena::new();
/// let block = arena.alloc_slice(4, 0u8).unwrap();
/// arena.reset();
/// block[0] = 1; // an error: `block` is still borrowed from the arena
/// ```
#[derive(Debug, Default)]
pub struct Arena {
    inner: core::Arena,
}

/// A scope of an arena: a [closure](Arena::scope)'s blocks, which are given up when it returns.
#[derive(Debug)]
pub struct ArenaScope<'scope> {
    inner: core::ArenaScope<'scope>,
}

impl Arena {
    /// Makes an arena that has no memory before the first allocation, and no limit.
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes an arena with memory for `capacity` bytes, which grows without a limit.
    ///
    /// Where there is no memory for so much, the arena begins without memory, and the first allocation that finds
    /// none reports it. [`Arena::with_limit`] reports it at once.
    pub fn with_capacity(capacity: usize) -> Self {
        Self::with_limit(capacity, usize::MAX).unwrap_or_default()
    }

    /// Makes an arena with memory for `capacity` bytes that never has more than `max_bytes`.
    ///
    /// # Errors
    /// `InvalidArgument` for a limit of 0 or below the capacity; `Overflow` for a capacity beyond the address space;
    /// `OutOfMemory`.
    ///
    /// ```
    /// use scipix::arena::Arena;
    /// use scipix::ErrorKind;
    ///
    /// let arena = Arena::with_limit(1024, 4096)?;
    /// let error = arena.alloc_slice(5000, 0u8).unwrap_err();
    /// assert_eq!(error.kind(), ErrorKind::OutOfMemory);
    /// # Ok::<(), scipix::Error>(())
    /// ```
    pub fn with_limit(capacity: usize, max_bytes: usize) -> Result<Self> {
        // The core takes 0 for no limit.
        if max_bytes == 0 {
            return Err(crate::Error::new(crate::ErrorKind::InvalidArgument, "max_bytes: is 0"));
        }
        Ok(Self { inner: core::Arena::new(capacity, max_bytes)? })
    }

    /// Allocates one value.
    ///
    /// # Errors
    /// `OutOfMemory`, also where the limit is reached; `InvalidArgument` for a type aligned to more than 4096 bytes.
    pub fn alloc<T: Copy>(&self, value: T) -> Result<&mut T> {
        Ok(self.inner.alloc_value(value)?)
    }

    /// Allocates a slice of `len` elements with this value.
    ///
    /// # Errors
    /// Those of [`Arena::alloc`], and `Overflow` for a size beyond the address space.
    pub fn alloc_slice<T: Copy>(&self, len: usize, value: T) -> Result<&mut [T]> {
        Ok(self.inner.alloc_slice(len, value)?)
    }

    /// Allocates a slice of `len` elements, each the result of `value` for its index. `value` may allocate in the
    /// arena too.
    ///
    /// # Errors
    /// Those of [`Arena::alloc_slice`].
    ///
    /// ```
    /// let arena = scipix::arena::Arena::new();
    /// let squares = arena.alloc_slice_with(4, |index| index * index)?;
    /// assert_eq!(squares, [0, 1, 4, 9]);
    /// # Ok::<(), scipix::Error>(())
    /// ```
    pub fn alloc_slice_with<T: Copy>(&self, len: usize, value: impl FnMut(usize) -> T) -> Result<&mut [T]> {
        Ok(self.inner.alloc_slice_with(len, value)?)
    }

    /// Allocates a copy of `elements`.
    ///
    /// # Errors
    /// Those of [`Arena::alloc_slice`].
    pub fn alloc_slice_copy<T: Copy>(&self, elements: &[T]) -> Result<&mut [T]> {
        Ok(self.inner.alloc_slice_copy(elements)?)
    }

    /// Allocates a copy of `text`.
    ///
    /// # Errors
    /// Those of [`Arena::alloc_slice`].
    pub fn alloc_str(&self, text: &str) -> Result<&mut str> {
        Ok(self.inner.alloc_str(text)?)
    }

    /// Gives up all blocks and keeps the memory.
    pub fn reset(&mut self) {
        self.inner.reset();
    }

    /// Runs a closure with a scope of this arena, whose blocks are given up when the closure returns or panics.
    ///
    /// Scopes nest: blocks of the outer one stay while the inner one comes and goes.
    ///
    /// ```
    /// use scipix::arena::Arena;
    ///
    /// let mut arena = Arena::with_capacity(1 << 16);
    /// let total = arena.scope(|page| -> scipix::Result<u32> {
    ///     let sums = page.alloc_slice(3, 0u32)?;
    ///     for sum in sums.iter_mut() {
    ///         page.scope(|line| -> scipix::Result<()> {
    ///             let scratch = line.alloc_slice(1000, 2)?; // each time the same memory
    ///             *sum = scratch.iter().sum();
    ///             Ok(())
    ///         })?;
    ///     }
    ///     Ok(sums.iter().sum())
    /// })?;
    /// assert_eq!((total, arena.used()), (6000, 0)); // nothing is left
    /// # Ok::<(), scipix::Error>(())
    /// ```
    ///
    /// No block leaves its scope:
    ///
    /// ```compile_fail
    /// let mut arena = scipix::arena::Arena::new();
    /// let block = arena.scope(|scope| scope.alloc_slice(4, 0u8).unwrap());
    /// ```
    ///
    /// and while an inner scope runs, nothing is allocated in the outer one:
    ///
    /// ```compile_fail
    /// let mut arena = scipix::arena::Arena::new();
    /// arena.scope(|outer| outer.scope(|_inner| outer.alloc(1).map(|_| ())));
    /// ```
    pub fn scope<R>(&mut self, run: impl FnOnce(&mut ArenaScope<'_>) -> R) -> R {
        self.inner.scope(|inner| run(&mut ArenaScope { inner }))
    }

    /// Returns how many bytes are in use, padding between blocks included.
    pub fn used(&self) -> usize {
        self.inner.usage()
    }

    /// Returns how many bytes of memory the arena has.
    pub fn capacity(&self) -> usize {
        self.inner.capacity()
    }
}

impl<'scope> ArenaScope<'scope> {
    /// Allocates one value.
    ///
    /// # Errors
    /// Those of [`Arena::alloc`].
    pub fn alloc<T: Copy>(&self, value: T) -> Result<&'scope mut T> {
        Ok(self.inner.alloc_value(value)?)
    }

    /// Allocates a slice of `len` elements with this value.
    ///
    /// # Errors
    /// Those of [`Arena::alloc_slice`].
    pub fn alloc_slice<T: Copy>(&self, len: usize, value: T) -> Result<&'scope mut [T]> {
        Ok(self.inner.alloc_slice(len, value)?)
    }

    /// Allocates a slice of `len` elements, each the result of `value` for its index.
    ///
    /// # Errors
    /// Those of [`Arena::alloc_slice`].
    pub fn alloc_slice_with<T: Copy>(&self, len: usize, value: impl FnMut(usize) -> T) -> Result<&'scope mut [T]> {
        Ok(self.inner.alloc_slice_with(len, value)?)
    }

    /// Allocates a copy of `elements`.
    ///
    /// # Errors
    /// Those of [`Arena::alloc_slice`].
    pub fn alloc_slice_copy<T: Copy>(&self, elements: &[T]) -> Result<&'scope mut [T]> {
        Ok(self.inner.alloc_slice_with(elements.len(), |index| elements[index])?)
    }

    /// Allocates a copy of `text`.
    ///
    /// # Errors
    /// Those of [`Arena::alloc_slice`].
    pub fn alloc_str(&self, text: &str) -> Result<&'scope mut str> {
        Ok(self.inner.alloc_str(text)?)
    }

    /// Runs a closure with a scope inside of this one, as [`Arena::scope`] does.
    pub fn scope<R>(&mut self, run: impl FnOnce(&mut ArenaScope<'_>) -> R) -> R {
        self.inner.scope(|inner| run(&mut ArenaScope { inner }))
    }
}
