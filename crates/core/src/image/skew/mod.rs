//! The skew of a page of text.
//!
//! Lines of text, projected along their own direction, give full rows and empty rows: there the sum of the squared differences
//! of adjacent rows is highest. This is the method of Leptonica's `pixFindSkew` (D. Bloomberg, G. Kopec and L. Dasari,
//! Measuring document image skew and orientation, 1995). The page is reduced and binarised, its columns are sheared instead of
//! rotated, and all scores are integers, so the result is the same at every SIMD level and thread count.

mod reduce;
mod remove_blobs;
mod search;
mod strips;
#[cfg(test)]
mod style_tests;
#[cfg(test)]
mod tests;

pub use search::Skew;

use super::binarize::binarize_at;
use super::{Format, ImageMut, ImageRef, Method};
use crate::base::error::{Result, try_zeroed};
use crate::simd;
use reduce::reduce;
use remove_blobs::remove_blobs;
use search::search;
use strips::{LARGEST_WIDTH, PageStrips};

/// Height up to which a page is examined as it is, like [`LARGEST_WIDTH`]. A larger page is reduced by a whole number, each
/// square of pixels to its mean.
const LARGEST_HEIGHT: usize = 2560;
/// Least side of the reduced page: smaller ones say nothing.
const SMALLEST_SIDE: usize = 16;
/// Binarisation of the reduced page. Of dark margins and shadows, which would pull the angle by up to a degree, it leaves half a
/// window along each edge: a blob, which is removed.
const BLACK_AND_WHITE: Method = Method::AdaptiveMean { window: 61, offset: 20.0 };

/// Finds by how much a page has to be rotated for its lines to be level.
///
/// Colours count as their gray (BT601). The page is reduced to at most 1280x2560 and binarised by local means; black areas wider
/// and higher than 15 to 23 pixels are removed. Bits that need no reduction are taken as they are. Angles from −45 to 45 degrees
/// are found, to within a tenth of a degree on the test pages. Text that stands on its side is not told from level text,
/// and a table or frame is level by either of its two directions.
///
/// The confidence is `(best − rival) / (best + least)`: the score of the best angle, that of the best angle more than two
/// degrees away, and that of a single edge of a sixteenth of the width. It falls to 0 as the best score beyond 45 degrees rises
/// from 1 to 2 times the best within, and on images of less than 208 columns, where few lines look alike at many angles: to 0 below 112.
/// So it is below 0.1 if no direction stands out, as on blank pages, noise and most photos,
/// and if the lines are beyond the range. If nothing can be measured both numbers are 0.
///
/// # Errors
/// `OutOfMemory` if the reduced page, a few megabytes, cannot be allocated.
pub fn skew(src: ImageRef<'_>) -> Result<Skew> {
    match PageBits::new(src)? {
        Some(page) => search(simd::active(), &PageStrips::new(page.view()?.rows(), page.width)?),
        None => Ok(Skew { degrees: 0.0, confidence: 0.0 }),
    }
}

/// A page reduced to at most 1280x2560 bits, without black areas: its text, lines and specks.
pub(crate) struct PageBits {
    bits: Vec<u8>,
    width: usize,
    height: usize,
}

impl PageBits {
    /// Reduces and binarises a page; `None` if it has no 16 pixels to a side then.
    pub fn new(src: ImageRef<'_>) -> Result<Option<Self>> {
        let by = src.width().div_ceil(LARGEST_WIDTH).max(src.height().div_ceil(LARGEST_HEIGHT));
        let (width, height) = (src.width() / by, src.height() / by);
        if width.min(height) < SMALLEST_SIDE {
            return Ok(None);
        }
        let row_bytes = width.div_ceil(8);
        let mut bits = try_zeroed(row_bytes * height, "skew")?;
        let page = ImageMut::new(&mut bits, width, height, 0, Format::Bit1)?;
        let level = simd::active();
        match (by, src.format()) {
            (1, Format::Bit1) => copy_bits(src, page),
            (1, _) => binarize_at(level, src, &BLACK_AND_WHITE, page)?,
            _ => {
                let gray = reduce(level, src, by)?;
                binarize_at(level, ImageRef::new(&gray, width, height, 0, Format::Gray8)?, &BLACK_AND_WHITE, page)?;
            }
        }
        remove_blobs(&mut bits, row_bytes)?;
        Ok(Some(Self { bits, width, height }))
    }

    /// The bits, as an image.
    ///
    /// # Errors
    /// None: the sizes fit.
    pub fn view(&self) -> Result<ImageRef<'_>> {
        ImageRef::new(&self.bits, self.width, self.height, 0, Format::Bit1)
    }
}

/// Copies the bits of `src`; those beyond the width become white.
fn copy_bits(src: ImageRef<'_>, dst: ImageMut<'_>) {
    let last = 0xff << (dst.width().next_multiple_of(8) - dst.width());
    let mut rows = dst.into_rows();
    for y in 0..rows.len() {
        let (from, to) = (src.rows().row(y), rows.row(y));
        to.copy_from_slice(&from[..to.len()]);
        if let Some(byte) = to.last_mut() {
            *byte &= last;
        }
    }
}
