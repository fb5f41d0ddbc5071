//! Gray in pieces that stay in the first cache, for operations that need no whole gray image.

use super::luma::Luma;
use super::row::gray_row;
use crate::image::Format;
use crate::simd::Level;

/// Pixels of a piece: whole bytes of a `Bit1` row. Twice or half as many are no faster at any size of the image.
pub(in crate::image) const GRAY_PX: usize = 4096;

/// Pixels of pieces of short rows, for which clearing more room would take longer than the row: all of up to `FEW_PX` at once, and
/// `SHORT_PX` of up to `MOST_SHORT_PX`.
const FEW_PX: usize = 512;
pub(in crate::image) const SHORT_PX: usize = 1024;
pub(in crate::image) const MOST_SHORT_PX: usize = 8 * SHORT_PX;

/// Pixels of the first `width` of a row, to be made gray.
#[derive(Clone, Copy)]
pub(in crate::image) struct GrayRow<'a> {
    pub format: Format,
    pub luma: Luma,
    pub row: &'a [u8],
    pub width: usize,
}

impl GrayRow<'_> {
    /// Calls `f(start, gray)` for each piece. All pieces but the last have a multiple of `unit` pixels, which are at most [`GRAY_PX`].
    pub fn chunks(self, level: Level, unit: usize, f: impl FnMut(usize, &[u8])) {
        match self.width.max(unit) {
            ..=FEW_PX => self.chunks_in(&mut [0; FEW_PX], level, unit, f),
            _ if self.width <= MOST_SHORT_PX && unit <= SHORT_PX => self.chunks_in(&mut [0; SHORT_PX], level, unit, f),
            _ => self.chunks_in(&mut [0; GRAY_PX], level, unit, f),
        }
    }

    /// Calls `f` as [`chunks`](Self::chunks) does, with as many pixels as fit in `room`, at least `unit`.
    #[inline(always)]
    pub fn chunks_in(self, room: &mut [u8], level: Level, unit: usize, mut f: impl FnMut(usize, &[u8])) {
        let Self { format, luma, row, width } = self;
        let piece = room.len() / unit * unit;
        for from in (0..width).step_by(piece) {
            let gray = &mut room[..piece.min(width - from)];
            gray_row(level, format, luma, row, from, gray);
            f(from, gray);
        }
    }
}
