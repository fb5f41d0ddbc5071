//! 16-bit gray to 8 bits by a range of the samples, and the range that an image has.

mod sample_range;
mod scalar;
#[cfg(test)]
mod tests;

use super::{Format, ImageMut, ImageRef, format_among, same_size};
use crate::base::error::{Result, fail};
use crate::base::sync::Mutex;
use crate::simd::{self, dispatch};
use crate::split;
use sample_range::SampleRange;

/// Approximate cost of a sample of an image larger than the cache.
const NS_PER_PX: f64 = 0.15;
/// Approximate cost of a byte that is compared.
const NS_PER_COMPARED_BYTE: f64 = 0.04;

/// Maps the samples `low` to `high` of a `Gray16` image to 0 to 255: with the sample clamped to that range, the result is
/// `(255 (sample − low) + (high − low) / 2) / (high − low)` in integers, the nearest integer, halves up.
///
/// # Errors
/// `InvalidArgument` unless `low < high`; `SizeMismatch` if the sizes differ; `Unsupported` if `src` is not `Gray16` or
/// `dst` not `Gray8`.
pub fn gray16_to_gray8(src: ImageRef<'_>, low: u16, high: u16, dst: ImageMut<'_>) -> Result<()> {
    format_among("src", src.format(), &[Format::Gray16])?;
    format_among("dst", dst.format(), &[Format::Gray8])?;
    same_size(&src.geometry(), &dst.geometry())?;
    let Some(range) = SampleRange::new(low, high) else {
        fail!(InvalidArgument, "low: must be below high, got {low} and {high}");
    };
    let level = simd::active();
    let ns_per_row = NS_PER_PX * src.width() as f64;
    split::map_rows(src.rows(), dst.into_rows(), true, ns_per_row, |src, dst| map_row(level, src, range, dst));
    Ok(())
}

/// Returns the least and the greatest sample of a `Gray16` or `Gray8` image.
///
/// # Errors
/// `Unsupported` for another format.
pub fn min_max(src: ImageRef<'_>) -> Result<(u16, u16)> {
    format_among("src", src.format(), &[Format::Gray8, Format::Gray16])?;
    let (level, rows, bytes) = (simd::active(), src.rows(), src.format() == Format::Gray8);
    let row = |y| if bytes { min_max_of_bytes(level, rows.row(y)) } else { min_max_of_samples(level, rows.row(y)) };
    let merged = |a: (u16, u16), b: (u16, u16)| (a.0.min(b.0), a.1.max(b.1));
    let total = Mutex::new((u16::MAX, 0));
    split::share_claims(src.height(), NS_PER_COMPARED_BYTE * rows.row_bytes() as f64, |claims| {
        let mut own = (u16::MAX, 0);
        while let Some(range) = claims.claim() {
            own = range.map(row).fold(own, merged);
        }
        let mut total = total.lock();
        *total = merged(*total, own);
    });
    Ok(total.into_inner())
}

dispatch! {
    /// Maps each sample of 16 bits, two bytes of `src`, to 0 to 255.
    fn map_row(src: &[u8], range: SampleRange, dst: &mut [u8]) = scalar::map_row;
}

dispatch! {
    /// Returns the least and the greatest byte.
    fn min_max_of_bytes(row: &[u8]) -> (u16, u16) = scalar::min_max_of_bytes;
}

dispatch! {
    /// Returns the least and the greatest sample of 16 bits.
    fn min_max_of_samples(row: &[u8]) -> (u16, u16) = scalar::min_max_of_samples;
}
