//! How far a page of text is turned.
//!
//! Lines of text, projected along their own direction, give rows that are full and rows that are empty: the sum of the
//! squared differences of adjacent rows is highest there. As Leptonica's `pixFindSkew` (D. Bloomberg, G. Kopec and
//! L. Dasari, Measuring document image skew and orientation, 1995). The page is reduced and made black and white, its
//! columns are sheared instead of turned, and all scores are integers: so the result is the same at every SIMD level and
//! thread count.

mod reduce;
mod search;
mod solid;
mod strips;
#[cfg(test)]
mod tests;

use super::{Format, ImageMut, ImageRef, Method, binarize, rotate};
use crate::base::error::{Result, try_zeroed};
use crate::simd;
use crate::split::Rows;
use reduce::reduce;
use search::search;
use solid::remove_solid;
use strips::Strips;

/// Sides up to which a page is looked at as it is; a larger one is reduced by a whole number, each square of pixels to
/// its mean.
const LARGEST_WIDTH: usize = 1280;
const LARGEST_HEIGHT: usize = 2560;
/// Sides below which nothing can be said, after the reduction.
const SMALLEST_SIDE: usize = 16;
/// How the reduced page is made black and white. Of dark margins and shadows, which would pull the angle by up to a degree,
/// it leaves a window's half along each edge, which is then solid and goes too.
const BLACK_AND_WHITE: Method = Method::AdaptiveMean { window: 61, offset: 20.0 };

/// What [`skew`] found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Skew {
    /// By how many degrees [`rotate`](super::rotate()) makes the page upright: clockwise, negative for anticlockwise;
    /// between −15 and 15.
    pub degrees: f32,
    /// From 0, no line to be seen, to 1. Trust the angle from about 0.5 on.
    pub confidence: f32,
}

/// Finds by how much a page has to be turned for its lines to be level. Colours count as their gray (BT601); the page,
/// reduced to at most 1280x2560, is made black and white by local means, and areas that are all black, wider and higher than
/// 15 to 23 pixels, are left out. Bits that need no reduction are taken as they are. Angles of up to 15 degrees are found, to about a
/// twentieth of a degree on a page of text; text that stands on its side is not told from text that lies level.
///
/// The confidence is `(best − rival) / (best + least)`, of the score of the best angle and of the best one that is more
/// than two degrees from it; `least` is the score of a single edge of a sixteenth of the width. It is near 0 where no
/// direction stands out, as on blank pages, noise and most photos, and where the best angle is the largest looked at.
/// Where nothing can be measured both numbers are 0.
///
/// # Errors
/// `OutOfMemory` where there is none for the reduced page: a few megabytes.
pub fn skew(src: ImageRef<'_>) -> Result<Skew> {
    let by = src.width().div_ceil(LARGEST_WIDTH).max(src.height().div_ceil(LARGEST_HEIGHT));
    let (width, height) = (src.width() / by, src.height() / by);
    if width.min(height) < SMALLEST_SIDE {
        return Ok(Skew { degrees: 0.0, confidence: 0.0 });
    }
    let row_bytes = width.div_ceil(8);
    let mut bits = try_zeroed(row_bytes * height, "skew")?;
    let page = ImageMut::new(&mut bits, width, height, 0, Format::Bit1)?;
    match (by, src.format()) {
        // Bits beyond the width are not copied.
        (1, Format::Bit1) => rotate(src, 0.0, 0, page)?,
        (1, _) => binarize(src, &BLACK_AND_WHITE, page)?,
        _ => {
            let gray = reduce(src, by)?;
            binarize(ImageRef::new(&gray, width, height, 0, Format::Gray8)?, &BLACK_AND_WHITE, page)?;
        }
    }
    remove_solid(&mut bits, row_bytes)?;
    let level = simd::active();
    search(level, &Strips::new(Rows::from_flat(&bits, row_bytes).0, width)?)
}
