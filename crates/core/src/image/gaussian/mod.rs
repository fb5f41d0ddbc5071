//! Gaussian blur in fixed point, with the bits of OpenCV's `GaussianBlur`.

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
#[cfg(target_arch = "x86_64")]
mod band;
mod border;
mod kernel;
mod scalar;
#[cfg(target_arch = "x86_64")]
mod sse42;
mod sums;
#[cfg(test)]
mod tests;
#[cfg(target_arch = "x86_64")]
mod vectors;
mod weights;

pub use border::Border;
pub(super) use kernel::GaussianKernel;
pub(crate) use kernel::check_gaussian;

use super::{BYTE_CHANNELS, ImageMut, ImageRef, format_among, same_size};
use crate::base::error::Result;
use crate::simd::{self, Level};

/// Blurs `src` by a normal distribution, each channel by itself. `size` is how many pixels the blur is wide and high and `sigma` are
/// its standard deviations across and down, which follow from each other where one is 0: the size is `6 sigma + 1`, made odd, and
/// sigma `0.15 size + 0.35`. Sizes 3 to 9 without a sigma have binomial weights or some close to them. The second sigma is the
/// first if it is 0.
///
/// Weights are 256ths, and only the sum over all pixels is rounded. The result is that of OpenCV's `GaussianBlur`.
///
/// # Errors
/// `InvalidArgument` for an even size or one above 1023, for neither a size nor a sigma, and for a sigma that is not finite;
/// `SizeMismatch` if the sizes differ; `Unsupported` for `Bit1` and `Gray16`, or if the formats differ; `OutOfMemory`.
pub fn gaussian_blur(
    src: ImageRef<'_>,
    size: [usize; 2],
    sigma: [f64; 2],
    border: Border,
    dst: ImageMut<'_>,
) -> Result<()> {
    gaussian_blur_at(simd::active(), src, size, sigma, border, dst)
}

/// Computes [`gaussian_blur`] at a SIMD level.
fn gaussian_blur_at(
    level: Level,
    src: ImageRef<'_>,
    size: [usize; 2],
    sigma: [f64; 2],
    border: Border,
    dst: ImageMut<'_>,
) -> Result<()> {
    format_among("src", src.format(), &BYTE_CHANNELS)?;
    format_among("dst", dst.format(), &[src.format()])?;
    same_size(&src.geometry(), &dst.geometry())?;
    GaussianKernel::new(size, sigma, border)?.blur(level, src, dst.into_rows(), |_, _| {})
}
