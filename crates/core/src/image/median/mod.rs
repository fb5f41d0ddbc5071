//! Median filter: each pixel becomes the median of the square around it, so that specks go and edges stay.

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
mod bands;
#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
mod border;
mod column;
mod median_rows;
#[cfg(target_arch = "aarch64")]
mod neon;
mod network;
mod scalar;
#[cfg(target_arch = "x86_64")]
mod sse42;
#[cfg(test)]
mod tests;
#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
mod vectors;

use super::{BYTE_CHANNELS, ImageMut, ImageRef, format_among, same_size};
use crate::base::error::{Result, fail};
use crate::simd::{self, Level, dispatch};
use crate::split;
use crate::split::RowsMut;
use median_rows::MedianRows;

/// Approximate cost of a byte, with 3x3 and with 5x5 pixels.
const NS_PER_BYTE: [f64; 2] = [0.1, 0.4];

/// Writes to each pixel of `dst` the median of the `size` x `size` pixels around that of `src`, for each channel by itself. Pixels
/// beyond the border equal the nearest one. The result is that of OpenCV's `medianBlur`.
///
/// # Errors
/// `InvalidArgument` for a size other than 3 and 5; `SizeMismatch` if the sizes differ; `Unsupported` for `Bit1` and `Gray16`, or
/// if the formats differ.
pub fn median(src: ImageRef<'_>, size: usize, dst: ImageMut<'_>) -> Result<()> {
    median_at(simd::active(), src, size, dst)
}

/// Checks the numbers of [`median`].
pub(crate) fn check_median(size: usize) -> Result<()> {
    if ![3, 5].contains(&size) {
        fail!(InvalidArgument, "size: must be 3 or 5, got {size}");
    }
    Ok(())
}

/// Computes [`median`] at a SIMD level.
fn median_at(level: Level, src: ImageRef<'_>, size: usize, dst: ImageMut<'_>) -> Result<()> {
    format_among("src", src.format(), &BYTE_CHANNELS)?;
    format_among("dst", dst.format(), &[src.format()])?;
    same_size(&src.geometry(), &dst.geometry())?;
    check_median(size)?;
    let (kernel, ns_per_byte): (fn(Level, MedianRows<'_>, usize, RowsMut<'_>), _) =
        if size == 3 { (median3, NS_PER_BYTE[0]) } else { (median5, NS_PER_BYTE[1]) };
    let rows = MedianRows { rows: src.rows(), step: src.format().pixel_bytes().unwrap_or(1) };
    let dst = dst.into_rows();
    let ns_per_row = ns_per_byte * dst.row_bytes() as f64;
    split::strips(dst, ns_per_row).halo(size - 1).for_each(|range, strip| kernel(level, rows, range.start, strip));
    Ok(())
}

dispatch! {
    /// Writes the medians of 3x3 pixels of the rows from `first` on.
    fn median3(src: MedianRows<'_>, first: usize, dst: RowsMut<'_>) {
        scalar: scalar::median3,
        sse42: sse42::median3,
        avx2: avx2::median3,
        avx512: avx512::median3,
        neon: neon::median3,
    }
}

dispatch! {
    /// Writes the medians of 5x5 pixels of the rows from `first` on.
    fn median5(src: MedianRows<'_>, first: usize, dst: RowsMut<'_>) {
        scalar: scalar::median5,
        sse42: sse42::median5,
        avx2: avx2::median5,
        avx512: avx512::median5,
        neon: neon::median5,
    }
}
