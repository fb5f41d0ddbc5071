//! The units that kernels work on: a byte of gray, or 64 bits.

use super::fold::{BothInk, Darker, EitherInk, Fold, Lighter};
use super::scalar;
use super::window::WindowStep;
use crate::simd::{Level, dispatch};

/// One pixel of gray, or a word of 64 pixels of bits, of which the first is the highest.
pub trait Cell: Copy + Default + Send + Sync + 'static {
    /// Pixels of a cell.
    const PIXELS: usize;
    /// How two pixels become one in a dilation.
    type Grow: Fold<Cell = Self>;
    /// How two pixels become one in an erosion.
    type Shrink: Fold<Cell = Self>;

    /// Reads a row of an image.
    fn load(level: Level, row: &[u8], to: &mut [Self]);

    /// Gives the pixels of `row` beyond `width` the value that pixels outside the image have.
    fn bound(row: &mut [Self], width: usize, outside: Self);

    /// Folds, for each pixel of `dst`, the pixels of `src` at the distances of `taps`. Reads one cell more than the distances
    /// say.
    fn join_pixels<F: Fold<Cell = Self>>(level: Level, src: &[Self], taps: WindowStep, dst: &mut [Self]);

    /// Folds cells to a row of an image, whose bits beyond `width` stay.
    fn join_to_row<F: Fold<Cell = Self>>(level: Level, src: &[Self], taps: WindowStep, width: usize, row: &mut [u8]);
}

impl Cell for u8 {
    const PIXELS: usize = 1;
    type Grow = Lighter;
    type Shrink = Darker;

    fn load(_: Level, row: &[u8], to: &mut [u8]) {
        to.copy_from_slice(row);
    }

    fn bound(_: &mut [u8], _: usize, _: u8) {}

    fn join_pixels<F: Fold<Cell = u8>>(level: Level, src: &[u8], taps: WindowStep, dst: &mut [u8]) {
        join(level, F::default(), src, taps, dst);
    }

    fn join_to_row<F: Fold<Cell = u8>>(level: Level, src: &[u8], taps: WindowStep, _: usize, row: &mut [u8]) {
        join(level, F::default(), src, taps, row);
    }
}

impl Cell for u64 {
    const PIXELS: usize = 64;
    type Grow = EitherInk;
    type Shrink = BothInk;

    fn load(level: Level, row: &[u8], to: &mut [u64]) {
        words_of(level, row, to);
    }

    fn bound(row: &mut [u64], width: usize, outside: u64) {
        if let (Some(last), 1..) = (row.last_mut(), width % 64) {
            let beyond = u64::MAX >> (width % 64);
            *last = *last & !beyond | outside & beyond;
        }
    }

    fn join_pixels<F: Fold<Cell = u64>>(level: Level, src: &[u64], taps: WindowStep, dst: &mut [u64]) {
        join_bits(level, F::default(), src, taps, dst);
    }

    fn join_to_row<F: Fold<Cell = u64>>(level: Level, src: &[u64], taps: WindowStep, width: usize, row: &mut [u8]) {
        join_to_bytes(level, F::default(), src, taps, width, row);
    }
}

dispatch! {
    /// Folds, for each cell of `dst`, the cells of `src` at the distances of `taps`.
    pub fn join<F: Fold>(fold: F, src: &[F::Cell], taps: WindowStep, dst: &mut [F::Cell]) = scalar::join::<F>;
}

/// A fold of words of bits.
pub trait BitFold: Fold<Cell = u64> {}

impl<F: Fold<Cell = u64>> BitFold for F {}

dispatch! {
    /// Folds, for each bit of `dst`, the bits of `src` at the distances of `taps`.
    pub fn join_bits<F: BitFold>(fold: F, src: &[u64], taps: WindowStep, dst: &mut [u64]) = scalar::join_bits::<F>;
}

dispatch! {
    /// Reads the bytes of a row of bits as words, the last one filled up with zeros.
    pub fn words_of(row: &[u8], words: &mut [u64]) = scalar::words_of;
}

dispatch! {
    /// Folds, for each word of a row, the words of `src` at the distances of `taps`. Writes `width` bits to the row, whose other
    /// bits stay.
    pub fn join_to_bytes<F: BitFold>(fold: F, src: &[u64], taps: WindowStep, width: usize, row: &mut [u8]) =
        scalar::join_to_bytes::<F>;
}
