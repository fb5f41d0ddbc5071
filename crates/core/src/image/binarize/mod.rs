//! Binarisation: each pixel becomes black or white by a threshold of the whole image or of the window around it.

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
mod columns;
mod estimate;
mod fixed;
mod local;
mod narrow;
#[cfg(target_arch = "aarch64")]
mod neon;
#[cfg(any(target_arch = "x86_64", target_arch = "aarch64", target_feature = "simd128"))]
mod row_kernels;
mod row_start;
mod rule;
mod scalar;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod simd128;
mod source;
#[cfg(test)]
mod tests;
mod wide;
mod window;

use super::otsu::otsu_at;
use super::{Format, ImageMut, ImageRef, Luma, format_among, same_size};
use crate::base::error::{Result, fail};
use crate::simd::{self, Level};

pub(in crate::image) use fixed::{ColourThreshold, binarize as binarize_fixed};
pub(in crate::image) use local::LocalBinarizer;
pub(in crate::image) use rule::Rule;

/// Binarisation method: how the threshold of each pixel is found. A pixel above its threshold is white, any other black.
///
/// A `window` is the side, odd, of the square around a pixel. It is clipped at the border: mean and standard deviation (of
/// the population) are taken over the pixels that exist. It may be larger than the image.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Method {
    /// A given threshold for all pixels.
    Fixed {
        /// The threshold.
        threshold: u8,
    },
    /// One threshold for all pixels, found by Otsu's method.
    Otsu,
    /// The mean of the window minus `offset`; decided exactly.
    AdaptiveMean {
        /// Side of the window.
        window: usize,
        /// Distance of the threshold below the mean; finite.
        offset: f32,
    },
    /// Sauvola and Pietikäinen (2000): m (1 + k (s / r - 1)) for the mean m and the standard deviation s of the window. The
    /// decision is one formula of `f64` at every SIMD level. For documents k = 0.34 and r = 128 are common.
    Sauvola {
        /// Side of the window; a third of the dots per inch is common.
        window: usize,
        /// Weight by which a lack of contrast lowers the threshold; finite.
        k: f32,
        /// Range of the standard deviation, 128 for gray bytes; finite and above 0.
        r: f32,
    },
}

impl Method {
    /// Checks the parameters.
    pub(in crate::image) fn check(&self) -> Result<()> {
        match *self {
            Method::Fixed { .. } | Method::Otsu => Ok(()),
            Method::AdaptiveMean { window, offset } => {
                check_window(window)?;
                check_finite("offset", offset)
            }
            Method::Sauvola { window, k, r } => {
                check_window(window)?;
                check_finite("k", k)?;
                check_finite("r", r)?;
                if r <= 0.0 {
                    fail!(InvalidArgument, "r: must be above 0, got {r}");
                }
                Ok(())
            }
        }
    }
}

fn check_window(window: usize) -> Result<()> {
    if window.is_multiple_of(2) {
        fail!(InvalidArgument, "window: must be odd, got {window}");
    }
    Ok(())
}

fn check_finite(name: &str, value: f32) -> Result<()> {
    if !value.is_finite() {
        fail!(InvalidArgument, "{name}: must be finite, got {value}");
    }
    Ok(())
}

/// Binarizes `src` into `dst`: [`Format::Gray8`] as 255 and 0, or [`Format::Bit1`] as 0 and 1 (1 = black, bits beyond the
/// width kept).
///
/// A colour image is decided by its gray (BT601), which is computed row by row. The extra memory is a few rows; for colour
/// and bits it also holds the gray of all rows that a window covers if that is at most half a megabyte.
///
/// # Errors
/// `SizeMismatch` if the sizes differ; `Unsupported` if `dst` is neither `Gray8` nor `Bit1`; `InvalidArgument` for a
/// parameter that [`Method`] does not allow; `OutOfMemory` if the rows cannot be allocated.
pub fn binarize(src: ImageRef<'_>, method: &Method, dst: ImageMut<'_>) -> Result<()> {
    binarize_at(simd::active(), src, method, dst)
}

/// Computes [`binarize`] at a SIMD level.
pub(in crate::image) fn binarize_at(level: Level, src: ImageRef<'_>, method: &Method, dst: ImageMut<'_>) -> Result<()> {
    format_among("dst", dst.format(), &[Format::Gray8, Format::Bit1])?;
    same_size(&src.geometry(), &dst.geometry())?;
    method.check()?;
    match *method {
        Method::Fixed { threshold } => fixed::binarize(level, src, Luma::Bt601, threshold, dst),
        Method::Otsu => fixed::binarize(level, src, Luma::Bt601, otsu_at(level, src), dst),
        Method::AdaptiveMean { window, offset } => local::binarize(level, src, window, Rule::mean(offset), dst),
        Method::Sauvola { window, k, r } => local::binarize(level, src, window, Rule::sauvola(k, r), dst),
    }
}
