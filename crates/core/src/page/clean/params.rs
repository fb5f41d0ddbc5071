//! Parameters of a cleaning of pages.

use crate::image::Format;
use crate::page::{BorderParams, DespeckleParams, LineParams};

/// Whether a step of [`PageCleaner`](super::PageCleaner) is done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CleanStep {
    /// Where the page shows that it is needed.
    #[default]
    Auto,
    /// Never.
    Off,
    /// Always, even if the page shows little of it.
    On,
}

/// Numbers of a cleaning. The defaults do nothing to a page that needs nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct CleanParams {
    /// Turns light text on dark into dark text on light. `On` inverts without a look at the page.
    pub polarity: CleanStep,
    /// Turns by 90, 180 or 270 degrees. `On` takes the likelier side where the orientation is unknown.
    pub orientation: CleanStep,
    /// Makes lines of text level. `On` trusts every angle.
    pub skew: CleanStep,
    /// Paints black borders of the scan with paper.
    pub borders: CleanStep,
    /// Makes the light on the paper even. Dark areas within the page that have edges are pictures, and no paper in the shade.
    pub background: CleanStep,
    /// Smooths noise, as that of a camera in poor light, and removes salt and pepper.
    pub denoise: CleanStep,
    /// Removes ruling lines and keeps the letters that they cross. `Auto` leaves what may be the bar of a fraction or of a root:
    /// without a least length in `line_params` it takes lines as long as half of the page's side along them and as 100 strokes of
    /// text are wide, and three or more with the same ends; but none with gaps from which letters hang or on which they stand.
    pub lines: CleanStep,
    /// Removes specks that are no points of the text. Without a size in `despeckle_params`, `Auto` leaves up to eleven that are as
    /// large as a full stop: they may be bullets, or dashes in a table.
    pub despeckle: CleanStep,
    /// Keeps the size of a page that is made level, although its corners may be cut off. Otherwise it grows.
    pub keep_size: bool,
    /// Format of the result.
    pub output: CleanOutput,
    /// Numbers of the removal of borders.
    pub border_params: BorderParams,
    /// Numbers of the removal of lines.
    pub line_params: LineParams,
    /// Numbers of the removal of specks.
    pub despeckle_params: DespeckleParams,
}

/// Format of a clean page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CleanOutput {
    /// `Gray8`.
    #[default]
    Gray,
    /// `Bit1`.
    Bits,
}

impl CleanOutput {
    /// Returns the format of images.
    pub fn format(self) -> Format {
        match self {
            CleanOutput::Gray => Format::Gray8,
            CleanOutput::Bits => Format::Bit1,
        }
    }
}
