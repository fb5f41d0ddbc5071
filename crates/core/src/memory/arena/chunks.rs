//! The chunks of an arena, and the order in which blocks were placed in them.
//!
//! The cursor bumps through one chunk, the current one. A block that does not fit there is placed in the first other chunk
//! that has room for it, or in a new one; after that, the chunk with more room left is the current one. Each such placement
//! is noted with the state before it, so that a rewind undoes them one by one. As each takes at least a byte, the number of
//! bytes in use tells which placements a mark is older than.

use super::cursor::ArenaCursor;
use crate::base::aligned::{self, ALIGN};
use crate::base::error::{Result, fail};
use std::alloc::Layout;
use std::ptr::NonNull;

const LEAST_CHUNK: usize = 64 << 10;
const MOST_DOUBLED: usize = 64 << 20;
/// The byte that rewound memory is filled with in debug builds.
pub(super) const POISON: u8 = 0xDD;

#[derive(Debug)]
struct Chunk {
    start: NonNull<u8>,
    /// Its size is 0 where the memory was given back: the place in the list is free.
    layout: Layout,
    /// Bytes used; of the current chunk the cursor knows.
    used: usize,
}

/// A block that was placed outside of the current chunk, and the state before it.
#[derive(Debug)]
struct Placement {
    chunk: usize,
    /// Bytes that were used in that chunk.
    used: usize,
    current: usize,
    others: usize,
    /// Bytes that were in use in all, and that were after it.
    usage: usize,
    after: usize,
}

#[derive(Debug)]
pub(super) struct ChunkList {
    all: Vec<Chunk>,
    /// Index of the chunk that the cursor is in; meaningless while there is none.
    current: usize,
    /// Bytes used in all chunks but the current one.
    others: usize,
    /// Bytes of all chunks.
    capacity: usize,
    /// Size of the next chunk, unless a block needs more: each chunk doubles it.
    next: usize,
    placed: Vec<Placement>,
}

// SAFETY: chunks are owned memory.
unsafe impl Send for ChunkList {}

impl Default for ChunkList {
    fn default() -> Self {
        Self { all: Vec::new(), current: 0, others: 0, capacity: 0, next: LEAST_CHUNK, placed: Vec::new() }
    }
}

impl Chunk {
    /// Returns where a block would begin and end, counted from the start of the chunk; `None` where it does not fit.
    fn fit(&self, size: usize, align: usize) -> Option<(usize, usize)> {
        let free = self.start.addr().get() + self.used;
        let begin = self.used + (free.wrapping_neg() & (align - 1));
        let end = begin.checked_add(size)?;
        (end <= self.layout.size()).then_some((begin, end))
    }

    fn room(&self) -> usize {
        self.layout.size() - self.used
    }
}

impl ChunkList {
    /// Bytes of all chunks.
    pub(super) fn capacity(&self) -> usize {
        self.capacity
    }

    #[cfg(test)]
    pub(super) fn count(&self) -> usize {
        self.all.iter().filter(|chunk| chunk.layout.size() > 0).count()
    }

    /// Bytes in use, padding included.
    pub(super) fn usage(&self, cursor: &ArenaCursor) -> usize {
        self.others + self.used_now(cursor)
    }

    /// Bytes used in the current chunk.
    fn used_now(&self, cursor: &ArenaCursor) -> usize {
        self.all.get(self.current).map_or(0, |chunk| cursor.addr() - chunk.start.addr().get())
    }

    /// Makes the first chunk, of `layout`.
    pub(super) fn begin(&mut self, cursor: &ArenaCursor, layout: Layout) -> Result<()> {
        self.next = layout.size().saturating_mul(2).clamp(LEAST_CHUNK, MOST_DOUBLED);
        self.current = self.add(layout, layout, usize::MAX)?;
        self.point(cursor);
        Ok(())
    }

    /// Places a block that does not fit in the current chunk, and that a chunk of `least` surely holds. An error changes
    /// nothing.
    pub(super) fn place(
        &mut self,
        cursor: &ArenaCursor,
        (size, align): (usize, usize),
        least: Layout,
        max_bytes: usize,
    ) -> Result<NonNull<u8>> {
        if self.all.is_empty() {
            let at = self.grow(least, max_bytes)?;
            self.current = at;
            self.point(cursor);
            return match cursor.bump_any(size, align) {
                Some(block) => Ok(block),
                None => fail!(OutOfMemory, "size: no room for {size} bytes aligned to {align} in a fresh chunk"),
            };
        }
        if self.placed.try_reserve(1).is_err() {
            fail!(OutOfMemory, "arena: no memory for a note about a block of {size} bytes");
        }
        let now = self.used_now(cursor);
        self.all[self.current].used = now;
        // A byte at least, so that the bytes in use tell states apart.
        let size = size.max(1);
        let chunks = self.all.iter().enumerate();
        let found = chunks.filter(|(at, _)| *at != self.current).find(|(_, chunk)| chunk.fit(size, align).is_some());
        let at = match found {
            Some((at, _)) => at,
            None => self.grow(least, max_bytes)?,
        };
        let Some((begin, end)) = self.all[at].fit(size, align) else {
            fail!(OutOfMemory, "size: no room for {size} bytes aligned to {align} in a fresh chunk");
        };
        self.note(at, end, now);
        if self.all[at].room() > self.all[self.current].room() {
            self.others += now;
            self.others -= end;
            self.current = at;
            self.point(cursor);
        }
        // SAFETY: `fit` has checked that the block lies within the chunk.
        Ok(unsafe { self.all[at].start.add(begin) })
    }

    /// Notes the state before a block that makes `end` bytes of the chunk at `at` used, and then uses them.
    fn note(&mut self, at: usize, end: usize, now: usize) {
        let used = std::mem::replace(&mut self.all[at].used, end);
        let (current, others) = (self.current, self.others);
        self.others += end - used;
        self.placed.push(Placement { chunk: at, used, current, others, usage: others + now, after: self.others + now });
    }

    /// Makes a chunk of `least` or more within `max_bytes`, for which unused ones are given back where that makes room.
    fn grow(&mut self, least: Layout, max_bytes: usize) -> Result<usize> {
        let limit = if max_bytes == 0 { usize::MAX } else { max_bytes };
        let room = limit - self.capacity;
        if room < least.size() && room + self.unused_bytes() < least.size() {
            let (has, size) = (self.capacity, least.size());
            fail!(OutOfMemory, "arena: a chunk of {size} bytes, has {has}, max_bytes is {max_bytes}");
        }
        let wished = self.next.min(room).max(least.size());
        let at = self.add(aligned::layout(wished, ALIGN).unwrap_or(least), least, limit)?;
        self.next = self.next.saturating_mul(2).min(MOST_DOUBLED);
        Ok(at)
    }

    /// Bytes of chunks that hold no block and are not the current one.
    fn unused_bytes(&self) -> usize {
        let unused = self.all.iter().enumerate().filter(|(at, chunk)| *at != self.current && chunk.used == 0);
        unused.map(|(_, chunk)| chunk.layout.size()).sum()
    }

    /// Returns a chunk that holds no block and is not the current one: with memory, or a place whose memory was given back.
    fn find_unused(&self, with_memory: bool) -> Option<usize> {
        let fits = |chunk: &Chunk| chunk.used == 0 && (chunk.layout.size() > 0) == with_memory;
        (0..self.all.len()).find(|&at| at != self.current && fits(&self.all[at]))
    }

    /// Adds a chunk of `wished`, or else of `least`, and gives back unused ones until all are within `limit`.
    fn add(&mut self, wished: Layout, least: Layout, limit: usize) -> Result<usize> {
        let reserved = self.all.try_reserve(1).is_ok();
        let attempt = |layout| aligned::allocate(layout).map(|start| (start, layout));
        let Some((start, layout)) = reserved.then(|| attempt(wished).or_else(|| attempt(least))).flatten() else {
            fail!(OutOfMemory, "arena: no memory for {} bytes", least.size());
        };
        while self.capacity > limit - layout.size()
            && let Some(at) = self.find_unused(true)
        {
            self.free_chunk(at);
        }
        self.capacity += layout.size();
        let chunk = Chunk { start, layout, used: 0 };
        match self.find_unused(false) {
            Some(at) => {
                self.all[at] = chunk;
                Ok(at)
            }
            None => {
                self.all.push(chunk);
                Ok(self.all.len() - 1)
            }
        }
    }

    /// Frees a chunk's memory. Its place in the list stays, as placements know chunks by their index.
    fn free_chunk(&mut self, at: usize) {
        let gone = Chunk { start: NonNull::dangling(), layout: Layout::new::<()>(), used: 0 };
        let chunk = std::mem::replace(&mut self.all[at], gone);
        if chunk.layout.size() > 0 {
            self.capacity -= chunk.layout.size();
            // SAFETY: allocated with this layout, and gone from the list.
            unsafe { aligned::free(chunk.start, chunk.layout) };
        }
    }

    fn point(&self, cursor: &ArenaCursor) {
        let Chunk { start, layout, used } = self.all[self.current];
        cursor.point(start, used, layout.size());
    }

    /// Index of the first placement that a state of `usage` bytes is older than, and the bytes that it had in chunks other
    /// than its current one. `None` for a number that no state before now can have had.
    fn state_at(&self, cursor: &ArenaCursor, usage: usize) -> Option<(usize, usize)> {
        let first = self.placed.partition_point(|placement| placement.usage < usage);
        let others = self.placed.get(first).map_or(self.others, |placement| placement.others);
        let least = first.checked_sub(1).map_or(0, |last| self.placed[last].after);
        (least..=self.usage(cursor)).contains(&usage).then_some((first, others))
    }

    /// Whether there can have been a state of `usage` bytes before this one.
    pub(super) fn has_reached(&self, cursor: &ArenaCursor, usage: usize) -> bool {
        self.state_at(cursor, usage).is_some()
    }

    /// Goes back to the state of `usage` bytes; does nothing where [`Self::has_reached`] says that there was none.
    ///
    /// # Safety
    /// Nobody uses a block that was made after that state.
    pub(super) unsafe fn rewind(&mut self, cursor: &ArenaCursor, usage: usize) {
        let Some((first, others)) = self.state_at(cursor, usage) else { return };
        if self.all.is_empty() {
            return;
        }
        let now = self.used_now(cursor);
        self.all[self.current].used = now;
        while self.placed.len() > first
            && let Some(placement) = self.placed.pop()
        {
            // SAFETY: the caller's promise, passed on.
            unsafe { self.set_back(placement.chunk, placement.used) };
            (self.current, self.others) = (placement.current, placement.others);
        }
        // SAFETY: as above.
        unsafe { self.set_back(self.current, usage - others) };
        self.point(cursor);
    }

    /// # Safety
    /// Nobody uses the bytes of the chunk from `used` on.
    unsafe fn set_back(&mut self, at: usize, used: usize) {
        let chunk = &mut self.all[at];
        if cfg!(debug_assertions) {
            // SAFETY: within the chunk, as `used` is not above what was used, and unused by the caller's promise.
            unsafe { chunk.start.add(used).write_bytes(POISON, chunk.used - used) };
        }
        chunk.used = used;
    }
}

impl Drop for ChunkList {
    fn drop(&mut self) {
        (0..self.all.len()).for_each(|at| self.free_chunk(at));
    }
}
