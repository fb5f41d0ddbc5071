//! The gray rows that windows move over.

use crate::base::error::Result;
use crate::image::row_ring::RowRing;
use crate::image::rows::{RowSteps, SourceRows};

/// Rows made gray are kept while a window needs them if they take no more than this: they should stay in the second cache.
const KEPT_BYTES: usize = 512 << 10;

/// Rows made at once where all that a window needs are kept: memory is read in longer runs, and Sauvola of an A4 page in colour
/// takes 7 to 9 % less.
const BAND: usize = 8;

/// What a row is wanted for. Of each kind one may be in use at a time.
#[derive(Clone, Copy)]
pub enum Role {
    Enters,
    Leaves,
    Decided,
}

pub struct GrayRows {
    height: usize,
    /// The rows that were made: all that windows cover and a band, or one for each [`Role`]. It has no slots where the rows of
    /// the image are gray already.
    gray: RowRing<u8>,
    all_kept: bool,
}

impl GrayRows {
    /// Of an image of `width` x `height` that comes through `steps`, for windows that reach `reach` rows up and down.
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

    /// Another image comes next.
    pub fn forget(&mut self) {
        self.gray.clear();
    }

    /// Makes row `y` of `src` gray, unless it is.
    pub fn load(&mut self, src: &mut SourceRows<'_>, y: usize, role: Role) {
        if self.gray.slots() == 0 {
            return;
        }
        let slot = self.slot(y, role);
        if !self.gray.holds(slot, y) {
            let band = if self.all_kept { BAND.min(self.gray.slots() - slot).min(self.height - y) } else { 1 };
            self.gray.load(slot, y..y + band, |rows, gray| src.write_all(rows, gray));
        }
    }

    /// Row `y` of `src`, which was loaded in this role.
    pub fn row<'a>(&'a self, src: &SourceRows<'a>, y: usize, role: Role) -> &'a [u8] {
        if let Some(rows) = src.as_they_lie() {
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
