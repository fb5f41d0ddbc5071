//! Quarter turns of images of whole bytes: pixels move and do not change.

use super::turn::{Turn, turn_bytes, turn_pairs, turn_threes, turn_words};
use crate::image::{Geometry, ImageMut, ImageRef};
use crate::simd::Level;
use crate::split;

/// Estimated cost of a byte of the result.
const NS_PER_BYTE: f64 = 0.1;

/// A turn by a multiple of 90 degrees, clockwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quarter {
    None,
    Right,
    Half,
    Left,
}

impl Quarter {
    /// The quarter turn by `degrees`; `None` where that is no multiple of 90.
    pub fn of(degrees: f32) -> Option<Self> {
        let quarters = degrees.rem_euclid(360.0) / 90.0;
        let turns = [Quarter::None, Quarter::Right, Quarter::Half, Quarter::Left, Quarter::None];
        (degrees % 90.0 == 0.0).then(|| turns[quarters as usize])
    }

    /// The width and height of an image of `src` after the turn.
    pub fn size(self, src: &Geometry) -> (usize, usize) {
        match self {
            Quarter::Right | Quarter::Left => (src.height, src.width),
            Quarter::None | Quarter::Half => (src.width, src.height),
        }
    }
}

/// Turns `src` clockwise where `right` is set, else counter-clockwise.
pub fn turn(level: Level, src: ImageRef<'_>, right: bool, dst: ImageMut<'_>) {
    let ns_per_row = NS_PER_BYTE * dst.geometry().row_bytes as f64;
    let (src, channels) = (src.rows(), dst.geometry().row_bytes / dst.width());
    // Rows that come from one cache line of the source go to one strip.
    split::strips(dst.into_rows(), ns_per_row).halo(64 / channels).for_each(|range, strip| {
        let turn = Turn::new(src, right, range.start);
        match channels {
            1 => turn_bytes(level, turn, strip),
            2 => turn_pairs(level, turn, strip),
            3 => turn_threes(level, turn, strip),
            _ => turn_words(level, turn, strip),
        }
    });
}
