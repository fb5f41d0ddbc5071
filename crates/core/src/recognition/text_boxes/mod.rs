//! Boxes of text from a detector's probability map (DB: M. Liao et al., Real-time scene text detection with differentiable
//! binarization, 2020), as the Python of PaddleOCR, RapidOCR and docTR finds them.
//!
//! The map is compared with a threshold a row at a time, components are found by their runs, and the rectangle around a
//! component comes from the ends of its rows: no pixel is followed, but where a polygon is asked for. Holes of components
//! are candidates too, as they are for the references.

mod borders;
mod candidate;
mod craft;
mod grow;
mod map;
mod mask_rows;
mod params;
mod result;
mod rows;
mod score;
mod scratch;
#[cfg(test)]
mod tests;

pub use craft::craft_boxes;
pub(super) use map::Probability;
pub use map::{MapData, ProbabilityMap};
pub use params::{BoxShape, CraftParams, Growth, ScoreMode, TextBoxParams};
pub use result::{TextBox, TextBoxes};
pub use scratch::TextBoxScratch;

use crate::base::error::Result;
use crate::simd;
use borders::list_borders;
use candidate::Candidates;
use result::Page;

/// Finds the boxes of text in `map` and writes them to `boxes`, in pixels of a page of `page_width` x `page_height` pixels,
/// in the order of the reference: from the bottom of the map up. Values of `map` that are not numbers are not above the
/// threshold and count as 0 in scores. A box with infinite values of both signs has no score and is left out.
///
/// Passing `scratch` and `boxes` again reuses their memory: calls take more only for maps with more content than before, and give
/// back what is beyond 32 MiB. A call takes at most an eighth of a byte for each value of the map, and 76 bytes for each run of
/// text in the rows that it has to look at, of which it takes no more than 2²²: from the bottom up, as many as hold
/// `max_candidates`. With polygons, the points of the longest border add to that.
///
/// # Errors
/// `InvalidArgument` for parameters out of range or a page without pixels; `Unsupported` for a page with a side beyond 2²⁴;
/// `OutOfMemory`, also for too many runs. After an error `boxes` is empty.
pub fn text_boxes(
    map: &ProbabilityMap<'_>,
    (page_width, page_height): (usize, usize),
    params: &TextBoxParams,
    scratch: &mut TextBoxScratch,
    boxes: &mut TextBoxes,
) -> Result<()> {
    boxes.clear();
    params.check()?;
    let mut page = Page::new(map, page_width, page_height)?;
    if params.min_page_side > 0 {
        page = page.ending_at_last_pixels();
    }
    let found = find(map, &page, params, scratch, boxes).inspect_err(|_| boxes.clear());
    scratch.trim();
    found
}

fn find(
    map: &ProbabilityMap<'_>,
    page: &Page,
    params: &TextBoxParams,
    scratch: &mut TextBoxScratch,
    boxes: &mut TextBoxes,
) -> Result<()> {
    let level = simd::active();
    let mask = &mut scratch.mask;
    rows::mask_above(level, map, params.threshold, mask)?;
    if params.open {
        mask.open_3x3();
    }
    if params.dilate {
        mask.dilate_2x2();
    }
    list_borders(level, params.max_candidates, scratch)?;
    let TextBoxScratch { mask, runs, holes, regions, starts, shapes, .. } = scratch;
    let candidates = Candidates { level, map, params, mask, runs, holes, regions };
    for start in starts.iter() {
        let found = match params.shape {
            BoxShape::Quad => candidates.quad(start, page, shapes)?,
            BoxShape::Upright => candidates.upright(start, page, shapes)?,
            BoxShape::Polygon => candidates.polygon(start, page, shapes)?,
        };
        let is_wanted = |found: &TextBox| params.min_page_side == 0 || found.has_sides(params.min_page_side);
        if let Some(found) = found.filter(is_wanted) {
            boxes.push(found, if params.shape == BoxShape::Polygon { &shapes.polygon } else { &[] })?;
        }
    }
    Ok(())
}
