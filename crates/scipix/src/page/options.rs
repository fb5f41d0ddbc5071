//! Options of the tools.

use scipix_core::page::{BorderParams, DespeckleParams, LineParams};

/// Limits by which a component counts as a speck.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[must_use]
pub struct Specks(pub(crate) DespeckleParams);

impl Specks {
    /// Sets the longest side of a speck in pixels. By default it is two fifths of the height of the page's letters.
    pub fn max_side(mut self, pixels: u32) -> Self {
        self.0.max_side = pixels;
        self
    }

    /// Sets the gray up to which a pixel is ink, Otsu's level by default.
    pub fn threshold(mut self, gray: u8) -> Self {
        self.0.threshold = Some(gray);
        self
    }
}

/// Directions and sizes of ruling lines. By default only lines from left to right are looked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[must_use]
pub struct Lines(pub(super) LineParams);

impl Lines {
    /// Sets whether lines from left to right count.
    pub fn horizontal(mut self, count: bool) -> Self {
        self.0.horizontal = count;
        self
    }

    /// Sets whether lines from top to bottom count.
    pub fn vertical(mut self, count: bool) -> Self {
        self.0.vertical = count;
        self
    }

    /// Sets the least length in pixels. By default it is 32 widths of the text's strokes.
    pub fn min_length(mut self, pixels: u32) -> Self {
        self.0.min_length = pixels;
        self
    }

    /// Sets the greatest thickness in pixels. By default it is about twice the width of the text's strokes.
    pub fn max_thickness(mut self, pixels: u32) -> Self {
        self.0.max_thickness = pixels;
        self
    }

    /// Sets the gray up to which a pixel is ink, Otsu's level by default.
    pub fn threshold(mut self, gray: u8) -> Self {
        self.0.threshold = Some(gray);
        self
    }
}

/// Threshold of the ink in a border.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[must_use]
pub struct BorderOptions(pub(super) BorderParams);

impl BorderOptions {
    /// Sets the gray up to which a pixel is ink, Otsu's level by default.
    pub fn threshold(mut self, gray: u8) -> Self {
        self.0.threshold = Some(gray);
        self
    }
}
