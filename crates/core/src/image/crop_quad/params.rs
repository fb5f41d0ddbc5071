//! Parameters of a crop.

use super::projection::PixelPlaces;
use crate::base::error::{Result, fail};

/// The way in which pixels are computed from those around a position.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Interpolation {
    /// The nearest pixel.
    Nearest,
    /// Two by two pixels.
    #[default]
    Bilinear,
    /// Four by four pixels by the cubic kernel with a = -0.75, which OpenCV and the crops of PaddleOCR and RapidOCR have.
    Cubic,
}

/// Coordinate convention of a quadrilateral's corners. Crops of upright rectangles of whole pixels are the same by both; those
/// of skewed lines lie up to a pixel apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum QuadCorners {
    /// The plane in which pixel (x, y) covers [x, x + 1) x [y, y + 1): the crop is what lies within the corners.
    #[default]
    PixelEdges,
    /// The plane in which (x, y) is the centre of pixel (x, y), and that of a crop's first pixel its first corner: the rule of
    /// OpenCV's `getPerspectiveTransform` and `warpPerspective`, and thus of PaddleOCR and RapidOCR.
    PixelCentres,
}

impl QuadCorners {
    /// Returns where pixels lie, of a crop that has been turned or not.
    pub(super) fn pixel_places(self, is_turned: bool) -> PixelPlaces {
        match self {
            QuadCorners::PixelEdges => PixelPlaces::EDGES,
            // The reference turns the pixels of the upright crop, whose last column becomes the first row.
            QuadCorners::PixelCentres => {
                PixelPlaces { across: 0.0, down: if is_turned { 1.0 } else { 0.0 }, source: 0.0 }
            }
        }
    }
}

/// Parameters of [`crop_quad_with`](super::crop_quad_with).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct CropParams {
    /// The way in which pixels are computed.
    pub interpolation: Interpolation,
    /// A crop that is at least this many times as high as wide is turned by 90° anticlockwise, for vertical lines of text. 0
    /// never turns.
    pub turn_ratio: f32,
    /// Coordinate convention of the corners.
    pub corners: QuadCorners,
    /// Whether [`crops_to_tensor`](crate::image::crops_to_tensor) writes padding for a quadrilateral that is not convex or has
    /// no area, instead of failing.
    pub pad_flat: bool,
}

impl CropParams {
    /// Parameters of PaddleOCR and RapidOCR.
    pub const PADDLE: Self = Self {
        interpolation: Interpolation::Cubic,
        turn_ratio: 1.5,
        corners: QuadCorners::PixelCentres,
        pad_flat: false,
    };

    /// Fails for parameters that make no sense.
    pub(super) fn check(&self) -> Result<()> {
        if !self.turn_ratio.is_finite() || self.turn_ratio < 0.0 {
            fail!(InvalidArgument, "params: turn_ratio is {}, must be 0 or more", self.turn_ratio);
        }
        Ok(())
    }
}
