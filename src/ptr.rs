//! Pointers of the caller: checked here, then slices and places.

use super::guard::Law;
use scipix_core::base::error::{Result, fail};
use std::alloc::Layout;
use std::marker::PhantomData;
use std::slice;

#[inline(always)]
fn check<T>(ptr: *const T, len: usize, name: &str) -> Result<()> {
    if ptr.is_null() || !ptr.is_aligned() || len > isize::MAX as usize / size_of::<T>().max(1) {
        return refuse(ptr.cast(), len, Layout::new::<T>(), name);
    }
    Ok(())
}

/// Says which of the checks failed. Once, not in each of the functions that check.
#[cold]
#[inline(never)]
fn refuse(ptr: *const u8, len: usize, element: Layout, name: &str) -> Result<()> {
    if ptr.is_null() {
        fail!(NullPointer, "{name}: is NULL");
    }
    if !ptr.addr().is_multiple_of(element.align()) {
        fail!(InvalidArgument, "{name}: {ptr:p} is not aligned to {} bytes", element.align());
    }
    fail!(Overflow, "{name}: {len} elements of {} bytes exceed the address space", element.size());
}

impl<'call> Law<'call> {
    /// Borrows the `len` elements at `ptr`; (NULL, 0) is empty.
    #[inline(always)]
    pub(super) fn slice<T>(self, ptr: *const T, len: usize, name: &str) -> Result<&'call [T]> {
        // SAFETY: the caller's promise (`Law`): null, or readable for the call with nobody writing.
        unsafe { slice(ptr, len, name) }
    }

    /// Borrows the `len` elements at `ptr` to write; (NULL, 0) is empty.
    #[inline(always)]
    pub(super) fn slice_mut<T>(self, ptr: *mut T, len: usize, name: &str) -> Result<&'call mut [T]> {
        // SAFETY: the caller's promise (`Law`): null, or the caller's to write for the call, and used by nobody else.
        unsafe { slice_mut(ptr, len, name) }
    }

    /// Copies the struct at `ptr`: of integers, floats and pointers, so that any bytes are valid.
    #[inline(always)]
    pub(super) fn read<T: Copy>(self, ptr: *const T, name: &str) -> Result<T> {
        // SAFETY: the caller's promise (`Law`): null, or readable; structs of the header are valid whatever their bytes.
        unsafe { read(ptr, name) }
    }

    /// Checks the place of a result before the work.
    #[inline(always)]
    pub(super) fn out<T>(self, ptr: *mut T, name: &str) -> Result<Out<'call, T>> {
        // SAFETY: the caller's promise (`Law`): null, or writable for the call.
        unsafe { Out::new(ptr, name) }
    }

    /// Checks the place of a result that the caller may do without, by NULL.
    #[inline(always)]
    pub(super) fn optional<T>(self, ptr: *mut T, name: &str) -> Result<Option<Out<'call, T>>> {
        if ptr.is_null() { Ok(None) } else { self.out(ptr, name).map(Some) }
    }
}

/// Borrows the `len` elements at `ptr`; (NULL, 0) is empty.
///
/// # Safety
/// Where `ptr` is not null, `len` elements there must be readable, nobody writing to them, for `'a`.
pub(super) unsafe fn slice<'a, T>(ptr: *const T, len: usize, name: &str) -> Result<&'a [T]> {
    if len == 0 {
        return Ok(&[]);
    }
    check(ptr, len, name)?;
    // SAFETY: not null, aligned, no overflow, as was checked; readable by the caller's promise.
    Ok(unsafe { slice::from_raw_parts(ptr, len) })
}

/// Borrows the `len` elements at `ptr` to write; (NULL, 0) is empty.
///
/// # Safety
/// Where `ptr` is not null, `len` elements there must be ours alone for `'a`.
pub(super) unsafe fn slice_mut<'a, T>(ptr: *mut T, len: usize, name: &str) -> Result<&'a mut [T]> {
    if len == 0 {
        return Ok(&mut []);
    }
    check(ptr, len, name)?;
    // SAFETY: not null, aligned, no overflow, as was checked; ours alone by the caller's promise.
    Ok(unsafe { slice::from_raw_parts_mut(ptr, len) })
}

/// Copies the struct at `ptr`.
///
/// # Safety
/// Where `ptr` is not null, a `T` must be readable there, and any bytes must be a valid `T`.
pub(super) unsafe fn read<T: Copy>(ptr: *const T, name: &str) -> Result<T> {
    check(ptr, 1, name)?;
    // SAFETY: not null and aligned, as was checked; readable and valid by the caller's promise.
    Ok(unsafe { ptr.read() })
}

/// A place for a result: checked before the work, written after it.
pub(super) struct Out<'a, T> {
    ptr: *mut T,
    place: PhantomData<&'a mut T>,
}

impl<T> Out<'_, T> {
    /// # Safety
    /// Where `ptr` is not null, a `T` must be writable there until the `Out` is gone.
    pub(super) unsafe fn new(ptr: *mut T, name: &str) -> Result<Self> {
        check(ptr, 1, name)?;
        Ok(Self { ptr, place: PhantomData })
    }

    pub(super) fn write(self, value: T) {
        // SAFETY: `new` checked it, and its caller promised that it is writable.
        unsafe { self.ptr.write(value) }
    }
}

/// Whether `a_len` bytes at `a` and `b_len` bytes at `b` share one.
pub(super) fn spans_overlap(a: *const u8, a_len: usize, b: *const u8, b_len: usize) -> bool {
    let (a, b) = (a.addr(), b.addr());
    a_len > 0 && b_len > 0 && a < b.saturating_add(b_len) && b < a.saturating_add(a_len)
}

#[cfg(test)]
mod tests {
    use super::*;
    use scipix_core::base::error::ErrorKind;
    use std::ptr::{null, null_mut, without_provenance};

    #[test]
    fn empty_may_be_null_and_nothing_else_may() {
        // SAFETY: null, empty, or refused before they are read.
        unsafe {
            assert!(slice::<u32>(null(), 0, "x").unwrap().is_empty());
            assert!(slice_mut::<u32>(null_mut(), 0, "x").unwrap().is_empty());
            assert_eq!(slice::<u32>(null(), 1, "x").unwrap_err().kind(), ErrorKind::NullPointer);
            assert_eq!(slice::<u32>(without_provenance(6), 1, "x").unwrap_err().kind(), ErrorKind::InvalidArgument);
            assert_eq!(slice::<u32>(without_provenance(8), 1 << 62, "x").unwrap_err().kind(), ErrorKind::Overflow);
            assert_eq!(Out::<u32>::new(null_mut(), "x").err().unwrap().kind(), ErrorKind::NullPointer);
        }
    }

    #[test]
    fn spans_overlap_where_they_share_a_byte() {
        let at = without_provenance::<u8>;
        assert!(spans_overlap(at(10), 5, at(14), 1));
        assert!(!spans_overlap(at(10), 5, at(15), 9));
        assert!(!spans_overlap(at(10), 0, at(10), 9));
        assert!(spans_overlap(at(usize::MAX - 1), 2, at(usize::MAX - 3), 9));
    }
}
