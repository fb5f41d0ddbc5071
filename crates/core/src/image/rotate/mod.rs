//! Rotation: quarter turns are exact, other angles use bilinear sampling, or the nearest bit.

mod any_angle;
mod bits;
mod gentle;
mod nearest_bits;
#[cfg(test)]
mod nearest_tests;
mod path;
mod quarter;
#[cfg(test)]
mod tests;
mod turn;
pub(in crate::image) use turn::{Turn, turn_bytes};

use super::flip::{Flip, copy_flipped};
use super::{Format, Geometry, ImageMut, ImageRef, format_among};
use crate::base::error::{Result, fail};
use crate::simd;
use quarter::Quarter;

/// The bytes of [`rotate`]'s `fill` from this one on are white in an image of bits.
const WHITE: u8 = 128;

/// Turns `src` clockwise by `degrees` into `dst`, which has the same format and any size.
///
/// The centre of `src` goes to the centre of `dst`: the pixel (X, Y) of `dst` shows `src` at
///
/// ```text
/// x = cx + cos (X - CX) + sin (Y - CY)        cx = (width - 1) / 2        CX = (width of dst - 1) / 2
/// y = cy - sin (X - CX) + cos (Y - CY)        cy = (height - 1) / 2       CY = (height of dst - 1) / 2
/// ```
///
/// rounded to 1/256 of a pixel: the mean of the four pixels around it, by their weights of 1/65536, rounded half up. What
/// lies beyond the image is `fill` in every channel, alpha too, and mixes into the border. OpenCV's `warpAffine` does the
/// same with 1/32 of a pixel. A pixel of `Bit1` is the nearest one, halfway the right or lower one, and beyond the image
/// white where `fill` is 128 or more, else black.
///
/// By multiples of 90 degrees into a `dst` of the turned size, width and height swapped for odd ones, pixels move without a
/// change. [`rotated_size`] is the size at which `dst` shows the whole image; in a smaller one corners are cut off.
///
/// # Errors
/// `Unsupported` where the formats differ, for `Gray16` unless pixels only move, and for sides beyond 2^29 pixels in `src` or 2^30 in `dst` unless pixels only move;
/// `InvalidArgument` for degrees that are not finite.
pub fn rotate(src: ImageRef<'_>, degrees: f32, fill: u8, dst: ImageMut<'_>) -> Result<()> {
    format_among("dst", dst.format(), &[src.format()])?;
    let quarter = Quarter::of(finite(degrees)?);
    let (level, bits) = (simd::active(), src.format() == Format::Bit1);
    match quarter.filter(|quarter| quarter.size(&src.geometry()) == (dst.width(), dst.height())) {
        Some(Quarter::None) => copy_flipped(level, src, None, dst),
        Some(Quarter::Half) => copy_flipped(level, src, Some(Flip::Both), dst),
        Some(side) if bits => bits::turn(src, side == Quarter::Right, dst),
        Some(side) => quarter::turn(level, src, side == Quarter::Right, dst),
        None if src.format() == Format::Gray16 => {
            fail!(Unsupported, "src: is GRAY16, turned by multiples of 90 degrees alone; {}", super::GRAY16_HINT)
        }
        None if bits => return nearest_bits::rotate(level, src, degrees, fill < WHITE, dst),
        None => return any_angle::rotate(level, src, degrees, fill, dst),
    }
    Ok(())
}

/// Returns the width and height of the smallest image that holds all of `src` after [`rotate`] by `degrees`.
///
/// They are `ceil(w |cos| + h |sin|)` and `ceil(w |sin| + h |cos|)` for `src` of `w` x `h`, exact for multiples of 90 degrees:
/// the usual recipe with OpenCV, rounded up instead of down. Pillow's `expand` gives the same or one more.
///
/// # Errors
/// `InvalidArgument` for degrees that are not finite; `Unsupported` for sides beyond 2^29 pixels at an angle that is no
/// multiple of 90.
pub fn rotated_size(src: &Geometry, degrees: f32) -> Result<(usize, usize)> {
    if let Some(quarter) = Quarter::of(finite(degrees)?) {
        return Ok(quarter.size(src));
    }
    path::check_src(src)?;
    let (sin, cos) = path::sin_cos(degrees);
    let side = |across: usize, along: usize| (across as f64 * cos.abs() + along as f64 * sin.abs()).ceil() as usize;
    Ok((side(src.width, src.height), side(src.height, src.width)))
}

fn finite(degrees: f32) -> Result<f32> {
    if !degrees.is_finite() {
        fail!(InvalidArgument, "degrees: must be finite, got {degrees}");
    }
    Ok(degrees)
}
