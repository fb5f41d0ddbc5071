//! Flips of rows. Bits of the result beyond its width stay unchanged.

#[cfg(target_arch = "aarch64")]
use super::neon;
use super::row_copy::RowCopy;
use super::row_exchange::RowExchange;
use super::row_pairs::{PixelSize, RowPairs};
use super::scalar;
#[cfg(target_arch = "x86_64")]
use super::{avx2, sse42};
use crate::image::{Format, Geometry};
use crate::simd::{Level, dispatch};
use crate::split::RowsMut;

dispatch! {
    /// Reverses the order of pixels between rows. Bits move as whole bytes, those beyond the width too.
    pub fn mirror(rows: &mut RowPairs<'_>, size: PixelSize) {
        scalar: scalar::mirror,
        sse42: sse42::mirror,
        avx2: avx2::mirror,
        avx512: avx2::mirror,
        neon: neon::mirror,
    }
}

dispatch! {
    /// Moves the bits of a row to the left.
    pub fn shift_bits(row: &mut [u8], by: u32) = scalar::shift_bits;
}

/// How the rows of one image are flipped.
#[derive(Clone, Copy)]
pub struct RowFlip {
    level: Level,
    size: PixelSize,
    /// Bits of the last byte of a row that lie beyond its width.
    beyond: u8,
}

impl RowFlip {
    pub fn new(level: Level, geometry: &Geometry) -> Self {
        let partial = geometry.format == Format::Bit1 && !geometry.width.is_multiple_of(8);
        let beyond = if partial { 0xff >> (geometry.width % 8) } else { 0 };
        Self { level, size: PixelSize::of(geometry.format), beyond }
    }

    /// Copies rows.
    pub fn copy(&self, mut rows: RowCopy<'_>) {
        if self.beyond == 0 {
            return rows.for_each(|src, dst| dst.copy_from_slice(src));
        }
        rows.for_each(|src, dst| {
            let before = last(dst);
            dst.copy_from_slice(src);
            self.restore(dst, before);
        });
    }

    /// Copies rows with their pixels in reverse order.
    pub fn mirror(&self, mut rows: RowCopy<'_>) {
        if self.beyond == 0 {
            return mirror(self.level, &mut RowPairs::Copy(rows), self.size);
        }
        rows.for_each(|src, dst| {
            let before = last(dst);
            mirror(self.level, &mut RowPairs::Copy(RowCopy::one(src, dst)), self.size);
            self.align(dst, before);
        });
    }

    /// Reverses the order of the pixels of each of `rows`.
    pub fn mirror_in_place(&self, mut rows: RowsMut<'_>) {
        if self.beyond == 0 {
            return self.exchange_halves(rows);
        }
        for y in 0..rows.len() {
            let row = rows.row(y);
            let before = last(row);
            self.exchange_halves(RowsMut::one(row));
            self.align(row, before);
        }
    }

    fn exchange_halves(&self, mut rows: RowsMut<'_>) {
        let (len, bytes) = (rows.row_bytes(), self.size.bytes());
        let half = len / bytes / 2 * bytes;
        if self.size == PixelSize::Bit && len % 2 == 1 {
            for y in 0..rows.len() {
                let middle = &mut rows.row(y)[half];
                *middle = middle.reverse_bits();
            }
        }
        let (front, rest) = rows.split_columns(half);
        let (_, back) = rest.split_columns(len - 2 * half);
        mirror(self.level, &mut RowPairs::Exchange(RowExchange::new(front, back, false)), self.size);
    }

    /// Swaps rows.
    pub fn swap(&self, mut rows: RowExchange<'_>) {
        rows.for_each(|above, below| {
            let before = (last(above), last(below));
            above.swap_with_slice(below);
            self.restore(above, before.0);
            self.restore(below, before.1);
        });
    }

    /// Swaps rows and reverses the order of their pixels.
    pub fn swap_mirrored(&self, mut rows: RowExchange<'_>) {
        if self.beyond == 0 {
            return mirror(self.level, &mut RowPairs::Exchange(rows), self.size);
        }
        rows.for_each(|above, below| {
            let before = (last(above), last(below));
            mirror(self.level, &mut RowPairs::Exchange(RowExchange::one(above, below)), self.size);
            self.align(above, before.0);
            self.align(below, before.1);
        });
    }

    /// Moves the first pixel of a mirrored row of bits, which lies after the bits beyond the width, to the first bit.
    fn align(&self, row: &mut [u8], before: u8) {
        if self.beyond != 0 {
            shift_bits(self.level, row, self.beyond.count_ones());
            self.restore(row, before);
        }
    }

    /// Gives the bits beyond the width the values they have in `before`.
    fn restore(&self, row: &mut [u8], before: u8) {
        if let Some(last) = row.last_mut() {
            *last = *last & !self.beyond | before & self.beyond;
        }
    }
}

fn last(row: &[u8]) -> u8 {
    row.last().copied().unwrap_or(0)
}
