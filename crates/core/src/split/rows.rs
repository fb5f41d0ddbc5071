//! Strided rows of bytes. The bytes between the rows are not part of them, so that two regions side by side in one image can be
//! held, and written, at once.

use crate::simd::{FROM_MEMORY, PREFETCHES, prefetch_at};
use std::marker::PhantomData;
use std::ops::Range;
use std::slice;

/// Returns the number of bytes from the first byte of the first row to the last byte of the last; `None` on overflow.
#[inline]
pub fn span(row_bytes: usize, rows: usize, stride: usize) -> Option<usize> {
    match rows {
        0 => Some(0),
        _ => (rows - 1).checked_mul(stride)?.checked_add(row_bytes).filter(|&n| n <= isize::MAX as usize),
    }
}

/// Rows to read: `rows` rows of `row_bytes` bytes, each `stride` bytes after the one before.
#[derive(Clone, Copy, Debug)]
pub struct Rows<'a> {
    ptr: *const u8,
    row_bytes: usize,
    rows: usize,
    stride: usize,
    borrow: PhantomData<&'a [u8]>,
}

/// Rows to write; see [`Rows`].
#[derive(Debug)]
pub struct RowsMut<'a> {
    ptr: *mut u8,
    row_bytes: usize,
    rows: usize,
    stride: usize,
    borrow: PhantomData<&'a mut [u8]>,
}

// SAFETY: these are a shared and an exclusive borrow of bytes, which may go to and be used from any thread.
unsafe impl Send for Rows<'_> {}
// SAFETY: as above.
unsafe impl Sync for Rows<'_> {}
// SAFETY: as above.
unsafe impl Send for RowsMut<'_> {}
// SAFETY: as above; a shared `RowsMut` gives out only shared rows.
unsafe impl Sync for RowsMut<'_> {}

impl<'a> Rows<'a> {
    /// Returns rows within `data`; `None` where they do not fit in it or overlap each other.
    #[inline]
    pub fn new(data: &'a [u8], row_bytes: usize, rows: usize, stride: usize) -> Option<Self> {
        let fits = span(row_bytes, rows, stride)? <= data.len() && (stride >= row_bytes || rows <= 1);
        // SAFETY: the slice covers the whole span for 'a.
        fits.then(|| unsafe { Self::from_raw(data.as_ptr(), row_bytes, rows, stride) })
    }

    /// Cuts `data` into rows of `row_bytes` bytes without gaps, and returns them and the bytes that are left. Panics where
    /// `row_bytes` is 0.
    pub fn from_flat(data: &'a [u8], row_bytes: usize) -> (Self, &'a [u8]) {
        let rows = data.len() / row_bytes;
        let (whole, rest) = data.split_at(rows * row_bytes);
        // SAFETY: the slice covers exactly these rows for 'a.
        (unsafe { Self::from_raw(whole.as_ptr(), row_bytes, rows, row_bytes) }, rest)
    }

    /// Makes the one row `row`.
    #[inline]
    pub fn one(row: &'a [u8]) -> Self {
        // SAFETY: the slice is one row, readable for 'a.
        unsafe { Self::from_raw(row.as_ptr(), row.len(), 1, row.len()) }
    }

    /// Makes rows from a pointer to the first.
    ///
    /// # Safety
    /// Every row must be readable for `'a`, and nothing may write to it; the rows must not overlap each other; `span` of them
    /// must not overflow.
    #[inline]
    pub unsafe fn from_raw(ptr: *const u8, row_bytes: usize, rows: usize, stride: usize) -> Self {
        debug_assert!(span(row_bytes, rows, stride).is_some() && (stride >= row_bytes || rows <= 1));
        Self { ptr, row_bytes, rows, stride, borrow: PhantomData }
    }

    /// Returns the number of rows.
    pub fn len(&self) -> usize {
        self.rows
    }

    /// Returns whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// Returns the length of a row in bytes.
    pub fn row_bytes(&self) -> usize {
        self.row_bytes
    }

    /// Returns the distance from one row to the next in bytes.
    pub fn stride(&self) -> usize {
        self.stride
    }

    /// Returns a pointer to the first byte, for kernels that gather from several rows and check their offsets themselves.
    pub fn as_ptr(&self) -> *const u8 {
        self.ptr
    }

    /// Returns row `y`. Panics past the last.
    #[inline]
    pub fn row(&self, y: usize) -> &'a [u8] {
        assert!(y < self.rows);
        // SAFETY: `y < rows` was checked, and every row is readable for 'a (promise of `from_raw`).
        unsafe { slice::from_raw_parts(self.ptr.add(y * self.stride), self.row_bytes) }
    }

    /// Returns the `N` bytes from byte `x` on of each of the rows `rows`. Panics where they lie outside.
    #[inline]
    pub fn column<const N: usize>(
        &self,
        x: usize,
        rows: Range<usize>,
    ) -> impl Iterator<Item = &'a [u8; N]> + use<'a, N> {
        assert!(x <= self.row_bytes && N <= self.row_bytes - x);
        assert!(rows.start <= rows.end && rows.end <= self.rows);
        let &Self { ptr, stride, .. } = self;
        // SAFETY: the column lies within these rows, as was checked, and they are readable for 'a (promise of `from_raw`).
        rows.map(move |y| unsafe { &*ptr.add(y * stride + x).cast() })
    }

    /// Returns whether to [prefetch](Self::prefetch) the rows of an image: it is large, and its rows do not lie at such a distance that
    /// they drive each other out of the first cache.
    pub fn come_from_memory(&self) -> bool {
        const APART: usize = 1024;
        PREFETCHES && self.rows * self.row_bytes >= FROM_MEMORY && !self.stride.is_multiple_of(APART)
    }

    /// Prefetches the cache line of byte `x` of each of `rows`, also of those below the last one here.
    // Kernels call this for images that are not in a cache, and should not be laid out for it.
    #[cold]
    #[inline(never)]
    pub fn prefetch(&self, x: usize, rows: Range<usize>) {
        let mut at = self.offset(x, rows.start);
        for _ in rows {
            prefetch_at(at);
            at = at.wrapping_add(self.stride);
        }
    }

    /// Returns all rows as one slice, where nothing lies between them.
    pub fn as_slice(&self) -> Option<&'a [u8]> {
        if self.rows == 0 {
            return Some(&[]);
        }
        // SAFETY: rows without gaps are one readable span.
        (self.stride == self.row_bytes || self.rows == 1)
            .then(|| unsafe { slice::from_raw_parts(self.ptr, self.rows * self.row_bytes) })
    }

    /// Returns the bytes `columns` of the rows `rows`. Panics where they lie outside.
    pub fn sub(&self, columns: Range<usize>, rows: Range<usize>) -> Rows<'a> {
        assert!(columns.start <= columns.end && columns.end <= self.row_bytes);
        assert!(rows.start <= rows.end && rows.end <= self.rows);
        // SAFETY: the region lies within these rows, as was checked.
        unsafe { Rows::from_raw(self.offset(columns.start, rows.start), columns.len(), rows.len(), self.stride) }
    }

    fn offset(&self, x: usize, y: usize) -> *const u8 {
        // An empty region may begin one row past the last, which the allocation need not reach.
        self.ptr.wrapping_add(y * self.stride).wrapping_add(x)
    }
}

impl<'a> RowsMut<'a> {
    /// Returns writable rows within `data`; `None` where they do not fit in it or overlap each other.
    #[inline]
    pub fn new(data: &'a mut [u8], row_bytes: usize, rows: usize, stride: usize) -> Option<Self> {
        Rows::new(data, row_bytes, rows, stride)?;
        // SAFETY: `Rows::new` found that the slice, exclusively ours for 'a, covers the whole span.
        Some(unsafe { Self::from_raw(data.as_mut_ptr(), row_bytes, rows, stride) })
    }

    /// Cuts `data` into writable rows of `row_bytes` bytes without gaps, and returns them and the bytes that are left. Panics where
    /// `row_bytes` is 0.
    pub fn from_flat(data: &'a mut [u8], row_bytes: usize) -> (Self, &'a mut [u8]) {
        let rows = data.len() / row_bytes;
        let (whole, rest) = data.split_at_mut(rows * row_bytes);
        // SAFETY: the slice, exclusively ours for 'a, covers exactly these rows.
        (unsafe { Self::from_raw(whole.as_mut_ptr(), row_bytes, rows, row_bytes) }, rest)
    }

    /// Makes the one row `row`.
    #[inline]
    pub fn one(row: &'a mut [u8]) -> Self {
        // SAFETY: the slice is one row, exclusively ours for 'a.
        unsafe { Self::from_raw(row.as_mut_ptr(), row.len(), 1, row.len()) }
    }

    /// Makes writable rows from a pointer to the first.
    ///
    /// # Safety
    /// The promises of [`Rows::from_raw`] must hold, and nothing else may read or write the rows for `'a`.
    #[inline]
    pub unsafe fn from_raw(ptr: *mut u8, row_bytes: usize, rows: usize, stride: usize) -> Self {
        debug_assert!(span(row_bytes, rows, stride).is_some() && (stride >= row_bytes || rows <= 1));
        Self { ptr, row_bytes, rows, stride, borrow: PhantomData }
    }

    /// Returns these rows for reading.
    #[inline]
    pub fn as_rows(&self) -> Rows<'_> {
        let &Self { ptr, row_bytes, rows, stride, .. } = self;
        Rows { ptr, row_bytes, rows, stride, borrow: PhantomData }
    }

    /// Borrows these rows for a shorter time.
    pub fn reborrow(&mut self) -> RowsMut<'_> {
        let &mut Self { ptr, row_bytes, rows, stride, .. } = self;
        RowsMut { ptr, row_bytes, rows, stride, borrow: PhantomData }
    }

    /// Borrows the rows `range` for a shorter time. Panics where they lie outside.
    pub fn range(&mut self, range: Range<usize>) -> RowsMut<'_> {
        let row_bytes = self.row_bytes;
        self.reborrow().sub(0..row_bytes, range)
    }

    /// Returns the number of rows.
    pub fn len(&self) -> usize {
        self.rows
    }

    /// Returns whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// Returns the length of a row in bytes.
    pub fn row_bytes(&self) -> usize {
        self.row_bytes
    }

    /// Returns row `y`. Panics past the last.
    #[inline]
    pub fn row(&mut self, y: usize) -> &mut [u8] {
        assert!(y < self.rows);
        // SAFETY: `y < rows` was checked, and every row is exclusively ours for 'a (promise of `from_raw`).
        unsafe { slice::from_raw_parts_mut(self.ptr.add(y * self.stride), self.row_bytes) }
    }

    /// Returns the `N` bytes from byte `x` on of each of the rows `rows`. Panics where they lie outside.
    #[inline]
    pub fn column_mut<'b, const N: usize>(
        &'b mut self,
        x: usize,
        rows: Range<usize>,
    ) -> impl Iterator<Item = &'b mut [u8; N]> + use<'a, 'b, N> {
        assert!(x <= self.row_bytes && N <= self.row_bytes - x);
        assert!(rows.start <= rows.end && rows.end <= self.rows);
        let &mut Self { ptr, stride, .. } = self;
        // SAFETY: the column lies within these rows, as was checked; they are exclusively ours for 'b and do not overlap (promise of
        // `from_raw`), and each is given out once.
        rows.map(move |y| unsafe { &mut *ptr.add(y * stride + x).cast() })
    }

    /// Returns all rows as one slice, where nothing lies between them.
    pub fn as_slice(&mut self) -> Option<&mut [u8]> {
        if self.rows == 0 {
            return Some(&mut []);
        }
        // SAFETY: rows without gaps are one writable span, exclusively ours.
        (self.stride == self.row_bytes || self.rows == 1)
            .then(|| unsafe { slice::from_raw_parts_mut(self.ptr, self.rows * self.row_bytes) })
    }

    /// Returns the bytes `columns` of the rows `rows`. Panics where they lie outside.
    pub fn sub(self, columns: Range<usize>, rows: Range<usize>) -> RowsMut<'a> {
        let Rows { row_bytes, rows: count, stride, .. } = self.as_rows().sub(columns.clone(), rows.clone());
        let ptr = self.ptr.wrapping_add(rows.start * self.stride).wrapping_add(columns.start);
        RowsMut { ptr, row_bytes, rows: count, stride, borrow: PhantomData }
    }

    /// Returns the rows before `y` and the rows from `y` on. Panics where `y > len`.
    pub fn split_at(self, y: usize) -> (RowsMut<'a>, RowsMut<'a>) {
        assert!(y <= self.rows);
        let Self { ptr, row_bytes, rows, stride, .. } = self;
        let below = ptr.wrapping_add(y * stride);
        let part = |ptr, rows| RowsMut { ptr, row_bytes, rows, stride, borrow: PhantomData };
        (part(ptr, y), part(below, rows - y))
    }

    /// Returns the bytes of each row before byte `x` and those from it on. Panics where `x > row_bytes`.
    pub fn split_columns(self, x: usize) -> (RowsMut<'a>, RowsMut<'a>) {
        assert!(x <= self.row_bytes);
        let Self { ptr, row_bytes, rows, stride, .. } = self;
        let part = |ptr, row_bytes| RowsMut { ptr, row_bytes, rows, stride, borrow: PhantomData };
        (part(ptr, x), part(ptr.wrapping_add(x), row_bytes - x))
    }

    /// Returns the rows `range`, which this value keeps too.
    ///
    /// # Safety
    /// No two live aliases, and no use of `self`, may share a row.
    pub(super) unsafe fn alias(&self, range: Range<usize>) -> RowsMut<'a> {
        assert!(range.start <= range.end && range.end <= self.rows);
        let &Self { ptr, row_bytes, stride, .. } = self;
        RowsMut {
            ptr: ptr.wrapping_add(range.start * stride),
            row_bytes,
            rows: range.len(),
            stride,
            borrow: PhantomData,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_outside_the_slice_are_refused() {
        let data = [0u8; 20];
        assert!(Rows::new(&data, 4, 5, 4).is_some());
        assert!(Rows::new(&data, 4, 3, 8).is_some());
        assert!(Rows::new(&data, 5, 3, 8).is_none());
        assert!(Rows::new(&data, 4, 2, 3).is_none(), "overlapping rows");
        assert!(Rows::new(&data, 4, 3, usize::MAX / 2).is_none());
        assert!(Rows::new(&data, 0, 0, 0).is_some());
    }

    #[test]
    fn flat_data_is_rows_and_a_rest() {
        let mut data: Vec<u8> = (0..11).collect();
        let (rows, rest) = Rows::from_flat(&data, 4);
        assert_eq!((rows.len(), rows.row(1), rest), (2, &[4, 5, 6, 7][..], &[8, 9, 10][..]));
        let (mut rows, rest) = RowsMut::from_flat(&mut data, 4);
        rows.row(1).fill(0);
        rest.fill(1);
        assert_eq!(data, [0, 1, 2, 3, 0, 0, 0, 0, 1, 1, 1]);
        assert!(Rows::from_flat(&data[..3], 4).0.is_empty());
    }

    #[test]
    fn regions_side_by_side_are_written_at_once() {
        let mut data = [0u8; 12];
        let mut all = RowsMut::new(&mut data, 4, 3, 4).unwrap();
        let (mut top, mut rest) = all.reborrow().split_at(1);
        top.row(0).fill(1);
        rest.row(1).fill(3);
        all.sub(1..3, 1..2).row(0).fill(2);
        assert_eq!(data, [1, 1, 1, 1, 0, 2, 2, 0, 3, 3, 3, 3]);
    }

    #[test]
    fn columns_are_split_in_every_row() {
        let mut data = [0u8; 11];
        let (mut left, mut right) = RowsMut::new(&mut data, 3, 3, 4).unwrap().split_columns(2);
        assert_eq!((left.row_bytes(), right.row_bytes()), (2, 1));
        for y in 0..3 {
            left.row(y).fill(1);
            right.row(y).fill(2);
        }
        assert_eq!(data, [1, 1, 2, 0, 1, 1, 2, 0, 1, 1, 2]);
    }

    #[test]
    fn a_column_has_bytes_of_each_row() {
        let mut data: Vec<u8> = (0..14).collect();
        let mut rows = RowsMut::new(&mut data, 4, 3, 5).unwrap();
        rows.column_mut::<2>(2, 1..3).for_each(|bytes| bytes[1] = 77);
        assert!(rows.as_rows().column::<3>(1, 0..3).eq([&[1, 2, 3], &[6, 7, 77], &[11, 12, 77]]));
        assert_eq!(rows.as_rows().column::<4>(0, 3..3).count(), 0);
        for (x, end) in [(2, 3), (5, 3), (usize::MAX, 3), (0, 4)] {
            let rows = rows.as_rows();
            assert!(std::panic::catch_unwind(|| rows.column::<3>(x, 0..end).count()).is_err(), "{x} {end}");
        }
    }

    #[test]
    fn gaps_keep_rows_from_being_one_slice() {
        let data: Vec<u8> = (0..12).collect();
        let tight = Rows::new(&data, 4, 3, 4).unwrap();
        assert_eq!(tight.as_slice().unwrap(), &data[..]);
        assert!(tight.sub(0..3, 0..2).as_slice().is_none());
        assert_eq!(tight.sub(1..3, 2..3).as_slice().unwrap(), [9, 10]);
        assert!(tight.sub(0..4, 3..3).as_slice().unwrap().is_empty());
    }
}
