//! Ruling lines: found by their long runs of ink, and erased except where strokes cross them.

mod chains;
mod finder;
mod long_runs;
mod params;
mod rulings;
mod segments;
#[cfg(test)]
mod tests;
mod trace;
mod transpose;

pub use finder::LineFinder;
pub use params::{LineParams, RuledLine};

use super::erase::{check_cleaned, copy_page};
use super::scratch::PageScratch;
use crate::base::error::Result;
use crate::image::{Format, ImageMut, ImageRef, format_among};

/// Finds the ruling lines of a page.
///
/// A line is a chain of long runs of ink, in rows that touch or continue each other with small gaps, so that it may be tilted
/// by about a degree, and bent. Lines from top to bottom are those of the page turned over its diagonal, after the lines from
/// left to right were erased.
///
/// # Errors
/// `Unsupported` for sides beyond 2²⁴; `OutOfMemory`.
pub fn find_lines<'s>(src: ImageRef<'_>, params: &LineParams, scratch: &'s mut PageScratch) -> Result<&'s [RuledLine]> {
    let PageScratch { ink, erased, lines, .. } = scratch;
    lines.find(ink.pack(src, params.threshold)?, params, erased)?;
    Ok(lines.lines())
}

/// Writes `src` to `dst` without the ruling lines that [`find_lines`] finds, and returns them. Strokes that reach out of a line
/// above or below are kept where they cross it. Colours become gray (BT601).
///
/// # Errors
/// Those of [`find_lines`]; `SizeMismatch`; `Unsupported` if `dst` is not `Bit1` for bits, `Gray8` for all other formats. Nothing
/// is written then.
pub fn remove_lines<'s>(
    src: ImageRef<'_>,
    params: &LineParams,
    scratch: &'s mut PageScratch,
    dst: ImageMut<'_>,
) -> Result<&'s [RuledLine]> {
    remove_lines_if(src, params, scratch, dst, |_| Ok(()))
}

/// Applies [`remove_lines`] if `accept` agrees to the lines that were found.
///
/// # Errors
/// Those of [`remove_lines`] and of `accept`.
pub fn remove_lines_if<'s>(
    src: ImageRef<'_>,
    params: &LineParams,
    scratch: &'s mut PageScratch,
    mut dst: ImageMut<'_>,
    accept: impl FnOnce(&[RuledLine]) -> Result<()>,
) -> Result<&'s [RuledLine]> {
    check_cleaned(&src, &dst)?;
    accept(find_lines(src, params, scratch)?)?;
    scratch.reserve_paper(src)?;
    copy_page(src, dst.reborrow())?;
    remove_found(dst, scratch)
}

/// Applies [`remove_lines`] to a `Gray8` or `Bit1` page in place.
///
/// # Errors
/// Those of [`find_lines`]; `Unsupported` for other formats.
pub fn remove_lines_in_place<'s>(
    image: ImageMut<'_>,
    params: &LineParams,
    scratch: &'s mut PageScratch,
) -> Result<&'s [RuledLine]> {
    remove_lines_in_place_if(image, params, scratch, |_| Ok(()))
}

/// Applies [`remove_lines_in_place`] if `accept` agrees to the lines that were found.
///
/// # Errors
/// Those of [`remove_lines_in_place`] and of `accept`.
pub fn remove_lines_in_place_if<'s>(
    image: ImageMut<'_>,
    params: &LineParams,
    scratch: &'s mut PageScratch,
    accept: impl FnOnce(&[RuledLine]) -> Result<()>,
) -> Result<&'s [RuledLine]> {
    remove_chosen_in_place(image, params, scratch, |scratch| accept(scratch.lines.lines()))
}

/// Removes the lines that rule a `Gray8` or `Bit1` page, in place: those of [`find_lines`] that are as long as half of the page's
/// side along them and as 100 strokes of its text are wide, or have the same ends as two others. The rest may be bars of formulas,
/// and stay, as do lines with gaps from which letters hang or on which they stand: those of Devanagari and Arabic words.
///
/// # Errors
/// Those of [`remove_lines_in_place`].
pub fn remove_rulings_in_place<'s>(
    image: ImageMut<'_>,
    params: &LineParams,
    scratch: &'s mut PageScratch,
) -> Result<&'s [RuledLine]> {
    remove_chosen_in_place(image, params, scratch, |PageScratch { erased, lines, .. }| lines.keep_rulings(erased))
}

/// Removes in place what `choose` leaves of the lines that were found.
fn remove_chosen_in_place<'s>(
    image: ImageMut<'_>,
    params: &LineParams,
    scratch: &'s mut PageScratch,
    choose: impl FnOnce(&mut PageScratch) -> Result<()>,
) -> Result<&'s [RuledLine]> {
    format_among("dst", image.format(), &[Format::Gray8, Format::Bit1])?;
    find_lines(image.as_ref(), params, scratch)?;
    choose(scratch)?;
    scratch.reserve_paper(image.as_ref())?;
    remove_found(image, scratch)
}

fn remove_found<'s>(image: ImageMut<'_>, scratch: &'s mut PageScratch) -> Result<&'s [RuledLine]> {
    if !scratch.lines.lines().is_empty() {
        scratch.erase(image);
    }
    Ok(scratch.lines.lines())
}
