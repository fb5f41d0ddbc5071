//! The horizontal pass, the first: along each row, rounded and clamped.

use super::band::BAND;
use super::kernels;
use super::row_tables::HorizontalTables;
use crate::base::error::{Result, try_zeroed};
use crate::image::rotate::{Turn, turn_bytes};
use crate::image::row_source::RowSource;
use crate::simd::Level;
use crate::split::{Rows, RowsMut};

const SCRATCH: &str = "resize: scratch rows";
/// Rows that are filtered together where they are not turned.
const TOGETHER: usize = 8;

/// The first pass over an image.
pub struct HorizontalPass {
    pub tables: HorizontalTables,
    /// Rows of the image.
    pub height: usize,
    /// Bytes of a row of the source.
    pub row_bytes: usize,
    /// Whether bands of rows are turned on their side.
    pub turns: bool,
}

/// Scratch memory for the first pass.
pub struct HorizontalScratch {
    /// A band of the source, where it does not lie in an image; one turned on its side; and what the pass makes of it. They are
    /// one piece of memory, because glibc gives small ones back to the system after each call.
    bands: Vec<u8>,
    /// The ends of rows, where kernels would read beyond them.
    tails: Vec<u8>,
}

impl HorizontalPass {
    /// Rows that are made together.
    pub fn together(&self) -> usize {
        if self.turns { BAND } else { TOGETHER }
    }

    /// Bytes of a row of the result.
    pub fn intermediate_bytes(&self) -> usize {
        self.tables.positions.saturating_mul(self.tables.channels)
    }

    /// Scratch memory for [`HorizontalPass::run`].
    pub fn scratch(&self) -> Result<HorizontalScratch> {
        let columns = self.row_bytes.saturating_mul(2).saturating_add(self.intermediate_bytes());
        let tail = self.tables.dots.as_ref().map_or(0, |tables| tables.tail.1);
        Ok(HorizontalScratch {
            bands: try_zeroed(if self.turns { columns.saturating_mul(BAND) } else { 0 }, SCRATCH)?,
            tails: try_zeroed(tail.saturating_mul(TOGETHER), SCRATCH)?,
        })
    }

    /// Writes the rows from `first` on, at most as many as [`HorizontalPass::together`]. `dst` has spare bytes after each row.
    pub fn run(
        &self,
        level: Level,
        src: &mut dyn RowSource,
        first: usize,
        scratch: &mut HorizontalScratch,
        mut dst: RowsMut<'_>,
    ) {
        if self.turns {
            return self.run_turned(level, src, first, scratch, dst);
        }
        let (mut done, count, width) = (0, dst.len(), dst.row_bytes());
        while done < count {
            let rows = src.first_of(first + done..first + count);
            let range = done..done + rows.len();
            let tails = self.cut_tails(rows, &mut scratch.tails);
            kernels::filter_rows(level, rows, &self.tables, tails, dst.reborrow().sub(0..width, range.clone()));
            done = range.end;
        }
    }

    /// Copies the ends of `rows`, with room after them, where the tables ask for it.
    fn cut_tails<'a>(&self, rows: Rows<'_>, tails: &'a mut [u8]) -> Rows<'a> {
        let (start, len) = self.tables.dots.as_ref().map_or((0, 0), |tables| tables.tail);
        if len == 0 {
            return Rows::from_flat(&[], 1).0;
        }
        for (y, tail) in tails.chunks_exact_mut(len).take(rows.len()).enumerate() {
            let end = &rows.row(y)[start..];
            tail[..end.len()].copy_from_slice(end);
        }
        Rows::from_flat(&tails[..rows.len() * len], len).0
    }

    /// Filters a band that is turned on its side and back: all its rows take the same multiplications, without a shuffle.
    fn run_turned(
        &self,
        level: Level,
        src: &mut dyn RowSource,
        first: usize,
        scratch: &mut HorizontalScratch,
        dst: RowsMut<'_>,
    ) {
        let lanes = dst.len();
        let (band, columns) = scratch.bands.as_chunks_mut::<BAND>().0.split_at_mut(self.row_bytes);
        let (band, (before, after)) = (band.as_flattened_mut(), columns.split_at_mut(self.row_bytes));
        let turned = RowsMut::from_flat(before.as_flattened_mut(), BAND).0;
        let given = src.first_of(first..first + lanes);
        if given.len() == BAND {
            turn_bytes(level, Turn::new(given, true, 0), turned);
        } else {
            for (y, row) in band.chunks_exact_mut(self.row_bytes).take(lanes).enumerate() {
                row.copy_from_slice(src.row(first + y));
            }
            turn_bytes(level, Turn::new(Rows::from_flat(band, self.row_bytes).0, true, 0), turned);
        }
        // A turn to the right puts the first row last.
        kernels::filter_columns(level, before, &self.tables.taps, self.tables.channels, lanes, after);
        let back = Turn::new(Rows::from_flat(after.as_flattened(), BAND).0, false, 0);
        turn_bytes(level, back, dst.sub(0..self.intermediate_bytes(), 0..lanes));
    }
}
