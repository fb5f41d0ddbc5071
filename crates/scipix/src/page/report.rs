//! The report of a cleaning: its findings and actions.

use scipix_core::page as core_page;

/// By which quarter turn a page stands upright.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Orientation {
    /// 0, 90, 180 or 270 degrees clockwise; `None` where that is not known.
    pub degrees: Option<u16>,
    /// Confidence from 0 to 1; about 0.5 for English text.
    pub confidence: f32,
    /// Number of components that may be letters.
    pub letters: usize,
}

impl From<core_page::Orientation> for Orientation {
    fn from(found: core_page::Orientation) -> Self {
        let core_page::Orientation { degrees, confidence, letters } = found;
        Self { degrees, confidence, letters }
    }
}

/// Report of [`PageCleaner::clean`](super::PageCleaner::clean): its findings and actions. The numbers of a step that is switched off are 0.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct CleanReport {
    /// Whether text is light on dark.
    pub light_on_dark: bool,
    /// Confidence in that, from 0 to 1.
    pub polarity_confidence: f32,
    /// Whether the page was inverted.
    pub inverted: bool,
    /// The orientation of the page.
    pub orientation: Orientation,
    /// The quarter turn that was made, in degrees clockwise.
    pub turned: u16,
    /// The skew after that turn, in degrees.
    pub skew_degrees: f32,
    /// Confidence in the skew.
    pub skew_confidence: f32,
    /// Degrees clockwise by which the page was made level; 0 if it was not.
    pub levelled: f32,
    /// Pixels of borders that were painted with paper.
    pub border_px: u64,
    /// The part of the result that has ink, in whole cells of 8 x 8 pixels: left column, top row, columns and rows.
    pub content: [u32; 4],
    /// Light of the darkest paper in per cent of that of the lightest; 0 for a 1-bit image.
    pub evenness: u8,
    /// Whether the light was made even.
    pub background_normalized: bool,
    /// Standard deviation of the noise, in gray levels.
    pub noise: f32,
    /// Whether the noise was smoothed, or salt and pepper removed.
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

impl From<core_page::CleanReport> for CleanReport {
    fn from(report: core_page::CleanReport) -> Self {
        let core_page::PageBox { x, y, width, height } = report.content;
        Self {
            light_on_dark: report.polarity.light_on_dark,
            polarity_confidence: report.polarity.confidence,
            inverted: report.inverted,
            orientation: report.orientation.into(),
            turned: report.turned,
            skew_degrees: report.skew.degrees,
            skew_confidence: report.skew.confidence,
            levelled: report.levelled,
            border_px: report.border_px,
            content: [x, y, width, height],
            evenness: report.evenness,
            background_normalized: report.background_normalized,
            noise: report.noise,
            denoised: report.denoised,
            lines: report.lines,
            components: report.components,
            specks: report.specks,
            speck_px: report.speck_px,
        }
    }
}
