//! Flips of single rows. Bits of the result beyond its width stay unchanged.

#[cfg(target_arch = "aarch64")]
use super::neon;
use super::row_pair::{PixelSize, RowPair};
use super::scalar;
#[cfg(target_arch = "x86_64")]
use super::{avx2, sse42};
use crate::image::{Format, Geometry};
use crate::simd::{Level, dispatch};

dispatch! {
    /// Reverses the order of pixels between two rows. Bits move as whole bytes, those beyond the width too.
    pub fn mirror(rows: RowPair<'_>, size: PixelSize) {
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

    /// Writes `src` to `dst`.
    pub fn copy(&self, src: &[u8], dst: &mut [u8]) {
        let before = last(dst);
        dst.copy_from_slice(src);
        self.restore(dst, before);
    }

    /// Writes the pixels of `src` to `dst` in reverse order.
    pub fn mirror(&self, src: &[u8], dst: &mut [u8]) {
        let before = last(dst);
        mirror(self.level, RowPair::Copy(src, dst), self.size);
        self.align(dst, before);
    }

    /// Reverses the order of the pixels of `row`.
    pub fn mirror_in_place(&self, row: &mut [u8]) {
        let before = last(row);
        let half = row.len() / self.size.bytes() / 2 * self.size.bytes();
        let (front, rest) = row.split_at_mut(half);
        let (middle, back) = rest.split_at_mut(rest.len() - half);
        if let (PixelSize::Bit, [eight]) = (self.size, middle) {
            *eight = eight.reverse_bits();
        }
        mirror(self.level, RowPair::Exchange(front, back), self.size);
        self.align(row, before);
    }

    /// Swaps two rows.
    pub fn swap(&self, above: &mut [u8], below: &mut [u8]) {
        let before = (last(above), last(below));
        above.swap_with_slice(below);
        self.restore(above, before.0);
        self.restore(below, before.1);
    }

    /// Swaps two rows and reverses the order of the pixels of both.
    pub fn swap_mirrored(&self, above: &mut [u8], below: &mut [u8]) {
        let before = (last(above), last(below));
        mirror(self.level, RowPair::Exchange(above, below), self.size);
        self.align(above, before.0);
        self.align(below, before.1);
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
