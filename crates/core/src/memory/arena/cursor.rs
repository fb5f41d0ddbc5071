//! The cursor: where free memory begins and ends. It has the layout of the header's, which C++ bumps inline.

use std::cell::Cell;
use std::ptr::{NonNull, without_provenance_mut};

/// The largest alignment of a block: a page.
pub const MAX_ALIGN: usize = 4096;

/// Where the next block goes, and where its chunk ends.
#[repr(C)]
#[derive(Debug)]
pub struct ArenaCursor {
    cur: Cell<*mut u8>,
    end: Cell<*mut u8>,
}

impl ArenaCursor {
    /// Points at no memory. The address is not null, so that a block of no bytes has one too, and aligned as blocks may be.
    pub(super) fn empty() -> Self {
        let dangling = || Cell::new(without_provenance_mut(MAX_ALIGN));
        Self { cur: dangling(), end: dangling() }
    }

    /// Points at the free memory from `start + used` to `start + size`.
    pub(super) fn point(&self, start: NonNull<u8>, used: usize, size: usize) {
        self.cur.set(start.as_ptr().wrapping_add(used));
        self.end.set(start.as_ptr().wrapping_add(size));
    }

    /// Address where free memory begins.
    pub(super) fn addr(&self) -> usize {
        self.cur.get().addr()
    }

    /// Takes a block, unless it is so large that the sum could wrap. Cannot panic: this near to the end of the address
    /// space nothing is allocated.
    #[inline]
    pub(super) fn bump(&self, size: usize, align: usize) -> Option<NonNull<u8>> {
        let mask = align.wrapping_sub(1);
        if mask >= MAX_ALIGN || align & mask != 0 || size > usize::MAX >> 24 {
            return None;
        }
        let cur = self.cur.get();
        let block = cur.with_addr(cur.addr().wrapping_add(mask) & !mask);
        let next = block.wrapping_add(size);
        if next > self.end.get() {
            return None;
        }
        self.cur.set(next);
        NonNull::new(block)
    }

    /// Takes a block of any size; the alignment was checked.
    pub(super) fn bump_any(&self, size: usize, align: usize) -> Option<NonNull<u8>> {
        let cur = self.cur.get();
        let block = cur.wrapping_add(cur.addr().wrapping_neg() & (align - 1));
        let room = self.end.get().addr().checked_sub(block.addr())?;
        if size > room {
            return None;
        }
        self.cur.set(block.wrapping_add(size));
        NonNull::new(block)
    }
}
