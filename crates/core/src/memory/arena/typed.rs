//! Typed blocks: values and slices of types that need no drop.

use super::Arena;
use crate::base::error::{Result, fail};
use std::mem::MaybeUninit;
use std::slice;

/// The elements as values.
///
/// # Safety
/// Every element is initialised.
unsafe fn initialised<T>(elements: &mut [MaybeUninit<T>]) -> &mut [T] {
    // SAFETY: `MaybeUninit<T>` has the layout of `T`, and the caller promises that each is one.
    unsafe { slice::from_raw_parts_mut(elements.as_mut_ptr().cast(), elements.len()) }
}

// Blocks are new ones, each handed out once.
#[expect(clippy::mut_from_ref, reason = "each block is a new one")]
impl Arena {
    /// Allocates room for `len` elements.
    fn alloc_room<T: Copy>(&self, len: usize) -> Result<&mut [MaybeUninit<T>]> {
        let Some(size) = len.checked_mul(size_of::<T>()) else {
            fail!(Overflow, "len: {len} elements of {} bytes exceed the address space", size_of::<T>());
        };
        let block = self.alloc_raw(size, align_of::<T>())?;
        // SAFETY: `size` bytes of this arena, aligned for `T`, that no other block has; they stay until a rewind, a
        // reset or the end, which borrow it exclusively, promise that nobody uses them, or take it.
        Ok(unsafe { slice::from_raw_parts_mut(block.as_ptr().cast(), len) })
    }

    /// Allocates a slice of `len` elements with this value.
    ///
    /// # Errors
    /// Those of [`Arena::alloc`].
    pub fn alloc_slice<T: Copy>(&self, len: usize, value: T) -> Result<&mut [T]> {
        let room = self.alloc_room(len)?;
        room.fill(MaybeUninit::new(value));
        // SAFETY: all of them were just filled.
        Ok(unsafe { initialised(room) })
    }

    /// Allocates a slice of `len` elements, each the result of `value` for its index.
    ///
    /// # Errors
    /// Those of [`Arena::alloc`].
    pub fn alloc_slice_with<T: Copy>(&self, len: usize, mut value: impl FnMut(usize) -> T) -> Result<&mut [T]> {
        let room = self.alloc_room(len)?;
        for (index, element) in room.iter_mut().enumerate() {
            element.write(value(index));
        }
        // SAFETY: the loop wrote each of them.
        Ok(unsafe { initialised(room) })
    }

    /// Allocates a copy of `elements`.
    ///
    /// # Errors
    /// Those of [`Arena::alloc`].
    pub fn alloc_slice_copy<T: Copy>(&self, elements: &[T]) -> Result<&mut [T]> {
        self.alloc_slice_with(elements.len(), |index| elements[index])
    }

    /// Allocates a copy of `text`.
    ///
    /// # Errors
    /// Those of [`Arena::alloc`].
    pub fn alloc_str(&self, text: &str) -> Result<&mut str> {
        let bytes = self.alloc_slice_copy(text.as_bytes())?;
        // SAFETY: a copy of a text's bytes.
        Ok(unsafe { std::str::from_utf8_unchecked_mut(bytes) })
    }

    /// Allocates one value.
    ///
    /// # Errors
    /// Those of [`Arena::alloc`].
    pub fn alloc_value<T: Copy>(&self, value: T) -> Result<&mut T> {
        Ok(&mut self.alloc_slice(1, value)?[0])
    }
}
