//! Binarisation: each pixel becomes black or white, by a threshold of the whole image or one of the window around it.

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
#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
mod row_kernels;
mod scalar;
mod source;
#[cfg(test)]
mod tests;
mod wide;

use super::otsu::otsu;
use super::{Format, ImageMut, ImageRef, Luma, format_among, same_size};
use crate::base::error::{Result, fail};
pub(in crate::image) use fixed::binarize as binarize_at;
pub(in crate::image) use local::{Local, Rule};

/// How the threshold of a pixel is found. A pixel above its threshold is white, any other black.
///
/// A `window` is the full width, odd, of the square around a pixel. At the border it is clipped: means and deviations
/// (population) are those of the pixels that exist. It may be larger than the image.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Method {
    /// The same for all.
    Fixed {
        /// The threshold.
        threshold: u8,
    },
    /// The same for all, at the level of [`super::otsu`].
    Otsu,
    /// The mean of the window, less `offset`; decided exactly.
    AdaptiveMean {
        /// Width of the window.
        window: usize,
        /// What is taken off the mean; finite.
        offset: f32,
    },
    /// Sauvola and Pietikäinen (2000): m (1 + k (s / r - 1)) for the mean m and the deviation s of the window; decided by
    /// one formula of `f64` at every level. For documents k = 0.34 and r = 128 are common.
    Sauvola {
        /// Width of the window; a third of the dots per inch is common.
        window: usize,
        /// How much a lack of contrast lowers the threshold; finite.
        k: f32,
        /// The largest deviation, 128 for gray bytes; finite and above 0.
        r: f32,
    },
}

impl Method {
    /// Whether its numbers are such as it takes.
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

/// Writes each pixel as 255 or 0 ([`Format::Gray8`]), or as 0 or 1 ([`Format::Bit1`], 1 = black, bits beyond the width
/// kept). A colour image is decided by its gray (BT601), made row by row: no copy of the image is
/// made. The extra memory is a few rows, and of colours and bits the gray of the rows that a window covers, where that is
/// half a megabyte or less.
///
/// # Errors
/// `SizeMismatch` where the sizes differ; `Unsupported` where `dst` is neither `Gray8` nor `Bit1`; `InvalidArgument` for
/// a parameter that [`Method`] does not allow; `OutOfMemory` where there is none for the rows.
pub fn binarize(src: ImageRef<'_>, method: &Method, dst: ImageMut<'_>) -> Result<()> {
    format_among("dst", dst.format(), &[Format::Gray8, Format::Bit1])?;
    same_size(&src.geometry(), &dst.geometry())?;
    method.check()?;
    match *method {
        Method::Fixed { threshold } => fixed::binarize(src, Luma::Bt601, threshold, dst),
        Method::Otsu => fixed::binarize(src, Luma::Bt601, otsu(src), dst),
        Method::AdaptiveMean { window, offset } => local::binarize(src, window, Rule::mean(offset), dst),
        Method::Sauvola { window, k, r } => local::binarize(src, window, Rule::sauvola(k, r), dst),
    }
}
