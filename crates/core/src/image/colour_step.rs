//! How the colours of a row change before the next step of an operation: alpha first, then gray.

use super::alpha::{AlphaStep, blend_row_to};
use super::gray::gray_row;
use super::{Format, Luma};
use crate::simd::Level;

/// Pixels that go through both changes together, in memory that stays in the first cache.
const PIECE: usize = 1024;

/// Changes of colours, each where there is one.
#[derive(Clone, Copy, Debug, Default)]
pub struct ColourStep {
    pub alpha: Option<AlphaStep>,
    pub luma: Option<Luma>,
}

impl From<Option<Luma>> for ColourStep {
    fn from(luma: Option<Luma>) -> Self {
        Self { alpha: None, luma }
    }
}

impl ColourStep {
    /// Drops the changes that pixels of `format` do not need.
    pub fn for_format(self, format: Format) -> Self {
        let Self { alpha, luma } = self;
        Self { alpha: AlphaStep::for_format(alpha, format), luma: luma.filter(|_| format != Format::Gray8) }
    }

    /// Returns whether pixels stay as they are.
    pub fn is_none(&self) -> bool {
        self.alpha.is_none() && self.luma.is_none()
    }

    /// Writes the row `src`, of pixels of `format`, to `dst`, which has as many pixels.
    pub fn write(&self, level: Level, format: Format, src: &[u8], dst: &mut [u8]) {
        match (self.alpha, self.luma) {
            (None, None) => dst.copy_from_slice(src),
            (None, Some(luma)) => gray_row(level, format, luma, src, 0, dst),
            (Some(alpha), None) => blend_row_to(level, alpha, format, src, format, dst),
            (Some(alpha), Some(luma)) => {
                let mut piece = [0; 4 * PIECE];
                for (src, dst) in src.chunks(4 * PIECE).zip(dst.chunks_mut(PIECE)) {
                    let piece = &mut piece[..src.len()];
                    blend_row_to(level, alpha, format, src, format, piece);
                    gray_row(level, format, luma, piece, 0, dst);
                }
            }
        }
    }
}
