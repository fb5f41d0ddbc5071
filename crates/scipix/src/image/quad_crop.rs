//! Options of a perspective crop.

use crate::error::Result;
use scipix_core::image::{self as core_image, Interpolation, QuadCorners};

/// A quadrilateral to crop, and how. An array of its corners is one, too.
///
/// ```
/// use scipix::image::QuadCrop;
/// use scipix::prelude::*;
///
/// let photo = Image::from_raw(vec![200; 3 * 100 * 60], 100, 60, Format::Rgb8)?;
/// // Top left, top right, bottom right, bottom left.
/// let corners = [[10.0, 8.0], [90.0, 12.0], [89.0, 30.0], [9.0, 26.0]];
/// let line = photo.crop_quad(corners, 80, 18)?;
/// assert_eq!((line.width(), line.height()), (80, 18));
///
/// // As PaddleOCR and RapidOCR do it: cubic, at the natural size, vertical lines turned.
/// let crop = QuadCrop::new(corners).paddle();
/// assert_eq!(crop.size()?, (80, 18));
/// assert_eq!(photo.crop_quad_natural(crop)?, photo.crop_quad(crop, 80, 18)?);
/// # Ok::<(), scipix::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[must_use]
pub struct QuadCrop {
    pub(super) corners: [[f32; 2]; 4],
    params: CropParams,
}

impl QuadCrop {
    /// Takes the corners that become top left, top right, bottom right and bottom left, as `[x, y]`. By default pixel (x, y)
    /// covers [x, x + 1) x [y, y + 1): see [`QuadCrop::corners`].
    pub fn new(corners: [[f32; 2]; 4]) -> Self {
        Self { corners, params: CropParams::default() }
    }

    /// Sets all options at once.
    pub fn params(self, params: CropParams) -> Self {
        Self { params, ..self }
    }

    /// Sets the options of PaddleOCR and RapidOCR: see [`CropParams::paddle`].
    pub fn paddle(self) -> Self {
        self.params(CropParams::paddle())
    }

    /// Sets how pixels are computed: see [`CropParams::interpolation`].
    pub fn interpolation(self, interpolation: Interpolation) -> Self {
        self.params(self.params.interpolation(interpolation))
    }

    /// Sets what the corners are points of: see [`CropParams::corners`].
    pub fn corners(self, corners: QuadCorners) -> Self {
        self.params(self.params.corners(corners))
    }

    /// Sets from which shape on a crop is turned: see [`CropParams::turn_ratio`].
    pub fn turn_ratio(self, ratio: f32) -> Self {
        self.params(self.params.turn_ratio(ratio))
    }

    /// Returns the natural width and height of the crop by the rule of PaddleOCR and RapidOCR: the longer one of the two horizontal
    /// sides, and the longer one of the two vertical sides, in whole pixels. A crop that is turned has the two swapped.
    ///
    /// # Errors
    /// `InvalidArgument` for corners that are not finite, and a turn ratio that is negative or not finite; `OutOfRange` for a
    /// side above 2²⁴.
    pub fn size(&self) -> Result<(usize, usize)> {
        Ok(core_image::crop_quad_size(&self.corners, self.core_params())?)
    }

    /// Returns the core's parameters.
    pub(super) fn core_params(&self) -> &core_image::CropParams {
        self.params.as_core()
    }
}

impl From<[[f32; 2]; 4]> for QuadCrop {
    fn from(corners: [[f32; 2]; 4]) -> Self {
        Self::new(corners)
    }
}

/// Options of crops, without their corners. By default crops are bilinear and never turned, and corners are the edges of pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[must_use]
pub struct CropParams(core_image::CropParams);

impl CropParams {
    /// Returns the options of PaddleOCR and RapidOCR: cubic interpolation, corners that are centres of pixels, and crops are
    /// turned that are at least 1.5 times as high as wide.
    pub fn paddle() -> Self {
        Self(core_image::CropParams::PADDLE)
    }

    /// Sets how pixels are computed from those around a position; [`Interpolation::Bilinear`] by default.
    pub fn interpolation(mut self, interpolation: Interpolation) -> Self {
        self.0.interpolation = interpolation;
        self
    }

    /// Turns crops by 90° anticlockwise that are at least `ratio` times as high as wide, for vertical lines of text. 0, the
    /// default, never turns.
    pub fn turn_ratio(mut self, ratio: f32) -> Self {
        self.0.turn_ratio = ratio;
        self
    }

    /// Sets whether corners are the edges of pixels, which is the default, or their centres, as those of OpenCV, PaddleOCR and
    /// RapidOCR are.
    pub fn corners(mut self, corners: QuadCorners) -> Self {
        self.0.corners = corners;
        self
    }

    /// Lets [`QuadCropper`](super::QuadCropper) write padding for a quadrilateral that is not convex or has no area, as a box of
    /// text may have on a small page; by default that is an error.
    pub fn pad_flat(mut self, pad: bool) -> Self {
        self.0.pad_flat = pad;
        self
    }

    /// Returns the core's parameters.
    pub(super) fn as_core(&self) -> &core_image::CropParams {
        &self.0
    }
}
