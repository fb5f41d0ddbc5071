//! Regions of light text on a dark ground, on pages that are otherwise dark on light.

mod finder;
#[cfg(test)]
mod tests;

pub use finder::RegionFinder;

use super::page_box::PageBox;
use super::scratch::PageScratch;
use crate::base::error::Result;
use crate::image::ImageRef;

/// Finds the dark boxes with light text on a page whose other text is dark on light.
///
/// A box is a group of dark cells of 8 x 8 pixels that touch, at least 48 x 24 pixels, dark all around its rim; at least half of it
/// is ink, and its rows change their colour as often as text does.
///
/// # Errors
/// `Unsupported` for sides beyond 2²⁴; `OutOfMemory`.
pub fn inverted_regions<'s>(src: ImageRef<'_>, scratch: &'s mut PageScratch) -> Result<&'s [PageBox]> {
    let PageScratch { ink, region_finder, .. } = scratch;
    region_finder.find(ink.pack(src, None)?)
}
