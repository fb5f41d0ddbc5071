//! Small pictures of pages, and pictures of a page before and after.

use super::page::Page;
use super::written::write_jpeg;
use scipix_core::image::{self, Filter, Format};

/// Longest sides of a picture in a report.
const LARGEST: (usize, usize) = (420, 560);
/// Pixels between the two halves of a picture of before and after.
const GAP: usize = 16;
const GAP_GRAY: u8 = 128;

/// A JPEG picture.
pub struct Thumbnail {
    pub jpeg: Vec<u8>,
    pub width: usize,
    pub height: usize,
}

/// Reduces a page to a picture.
pub fn thumbnail(page: &Page) -> Result<Thumbnail, String> {
    let gray = page.to_gray()?;
    let scale = (LARGEST.0 as f64 / gray.width as f64).min(LARGEST.1 as f64 / gray.height as f64).min(1.0);
    let side = |pixels: usize| ((pixels as f64 * scale).round() as usize).max(1);
    let mut small = Page::white(side(gray.width), side(gray.height), Format::Gray8)?;
    image::resize(gray.view()?, Filter::Area, small.view_mut()?).map_err(|error| error.to_string())?;
    let mut jpeg = Vec::new();
    write_jpeg(&small, &mut jpeg)?;
    Ok(Thumbnail { jpeg, width: small.width, height: small.height })
}

/// Puts two pages side by side, in gray.
pub fn side_by_side(before: &Page, after: &Page) -> Result<Page, String> {
    let halves = [before.to_gray()?, after.to_gray()?];
    let (width, height) = (halves[0].width + GAP + halves[1].width, halves[0].height.max(halves[1].height));
    let mut both = Page::white(width, height, Format::Gray8)?;
    both.data.fill(GAP_GRAY);
    for (half, left) in halves.iter().zip([0, halves[0].width + GAP]) {
        for (row, to) in half.data.chunks_exact(half.width).zip(both.data.chunks_exact_mut(width)) {
            to[left..left + half.width].copy_from_slice(row);
        }
    }
    both.resolution = before.resolution;
    Ok(both)
}
