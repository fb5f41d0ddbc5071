//! The report of a cleaning: its findings and actions.

use crate::image::Skew;
use crate::page::{Orientation, PageBox, Polarity};

/// Report of [`PageCleaner::clean`](super::PageCleaner::clean): its findings and actions. The result of a step that was
/// switched off is its default.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct CleanReport {
    /// Columns of the result.
    pub width: usize,
    /// Rows of the result.
    pub height: usize,
    /// Whether text is light on dark.
    pub polarity: Polarity,
    /// Whether the page was inverted.
    pub inverted: bool,
    /// The orientation of the page.
    pub orientation: Orientation,
    /// The quarter turn that was made, in degrees clockwise: 0, 90, 180 or 270.
    pub turned: u16,
    /// The skew after that turn.
    pub skew: Skew,
    /// Degrees clockwise by which the page was made level, beside the quarter turn; 0 if it was not.
    pub levelled: f32,
    /// Pixels of borders that were painted with paper.
    pub border_px: u64,
    /// The part of the result with ink, in whole cells of 8 x 8 pixels.
    pub content: PageBox,
    /// Light of the darkest paper as a share of that of the lightest, in per cent; 0 for a 1-bit image.
    pub evenness: u8,
    /// Whether the background was normalised.
    pub background_normalized: bool,
    /// Standard deviation of the noise, in gray levels.
    pub noise: f32,
    /// Whether it was smoothed.
    pub denoised: bool,
    /// Number of ruling lines that were removed.
    pub lines: usize,
    /// Components of ink before specks were removed.
    pub components: usize,
    /// Specks that were removed.
    pub specks: usize,
    /// Pixels of these specks.
    pub speck_px: u64,
}
