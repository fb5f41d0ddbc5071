//! Pixels made gray on their way.

use super::write::{Pixels, Writer};
use crate::image::gray::gray_row;
use crate::image::{Format, Luma};
use crate::simd::Level;

/// Pixels that are made gray before they are written: with their source of four bytes each, 20 KiB in the first cache.
pub const PIECE: usize = 4096;

/// The same where they are written past the cache. The source of the next ones is then fetched while these are written: a
/// page takes a third longer with four times as many.
pub const STREAMED_PIECE: usize = 1024;

/// How pixels of `format` become gray.
pub struct Gray<'a> {
    pub format: Format,
    pub luma: Luma,
    /// For so many at a time.
    pub room: &'a mut [u8],
}

impl Gray<'_> {
    /// Whether rows of `pixels` follow each other as one row.
    pub fn joins(&self, pixels: &Pixels) -> bool {
        self.format != Format::Bit1 || pixels.columns().is_multiple_of(8)
    }

    /// Writes the row `px` to `out`; `pixels` are those that it becomes.
    #[inline(never)]
    pub fn write<W: Writer>(
        &mut self,
        level: Level,
        pixels: &Pixels,
        px: &[u8],
        writer: &W,
        mut out: [&mut [W::Element]; 3],
    ) {
        let most = writer.piece().min(self.room.len());
        let mut from = 0;
        // The last piece gets what is to be filled, too.
        loop {
            let columns = (pixels.columns() - from).min(most);
            let piece = pixels.of_columns(columns);
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
