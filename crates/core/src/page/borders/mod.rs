//! Borders: dark areas at the edges of a scan, which are no part of the page.

mod depth;
mod finder;
#[cfg(test)]
mod tests;
mod thin;

pub use finder::{BorderFinder, Borders};

use super::erase::{check_cleaned, copy_page};
use super::scratch::PageScratch;
use crate::base::error::Result;
use crate::image::{Format, ImageMut, ImageRef, format_among};

/// Numbers of a search for borders.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BorderParams {
    /// The gray up to which a pixel is ink. `None` takes Otsu's level; bits do not need it.
    pub threshold: Option<u8>,
}

/// Finds the dark areas that a scanner leaves around a page, and the rectangle around everything else.
///
/// A page is divided into cells of 8 x 8 pixels. A border is a group of dark cells, five eighths ink or more, or with two lines of
/// pixels at the edge that are seven eighths ink, that begins within two cells of an edge, lies along at least 16 cells and a
/// twelfth of one, and is no deeper than an eighth of the page's shorter side on average. Groups with more than a sixty-fourth of
/// holes are dark bands with light text, and no borders. Where a group is deeper for less than seven cells along the edge, text
/// touches the border, and stays.
///
/// # Errors
/// `Unsupported` for sides beyond 2²⁴; `OutOfMemory`.
pub fn find_borders(src: ImageRef<'_>, params: &BorderParams, scratch: &mut PageScratch) -> Result<Borders> {
    let PageScratch { ink, erased, border_finder, .. } = scratch;
    border_finder.find(ink.pack(src, params.threshold)?, erased)
}

/// Writes `src` to `dst` without the borders that [`find_borders`] finds, and the ink of the cells next to them. Colours become gray
/// (BT601).
///
/// # Errors
/// Those of [`find_borders`]; `SizeMismatch`; `Unsupported` if `dst` is not `Bit1` for bits, `Gray8` for all other formats. Nothing
/// is written then.
pub fn remove_borders(
    src: ImageRef<'_>,
    params: &BorderParams,
    scratch: &mut PageScratch,
    mut dst: ImageMut<'_>,
) -> Result<Borders> {
    check_cleaned(&src, &dst)?;
    let borders = find_borders(src, params, scratch)?;
    scratch.reserve_paper(src)?;
    copy_page(src, dst.reborrow())?;
    if borders.areas > 0 {
        scratch.erase(dst);
    }
    Ok(borders)
}

/// Applies [`remove_borders`] to a `Gray8` or `Bit1` page in place.
///
/// # Errors
/// Those of [`find_borders`]; `Unsupported` for other formats.
pub fn remove_borders_in_place(
    image: ImageMut<'_>,
    params: &BorderParams,
    scratch: &mut PageScratch,
) -> Result<Borders> {
    format_among("dst", image.format(), &[Format::Gray8, Format::Bit1])?;
    let borders = find_borders(image.as_ref(), params, scratch)?;
    if borders.areas > 0 {
        scratch.reserve_paper(image.as_ref())?;
        scratch.erase(image);
    }
    Ok(borders)
}
