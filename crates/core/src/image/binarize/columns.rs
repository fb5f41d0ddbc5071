//! One number per column of an image, distributed over four arrays by the column modulo four.
//!
//! A 32-bit lane of a vector holds four pixels. In this order the numbers of the first pixels of all lanes are adjacent, and
//! so are those of the second, third and fourth: pixels widen to 32 bits by a shift and a mask, and a running sum along the
//! row needs one pass across the lanes for four vectors of numbers. Columns of zeros surround the image as far as a window
//! reaches, so windows need no clamping at the border.

use crate::base::error::{Result, try_zeroed};

/// Pixels of the largest block of any kernel. Slices of columns are whole blocks long.
pub const BLOCK: usize = 64;

/// Four slices: the numbers of columns `x`, `x + 1`, `x + 2` and `x + 3`, each followed by every fourth column after it.
pub type Phases<'a> = [&'a [u32]; 4];

/// Mutable [`Phases`].
pub type PhasesMut<'a> = [&'a mut [u32]; 4];

/// Returns the first `count` vectors of `N` lanes of each phase. Loops up to that count need no bounds checks.
#[inline(always)]
pub fn vectors<'a, const N: usize>(phases: &Phases<'a>, count: usize) -> [&'a [[u32; N]]; 4] {
    let &[a, b, c, d] = phases;
    let vectors = |numbers: &'a [u32]| &numbers.as_chunks().0[..count];
    [vectors(a), vectors(b), vectors(c), vectors(d)]
}

/// Mutable [`vectors`].
#[inline(always)]
pub fn vectors_mut<const N: usize>(phases: PhasesMut<'_>, count: usize) -> [&mut [[u32; N]]; 4] {
    let vectors = |numbers| &mut <[u32]>::as_chunks_mut(numbers).0[..count];
    let [a, b, c, d] = phases;
    [vectors(a), vectors(b), vectors(c), vectors(d)]
}

/// The numbers of [`BLOCK`] columns that no window moves over: those of each phase.
pub type ColumnBlock = [[u32; BLOCK / 4]; 4];

/// Returns the numbers of the blocks of `N` lanes that are `index` of many.
#[inline(always)]
pub fn lanes_of<const N: usize>(blocks: &[ColumnBlock], index: usize) -> [&[u32; N]; 4] {
    let parts = BLOCK / 4 / N;
    let block = &blocks[index / parts];
    [0, 1, 2, 3].map(|phase| &block[phase].as_chunks().0[index % parts])
}

/// Places of four neighbouring columns.
#[derive(Clone, Copy)]
pub struct PhasePlaces([usize; 4]);

/// One number per column, in four arrays with margins of zeros.
pub struct PhasedColumns {
    numbers: Vec<u32>,
    /// Length of each array including its margins.
    stride: usize,
    /// Zeros in front of column 0 in each array.
    margin: usize,
    /// Length of each array without its margins.
    len: usize,
}

impl PhasedColumns {
    /// Allocates zeros for `width` columns and for windows that reach `reach` columns to either side.
    pub fn new(width: usize, reach: usize) -> Result<Self> {
        // In whole blocks, so that what a kernel stores as one vector is loaded as one.
        let margin = (reach / 4 + 1).next_multiple_of(BLOCK / 4);
        let len = width.div_ceil(BLOCK).saturating_mul(BLOCK / 4);
        let stride = len.saturating_add(margin).saturating_add(margin);
        let numbers = try_zeroed(stride.saturating_mul(4), "binarize: scratch rows")?;
        Ok(Self { numbers, stride, margin, len })
    }

    /// Returns where the numbers from column `shift` on begin, in these and in equally large columns; `shift` is within reach of
    /// column 0.
    pub fn places(&self, shift: isize) -> PhasePlaces {
        PhasePlaces([0, 1, 2, 3].map(|phase| self.index(shift + phase)))
    }

    /// Returns the numbers from some places on.
    #[inline]
    pub fn at(&self, places: &PhasePlaces) -> Phases<'_> {
        places.0.map(|start| &self.numbers[start..][..self.len])
    }

    /// Returns the numbers from column 0 on.
    #[inline]
    pub fn all_mut(&mut self) -> PhasesMut<'_> {
        let &mut Self { ref mut numbers, stride, margin, len } = self;
        let (a, rest) = numbers.split_at_mut(stride);
        let (b, rest) = rest.split_at_mut(stride);
        let (c, d) = rest.split_at_mut(stride);
        let inner = margin..margin + len;
        [&mut a[inner.clone()], &mut b[inner.clone()], &mut c[inner.clone()], &mut d[inner]]
    }

    #[cfg(test)]
    pub fn set(&mut self, column: usize, number: u32) {
        let index = self.index(column as isize);
        self.numbers[index] = number;
    }

    /// Sets all numbers, those of the margins too.
    pub fn fill(&mut self, number: u32) {
        self.numbers.fill(number);
    }

    fn index(&self, column: isize) -> usize {
        let phase = column.rem_euclid(4) as usize;
        phase * self.stride + (self.margin as isize + column.div_euclid(4)) as usize
    }
}

/// Returns the bytes of a row that are no whole block, padded to one.
#[inline(always)]
pub fn padded_rest<const N: usize>(row: &[u8], padding: u8) -> [u8; N] {
    let (_, rest) = row.as_chunks::<N>();
    let mut block = [padding; N];
    block[..rest.len()].copy_from_slice(rest);
    block
}

/// A row cut into blocks of `N` bytes; the last one is padded.
pub struct RowBlocks<'a, const N: usize> {
    full: &'a [[u8; N]],
    last: [u8; N],
}

impl<'a, const N: usize> RowBlocks<'a, N> {
    /// Cuts `row`. `last` is what [`padded_rest`] makes of it.
    #[inline(always)]
    pub fn new(row: &'a [u8], last: [u8; N]) -> Self {
        Self { full: row.as_chunks().0, last }
    }

    #[inline(always)]
    pub fn get(&self, index: usize) -> &[u8; N] {
        self.full.get(index).unwrap_or(&self.last)
    }
}

/// A row written in blocks of `N` bytes. Bytes of the last block past the end of the row are dropped.
pub struct RowBlocksMut<'a, const N: usize> {
    full: &'a mut [[u8; N]],
    rest: &'a mut [u8],
}

impl<'a, const N: usize> RowBlocksMut<'a, N> {
    #[inline(always)]
    pub fn new(row: &'a mut [u8]) -> Self {
        let (full, rest) = row.as_chunks_mut();
        Self { full, rest }
    }

    /// Writes a block, the last one, where it is no whole one, by `store_rest`.
    #[inline(always)]
    pub fn set(&mut self, index: usize, block: [u8; N], store_rest: impl FnOnce(&mut [u8], &[u8; N])) {
        match self.full.get_mut(index) {
            Some(full) => *full = block,
            None => store_rest(self.rest, &block),
        }
    }
}

/// Stores the bytes of a block that `rest` has room for.
#[inline(always)]
pub fn store_rest<const N: usize>(rest: &mut [u8], block: &[u8; N]) {
    rest.copy_from_slice(&block[..rest.len()]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_found_from_any_shift() {
        for (width, reach) in [(1, 0), (3, 3), (64, 7), (70, 70)] {
            let mut columns = PhasedColumns::new(width, reach).unwrap();
            (0..width).for_each(|x| columns.set(x, 1 + x as u32));
            for shift in -(reach as isize) - 1..=reach as isize {
                let phases = columns.at(&columns.places(shift));
                for x in 0..phases[0].len() * 4 {
                    let column = x as isize + shift;
                    let inside = (0..width as isize).contains(&column);
                    assert_eq!(phases[x % 4][x / 4], if inside { 1 + column as u32 } else { 0 }, "{width} {shift} {x}");
                }
            }
        }
    }

    #[test]
    fn blocks_cover_the_row_and_nothing_else() {
        for len in 0..70 {
            let row: Vec<u8> = (1..=len as u8).collect();
            let mut copy = vec![0; len];
            let (src, mut dst) =
                (RowBlocks::<32>::new(&row, padded_rest(&row, 99)), RowBlocksMut::<32>::new(&mut copy));
            for index in 0..len.div_ceil(32) {
                dst.set(index, *src.get(index), store_rest);
            }
            assert_eq!(copy, row);
            assert_eq!(src.get(len / 32)[len % 32], 99);
        }
    }
}
