//! A blur of rows.

#[cfg(target_arch = "x86_64")]
use super::band::{self, BandRows, FiveWeights};
use super::border::Border;
use super::scalar;
use super::sums::SplitSums;
use super::weights::{gaussian_size, gaussian_weights, reduce};
#[cfg(target_arch = "x86_64")]
use super::{avx2, avx512, sse42};
use crate::base::error::{Result, try_zeroed};
use crate::image::ImageRef;
use crate::simd::{Level, dispatch};
use crate::split::{self, Rows, RowsMut};

/// Approximate cost of a weight for each byte.
const NS_PER_WEIGHT: f64 = 0.05;
/// Approximate cost of a byte where bands are blurred by vectors.
#[cfg(target_arch = "x86_64")]
const NS_PER_BYTE: f64 = 0.1;

/// Names of the numbers of each axis, in messages.
const ACROSS: [&str; 2] = ["width", "sigma_x"];
const DOWN: [&str; 2] = ["height", "sigma_y"];

/// Checks the numbers of a blur.
pub fn check_gaussian([width, height]: [usize; 2], sigma: [f64; 2]) -> Result<()> {
    let [sigma_x, sigma_y] = both_sigmas(sigma);
    gaussian_size(ACROSS, width, sigma_x)?;
    gaussian_size(DOWN, height, sigma_y)?;
    Ok(())
}

fn both_sigmas([sigma_x, sigma_y]: [f64; 2]) -> [f64; 2] {
    [sigma_x, if sigma_y <= 0.0 { sigma_x } else { sigma_y }]
}

/// The weights of a blur on both axes, each from the middle one outwards.
pub struct GaussianKernel {
    across: Vec<u16>,
    down: Vec<u16>,
    /// Bits by which the weighted sum is to be shifted, where the weights are reduced.
    reduced: Option<u32>,
    border: Border,
    /// The weights of kernels of vectors, where those are for so few.
    #[cfg(target_arch = "x86_64")]
    five: Option<FiveWeights>,
}

impl GaussianKernel {
    /// Computes the weights, and fails for numbers that [`check_gaussian`] refuses; `sigma_y` of 0 or less means `sigma_x`.
    pub fn new([width, height]: [usize; 2], sigma: [f64; 2], border: Border) -> Result<Self> {
        let [sigma_x, sigma_y] = both_sigmas(sigma);
        let mut across = gaussian_weights(ACROSS, width, sigma_x)?;
        let mut down = gaussian_weights(DOWN, height, sigma_y)?;
        #[cfg(target_arch = "x86_64")]
        let five = FiveWeights::new(&across, &down);
        let reduced = reduce(&mut across, &mut down);
        Ok(Self {
            across,
            down,
            reduced,
            border,
            #[cfg(target_arch = "x86_64")]
            five,
        })
    }

    /// Blurs `src` to `dst`, and calls `finish` with the number of each row and with the row.
    pub fn blur(
        &self,
        level: Level,
        src: ImageRef<'_>,
        dst: RowsMut<'_>,
        finish: impl Fn(usize, &mut [u8]) + Sync,
    ) -> Result<()> {
        #[cfg(target_arch = "x86_64")]
        if let Some(weights) = self.five.filter(|_| band::has_kernel(level, &src.geometry(), self.reduced.is_some())) {
            self.blur_bands(level, weights, src.rows(), dst, &finish);
            return Ok(());
        }
        let (rows, reach) = (src.rows(), self.down.len() - 1);
        let ns_per_byte = NS_PER_WEIGHT * (self.across.len() + self.down.len()) as f64;
        split::strips(dst, ns_per_byte * rows.row_bytes() as f64).try_for_each(|range, mut dst| {
            let step = src.format().pixel_bytes().unwrap_or(1);
            let mut sums = SplitSums::new([rows.row_bytes(), step], self.across.len() - 1, self.border, self.reduced)?;
            let mut around: Vec<usize> = try_zeroed(2 * reach + 1, "blur: rows")?;
            for (i, y) in range.enumerate() {
                for (i, row) in around.iter_mut().enumerate() {
                    *row = self.border.inside((y + i) as isize - reach as isize, rows.len());
                }
                sum_down(level, rows, &around, &self.down, &mut sums);
                sums.extend();
                sum_across(level, &sums, &self.across, dst.row(i));
                finish(y, dst.row(i));
            }
            Ok(())
        })
    }

    /// Blurs by vectors, as [`blur`](Self::blur) does.
    #[cfg(target_arch = "x86_64")]
    fn blur_bands(
        &self,
        level: Level,
        weights: FiveWeights,
        src: Rows<'_>,
        dst: RowsMut<'_>,
        finish: &(dyn Fn(usize, &mut [u8]) + Sync),
    ) {
        let ns_per_row = NS_PER_BYTE * src.row_bytes() as f64;
        let prefetches = band::prefetches(level, &src);
        let height = band::height(prefetches);
        split::strips(dst, ns_per_row).halo(2 * band::REACH).for_each(|range, mut strip| {
            for first in range.clone().step_by(height) {
                let band = first..range.end.min(first + height);
                let mut dst = strip.range(first - range.start..band.end - range.start);
                blur_band(level, &BandRows::new(src, band.clone(), self.border, prefetches), weights, dst.reborrow());
                band.enumerate().for_each(|(i, y)| finish(y, dst.row(i)));
            }
        });
    }
}

#[cfg(target_arch = "x86_64")]
dispatch! {
    /// Blurs the rows of a band where there is a [kernel](band::has_kernel).
    fn blur_band(src: &BandRows<'_>, weights: FiveWeights, dst: RowsMut<'_>) {
        scalar: band::without_kernel,
        sse42: sse42::blur_band,
        avx2: avx2::blur_band,
        avx512: avx512::blur_band,
        neon: band::without_kernel,
    }
}

dispatch! {
    /// Writes the weighted sums of each column of some rows.
    fn sum_down(src: Rows<'_>, rows: &[usize], weights: &[u16], sums: &mut SplitSums) = scalar::sum_down;
}

dispatch! {
    /// Writes the weighted sums of the sums around each pixel.
    fn sum_across(sums: &SplitSums, weights: &[u16], out: &mut [u8]) = scalar::sum_across;
}
