//! Pointers of the caller: checked here, then slices and places.

use super::guard::Law;
use scipix_core::base::error::{Result, fail};
use std::alloc::Layout;
use std::marker::PhantomData;
use std::slice;

/// Whether the `len` elements at `ptr` may be a slice.
#[inline(always)]
pub(super) fn is_plain<T>(ptr: *const T, len: usize) -> bool {
    !ptr.is_null() && ptr.is_aligned() && len <= isize::MAX as usize / size_of::<T>().max(1)
}

#[inline(always)]
fn check<T>(ptr: *const T, len: usize, name: &str) -> Result<()> {
    if !is_plain(ptr, len) {
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

    /// Borrows the `len` elements at `ptr` to write, for a short way. `None` is no error: [`Law::slice_mut`] decides then.
    #[inline(always)]
    pub(super) fn plain_slice_mut<T>(self, ptr: *mut T, len: usize) -> Option<&'call mut [T]> {
        if !is_plain(ptr, len) {
            return None;
        }
        // SAFETY: the caller's promise (`Law`), for a pointer that is not null, is aligned, and whose elements fit, as was checked.
        Some(unsafe { slice::from_raw_parts_mut(ptr, len) })
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

/// Room for a list whose length is known only after the work.
pub(super) struct OutList<'call, T> {
    room: &'call mut [T],
    /// The items that were put.
    count: usize,
    len: Out<'call, usize>,
}

impl<'call> Law<'call> {
    /// Checks the room for a list of up to `cap` items called `name`, and the place of its length, which share no byte with each
    /// other and with `inputs`.
    pub(super) fn out_list<T>(
        self,
        (ptr, cap, name): (*mut T, usize, &str),
        out_len: *mut usize,
        inputs: &[ArgumentSpan<'_>],
    ) -> Result<OutList<'call, T>> {
        let len = self.out(out_len, "out_len")?;
        let Some(bytes) = cap.checked_mul(size_of::<T>()) else {
            fail!(Overflow, "cap: {cap} items of {} bytes exceed the address space", size_of::<T>());
        };
        let (list, count) =
            ((name, ptr.cast_const().cast(), bytes), ("out_len", out_len.cast_const().cast(), size_of::<usize>()));
        inputs.iter().try_for_each(|&input| check_disjoint(list, input).and_then(|()| check_disjoint(count, input)))?;
        check_disjoint(count, list)?;
        Ok(OutList { room: self.slice_mut(ptr, cap, name)?, count: 0, len })
    }
}

impl<T> OutList<'_, T> {
    /// Writes the number of `items`, and the items if there is room for all.
    pub(super) fn write(self, items: impl ExactSizeIterator<Item = T>) -> Result<()> {
        let (cap, count) = (self.room.len(), items.len());
        self.len.write(count);
        if count > cap {
            fail!(SizeMismatch, "cap: {cap} items fit, there are {count}");
        }
        self.room.iter_mut().zip(items).for_each(|(place, item)| *place = item);
        Ok(())
    }

    /// Writes the number of items alone.
    pub(super) fn write_len(self, count: usize) {
        self.len.write(count);
    }

    /// Writes the next item; there is room for it.
    pub(super) fn put(&mut self, item: T) {
        self.room[self.count] = item;
        self.count += 1;
    }

    /// Writes how many items were put.
    pub(super) fn finish(self) {
        self.len.write(self.count);
    }
}

/// Memory of an argument: its name, address and bytes.
pub(super) type ArgumentSpan<'a> = (&'a str, *const u8, usize);

/// The memory of a slice that is an argument.
pub(super) fn span_of<'a, T>(slice: &[T], name: &'a str) -> ArgumentSpan<'a> {
    (name, slice.as_ptr().cast(), size_of_val(slice))
}

/// Fails where two arguments share a byte.
pub(super) fn check_disjoint(
    (name, ptr, bytes): ArgumentSpan<'_>,
    (other_name, other, other_bytes): ArgumentSpan<'_>,
) -> Result<()> {
    if !ptr.is_null() && !other.is_null() && spans_overlap(ptr, bytes, other, other_bytes) {
        fail!(InvalidArgument, "{name}: overlaps {other_name}");
    }
    Ok(())
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
            assert_eq!(
                slice::<u32>(without_provenance(8), usize::MAX / 2, "x").unwrap_err().kind(),
                ErrorKind::Overflow
            );
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
