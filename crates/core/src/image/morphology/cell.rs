//! The units that kernels work on: a byte of gray, or 64 bits.

use super::fold::{BothInk, Darker, EitherInk, Fold, Keep, Lighter};
use super::scalar;
use super::window::WindowStep;
use crate::simd::{Level, dispatch};
use crate::split::RowsMut;

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

    /// Returns the cell that never decides.
    fn neutral(keep: Keep) -> Self {
        match keep {
            Keep::Greater => Self::Grow::NEUTRAL,
            Keep::Lesser => Self::Shrink::NEUTRAL,
        }
    }

    /// Folds, for each pixel of `dst`, the pixels of `src` at the distances of `taps`. Reads one cell more than the distances
    /// say.
    fn join_pixels(level: Level, keep: Keep, src: &[Self], taps: WindowStep, dst: &mut [Self]);

    /// Folds cells, whose rows are `stride` apart, to rows of an image, whose bits beyond `width` stay.
    fn join_to_rows(
        level: Level,
        keep: Keep,
        src: &[Self],
        stride: usize,
        taps: WindowStep,
        width: usize,
        rows: RowsMut<'_>,
    );
}

impl Cell for u8 {
    const PIXELS: usize = 1;
    type Grow = Lighter;
    type Shrink = Darker;

    fn load(_: Level, row: &[u8], to: &mut [u8]) {
        to.copy_from_slice(row);
    }

    fn bound(_: &mut [u8], _: usize, _: u8) {}

    fn join_pixels(level: Level, keep: Keep, src: &[u8], taps: WindowStep, dst: &mut [u8]) {
        join(level, keep, src, taps, dst);
    }

    fn join_to_rows(
        level: Level,
        keep: Keep,
        src: &[u8],
        stride: usize,
        taps: WindowStep,
        _: usize,
        mut rows: RowsMut<'_>,
    ) {
        for y in 0..rows.len() {
            join(level, keep, &src[y * stride..], taps, rows.row(y));
        }
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

    fn join_pixels(level: Level, keep: Keep, src: &[u64], taps: WindowStep, dst: &mut [u64]) {
        match keep {
            Keep::Greater => join_bits(level, EitherInk, src, taps, dst),
            Keep::Lesser => join_bits(level, BothInk, src, taps, dst),
        }
    }

    fn join_to_rows(
        level: Level,
        keep: Keep,
        src: &[u64],
        stride: usize,
        taps: WindowStep,
        width: usize,
        rows: RowsMut<'_>,
    ) {
        match keep {
            Keep::Greater => join_to_bytes(level, EitherInk, src, stride, taps, width, rows),
            Keep::Lesser => join_to_bytes(level, BothInk, src, stride, taps, width, rows),
        }
    }
}

/// Folds, for each cell of `dst`, the cells of `src` at the distances of `taps`.
pub fn join<C: Cell>(level: Level, keep: Keep, src: &[C], taps: WindowStep, dst: &mut [C]) {
    match keep {
        Keep::Greater => fold_cells(level, C::Grow::default(), src, taps, dst),
        Keep::Lesser => fold_cells(level, C::Shrink::default(), src, taps, dst),
    }
}

dispatch! {
    /// Folds cells, as [`join`] does.
    pub fn fold_cells<F: Fold>(fold: F, src: &[F::Cell], taps: WindowStep, dst: &mut [F::Cell]) = scalar::join::<F>;
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
    /// Folds, for each word of some rows that are `stride` words apart, the words of `src` at the distances of `taps`. Writes
    /// `width` bits to each row, whose other bits stay.
    pub fn join_to_bytes<F: BitFold>(
        fold: F,
        src: &[u64],
        stride: usize,
        taps: WindowStep,
        width: usize,
        rows: RowsMut<'_>,
    ) = scalar::join_to_bytes::<F>;
}
