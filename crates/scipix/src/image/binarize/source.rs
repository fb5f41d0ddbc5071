//! The gray rows that windows move over.

use crate::base::error::{Result, try_zeroed};
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
    width: usize,
    height: usize,
    /// Rows that were made: all that windows cover and a band, or one for each [`Role`]. None where rows are gray as they lie.
    gray: Vec<u8>,
    /// Which rows those are.
    held: Vec<usize>,
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
        let gray = try_zeroed(rows.saturating_mul(width), "binarize: gray rows")?;
        let mut gray_rows = Self { width, height, gray, held: try_zeroed(rows, "binarize: gray rows")?, all_kept };
        gray_rows.forget();
        Ok(gray_rows)
    }

    /// Another image comes next.
    pub fn forget(&mut self) {
        self.held.fill(usize::MAX);
    }

    /// Makes row `y` of `src` gray, unless it is.
    pub fn load(&mut self, src: &mut SourceRows<'_>, y: usize, role: Role) {
        if self.held.is_empty() {
            return;
        }
        let slot = self.slot(y, role);
        if self.held[slot] != y {
            let band = if self.all_kept { BAND.min(self.held.len() - slot).min(self.height - y) } else { 1 };
            (y..).zip(&mut self.held[slot..slot + band]).for_each(|(y, held)| *held = y);
            src.write_all(y..y + band, &mut self.gray[slot * self.width..][..band * self.width]);
        }
    }

    /// Row `y` of `src`, which was loaded in this role.
    pub fn row<'a>(&'a self, src: &SourceRows<'a>, y: usize, role: Role) -> &'a [u8] {
        if let Some(rows) = src.as_they_lie() {
            return rows.row(y);
        }
        let slot = self.slot(y, role);
        debug_assert_eq!(self.held[slot], y);
        &self.gray[slot * self.width..][..self.width]
    }

    fn slot(&self, y: usize, role: Role) -> usize {
        if self.all_kept { y % self.held.len() } else { role as usize }
    }
}
