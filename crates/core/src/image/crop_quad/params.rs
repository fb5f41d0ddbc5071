//! Parameters of a crop.

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

/// Parameters of [`crop_quad_with`](super::crop_quad_with).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct CropParams {
    /// The way in which pixels are computed.
    pub interpolation: Interpolation,
    /// A crop that is at least this many times as high as wide is turned by 90° anticlockwise, for vertical lines of text. 0
    /// never turns.
    pub turn_ratio: f32,
}

impl CropParams {
    /// Parameters of PaddleOCR and RapidOCR.
    pub const PADDLE: Self = Self { interpolation: Interpolation::Cubic, turn_ratio: 1.5 };

    /// Fails for parameters that make no sense.
    pub(super) fn check(&self) -> Result<()> {
        if !self.turn_ratio.is_finite() || self.turn_ratio < 0.0 {
            fail!(InvalidArgument, "params: turn_ratio is {}, must be 0 or more", self.turn_ratio);
        }
        Ok(())
    }
}
