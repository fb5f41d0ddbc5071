//! The angle of a page.

use super::view::ImageView;
use crate::error::Result;
use scipix_core::image as core_image;

/// The angle of the lines of a page.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Skew {
    /// Degrees by which [`rotate`](super::ImageOps::rotate) makes the lines of text level: clockwise, negative for
    /// anticlockwise; from -45 to 45.
    pub degrees: f32,
    /// Confidence from 0, no line to be seen, to 1. Trust the angle from about 0.5 on.
    pub confidence: f32,
}

/// Measures the skew of `page`.
pub(super) fn skew(page: ImageView<'_>) -> Result<Skew> {
    let core_image::Skew { degrees, confidence } = core_image::skew(page.to_core())?;
    Ok(Skew { degrees, confidence })
}

/// Stands for a page on which nothing was measured.
pub(super) const UNKNOWN: Skew = Skew { degrees: 0.0, confidence: 0.0 };
