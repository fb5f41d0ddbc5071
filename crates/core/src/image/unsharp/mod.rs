//! Unsharp mask: what a blur takes away is added instead.

mod scalar;
#[cfg(test)]
mod tests;

use super::gaussian::{Border, GaussianKernel};
use super::{BYTE_CHANNELS, ImageMut, ImageRef, format_among, same_size};
use crate::base::error::{Result, fail};
use crate::simd::{self, Level, dispatch};

/// The greatest amount.
const MOST: f64 = 1000.0;

/// Sharpens `src`: each byte becomes `src + amount (src - blurred)`, rounded, halves to even, and at least 0 and at most 255.
/// `blurred` is what [`gaussian_blur`](super::gaussian_blur) of `sigma` makes of it, with its default border. Where the
/// difference is at most `threshold` the byte stays, as in Pillow's `UnsharpMask`, so that noise is not sharpened.
///
/// The result is within 1 of OpenCV's `addWeighted(src, 1 + amount, blurred, -amount, 0)`, which rounds other products.
///
/// # Errors
/// `InvalidArgument` for a sigma that is not positive or above 170, and for an amount that is not from 0 to 1000; `SizeMismatch` if
/// the sizes differ; `Unsupported` for `Bit1` and `Gray16`, or if the formats differ; `OutOfMemory`.
pub fn unsharp_mask(src: ImageRef<'_>, sigma: f64, amount: f64, threshold: u8, dst: ImageMut<'_>) -> Result<()> {
    unsharp_mask_at(simd::active(), src, sigma, amount, threshold, dst)
}

/// Checks the numbers of [`unsharp_mask`].
pub(crate) fn check_unsharp_mask(sigma: f64, amount: f64) -> Result<()> {
    if !(sigma > 0.0 && sigma <= 170.0) {
        fail!(InvalidArgument, "sigma: must be above 0 and at most 170, got {sigma}");
    }
    if !(0.0..=MOST).contains(&amount) {
        fail!(InvalidArgument, "amount: must be from 0 to {MOST}, got {amount}");
    }
    Ok(())
}

/// Computes [`unsharp_mask`] at a SIMD level.
fn unsharp_mask_at(
    level: Level,
    src: ImageRef<'_>,
    sigma: f64,
    amount: f64,
    threshold: u8,
    dst: ImageMut<'_>,
) -> Result<()> {
    format_among("src", src.format(), &BYTE_CHANNELS)?;
    format_among("dst", dst.format(), &[src.format()])?;
    same_size(&src.geometry(), &dst.geometry())?;
    check_unsharp_mask(sigma, amount)?;
    let kernel = GaussianKernel::new([0, 0], [sigma, sigma], Border::Reflect101)?;
    kernel.blur(level, src, dst.into_rows(), |y, row| {
        sharpen_row(level, src.rows().row(y), amount as f32, threshold, row);
    })
}

dispatch! {
    /// Replaces each blurred pixel by that of `src` plus `amount` times the difference of both.
    fn sharpen_row(src: &[u8], amount: f32, threshold: u8, blurred: &mut [u8]) = scalar::sharpen_row;
}
