//! The cleaning of pages in one call.

use super::report::{CleanReport, Orientation};
use crate::error::Result;
use crate::image::{AsView, Image};
use scipix_core::page::{self as core_page, CleanOutput, CleanParams, CleanStep};

/// Finds by which quarter turn a page of Latin text, dark on light, has to be rotated to be upright. The page may also be askew
/// by up to 15 degrees.
///
/// The orientation is unknown for fewer than 10 letters, for lines without a direction, and for text of capitals alone, of
/// digits alone and of Chinese; mostly for Cyrillic and Greek too. Such text without accents, and text in other scripts, may appear
/// upside down.
///
/// # Errors
/// `OutOfMemory`.
pub fn orientation(page: &impl AsView) -> Result<Orientation> {
    Ok(core_page::orientation(page.as_view().to_core())?.into())
}

/// Cleans page after page, and keeps its memory. By default each step is done where the page shows that it is needed.
#[derive(Debug, Default)]
pub struct PageCleaner {
    cleaner: core_page::PageCleaner,
    params: CleanParams,
}

/// Writes the setters of steps.
macro_rules! steps {
    ($($(#[$doc:meta])* $name:ident;)+) => {
        impl PageCleaner {
            $(
                $(#[$doc])*
                #[must_use]
                pub fn $name(mut self, step: CleanStep) -> Self {
                    self.params.$name = step;
                    self
                }
            )+
        }
    };
}

steps! {
    /// Sets whether light text on dark becomes dark on light. `On` inverts without a look at the page.
    polarity;
    /// Sets whether pages are turned by 90, 180 or 270 degrees. `On` takes the likelier side.
    orientation;
    /// Sets whether lines of text are made level. `On` trusts every angle.
    skew;
    /// Sets whether black borders of the scan are painted with paper.
    borders;
    /// Sets whether the light on the paper is made even.
    background;
    /// Sets whether noise is smoothed, as that of a camera in poor light, and salt and pepper removed.
    denoise;
    /// Sets whether ruling lines are removed; letters that they cross are kept.
    lines;
    /// Sets whether specks are removed that are no points of the text.
    despeckle;
}

impl PageCleaner {
    /// Makes a cleaner with the defaults.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets whether a page that is made level keeps its size, although its corners may be cut off. By default it grows.
    #[must_use]
    pub fn keep_size(mut self, keep: bool) -> Self {
        self.params.keep_size = keep;
        self
    }

    /// Sets the format of the result; gray by default.
    #[must_use]
    pub fn output(mut self, output: CleanOutput) -> Self {
        self.params.output = output;
        self
    }

    /// Cleans a page of any format. Returns the clean page, and what was found and done.
    ///
    /// # Errors
    /// `Unsupported` for sides beyond 2²⁴; `OutOfMemory`.
    pub fn clean(&mut self, page: &impl AsView) -> Result<(Image, CleanReport)> {
        let report = self.cleaner.clean(page.as_view().to_core(), &self.params)?;
        let data = self.cleaner.take_pixels();
        let image = Image::from_raw(data, report.width, report.height, self.params.output.format())?;
        Ok((image, report.into()))
    }
}
