//! This module works on flat slices of pixels.

use crate::error::Result;
use scipix_core::image as core_image;

/// Converts RGBA pixels to gray, with the weights of [`Luma::Bt601`](crate::image::Luma::Bt601). `rgba` is four bytes a
/// pixel, `gray` one. Alpha is ignored.
///
/// # Errors
/// `SizeMismatch` if `rgba` is not four times as long as `gray`.
///
/// ```
/// let rgba = [255, 255, 255, 255, 0, 0, 0, 255];
/// let mut gray = [0; 2];
/// scipix::grayscale_flat(&rgba, &mut gray)?;
/// assert_eq!(gray, [255, 0]);
///
/// let mut binary = [0; 2];
/// scipix::threshold_flat(&gray, 128, &mut binary)?;
/// assert_eq!(binary, [255, 0]);
///
/// let mut values = [1.0, 2.0, 3.0];
/// let stats = scipix::normalize(&mut values);
/// assert_eq!((stats.mean, values[1]), (2.0, 0.0));
/// # Ok::<(), scipix::Error>(())
/// ```
pub fn grayscale_flat(rgba: &[u8], gray: &mut [u8]) -> Result<()> {
    Ok(core_image::grayscale_flat(rgba, gray)?)
}

/// Writes 255 to `dst` where `src` is above `threshold`, and 0 elsewhere.
///
/// # Errors
/// `SizeMismatch` if the lengths differ.
pub fn threshold_flat(src: &[u8], threshold: u8, dst: &mut [u8]) -> Result<()> {
    Ok(core_image::threshold_flat(src, threshold, dst)?)
}

/// Replaces each value above `threshold` by 255, and the others by 0.
pub fn threshold_flat_in_place(gray: &mut [u8], threshold: u8) {
    core_image::threshold_flat_in_place(gray, threshold);
}

/// Mean and standard deviation of data before their normalisation.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct NormalizeStats {
    /// Mean.
    pub mean: f32,
    /// Standard deviation of the population.
    pub std_dev: f32,
}

/// Replaces each `x` of `data` by its z-score, `(x - mean) / (std_dev + 1e-8)`.
///
/// Equal values all become 0. Empty data have a mean and a deviation of 0. If any value is not finite, all results, the
/// mean and the deviation are NaN.
pub fn normalize(data: &mut [f32]) -> NormalizeStats {
    let core_image::NormalizeStats { mean, std: std_dev } = core_image::normalize(data);
    NormalizeStats { mean, std_dev }
}
