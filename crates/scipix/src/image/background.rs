//! Options of a background normalisation.

use scipix_core::image::BackgroundParams;

/// Numbers of a background normalisation. The defaults are those of Leptonica's pixBackgroundNormSimple, for pages of about
/// 300 DPI.
///
/// ```
/// use scipix::image::Background;
/// use scipix::prelude::*;
///
/// let shaded = |i: usize| if i % 60 < 30 { 120 } else { 220 };
/// let page = Image::from_raw((0..60 * 90).map(shaded).collect(), 60, 90, Format::Gray8)?;
/// let even = page.normalize_background(Background::default().target(240))?;
/// assert_eq!((even.as_bytes()[5], even.as_bytes()[55]), (240, 239));
/// # Ok::<(), scipix::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[must_use]
pub struct Background {
    params: BackgroundParams,
}

impl Background {
    /// Sets the size of the tiles that are measured, at least 4 each way; 10 x 15 by default.
    pub fn tiles(mut self, width: usize, height: usize) -> Self {
        (self.params.tile_width, self.params.tile_height) = (width, height);
        self
    }

    /// Sets the gray below which pixels, and those near one, are not paper; 60 by default.
    pub fn threshold(mut self, threshold: u8) -> Self {
        self.params.threshold = threshold;
        self
    }

    /// Sets the fewest pixels of paper that a tile is measured by, from 1 to the pixels of a tile; 40 by default.
    pub fn min_count(mut self, pixels: usize) -> Self {
        self.params.min_count = pixels;
        self
    }

    /// Sets the gray that paper gets, at least 1; 200 by default.
    pub fn target(mut self, gray: u8) -> Self {
        self.params.target = gray;
        self
    }

    /// Sets over how many tiles to each side the background is averaged, 2 and 1 by default; not at all if one is 0.
    pub fn smooth(mut self, across: usize, down: usize) -> Self {
        (self.params.smooth_x, self.params.smooth_y) = (across, down);
        self
    }

    pub(super) fn core_params(&self) -> &BackgroundParams {
        &self.params
    }
}
