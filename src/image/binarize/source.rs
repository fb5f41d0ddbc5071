//! The gray rows that windows move over, of an image of any format.

use crate::error::{Result, try_zeroed};
use crate::image::gray::{Luma, gray_row};
use crate::image::{Format, ImageRef};
use crate::simd::Level;

/// Rows made gray are kept while a window needs them if they take no more than this: they should stay in the second cache.
const KEPT_BYTES: usize = 512 << 10;

/// What a row is wanted for. Of each kind one may be in use at a time.
#[derive(Clone, Copy)]
pub enum Role {
    Enters,
    Leaves,
    Decided,
}

pub struct GrayRows<'a> {
    src: ImageRef<'a>,
    level: Level,
    /// Rows that were made gray: all that windows cover, or one for each [`Role`]. None of a gray image.
    gray: Vec<u8>,
    /// Which rows those are.
    held: Vec<usize>,
    all_kept: bool,
}

impl<'a> GrayRows<'a> {
    /// For windows that reach `reach` rows up and down.
    pub fn new(src: ImageRef<'a>, level: Level, reach: usize) -> Result<Self> {
        let covered = (2 * reach + 2).min(src.height());
        let all_kept = covered.saturating_mul(src.width()) <= KEPT_BYTES;
        let rows = match src.format() {
            Format::Gray8 => 0,
            _ if all_kept => covered,
            _ => 3,
        };
        let gray = try_zeroed(rows.saturating_mul(src.width()), "binarize: gray rows")?;
        let mut held = try_zeroed(rows, "binarize: gray rows")?;
        held.fill(usize::MAX);
        Ok(Self { src, level, gray, held, all_kept })
    }

    /// Makes row `y` gray, unless it is.
    pub fn load(&mut self, y: usize, role: Role) {
        if self.src.format() == Format::Gray8 {
            return;
        }
        let slot = self.slot(y, role);
        if self.held[slot] != y {
            self.held[slot] = y;
            let gray = &mut self.gray[slot * self.src.width()..][..self.src.width()];
            gray_row(self.level, self.src.format(), Luma::Bt601, self.src.rows().row(y), 0, gray);
        }
    }

    /// Row `y`, which was loaded in this role.
    pub fn row(&self, y: usize, role: Role) -> &[u8] {
        if self.src.format() == Format::Gray8 {
            return self.src.rows().row(y);
        }
        let slot = self.slot(y, role);
        debug_assert_eq!(self.held[slot], y);
        &self.gray[slot * self.src.width()..][..self.src.width()]
    }

    fn slot(&self, y: usize, role: Role) -> usize {
        if self.all_kept { y % self.held.len() } else { role as usize }
    }
}
