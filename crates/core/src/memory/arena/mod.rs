//! Arenas: memory for many small things that go all at once.
//!
//! Allocating a block bumps a cursor; where the chunk of the cursor has no room, the block goes elsewhere (`chunks`). Chunks
//! never move, so neither do blocks.

mod chunks;
mod cursor;
mod marks;
mod scope;
#[cfg(test)]
mod tests;
mod typed;

pub use cursor::{ArenaCursor, MAX_ALIGN};
pub use marks::ArenaMark;
pub use scope::ArenaScope;

use self::chunks::ChunkList;
use self::marks::Rewinds;
use crate::base::aligned::{self, ALIGN};
use crate::base::error::{Result, fail};
use std::cell::RefCell;
use std::mem::MaybeUninit;
use std::ptr::NonNull;
use std::slice;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

/// An arena, for one thread at a time.
#[derive(Debug)]
#[repr(C)]
pub struct Arena {
    cursor: ArenaCursor,
    chunks: RefCell<ChunkList>,
    rewinds: RefCell<Rewinds>,
    /// 0: no limit.
    max_bytes: usize,
    id: u32,
}

// SAFETY: chunks are owned memory, and the cursor points into them.
unsafe impl Send for Arena {}

impl Default for Arena {
    /// Makes an arena without memory and without a limit.
    fn default() -> Self {
        static CREATED: AtomicU32 = AtomicU32::new(1);
        Self {
            cursor: ArenaCursor::empty(),
            chunks: RefCell::default(),
            rewinds: RefCell::default(),
            max_bytes: 0,
            id: CREATED.fetch_add(1, Relaxed),
        }
    }
}

impl Arena {
    /// Makes an arena with one chunk of `capacity` bytes, none where that is 0. It grows to `max_bytes`, or without limit
    /// where that is 0.
    ///
    /// # Errors
    /// `InvalidArgument` where the limit is below the capacity; `Overflow`; `OutOfMemory`.
    pub fn new(capacity: usize, max_bytes: usize) -> Result<Self> {
        if max_bytes != 0 && capacity > max_bytes {
            fail!(InvalidArgument, "capacity: {capacity} bytes, but max_bytes is {max_bytes}");
        }
        let arena = Self { max_bytes, ..Self::default() };
        if capacity > 0 {
            let Some(layout) = aligned::layout(capacity, ALIGN) else {
                fail!(Overflow, "capacity: {capacity} bytes exceed the address space");
            };
            arena.chunks.borrow_mut().begin(&arena.cursor, layout)?;
        }
        Ok(arena)
    }

    /// Allocates `size` bytes, uninitialised, at a multiple of `align`.
    ///
    /// # Errors
    /// Changing nothing: `InvalidArgument` for an alignment that is no power of two up to a page; `Overflow`; `OutOfMemory`,
    /// also where `max_bytes` is reached.
    #[inline]
    #[expect(clippy::mut_from_ref, reason = "each block is a new one")]
    pub fn alloc(&self, size: usize, align: usize) -> Result<&mut [MaybeUninit<u8>]> {
        let block = self.alloc_raw(size, align)?;
        // SAFETY: `size` bytes of this arena that no other block has; they stay until a rewind, a reset or the end, which
        // borrow it exclusively or take it.
        Ok(unsafe { slice::from_raw_parts_mut(block.as_ptr().cast(), size) })
    }

    /// Allocates `size` bytes at a multiple of `align`, valid until a rewind, a reset or the end of the arena.
    #[inline]
    pub fn alloc_raw(&self, size: usize, align: usize) -> Result<NonNull<u8>> {
        match self.bump(size, align) {
            Some(block) => Ok(block),
            None => self.alloc_slow(size, align),
        }
    }

    /// Takes a block from the chunk of the cursor; `None` leaves the rest to [`Arena::alloc_raw`]. Cannot panic.
    #[inline]
    pub fn bump(&self, size: usize, align: usize) -> Option<NonNull<u8>> {
        self.cursor.bump(size, align)
    }

    #[cold]
    fn alloc_slow(&self, size: usize, align: usize) -> Result<NonNull<u8>> {
        if !align.is_power_of_two() || align > MAX_ALIGN {
            fail!(InvalidArgument, "align: {align} is not a power of two up to {MAX_ALIGN}");
        }
        // Chunks begin aligned to ALIGN; a block that asks for more may need padding.
        let Some(least) = size.checked_add(align.saturating_sub(ALIGN)).and_then(|n| aligned::layout(n, ALIGN)) else {
            fail!(Overflow, "size: {size} bytes aligned to {align} exceed the address space");
        };
        match self.cursor.bump_any(size, align) {
            Some(block) => Ok(block),
            None => self.chunks.borrow_mut().place(&self.cursor, (size, align), least, self.max_bytes),
        }
    }

    /// Returns a mark of the state now.
    pub fn mark(&self) -> ArenaMark {
        ArenaMark { id: self.id, generation: self.rewinds.borrow().generation(), usage: self.usage() as u64 }
    }

    /// Gives up every block that was made after the mark.
    ///
    /// # Errors
    /// Changing nothing: `WrongOwner` for a mark of another arena, `InvalidArgument` for one that was rewound past.
    pub fn rewind(&mut self, mark: ArenaMark) -> Result<()> {
        // SAFETY: borrowed exclusively: nobody has a block.
        unsafe { self.rewind_shared(mark) }
    }

    /// Gives up every block that was made after the mark, through a shared reference.
    ///
    /// # Safety
    /// Nobody uses a block that was made after the mark.
    pub unsafe fn rewind_shared(&self, mark: ArenaMark) -> Result<()> {
        if mark.id != self.id {
            fail!(WrongOwner, "mark: is of another arena");
        }
        let (mut chunks, mut rewinds) = (self.chunks.borrow_mut(), self.rewinds.borrow_mut());
        let usage = usize::try_from(mark.usage).unwrap_or(usize::MAX);
        if rewinds.have_passed(mark) || !chunks.has_reached(&self.cursor, usage) {
            fail!(InvalidArgument, "mark: the arena was rewound past it");
        }
        if usage < chunks.usage(&self.cursor) {
            // SAFETY: the caller's promise, passed on.
            unsafe { chunks.rewind(&self.cursor, usage) };
            rewinds.note(mark.usage);
        }
        Ok(())
    }

    /// Gives up all blocks and keeps the memory.
    pub fn reset(&mut self) {
        // SAFETY: borrowed exclusively: nobody has a block.
        unsafe { self.reset_shared() }
    }

    /// Gives up all blocks and keeps the memory, through a shared reference.
    ///
    /// # Safety
    /// Nobody uses a block.
    pub unsafe fn reset_shared(&self) {
        // SAFETY: the caller's promise, passed on.
        unsafe { self.chunks.borrow_mut().rewind(&self.cursor, 0) };
        self.rewinds.borrow_mut().note(0);
    }

    /// Bytes in use, padding included.
    pub fn usage(&self) -> usize {
        self.chunks.borrow().usage(&self.cursor)
    }

    /// Bytes of all chunks.
    pub fn capacity(&self) -> usize {
        self.chunks.borrow().capacity()
    }

    /// Returns where the next block begins and the chunk ends; C++ allocates from it inline.
    pub fn cursor(&self) -> &ArenaCursor {
        &self.cursor
    }
}
