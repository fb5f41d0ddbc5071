//! Steps that see the whole image at once: each reads one image and writes another.

use crate::base::ScratchCache;
use crate::base::aligned::try_box;
use crate::base::error::{Result, fail};
use crate::image::components::LARGEST_SIDE;
use crate::image::{
    BYTE_CHANNELS, BackgroundParams, Border, Format, Geometry, ImageMut, ImageRef, Morphology, MorphologyRules, Skew,
    check_clahe, check_gaussian, check_median, check_unsharp_mask, clahe, format_among, gaussian_blur, median,
    morphology, normalize_background, rotate, skew, unsharp_mask,
};
use crate::page::{DespeckleParams, PageScratch, despeckle};

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
        /// The operation.
        operation: Morphology,
        /// Columns of the rectangle.
        width: usize,
        /// Rows of the rectangle.
        height: usize,
        /// Anchor and border.
        rules: MorphologyRules,
    },
    /// Replaces each pixel by the median of the square around it, like [`median`](crate::image::median()).
    Median {
        /// Pixels of a side of the square: 3 or 5.
        size: usize,
    },
    /// Blurs by a normal distribution, like [`gaussian_blur`](crate::image::gaussian_blur).
    GaussianBlur {
        /// Pixels of the blur across and down.
        size: [usize; 2],
        /// Standard deviations across and down.
        sigma: [f64; 2],
        /// The values of pixels beyond the border.
        border: Border,
    },
    /// Equalises the contrast of a gray image tile by tile, like [`clahe`](crate::image::clahe()).
    Clahe {
        /// How far above the mean a gray may count.
        clip_limit: f64,
        /// Tiles in a row and in a column.
        tiles: [usize; 2],
    },
    /// Sharpens, like [`unsharp_mask`](crate::image::unsharp_mask).
    UnsharpMask {
        /// Standard deviation of the blur.
        sigma: f64,
        /// How much of the difference is added.
        amount: f64,
        /// The greatest difference that is noise and stays.
        threshold: u8,
    },
    /// Removes specks, like [`despeckle`](crate::page::despeckle): bits stay bits, and any other format becomes gray.
    Despeckle(DespeckleParams),
}

/// Memory of the steps that clean pages. It is large, so that little is kept.
pub type PageScratches = ScratchCache<PageScratch, 4>;

impl WholeStep {
    /// The least confidence at which a deskew turns a page: below it no direction of lines stands out.
    pub const LEAST_CONFIDENCE: f32 = 0.1;

    /// Its name in messages.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::NormalizeBackground(_) => "background normalisation",
            Self::Deskew { .. } => "deskew",
            Self::Morphology { .. } => "morphology",
            Self::Median { .. } => "median",
            Self::GaussianBlur { .. } => "Gaussian blur",
            Self::Clahe { .. } => "CLAHE",
            Self::UnsharpMask { .. } => "unsharp mask",
            Self::Despeckle(_) => "despeckle",
        }
    }

    /// Checks the numbers that do not depend on an image.
    pub(super) fn check(&self) -> Result<()> {
        match *self {
            Self::NormalizeBackground(ref params) => params.check(),
            Self::Morphology { width: 0, .. } => fail!(InvalidArgument, "width: must be at least 1"),
            Self::Morphology { height: 0, .. } => fail!(InvalidArgument, "height: must be at least 1"),
            Self::Median { size } => check_median(size),
            Self::GaussianBlur { size, sigma, .. } => check_gaussian(size, sigma),
            Self::Clahe { clip_limit, tiles } => check_clahe(clip_limit, tiles),
            Self::UnsharpMask { sigma, amount, .. } => check_unsharp_mask(sigma, amount),
            Self::Morphology { .. } | Self::Deskew { .. } | Self::Despeckle(_) => Ok(()),
        }
    }

    /// The size and format of what the step makes of images of `src`.
    pub(super) fn output(&self, src: &Geometry) -> Result<Geometry> {
        let format = match self {
            Self::NormalizeBackground(_) => Format::Gray8,
            Self::Deskew { .. } if src.format == Format::Gray16 => {
                fail!(Unsupported, "src: is GRAY16 at a deskew step; a grayscale step before it makes it GRAY8")
            }
            Self::Despeckle(_) if src.width.max(src.height) > LARGEST_SIDE => {
                fail!(
                    Unsupported,
                    "src: is {}x{} at a despeckle step, sides go to {LARGEST_SIDE}",
                    src.width,
                    src.height
                )
            }
            Self::Despeckle(_) if src.format != Format::Bit1 => Format::Gray8,
            Self::Deskew { .. } | Self::Despeckle(_) => src.format,
            Self::Morphology { .. } => allowed(src.format, &[Format::Gray8, Format::Bit1])?,
            Self::Clahe { .. } => allowed(src.format, &[Format::Gray8])?,
            Self::Median { .. } | Self::GaussianBlur { .. } | Self::UnsharpMask { .. } => {
                allowed(src.format, &BYTE_CHANNELS)?
            }
        };
        Geometry::new(src.width, src.height, 0, format)
    }

    /// Writes what the step makes of `src` to `dst`, which has the geometry of [`WholeStep::output`].
    pub(super) fn run(&self, src: ImageRef<'_>, scratches: &PageScratches, dst: ImageMut<'_>) -> Result<()> {
        match *self {
            Self::NormalizeBackground(params) => normalize_background(src, &params, dst),
            Self::Deskew { fill } => {
                let Skew { degrees, confidence } = skew(src)?;
                rotate(src, if confidence < Self::LEAST_CONFIDENCE { 0.0 } else { degrees }, fill, dst)
            }
            Self::Morphology { operation, width, height, rules } => {
                morphology(src, operation, width, height, rules, dst)
            }
            Self::Median { size } => median(src, size, dst),
            Self::GaussianBlur { size, sigma, border } => gaussian_blur(src, size, sigma, border, dst),
            Self::Clahe { clip_limit, tiles } => clahe(src, clip_limit, tiles, dst),
            Self::UnsharpMask { sigma, amount, threshold } => unsharp_mask(src, sigma, amount, threshold, dst),
            Self::Despeckle(params) => {
                let new = || match try_box(PageScratch::new()) {
                    Some(scratch) => Ok(scratch),
                    None => fail!(OutOfMemory, "plan: no memory for a despeckle step"),
                };
                despeckle(src, &params, &mut *scratches.lease(|_| true, new)?, dst).map(|_| ())
            }
        }
    }
}

/// Returns the format of an image that a step reads where it is one of `formats`.
fn allowed(format: Format, formats: &[Format]) -> Result<Format> {
    format_among("src", format, formats).map(|()| format)
}
