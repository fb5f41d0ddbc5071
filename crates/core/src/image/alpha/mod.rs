//! Alpha: images composited over a colour, and colours multiplied by alpha for a resize.

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
mod blend;
mod kernels;
#[cfg(target_arch = "aarch64")]
mod neon;
mod scalar;
#[cfg(target_arch = "x86_64")]
mod sse42;
mod step;
#[cfg(test)]
mod tests;

pub(in crate::image) use kernels::unmultiply_row;
pub(in crate::image) use step::{AlphaStep, blend_row_to};

use super::{Format, ImageMut, ImageRef, format_among, same_size};
use crate::base::error::Result;
use crate::simd;
use crate::split;
use blend::Blend;
use kernels::blend_row;

/// Approximate cost of a byte of an image larger than the cache.
const NS_PER_BYTE: f64 = 0.07;

const WITH_ALPHA: [Format; 2] = [Format::Rgba8, Format::Bgra8];
const COLOUR: [Format; 4] = [Format::Rgb8, Format::Bgr8, Format::Rgba8, Format::Bgra8];

/// Composites `src` over the colour `over`, red first, and writes the opaque result to `dst`: each colour becomes
/// `(a c + (255 − a) over) / 255`, rounded to the nearest integer, and alpha, where `dst` has it, 255.
///
/// # Errors
/// `SizeMismatch` if the sizes differ; `Unsupported` if `src` has no alpha or `dst` no colour.
pub fn flatten(src: ImageRef<'_>, over: [u8; 3], dst: ImageMut<'_>) -> Result<()> {
    format_among("src", src.format(), &WITH_ALPHA)?;
    format_among("dst", dst.format(), &COLOUR)?;
    same_size(&src.geometry(), &dst.geometry())?;
    let (level, from, to) = (simd::active(), src.format(), dst.format());
    let ns_per_row = NS_PER_BYTE * src.geometry().row_bytes as f64;
    split::map_rows(src.rows(), dst.into_rows(), true, ns_per_row, |src, dst| {
        blend_row_to(level, AlphaStep::Over(over), from, src, to, dst);
    });
    Ok(())
}

/// Applies [`flatten`] in place.
///
/// # Errors
/// `Unsupported` if the image has no alpha.
pub fn flatten_in_place(image: ImageMut<'_>, over: [u8; 3]) -> Result<()> {
    format_among("src", image.format(), &WITH_ALPHA)?;
    let (level, rule) = (simd::active(), Blend::over(over, image.format(), image.format()));
    split::map_bytes(None, image.into_rows(), NS_PER_BYTE, |px| blend_row(level, px, rule));
    Ok(())
}
