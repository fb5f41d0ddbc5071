//! Arenas: memory for many small things that go all at once.
//!
//! A block stays where it is until a rewind, a reset or the end of the arena; none is freed by itself. An arena takes memory
//! in chunks of growing size, and a large block gets a chunk of its own. `scipix.hpp` bumps the cursor inline and calls the
//! library only when a chunk is used up.
//!
//! @code{.c}
//! ScipixArena *arena = NULL;
//! ScipixArenaMark before_line;
//! void *words = NULL, *boxes = NULL;
//! ScipixStatus status = scipix_arena_new(65536, 0, &arena);
//! if (status == SCIPIX_STATUS_OK) status = scipix_arena_alloc(arena, 200, 1, &words); // kept for the page
//! if (status == SCIPIX_STATUS_OK) status = scipix_arena_mark(arena, &before_line);
//! if (status == SCIPIX_STATUS_OK) status = scipix_arena_alloc(arena, 64 * sizeof(float), 16, &boxes);
//! if (status == SCIPIX_STATUS_OK) status = scipix_arena_rewind(arena, &before_line); // boxes are given up, words stay
//! assert(status == SCIPIX_STATUS_OK && scipix_arena_usage(arena) == 200);
//! scipix_arena_free(arena);
//! @endcode

use super::guard::{cold_path, guard, guard_value};
use super::handle::{self, Opaque};
use super::status::{SCIPIX_STATUS_OK, ScipixStatus};
use scipix_core::memory::arena::{Arena, ArenaMark};
use std::ffi::c_void;
use std::ptr::null_mut;

/// An arena. Opaque; made by `scipix_arena_new`, freed by `scipix_arena_free`.
pub struct ScipixArena {
    _opaque: [u8; 0],
}

impl Opaque for ScipixArena {
    type Object = Arena;
    const TAG: u64 = u64::from_le_bytes(*b"sx:arena");
    const NAME: &'static str = "ScipixArena";
}

/// A state of an arena to come back to.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ScipixArenaMark {
    /// For the library.
    pub opaque: [u64; 2],
}

impl From<ArenaMark> for ScipixArenaMark {
    fn from(ArenaMark { id, generation, usage }: ArenaMark) -> Self {
        Self { opaque: [u64::from(id) << 32 | u64::from(generation), usage] }
    }
}

impl From<ScipixArenaMark> for ArenaMark {
    fn from(mark: ScipixArenaMark) -> Self {
        let [name, usage] = mark.opaque;
        ArenaMark { id: (name >> 32) as u32, generation: name as u32, usage }
    }
}

/// The free part of an arena's chunk, for inline allocation: round `cur` up to the alignment. Where that is not past
/// `end`, and `size` bytes remain before `end`, the block is there: set `cur` to its end. Otherwise call
/// `scipix_arena_alloc`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ScipixArenaCursor {
    /// Where free memory begins.
    pub cur: *mut u8,
    /// Where it ends.
    pub end: *mut u8,
}

/// Makes an arena. @threadsafe
///
/// @param capacity   bytes of the first chunk; 0 for none until the first block
/// @param max_bytes  most bytes of all chunks; 0 is no limit
/// @param out_arena  receives the arena, NULL on failure; owned: free it with `scipix_arena_free`
/// @return OK; INVALID_ARGUMENT where `max_bytes` is below `capacity`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_arena_new(
    capacity: usize,
    max_bytes: usize,
    out_arena: *mut *mut ScipixArena,
) -> ScipixStatus {
    guard(|law| law.give(out_arena, "out_arena", || handle::try_new(Arena::new(capacity, max_bytes)?)))
}

/// Allocates a block, its content undefined. On failure the arena is as it was. @onethread
///
/// @param arena    the arena
/// @param size     bytes; 0 gives an address that is not NULL
/// @param align    alignment of the block's address: a power of two up to 4096
/// @param out_ptr  receives the block, NULL on failure; borrowed until a rewind past it, a reset, or the arena's end
/// @return OK; INVALID_ARGUMENT for another alignment; OUT_OF_MEMORY also where `max_bytes` is reached
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_arena_alloc(
    arena: *mut ScipixArena,
    size: usize,
    align: usize,
    out_ptr: *mut *mut c_void,
) -> ScipixStatus {
    // Nothing here can panic, so that it needs no guard; errors are left to the slow part.
    if !out_ptr.is_null() && out_ptr.is_aligned() {
        // SAFETY: the caller's promise: null, or a live handle.
        let block = unsafe { handle::peek(arena) }.and_then(|arena| arena.bump(size, align));
        if let Some(block) = block {
            // SAFETY: not null and aligned; writable by the caller's promise.
            unsafe { out_ptr.write(block.as_ptr().cast()) };
            return SCIPIX_STATUS_OK;
        }
    }
    cold_path(|| {
        guard(|law| {
            let (arena, out) = (law.handle(arena, "arena")?, law.out(out_ptr, "out_ptr")?);
            let block = arena.alloc_raw(size, align);
            out.write(block.as_ref().map_or(null_mut(), |block| block.as_ptr().cast()));
            block.map(drop)
        })
    })
}

/// Notes the state of the arena. @onethread
///
/// @param arena     the arena
/// @param out_mark  receives the state
/// @return OK, or a general status
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_arena_mark(arena: *const ScipixArena, out_mark: *mut ScipixArenaMark) -> ScipixStatus {
    guard(|law| {
        let (arena, out) = (law.handle(arena, "arena")?, law.out(out_mark, "out_mark")?);
        out.write(arena.mark().into());
        Ok(())
    })
}

/// Gives up all blocks made after the mark, and keeps their memory for later ones. @onethread
///
/// @param arena  the arena
/// @param mark   a state of this arena that it has not been rewound past; it stays good
/// @return OK; INVALID_ARGUMENT for a mark that was rewound past, also where something was allocated since; WRONG_OWNER for a
///         mark of another arena
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_arena_rewind(arena: *mut ScipixArena, mark: *const ScipixArenaMark) -> ScipixStatus {
    guard(|law| {
        let (arena, mark) = (law.handle(arena, "arena")?, law.read(mark, "mark")?);
        // SAFETY: the caller has given up the blocks (`Law`).
        unsafe { arena.rewind_shared(mark.into()) }
    })
}

/// Gives up all blocks, and keeps all memory for later ones. @onethread
///
/// @param arena  the arena
/// @return OK, or a general status
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_arena_reset(arena: *mut ScipixArena) -> ScipixStatus {
    guard(|law| {
        // SAFETY: the caller has given up the blocks (`Law`).
        unsafe { law.handle(arena, "arena")?.reset_shared() };
        Ok(())
    })
}

/// Returns the arena's cursor, to make blocks without a call. Never fails. @onethread
///
/// @param arena  the arena
/// @return the cursor, borrowed until the arena is freed; NULL for NULL and for another handle
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_arena_cursor(arena: *mut ScipixArena) -> *mut ScipixArenaCursor {
    // SAFETY: the caller's promise: null, or a live handle.
    unsafe { handle::peek(arena) }.map_or(null_mut(), |arena| (&raw const *arena.cursor()).cast_mut().cast())
}

/// Returns the bytes in use, padding included. Never fails. @onethread
///
/// @param arena  the arena
/// @return bytes; 0 for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_arena_usage(arena: *const ScipixArena) -> usize {
    guard_value(0, |law| law.handle(arena, "arena").map_or(0, Arena::usage))
}

/// Returns the bytes of all chunks. Never fails. @onethread
///
/// @param arena  the arena
/// @return bytes; 0 for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_arena_capacity(arena: *const ScipixArena) -> usize {
    guard_value(0, |law| law.handle(arena, "arena").map_or(0, Arena::capacity))
}

/// Frees the arena and all its blocks.
///
/// @param arena  the arena, which nobody uses any more; NULL is OK and does nothing
/// @return OK, or a general status
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_arena_free(arena: *mut ScipixArena) -> ScipixStatus {
    guard(|law| law.take(arena, "arena").map(drop))
}
