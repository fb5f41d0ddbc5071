//! Gray rows for the windows to move over.

use crate::base::error::Result;
use crate::image::row_ring::RowRing;
use crate::image::rows::{RowSteps, SourceRows};

/// Largest buffer of gray rows that keeps every row a window needs: beyond it the rows would not stay in the second cache.
const KEPT_BYTES: usize = 512 << 10;

/// Rows converted at once while all rows of a window are kept. Longer runs of memory make Sauvola of an A4 page in colour 7 to
/// 9 % faster.
const BAND: usize = 8;

/// Use of a row by the windows. One row of each role may be in use at a time.
#[derive(Clone, Copy)]
pub enum Role {
    Enters,
    Leaves,
    Decided,
}

/// Cache of gray rows of one image.
pub struct GrayRows {
    height: usize,
    /// Converted rows: all that the windows cover and a band, or one for each [`Role`]. Empty for an image that is gray.
    gray: RowRing<u8>,
    all_kept: bool,
}

impl GrayRows {
    /// Prepares for an image of `width` x `height` that comes through `steps`, and windows that reach `reach` rows up and down.
    pub fn new(steps: &RowSteps, width: usize, height: usize, reach: usize) -> Result<Self> {
        let covered = (2 * reach + 2).min(height) + BAND;
        let all_kept = steps.is_resized() || covered.saturating_mul(width) <= KEPT_BYTES;
        let rows = match steps.is_empty() {
            true => 0,
            false if all_kept => covered,
            false => 3,
        };
        Ok(Self { height, gray: RowRing::new(rows, width, "binarize: gray rows")?, all_kept })
    }

    /// Drops all rows: another image comes next.
    pub fn forget(&mut self) {
        self.gray.clear();
    }

    /// Converts row `y` of `src` unless it is held.
    #[inline(always)]
    pub fn load(&mut self, src: &mut SourceRows<'_>, y: usize, role: Role) {
        if self.gray.slots() > 0 {
            self.convert(src, y, role);
        }
    }

    #[inline(never)]
    fn convert(&mut self, src: &mut SourceRows<'_>, y: usize, role: Role) {
        let slot = self.slot(y, role);
        if !self.gray.holds(slot, y) {
            let band = if self.all_kept { BAND.min(self.gray.slots() - slot).min(self.height - y) } else { 1 };
            self.gray.load(slot, y..y + band, |rows, gray| src.write_all(rows, gray));
        }
    }

    /// Returns row `y` of `src`, which was loaded in this role.
    #[inline]
    pub fn row<'a>(&'a self, src: &SourceRows<'a>, y: usize, role: Role) -> &'a [u8] {
        if let Some(rows) = src.source_rows() {
            return rows.row(y);
        }
        let slot = self.slot(y, role);
        debug_assert!(self.gray.holds(slot, y));
        self.gray.rows(slot, 1)
    }

    fn slot(&self, y: usize, role: Role) -> usize {
        if self.all_kept { self.gray.slot(y) } else { role as usize }
    }
}
