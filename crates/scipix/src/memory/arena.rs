//! Arenas: memory for many small things that go all at once.
//!
//! An allocation is a bump of the cursor; when a chunk is used up the next one begins. Chunks never move, so neither do
//! blocks. The cursor has the layout of the header's, which bumps it inline; all else is read from it again each time.

use crate::base::aligned::{self, ALIGN};
use crate::base::error::{Error, ErrorKind, Result, fail};
use std::alloc::Layout;
use std::cell::{Cell, RefCell};
use std::mem::MaybeUninit;
use std::ptr::{NonNull, without_provenance_mut};
use std::slice;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

/// The largest alignment of a block: a page.
pub const MAX_ALIGN: usize = 4096;
const LEAST_CHUNK: usize = 64 << 10;
const MOST_DOUBLED: usize = 64 << 20;
/// What rewound memory is filled with in debug builds.
const POISON: u8 = 0xDD;

/// Where the next block goes, and where the chunk ends.
#[repr(C)]
#[derive(Debug)]
pub struct ArenaCursor {
    cur: Cell<*mut u8>,
    end: Cell<*mut u8>,
}

#[derive(Debug)]
struct Chunk {
    start: NonNull<u8>,
    layout: Layout,
    /// Bytes used, of a chunk that was left for the next.
    used: usize,
}

#[derive(Debug, Default)]
struct ChunkList {
    all: Vec<Chunk>,
    /// How many of them hold blocks: the last of these has the cursor in it.
    begun: usize,
    /// Bytes of all chunks.
    capacity: usize,
    /// Bytes used in the chunks before that of the cursor.
    before: usize,
}

/// An arena. Not for several threads at once.
#[derive(Debug)]
#[repr(C)]
pub struct Arena {
    cursor: ArenaCursor,
    chunks: RefCell<ChunkList>,
    /// 0: no limit.
    max_bytes: usize,
    id: u32,
}

// SAFETY: chunks are owned memory, and the cursor points into them.
unsafe impl Send for Arena {}

/// A state of an arena to come back to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ArenaMark {
    /// Identity of the arena.
    pub id: u32,
    /// Number of chunks that held blocks.
    pub begun: u32,
    /// Bytes used in the last of these chunks.
    pub used: u64,
}

impl Arena {
    /// An arena with one chunk of `capacity` bytes, none where that is 0, that grows to `max_bytes`, or without limit where
    /// that is 0.
    ///
    /// # Errors
    /// `InvalidArgument` where the limit is below the capacity; `Overflow`; `OutOfMemory`.
    pub fn new(capacity: usize, max_bytes: usize) -> Result<Self> {
        static CREATED: AtomicU32 = AtomicU32::new(1);
        if max_bytes != 0 && capacity > max_bytes {
            fail!(InvalidArgument, "capacity: {capacity} bytes, but max_bytes is {max_bytes}");
        }
        // Never null, so that a block of no bytes has an address too; aligned to all that blocks may be.
        let nowhere = || Cell::new(without_provenance_mut(MAX_ALIGN));
        let cursor = ArenaCursor { cur: nowhere(), end: nowhere() };
        let id = CREATED.fetch_add(1, Relaxed);
        let arena = Self { cursor, chunks: RefCell::default(), max_bytes, id };
        if capacity > 0 {
            let Some(layout) = aligned::layout(capacity, ALIGN) else {
                fail!(Overflow, "capacity: {capacity} bytes exceed the address space");
            };
            let mut chunks = arena.chunks.borrow_mut();
            chunks.add(layout)?;
            chunks.begin_next(&arena.cursor);
        }
        Ok(arena)
    }

    /// Memory for `size` bytes, uninitialised.
    ///
    /// # Errors
    /// `InvalidArgument` for an alignment that is no power of two up to a page; `Overflow`; `OutOfMemory`, also where
    /// `max_bytes` is reached.
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

    /// A block of the cursor's chunk, unless it is so large that the sum could wrap. Cannot panic: this near to the end
    /// of the address space nothing is allocated.
    #[inline]
    pub fn bump(&self, size: usize, align: usize) -> Option<NonNull<u8>> {
        let mask = align.wrapping_sub(1);
        if mask >= MAX_ALIGN || align & mask != 0 || size > usize::MAX >> 24 {
            return None;
        }
        let cur = self.cursor.cur.get();
        let block = cur.with_addr(cur.addr().wrapping_add(mask) & !mask);
        let next = block.wrapping_add(size);
        if next > self.cursor.end.get() {
            return None;
        }
        self.cursor.cur.set(next);
        NonNull::new(block)
    }

    #[cold]
    fn alloc_slow(&self, size: usize, align: usize) -> Result<NonNull<u8>> {
        if !align.is_power_of_two() || align > MAX_ALIGN {
            fail!(InvalidArgument, "align: {align} is not a power of two up to {MAX_ALIGN}");
        }
        // Chunks begin aligned to ALIGN; what goes beyond may need padding.
        let Some(least) = size.checked_add(align.saturating_sub(ALIGN)).and_then(|n| aligned::layout(n, ALIGN)) else {
            fail!(Overflow, "size: {size} bytes aligned to {align} exceed the address space");
        };
        if let Some(block) = self.bump_any(size, align) {
            return Ok(block);
        }
        self.grow(least)?;
        match self.bump_any(size, align) {
            Some(block) => Ok(block),
            None => fail!(OutOfMemory, "size: no room for {size} bytes aligned to {align} in a fresh chunk"),
        }
    }

    /// `bump` for any size; the alignment is known to be good.
    fn bump_any(&self, size: usize, align: usize) -> Option<NonNull<u8>> {
        let cur = self.cursor.cur.get();
        let block = cur.wrapping_add(cur.addr().wrapping_neg() & (align - 1));
        let room = self.cursor.end.get().addr().checked_sub(block.addr())?;
        if size > room {
            return None;
        }
        self.cursor.cur.set(block.wrapping_add(size));
        NonNull::new(block)
    }

    /// Moves the cursor to a chunk of `least` or more: the first later one that is large enough, or a new one.
    fn grow(&self, least: Layout) -> Result<()> {
        let mut chunks = self.chunks.borrow_mut();
        let begun = chunks.begun;
        let fits = chunks.all[begun..].iter().position(|chunk| chunk.layout.size() >= least.size());
        if let Some(at) = fits {
            chunks.all.swap(begun, begun + at);
        } else {
            if self.room(&chunks) < least.size() {
                // What idles and is too small stands in the way.
                chunks.drop_from(begun);
            }
            let room = self.room(&chunks);
            if room < least.size() {
                let (max, has) = (self.max_bytes, chunks.capacity);
                fail!(OutOfMemory, "arena: a chunk of {} bytes, has {has}, max_bytes is {max}", least.size());
            }
            let doubled = chunks.all.last().map_or(LEAST_CHUNK, |chunk| chunk.layout.size().saturating_mul(2));
            let wished = doubled.clamp(LEAST_CHUNK, MOST_DOUBLED).min(room).max(least.size());
            let wished = aligned::layout(wished, ALIGN).unwrap_or(least);
            chunks.add(wished).or_else(|_| chunks.add(least))?;
            let last = chunks.all.len() - 1;
            chunks.all.swap(begun, last);
        }
        chunks.leave(&self.cursor);
        chunks.begin_next(&self.cursor);
        Ok(())
    }

    fn room(&self, chunks: &ChunkList) -> usize {
        if self.max_bytes == 0 { usize::MAX } else { self.max_bytes - chunks.capacity }
    }

    /// The state now.
    pub fn mark(&self) -> ArenaMark {
        let chunks = self.chunks.borrow();
        ArenaMark { id: self.id, begun: chunks.begun as u32, used: chunks.used_now(&self.cursor) as u64 }
    }

    /// Gives up every block that was made after the mark.
    ///
    /// # Errors
    /// Changing nothing: `WrongOwner` for a mark of another arena, `InvalidArgument` for one that was rewound past.
    pub fn rewind(&mut self, mark: ArenaMark) -> Result<()> {
        // SAFETY: borrowed exclusively: nobody has a block.
        unsafe { self.rewind_shared(mark) }
    }

    /// # Safety
    /// Nobody uses a block that was made after the mark.
    pub unsafe fn rewind_shared(&self, mark: ArenaMark) -> Result<()> {
        if mark.id != self.id {
            fail!(WrongOwner, "mark: is of another arena");
        }
        let mut chunks = self.chunks.borrow_mut();
        let (begun, used) = (mark.begun as usize, mark.used as usize);
        let reached = match begun {
            0 => 0,
            n if n < chunks.begun => chunks.all[n - 1].used,
            _ => chunks.used_now(&self.cursor),
        };
        if begun > chunks.begun || used > reached {
            fail!(InvalidArgument, "mark: lies behind what is in use, it was rewound past");
        }
        // SAFETY: the caller's promise, passed on.
        unsafe { chunks.rewind(&self.cursor, begun, used) };
        Ok(())
    }

    /// Gives up all blocks and keeps the memory.
    pub fn reset(&mut self) {
        // SAFETY: borrowed exclusively: nobody has a block.
        unsafe { self.reset_shared() }
    }

    /// # Safety
    /// Nobody uses a block.
    pub unsafe fn reset_shared(&self) {
        let mut chunks = self.chunks.borrow_mut();
        let first = chunks.begun.min(1);
        // SAFETY: the caller's promise, passed on.
        unsafe { chunks.rewind(&self.cursor, first, 0) };
    }

    /// Bytes in use, padding included.
    pub fn usage(&self) -> usize {
        let chunks = self.chunks.borrow();
        chunks.before + chunks.used_now(&self.cursor)
    }

    /// Bytes of all chunks.
    pub fn capacity(&self) -> usize {
        self.chunks.borrow().capacity
    }

    /// Returns where the next block begins and the chunk ends; C++ allocates from it inline.
    pub fn cursor(&self) -> &ArenaCursor {
        &self.cursor
    }
}

impl ChunkList {
    fn add(&mut self, layout: Layout) -> Result<()> {
        let Some(start) = self.all.try_reserve(1).ok().and_then(|()| aligned::allocate(layout)) else {
            return Err(Error::new(
                ErrorKind::OutOfMemory,
                format_args!("arena: no memory for {} bytes", layout.size()),
            ));
        };
        self.all.push(Chunk { start, layout, used: 0 });
        self.capacity += layout.size();
        Ok(())
    }

    /// Bytes used in the chunk of the cursor.
    fn used_now(&self, cursor: &ArenaCursor) -> usize {
        match self.begun {
            0 => 0,
            n => cursor.cur.get().addr() - self.all[n - 1].start.addr().get(),
        }
    }

    /// Notes how far the cursor's chunk is used.
    fn leave(&mut self, cursor: &ArenaCursor) {
        let used = self.used_now(cursor);
        if let Some(last) = self.begun.checked_sub(1) {
            self.all[last].used = used;
            self.before += used;
        }
    }

    /// Moves the cursor to the start of the first chunk that is not begun.
    fn begin_next(&mut self, cursor: &ArenaCursor) {
        self.begun += 1;
        self.point(cursor, 0);
    }

    fn point(&self, cursor: &ArenaCursor, used: usize) {
        let chunk = &self.all[self.begun - 1];
        cursor.cur.set(chunk.start.as_ptr().wrapping_add(used));
        cursor.end.set(chunk.start.as_ptr().wrapping_add(chunk.layout.size()));
    }

    /// # Safety
    /// Nobody uses what lies behind. `begun` and `used` are not past what is in use; `begun` is 0 only where no chunk was
    /// ever begun before the mark.
    unsafe fn rewind(&mut self, cursor: &ArenaCursor, begun: usize, used: usize) {
        if self.begun == 0 {
            return;
        }
        let now = self.used_now(cursor);
        let last = self.begun - 1;
        self.all[last].used = now;
        // A mark from before the first chunk is its start.
        let kept = begun.max(1);
        if cfg!(debug_assertions) {
            for (at, chunk) in self.all[..self.begun].iter().enumerate().skip(kept - 1) {
                let from = if at == kept - 1 { used } else { 0 };
                // SAFETY: within the chunk, and unused by the caller's promise.
                unsafe { chunk.start.add(from).write_bytes(POISON, chunk.used - from) };
            }
        }
        self.before = self.all[..kept - 1].iter().map(|chunk| chunk.used).sum();
        self.begun = kept;
        self.point(cursor, used);
    }

    /// Frees the chunks from `first` on, which hold no block.
    fn drop_from(&mut self, first: usize) {
        for chunk in self.all.drain(first..) {
            self.capacity -= chunk.layout.size();
            // SAFETY: allocated with this layout, and gone from the list.
            unsafe { aligned::free(chunk.start, chunk.layout) };
        }
    }
}

impl Drop for ChunkList {
    fn drop(&mut self) {
        self.drop_from(0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind<T>(result: Result<T>) -> ErrorKind {
        result.err().expect("an error").kind()
    }

    #[test]
    fn addresses_are_aligned_and_blocks_stay() {
        let arena = Arena::new(100, 0).unwrap();
        let mut blocks = Vec::new();
        for i in 0..300usize {
            let align = 1 << (i % 13);
            let block = arena.alloc(i * 7 % 500, align).unwrap();
            assert_eq!(block.as_ptr().addr() % align, 0);
            block.fill(MaybeUninit::new(i as u8));
            blocks.push(block);
        }
        for (i, block) in blocks.iter().enumerate() {
            // SAFETY: filled above.
            assert!(block.iter().all(|byte| unsafe { byte.assume_init() } == i as u8));
        }
        assert!(arena.usage() <= arena.capacity());
    }

    #[test]
    fn no_bytes_have_an_address() {
        let arena = Arena::new(0, 0).unwrap();
        assert_eq!(arena.alloc(0, MAX_ALIGN).unwrap().len(), 0);
        assert_eq!((arena.usage(), arena.capacity()), (0, 0));
    }

    #[test]
    fn reset_keeps_capacity_and_uses_it_again() {
        let mut arena = Arena::new(1000, 0).unwrap();
        let run = |arena: &Arena| (0..1000).for_each(|_| arena.alloc(1000, 8).unwrap().fill(MaybeUninit::new(1)));
        run(&arena);
        let capacity = arena.capacity();
        for _ in 0..3 {
            arena.reset();
            assert_eq!((arena.usage(), arena.capacity()), (0, capacity));
            run(&arena);
        }
        assert_eq!(arena.capacity(), capacity);
    }

    #[test]
    fn marks_come_back_and_foreign_or_passed_ones_are_refused() {
        let mut arena = Arena::new(0, 0).unwrap();
        let empty = arena.mark();
        arena.alloc(100, 1).unwrap();
        let early = arena.mark();
        arena.alloc(1 << 20, 1).unwrap();
        let late = arena.mark();
        arena.alloc(5, 1).unwrap();
        arena.rewind(late).unwrap();
        assert_eq!(arena.mark(), late);
        arena.rewind(early).unwrap();
        assert_eq!((arena.mark(), arena.usage()), (early, 100));
        assert_eq!(kind(arena.rewind(late)), ErrorKind::InvalidArgument);
        arena.rewind(empty).unwrap();
        assert_eq!(arena.usage(), 0);
        assert_eq!(kind(arena.rewind(early)), ErrorKind::InvalidArgument);
        assert_eq!(kind(Arena::new(0, 0).unwrap().rewind(empty)), ErrorKind::WrongOwner);
    }

    #[test]
    fn the_limit_holds_and_idle_chunks_do_not_stand_in_the_way() {
        let mut arena = Arena::new(1000, 10_000).unwrap();
        for _ in 0..10 {
            arena.alloc(1000, 1).unwrap();
        }
        assert_eq!(kind(arena.alloc(1, 1)), ErrorKind::OutOfMemory);
        assert_eq!((arena.usage(), arena.capacity()), (10_000, 10_000));
        arena.reset();
        arena.alloc(9000, 1).unwrap();
        assert!(arena.capacity() <= 10_000);
        assert_eq!(kind(arena.alloc(9000, 1)), ErrorKind::OutOfMemory);
        let mut arena = Arena::new(1000, 100_000).unwrap();
        for _ in 0..90 {
            arena.alloc(1000, 1).unwrap();
        }
        arena.reset();
        arena.alloc(90_000, 1).unwrap();
        assert_eq!(kind(Arena::new(2, 1)), ErrorKind::InvalidArgument);
    }

    #[test]
    fn odd_arguments_are_refused() {
        let arena = Arena::new(100, 0).unwrap();
        for align in [0, 3, 2 * MAX_ALIGN] {
            assert_eq!(kind(arena.alloc(1, align)), ErrorKind::InvalidArgument);
        }
        assert_eq!(kind(arena.alloc(usize::MAX, 1)), ErrorKind::Overflow);
        assert_eq!(kind(arena.alloc(isize::MAX as usize / 2, 1)), ErrorKind::OutOfMemory);
        assert_eq!(kind(Arena::new(usize::MAX, 0)), ErrorKind::Overflow);
        assert_eq!(arena.usage(), 0);
    }

    #[cfg(debug_assertions)]
    #[test]
    fn rewound_memory_is_poisoned() {
        let mut arena = Arena::new(100, 0).unwrap();
        let mark = arena.mark();
        let block = arena.alloc(10, 1).unwrap();
        block.fill(MaybeUninit::new(1));
        arena.rewind(mark).unwrap();
        let again = arena.alloc(10, 1).unwrap();
        // SAFETY: the same memory, filled when it was rewound.
        assert!(again.iter().all(|byte| unsafe { byte.assume_init() } == POISON));
    }
}
