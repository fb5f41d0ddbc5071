//! The size of a crop by the rule of PaddleOCR and RapidOCR, and whether it is turned.

use super::params::CropParams;
use super::projection::Projection;
use crate::base::error::{Result, fail};

/// The longest side of a crop: above it, an `f32` no longer counts pixels.
const LARGEST_CROP: f32 = (1 << 24) as f32;

/// Returns the width and height of the crop of `quad` by the rule of PaddleOCR and RapidOCR: the width is the longer one of
/// the two horizontal sides, the height that of the two vertical ones, both truncated to whole pixels and at least 1. A crop
/// that `params` turns has the two swapped.
///
/// # Errors
/// `InvalidArgument` for corners that are not finite or a `turn_ratio` that is negative or not finite; `OutOfRange` for a side
/// above 2²⁴.
pub fn crop_quad_size(quad: &[[f32; 2]; 4], params: &CropParams) -> Result<(usize, usize)> {
    params.check()?;
    let (width, height) = upright_size(quad)?;
    Ok(if is_turned((width, height), params) { (height, width) } else { (width, height) })
}

/// Returns the corners that become top left, top right, bottom right and bottom left of a crop, and whether it is turned.
pub fn turned(quad: &[[f32; 2]; 4], params: &CropParams) -> Result<([[f32; 2]; 4], bool)> {
    params.check()?;
    if params.turn_ratio == 0.0 || !is_turned(upright_size(quad)?, params) {
        return Ok((*quad, false));
    }
    let [top_left, top_right, bottom_right, bottom_left] = *quad;
    Ok(([top_right, bottom_right, bottom_left, top_left], true))
}

/// Returns whether these are the corners of a convex quadrilateral with an area, which can be cropped.
pub fn is_convex_quad(quad: &[[f32; 2]; 4]) -> bool {
    Projection::new(quad, 1, 1).is_some()
}

fn is_turned((width, height): (usize, usize), params: &CropParams) -> bool {
    params.turn_ratio > 0.0 && height as f64 >= width as f64 * f64::from(params.turn_ratio)
}

fn upright_size(quad: &[[f32; 2]; 4]) -> Result<(usize, usize)> {
    if quad.iter().flatten().any(|coordinate| !coordinate.is_finite()) {
        fail!(InvalidArgument, "quad: {quad:?} has a coordinate that is not finite");
    }
    let [a, b, c, d] = *quad;
    let length = |from: [f32; 2], to: [f32; 2]| {
        let (dx, dy) = (to[0] - from[0], to[1] - from[1]);
        (dx * dx + dy * dy).sqrt()
    };
    let (width, height) = (length(a, b).max(length(d, c)), length(a, d).max(length(b, c)));
    if width.max(height) > LARGEST_CROP {
        fail!(OutOfRange, "quad: its crop is {width}x{height}, and no side may exceed {LARGEST_CROP}");
    }
    Ok(((width as usize).max(1), (height as usize).max(1)))
}
