//! Rows that a kernel reads and writes, in place or not.

use std::marker::PhantomData;

/// Two equally long rows of bytes, one read and one written, that are the same memory or do not overlap.
///
/// One kernel serves calls in place and others: blocks are copied in and out, so that no reference to the source lives while the
/// destination is written.
pub struct InOut<'a> {
    src: *const u8,
    dst: *mut u8,
    len: usize,
    borrows: PhantomData<(&'a [u8], &'a mut [u8])>,
}

impl<'a> InOut<'a> {
    /// Pairs a source with another destination. Panics where their lengths differ.
    pub fn new(src: &'a [u8], dst: &'a mut [u8]) -> Self {
        assert_eq!(src.len(), dst.len());
        Self { src: src.as_ptr(), dst: dst.as_mut_ptr(), len: src.len(), borrows: PhantomData }
    }

    /// Makes `row` both source and destination.
    pub fn in_place(row: &'a mut [u8]) -> Self {
        let ptr = row.as_mut_ptr();
        Self { src: ptr, dst: ptr, len: row.len(), borrows: PhantomData }
    }

    /// Returns the length of a row.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Returns whether the rows are empty.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Loads the `N` source bytes from `at`. Panics outside the row.
    #[inline(always)]
    pub fn load<const N: usize>(&self, at: usize) -> [u8; N] {
        assert!(N <= self.len && at <= self.len - N);
        // SAFETY: `at + N <= len` was checked; the source is readable for `len` bytes while the borrow lives, and no
        // reference into it is alive, as blocks leave by value.
        unsafe { self.src.add(at).cast::<[u8; N]>().read() }
    }

    /// Stores `block` at `at` of the destination. Panics outside the row.
    #[inline(always)]
    pub fn store<const N: usize>(&mut self, at: usize, block: [u8; N]) {
        assert!(N <= self.len && at <= self.len - N);
        // SAFETY: `at + N <= len` was checked; the destination is writable for `len` bytes while the borrow lives.
        unsafe { self.dst.add(at).cast::<[u8; N]>().write(block) }
    }

    /// Maps the row by `f`, in blocks of `N` bytes of which the last may overlap the one before. Returns what is left: nothing, or
    /// all of a row shorter than `N`. In rows of pixels of several bytes `N` holds whole ones.
    #[inline(always)]
    pub fn map_blocks<const N: usize>(self, mut f: impl FnMut([u8; N]) -> [u8; N]) -> InOut<'a> {
        const UNROLLED: usize = 4;
        if self.len < N {
            return self;
        }
        // It is read before its bytes are written, which in place would be read again.
        let last = (!self.len.is_multiple_of(N)).then(|| f(self.load(self.len - N)));
        let mut at = 0;
        let mut step = |blocks: usize, at: usize| {
            for block in 0..blocks {
                let at = at + block * N;
                // SAFETY: both loops stay within `len`; blocks leave and enter by value, as in `load` and `store`.
                unsafe {
                    let out = f(self.src.add(at).cast::<[u8; N]>().read());
                    self.dst.add(at).cast::<[u8; N]>().write(out);
                }
            }
        };
        // Several blocks a turn: on data in L1 the loop would cost as much as one block.
        while self.len - at >= UNROLLED * N {
            step(UNROLLED, at);
            at += UNROLLED * N;
        }
        while self.len - at >= N {
            step(1, at);
            at += N;
        }
        let mut done = self;
        if let Some(last) = last {
            done.store(done.len - N, last);
        }
        let end = done.len;
        done.tail(end)
    }

    /// Returns the two rows from `at` on, for example a tail that scalar code finishes. Panics where `at > len`.
    #[inline(always)]
    pub fn tail(self, at: usize) -> InOut<'a> {
        assert!(at <= self.len);
        // SAFETY: `at <= len` was checked, so that both pointers stay within their rows or one past their end.
        let (src, dst) = unsafe { (self.src.add(at), self.dst.add(at)) };
        InOut { src, dst, len: self.len - at, borrows: PhantomData }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_go_from_source_to_destination() {
        let src = [1, 2, 3, 4, 5];
        let mut dst = [0; 5];
        let mut row = InOut::new(&src, &mut dst);
        let block: [u8; 4] = row.load(1);
        row.store(0, block);
        assert_eq!(dst, [2, 3, 4, 5, 0]);
    }

    #[test]
    fn in_place_reads_what_it_wrote() {
        let mut row = [1, 2, 3];
        let mut both = InOut::in_place(&mut row);
        both.store(1, [9]);
        assert_eq!(both.load::<2>(1), [9, 3]);
        assert_eq!(both.tail(2).len(), 1);
    }

    #[test]
    fn the_last_block_overlaps_and_short_rows_are_left() {
        for len in 0..40 {
            let src: Vec<u8> = (0..len).collect();
            let (mut row, mut other) = (src.clone(), vec![0; src.len()]);
            let left = InOut::in_place(&mut row).map_blocks(|px: [u8; 3]| px.map(|px| px + 100)).len();
            InOut::new(&src, &mut other).map_blocks(|px: [u8; 3]| px.map(|px| px + 100));
            assert_eq!(left, if len < 3 { src.len() } else { 0 });
            for (x, &byte) in row.iter().enumerate() {
                assert_eq!(usize::from(byte), if left > 0 { x } else { x + 100 });
            }
            assert!(left > 0 || row == other);
        }
    }

    #[test]
    #[should_panic]
    fn a_block_past_the_end_panics() {
        let mut row = [0; 3];
        InOut::in_place(&mut row).load::<4>(0);
    }
}
