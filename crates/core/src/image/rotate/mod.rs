//! Rotation: quarter turns are exact, other angles use bilinear sampling.

mod bits;
mod free;
mod quarter;
#[cfg(test)]
mod tests;
mod turn;

use super::flip::{Flip, copy_flipped};
use super::{Format, ImageMut, ImageRef, format_among};
use crate::base::error::{Result, fail};
use crate::simd;
use quarter::Quarter;

/// Turns `src` clockwise by `degrees` into `dst`, which has the same format.
///
/// Multiples of 90 move pixels without a change; `dst` then has the size of the turned image, width and height swapped
/// for odd ones. At any other angle `dst` has the size of `src`, and the image is turned about its centre: the pixel
/// (X, Y) of `dst` shows `src` at
///
/// ```text
/// x = cx + cos (X - cx) + sin (Y - cy)        cx = (width - 1) / 2
/// y = cy - sin (X - cx) + cos (Y - cy)        cy = (height - 1) / 2
/// ```
///
/// rounded to 1/256 of a pixel: the mean of the four pixels around it, by their weights of 1/65536, rounded half up. What
/// lies beyond the image is `fill` in every channel, alpha too, and mixes into the border. OpenCV's `warpAffine` does the
/// same with 1/32 of a pixel.
///
/// # Errors
/// `Unsupported` where the formats differ, and for `Bit1` at an angle that is no multiple of 90; `InvalidArgument` for
/// degrees that are not finite; `SizeMismatch` where `dst` has not the size said above.
pub fn rotate(src: ImageRef<'_>, degrees: f32, fill: u8, dst: ImageMut<'_>) -> Result<()> {
    format_among("dst", dst.format(), &[src.format()])?;
    if !degrees.is_finite() {
        fail!(InvalidArgument, "degrees: must be finite, got {degrees}");
    }
    let quarter = Quarter::of(degrees);
    if quarter.is_none() && src.format() == Format::Bit1 {
        fail!(Unsupported, "degrees: {degrees}, but BIT1 can only be turned by multiples of 90");
    }
    let (width, height) =
        if quarter.is_some_and(Quarter::swaps) { (src.height(), src.width()) } else { (src.width(), src.height()) };
    if (dst.width(), dst.height()) != (width, height) {
        fail!(
            SizeMismatch,
            "dst: is {}x{}, must be {width}x{height} for src of {}x{} turned by {degrees} degrees",
            dst.width(),
            dst.height(),
            src.width(),
            src.height()
        );
    }
    let level = simd::active();
    match quarter {
        Some(Quarter::None) => copy_flipped(level, src, None, dst),
        Some(Quarter::Half) => copy_flipped(level, src, Some(Flip::Both), dst),
        Some(side) if src.format() == Format::Bit1 => bits::turn(src, side == Quarter::Right, dst),
        Some(side) => quarter::turn(level, src, side == Quarter::Right, dst),
        None => return free::turn(level, src, degrees, fill, dst),
    }
    Ok(())
}
