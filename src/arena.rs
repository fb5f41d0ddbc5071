//! Arenas: memory for many small things that go all at once.
//!
//! A block stays where it is until a rewind, a reset or the end of the arena; none is freed by itself. One thread at a
//! time for each arena. `scipix.hpp` bumps the cursor inline and calls the library only when a chunk is used up.

use super::guard::{guard, guard_value};
use super::handle::{self, Opaque};
use super::ptr::{self, Out};
use super::status::{SCIPIX_STATUS_OK, ScipixStatus};
use scipix::memory::arena::{Arena, ArenaMark};
use std::ffi::c_void;
use std::ptr::null_mut;

/// An arena.
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
    /// The library's.
    pub opaque: [u64; 2],
}

impl From<ArenaMark> for ScipixArenaMark {
    fn from(ArenaMark { id, begun, used }: ArenaMark) -> Self {
        Self { opaque: [u64::from(id) << 32 | u64::from(begun), used] }
    }
}

impl From<ScipixArenaMark> for ArenaMark {
    fn from(mark: ScipixArenaMark) -> Self {
        let [place, used] = mark.opaque;
        ArenaMark { id: (place >> 32) as u32, begun: place as u32, used }
    }
}

/// The bump itself, for inlining: align `cur`; where the aligned address is not past `end` and `size` is at most
/// `end` less it, take it and set `cur` behind the block; else call `scipix_arena_alloc`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ScipixArenaCursor {
    /// Where free memory begins.
    pub cur: *mut u8,
    /// Where it ends.
    pub end: *mut u8,
}

/// Makes an arena. Thread-safe.
///
/// @param capacity   bytes of the first chunk; 0 for none until the first block
/// @param max_bytes  most bytes of all chunks; 0 is no limit
/// @param out_arena  receives the arena, owned: `scipix_arena_free`; NULL on failure
/// @return OK; NULL_POINTER; INVALID_ARGUMENT where `max_bytes` is below `capacity`; OVERFLOW; OUT_OF_MEMORY
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_arena_new(
    capacity: usize,
    max_bytes: usize,
    out_arena: *mut *mut ScipixArena,
) -> ScipixStatus {
    guard(|_| {
        // SAFETY: the law of this module: null, or as the documentation says.
        unsafe { handle::give(out_arena, "out_arena", || handle::try_new(Arena::new(capacity, max_bytes)?)) }
    })
}

/// Makes a block, its content undefined. One thread at a time.
///
/// @param arena    the arena
/// @param size     bytes; 0 gives an address that is not NULL
/// @param align    of the block's address: a power of two up to 4096
/// @param out_ptr  receives the block, borrowed until a rewind past it, a reset, or the arena's end; NULL on failure
/// @return OK; NULL_POINTER; INVALID_ARGUMENT for another alignment or handle; OVERFLOW; OUT_OF_MEMORY, also where
///         `max_bytes` is reached: the arena is as it was
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_arena_alloc(
    arena: *mut ScipixArena,
    size: usize,
    align: usize,
    out_ptr: *mut *mut c_void,
) -> ScipixStatus {
    // Nothing on this path can panic, so that it needs no guard; whatever is wrong is left to the other.
    if !out_ptr.is_null() && out_ptr.is_aligned() {
        // SAFETY: the law of this module: null, or a live handle.
        let block = unsafe { handle::peek(arena) }.and_then(|arena| arena.bump(size, align));
        if let Some(block) = block {
            // SAFETY: not null and aligned; writable by the law of this module.
            unsafe { out_ptr.write(block.as_ptr().cast()) };
            return SCIPIX_STATUS_OK;
        }
    }
    // SAFETY: the caller's promise, passed on.
    unsafe { alloc_slowly(arena, size, align, out_ptr) }
}

/// # Safety
/// As `scipix_arena_alloc`.
#[cold]
unsafe fn alloc_slowly(arena: *mut ScipixArena, size: usize, align: usize, out_ptr: *mut *mut c_void) -> ScipixStatus {
    guard(|_| {
        // SAFETY: the caller's promise, passed on.
        let (arena, out) = unsafe { (handle::get(arena, "arena")?, Out::new(out_ptr, "out_ptr")?) };
        let block = arena.alloc_raw(size, align);
        out.write(block.as_ref().map_or(null_mut(), |block| block.as_ptr().cast()));
        block.map(drop)
    })
}

/// Notes the state of the arena. One thread at a time.
///
/// @param arena     the arena
/// @param out_mark  receives the state
/// @return OK; NULL_POINTER; INVALID_ARGUMENT for another handle
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_arena_mark(arena: *const ScipixArena, out_mark: *mut ScipixArenaMark) -> ScipixStatus {
    guard(|_| {
        // SAFETY: the law of this module: null, or as the documentation says.
        let (arena, out) = unsafe { (handle::get(arena, "arena")?, Out::new(out_mark, "out_mark")?) };
        out.write(arena.mark().into());
        Ok(())
    })
}

/// Gives up all blocks made after the mark, and keeps their memory for later ones. One thread at a time.
///
/// @param arena  the arena
/// @param mark   a state of this arena that it has not been rewound past
/// @return OK; NULL_POINTER; INVALID_ARGUMENT for another handle and a mark that was rewound past; WRONG_OWNER for a mark
///         of another arena
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_arena_rewind(arena: *mut ScipixArena, mark: *const ScipixArenaMark) -> ScipixStatus {
    guard(|_| {
        // SAFETY: the law of this module: null, or as the documentation says; the caller has given up the blocks.
        unsafe { handle::get(arena, "arena")?.rewind_shared(ptr::read(mark, "mark")?.into()) }
    })
}

/// Gives up all blocks, and keeps all memory for later ones. One thread at a time.
///
/// @param arena  the arena
/// @return OK; NULL_POINTER; INVALID_ARGUMENT for another handle
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_arena_reset(arena: *mut ScipixArena) -> ScipixStatus {
    guard(|_| {
        // SAFETY: the law of this module: null, or a live handle; the caller has given up the blocks.
        unsafe { handle::get(arena, "arena")?.reset_shared() };
        Ok(())
    })
}

/// The arena's cursor, to make blocks without a call. Never fails.
///
/// @param arena  the arena
/// @return the cursor, borrowed until the arena is freed; NULL for NULL and for another handle
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_arena_cursor(arena: *mut ScipixArena) -> *mut ScipixArenaCursor {
    // SAFETY: the law of this module: null, or a live handle.
    unsafe { handle::peek(arena) }.map_or(null_mut(), |arena| (&raw const *arena.cursor()).cast_mut().cast())
}

/// Bytes in use, padding included. Never fails. One thread at a time.
///
/// @param arena  the arena
/// @return bytes; 0 for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_arena_usage(arena: *const ScipixArena) -> usize {
    // SAFETY: the law of this module: null, or a live handle.
    guard_value(0, |_| unsafe { handle::peek(arena) }.map_or(0, Arena::usage))
}

/// Bytes that the arena has from the system. Never fails. One thread at a time.
///
/// @param arena  the arena
/// @return bytes; 0 for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_arena_capacity(arena: *const ScipixArena) -> usize {
    // SAFETY: the law of this module: null, or a live handle.
    guard_value(0, |_| unsafe { handle::peek(arena) }.map_or(0, Arena::capacity))
}

/// Frees the arena and all its blocks.
///
/// @param arena  the arena, which nobody uses any more; NULL is a no-op
/// @return OK; INVALID_ARGUMENT for another handle
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_arena_free(arena: *mut ScipixArena) -> ScipixStatus {
    // SAFETY: the law of this module: null, or a live handle that nobody uses any more.
    guard(|_| unsafe { handle::take(arena, "arena") }.map(drop))
}
