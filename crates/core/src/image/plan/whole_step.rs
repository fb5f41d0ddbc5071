//! Steps that see the whole image at once: each reads one image and writes another.

use crate::base::error::{Result, fail};
use crate::image::{
    BackgroundParams, Format, Geometry, ImageMut, ImageRef, Morphology, MorphologyRules, Skew, format_among,
    morphology, normalize_background, rotate, skew,
};

/// A step of a plan that sees the whole image at once. It may stand anywhere but after a tensor, and any number of times.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum WholeStep {
    /// Makes the paper of a page evenly bright, and the page gray, like
    /// [`normalize_background`](crate::image::normalize_background).
    NormalizeBackground(BackgroundParams),
    /// Measures the [`skew`](crate::image::skew()) and turns the page level, like [`rotate`](crate::image::rotate()) at its own
    /// size. Where the confidence is below [`WholeStep::LEAST_CONFIDENCE`], the page stays as it is.
    Deskew {
        /// Value of the pixels, and of each of their channels, that the page does not cover; of bits ink if below 128.
        fill: u8,
    },
    /// Applies a rectangle to gray or bits, like [`morphology`](crate::image::morphology()).
    Morphology {
        /// What the rectangle does.
        operation: Morphology,
        /// Columns of the rectangle.
        width: usize,
        /// Rows of the rectangle.
        height: usize,
        /// Anchor and border.
        rules: MorphologyRules,
    },
}

impl WholeStep {
    /// The least confidence at which a deskew turns a page: below it no direction of lines stands out.
    pub const LEAST_CONFIDENCE: f32 = 0.1;

    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::NormalizeBackground(_) => "background normalisation",
            Self::Deskew { .. } => "deskew",
            Self::Morphology { .. } => "morphology",
        }
    }

    /// Checks the numbers that do not depend on an image.
    pub(super) fn check(&self) -> Result<()> {
        match self {
            Self::NormalizeBackground(params) => params.check(),
            Self::Morphology { width: 0, .. } => fail!(InvalidArgument, "width: must be at least 1"),
            Self::Morphology { height: 0, .. } => fail!(InvalidArgument, "height: must be at least 1"),
            Self::Morphology { .. } | Self::Deskew { .. } => Ok(()),
        }
    }

    /// The size and format of what the step makes of images of `src`.
    pub(super) fn output(&self, src: &Geometry) -> Result<Geometry> {
        let format = match self {
            Self::NormalizeBackground(_) => Format::Gray8,
            Self::Deskew { .. } if src.format == Format::Gray16 => {
                fail!(Unsupported, "src: is GRAY16 at a deskew step; a grayscale step before it makes it GRAY8")
            }
            Self::Deskew { .. } => src.format,
            Self::Morphology { .. } => {
                format_among("src", src.format, &[Format::Gray8, Format::Bit1])?;
                src.format
            }
        };
        Geometry::new(src.width, src.height, 0, format)
    }

    /// Writes what the step makes of `src` to `dst`, which has the geometry of [`WholeStep::output`].
    pub(super) fn run(&self, src: ImageRef<'_>, dst: ImageMut<'_>) -> Result<()> {
        match *self {
            Self::NormalizeBackground(params) => normalize_background(src, &params, dst),
            Self::Deskew { fill } => {
                let Skew { degrees, confidence } = skew(src)?;
                rotate(src, if confidence < Self::LEAST_CONFIDENCE { 0.0 } else { degrees }, fill, dst)
            }
            Self::Morphology { operation, width, height, rules } => {
                morphology(src, operation, width, height, rules, dst)
            }
        }
    }
}
