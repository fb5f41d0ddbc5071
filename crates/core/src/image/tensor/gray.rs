//! Conversion to gray on the way to a tensor.

use super::write::{PixelRow, Writer};
use crate::image::gray::gray_row;
use crate::image::{Format, Luma};
use crate::simd::Level;

/// Conversion of pixels of `format` to gray.
pub struct GrayStep<'a> {
    pub format: Format,
    pub luma: Luma,
    /// Room for the gray of a piece.
    pub room: &'a mut [u8],
}

impl GrayStep<'_> {
    /// Returns whether consecutive rows of `pixels` can be converted as one row.
    pub fn joins(&self, pixels: &PixelRow) -> bool {
        self.format != Format::Bit1 || pixels.columns().is_multiple_of(8)
    }

    /// Converts the row `px` to gray and writes it to `out`; `pixels` describes the gray row.
    #[inline(never)]
    pub fn write<W: Writer>(
        &mut self,
        level: Level,
        pixels: &PixelRow,
        px: &[u8],
        writer: &W,
        mut out: [&mut [W::Value]; 3],
    ) {
        let most = writer.piece().min(self.room.len());
        let mut from = 0;
        // The first and the last piece include the padding.
        loop {
            let columns = (pixels.columns() - from).min(most);
            let piece = pixels.piece(from..from + columns);
            let room = &mut self.room[..columns];
            let last = from + columns == pixels.columns();
            gray_row(level, self.format, self.luma, px, from, room);
            let rows = out.each_mut().map(|row| {
                let len = if last { row.len() } else { piece.filled().min(row.len()) };
                row.split_off_mut(..len).expect("as long as the pixels")
            });
            writer.row(level, &piece, room, rows);
            from += columns;
            if last {
                break;
            }
        }
    }
}
