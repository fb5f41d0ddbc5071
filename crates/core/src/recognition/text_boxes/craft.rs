//! Boxes of words from CRAFT's maps (Y. Baek et al., Character region awareness for text detection, 2019), as EasyOCR's
//! `getDetBoxes_core` finds them.

use super::borders::count_runs;
use super::map::ProbabilityMap;
use super::params::CraftParams;
use super::result::{Page, TextBox, TextBoxes};
use super::rows::{MapSpan, mask_above, peak};
use super::scratch::{Shapes, TextBoxScratch};
use crate::base::error::{Result, fail};
use crate::image::components::{BitMask, Connectivity, PixelRun};
use crate::image::geometry::{convex_hull, min_area_rect};
use crate::simd;

/// Boxes whose sides differ by at most this part are made upright.
const NEARLY_SQUARE: f32 = 0.1;
/// EasyOCR's guard against sides of 0.
const LEAST_SIDE: f32 = 1e-5;

/// Finds the boxes of words in the maps of CRAFT and writes them to `boxes`, in pixels of a page of this size: `text` says
/// where characters are, `link` where the gaps between characters of a word are. Boxes are clipped to the page, and come from the top down by the first
/// pixels of their components; the first corner is the one with the least sum of x and y. The score is the greatest value
/// of `text` in the component. Values that are not numbers are not above a threshold.
///
/// Passing `scratch` and `boxes` again reuses their memory, as in [`text_boxes`](super::text_boxes).
///
/// # Errors
/// `SizeMismatch` where the maps differ in size; `InvalidArgument` for thresholds that are not numbers or a page without
/// pixels; `Unsupported` for a page with a side beyond 2²⁴; `OutOfMemory`, also for more than 2²² runs in the rows of the maps.
/// After an error `boxes` is empty.
pub fn craft_boxes(
    text: &ProbabilityMap<'_>,
    link: &ProbabilityMap<'_>,
    (page_width, page_height): (usize, usize),
    params: &CraftParams,
    scratch: &mut TextBoxScratch,
    boxes: &mut TextBoxes,
) -> Result<()> {
    boxes.clear();
    params.check()?;
    if (text.width, text.height) != (link.width, link.height) {
        fail!(SizeMismatch, "link: is {}x{}, text is {}x{}", link.width, link.height, text.width, text.height);
    }
    let page = Page::new(text, page_width, page_height)?;
    let found = find([text, link], &page, params, scratch, boxes).inspect_err(|_| boxes.clear());
    scratch.trim();
    found
}

fn find(
    [text, link]: [&ProbabilityMap<'_>; 2],
    page: &Page,
    params: &CraftParams,
    scratch: &mut TextBoxScratch,
    boxes: &mut TextBoxes,
) -> Result<()> {
    let level = simd::active();
    let TextBoxScratch { mask, text_mask, runs, regions, shapes, .. } = scratch;
    mask_above(level, text, params.low_text, text_mask)?;
    mask_above(level, link, params.link_threshold, mask)?;
    for y in 0..mask.height() {
        mask.row_mut(y).iter_mut().zip(text_mask.row(y)).for_each(|(word, text)| *word |= text);
    }
    runs.find_from(mask, 0, Connectivity::Four, count_runs(level, mask)?)?;
    regions.sort(runs)?;
    for component in 0..runs.components() {
        let list = regions.of(component);
        collect(list.iter().map(|&index| runs.as_slice()[index as usize]), shapes)?;
        let size: u64 = shapes.spans.iter().map(|span| u64::from(span.end - span.start)).sum();
        if size < params.min_area {
            continue;
        }
        let score = peak(level, text, &shapes.spans);
        if score.is_none_or(|score| score < params.text_threshold) {
            continue;
        }
        dilate(text_mask, size, shapes)?;
        if let (Some(corners), Some(score)) = (corners(shapes)?, score) {
            boxes.push(TextBox::new(corners.map(|corner| page.corner(corner)), score.into()), &[])?;
        }
    }
    Ok(())
}

/// Lists the runs of a component in `shapes.spans`.
fn collect(list: impl ExactSizeIterator<Item = PixelRun>, shapes: &mut Shapes) -> Result<()> {
    shapes.spans.clear();
    if shapes.spans.try_reserve(list.len()).is_err() {
        fail!(OutOfMemory, "map: no memory for {} runs", list.len());
    }
    shapes.spans.extend(list.map(|PixelRun { y, start, end }| MapSpan { y, start, end }));
    Ok(())
}

/// Lists in `shapes.points` the corners of the squares that dilate the text pixels of a component at the ends of its runs.
/// Squares of even side reach farther to the right and down, as in OpenCV.
fn dilate(text: &BitMask, size: u64, shapes: &mut Shapes) -> Result<()> {
    let around = ([u32::MAX; 2], [0; 2]);
    let (first, end) = shapes.spans.iter().fold(around, |(first, end), span| {
        ([first[0].min(span.start), first[1].min(span.y)], [end[0].max(span.end), end[1].max(span.y + 1)])
    });
    let [width, height] = [0, 1].map(|axis| f64::from(end[axis] - first[axis]));
    let reach = ((size as f64 * width.min(height) / (width * height)).sqrt() * 2.0) as i32;
    let (after, before) = ((reach + 1) / 2, reach - (reach + 1) / 2);
    let last = [text.width() as i32 - 1, text.height() as i32 - 1];
    shapes.points.clear();
    if shapes.points.try_reserve(4 * shapes.spans.len()).is_err() {
        fail!(OutOfMemory, "map: no memory for {} points", 4 * shapes.spans.len());
    }
    for &MapSpan { y, start, end } in &shapes.spans {
        let (row, y) = (text.row(y as usize), y as i32);
        if let (Some(from), Some(to)) = (first_set(row, start, end), last_set(row, start, end)) {
            let (left, right) = ((from as i32 - before).max(0), (to as i32 + after).min(last[0]));
            let (top, bottom) = ((y - before).max(0), (y + after).min(last[1]));
            shapes.points.extend([[left, top], [right, top], [right, bottom], [left, bottom]]);
        }
    }
    Ok(())
}

fn is_set(row: &[u64], x: u32) -> bool {
    row[x as usize / 64] >> (x % 64) & 1 == 1
}

fn first_set(row: &[u64], start: u32, end: u32) -> Option<u32> {
    (start..end).find(|&x| is_set(row, x))
}

fn last_set(row: &[u64], start: u32, end: u32) -> Option<u32> {
    (start..end).rev().find(|&x| is_set(row, x))
}

/// The corners of the minimum-area rectangle around `shapes.points`, which is made upright where it is nearly square.
fn corners(shapes: &mut Shapes) -> Result<Option<[[f32; 2]; 4]>> {
    convex_hull(&mut shapes.points, &mut shapes.hull)?;
    let Some(rect) = min_area_rect(&shapes.hull) else {
        return Ok(None);
    };
    let mut corners = rect.corners();
    let [a, b, c, _] = corners;
    let [w, h] = [(a, b), (b, c)].map(|(p, q)| (p[0] - q[0]).hypot(p[1] - q[1]));
    if (1.0 - w.max(h) / (w.min(h) + LEAST_SIDE)).abs() <= NEARLY_SQUARE {
        let around = ([f32::MAX; 2], [f32::MIN; 2]);
        let ([left, top], [right, bottom]) = shapes.hull.iter().fold(around, |(first, last), point| {
            let [x, y] = point.map(|coordinate| coordinate as f32);
            ([x.min(first[0]), y.min(first[1])], [x.max(last[0]), y.max(last[1])])
        });
        corners = [[left, top], [right, top], [right, bottom], [left, bottom]];
    }
    let sums = corners.map(|[x, y]| x + y);
    let first = (1..4).fold(0, |first, i| if sums[i] < sums[first] { i } else { first });
    corners.rotate_left(first);
    Ok(Some(corners))
}
