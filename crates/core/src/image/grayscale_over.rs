//! Gray of an image composited over a colour.

use super::alpha::AlphaStep;
use super::colour_step::ColourStep;
use super::{Format, ImageMut, ImageRef, Luma, format_among, grayscale, same_size};
use crate::base::error::Result;
use crate::simd;
use crate::split;

/// Approximate cost of a pixel of an image larger than the cache.
const NS_PER_PX: f64 = 0.3;

/// Composites `src` over the colour `over`, red first, as [`flatten`](super::flatten) does, and converts the result to gray as
/// [`grayscale`] does. Formats without alpha are only converted.
///
/// # Errors
/// `SizeMismatch` if the sizes differ; `Unsupported` if `dst` is not `Gray8`.
pub fn grayscale_over(src: ImageRef<'_>, luma: Luma, over: [u8; 3], dst: ImageMut<'_>) -> Result<()> {
    if !src.format().has_alpha() {
        return grayscale(src, luma, dst);
    }
    format_among("dst", dst.format(), &[Format::Gray8])?;
    same_size(&src.geometry(), &dst.geometry())?;
    let (level, format) = (simd::active(), src.format());
    let step = ColourStep { alpha: Some(AlphaStep::Over(over)), luma: Some(luma) };
    split::map_rows(src.rows(), dst.into_rows(), true, NS_PER_PX * src.width() as f64, |src, dst| {
        step.write(level, format, src, dst);
    });
    Ok(())
}
