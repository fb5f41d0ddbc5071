//! Threshold: a gray pixel above `t` is white (255), any other black (0), like OpenCV's `THRESH_BINARY`, Intel IPP and the
//! Simd library.

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
#[cfg(any(target_arch = "x86_64", target_arch = "aarch64", all(target_arch = "wasm32", target_feature = "simd128")))]
mod bits;
#[cfg(target_arch = "aarch64")]
mod neon;
mod scalar;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod simd128;
#[cfg(target_arch = "x86_64")]
mod sse42;
#[cfg(test)]
mod tests;

use super::{Format, ImageMut, ImageRef, format_among, same_size};
use crate::base::error::{Result, fail};
use crate::simd::{self, InOut, Level, dispatch};
use crate::split;
use crate::split::{Rows, RowsMut};

/// Approximate cost of a pixel of an image larger than the cache.
const NS_PER_PX: f64 = 0.07;
/// Least number of pixels of a flat buffer that pays for a thread.
const FLAT_PX: usize = 1 << 14;

/// Writes `src > t` to `dst` as 255 or 0 ([`Format::Gray8`]), or as 0 or 1 ([`Format::Bit1`], 1 = black, bits beyond the
/// width kept).
///
/// # Errors
/// `SizeMismatch` if the sizes differ; `Unsupported` if `src` is not `Gray8`, or `dst` neither `Gray8` nor `Bit1`.
pub fn threshold(src: ImageRef<'_>, t: u8, dst: ImageMut<'_>) -> Result<()> {
    threshold_at(simd::active(), src, t, dst)
}

/// Computes [`threshold`] at a SIMD level.
pub(in crate::image) fn threshold_at(level: Level, src: ImageRef<'_>, t: u8, dst: ImageMut<'_>) -> Result<()> {
    format_among("src", src.format(), &[Format::Gray8])?;
    format_among("dst", dst.format(), &[Format::Gray8, Format::Bit1])?;
    same_size(&src.geometry(), &dst.geometry())?;
    if dst.format() == Format::Gray8 {
        split::map_bytes(Some(src.rows()), dst.into_rows(), NS_PER_PX, |px| threshold_row(level, px, t));
        return Ok(());
    }
    let rows = src.rows();
    split::strips(dst.into_rows(), NS_PER_PX * src.width() as f64).for_each(|range, dst| {
        threshold_bits(level, rows.sub(0..rows.row_bytes(), range), t, dst);
    });
    Ok(())
}

/// Writes the bits of gray rows, like [`threshold`].
pub(in crate::image) fn threshold_bits(level: Level, src: Rows<'_>, t: u8, mut dst: RowsMut<'_>) {
    // Rows of whole bytes without gaps are one row.
    if src.row_bytes().is_multiple_of(8)
        && let (Some(src), Some(dst)) = (src.as_slice(), dst.as_slice())
    {
        return threshold_bits_row(level, src, t, dst);
    }
    threshold_bits_rows(level, src, t, dst);
}

/// Writes the bits of one gray row, like [`threshold`].
pub(in crate::image) fn threshold_bits_row(level: Level, src: &[u8], t: u8, dst: &mut [u8]) {
    threshold_bits_rows(level, Rows::one(src), t, RowsMut::one(dst));
}

/// Applies [`threshold`] to a `Gray8` image in place.
///
/// # Errors
/// `Unsupported` if `image` is not `Gray8`.
pub fn threshold_in_place(image: ImageMut<'_>, t: u8) -> Result<()> {
    threshold_in_place_at(simd::active(), image, t)
}

/// Computes [`threshold_in_place`] at a SIMD level.
pub(in crate::image) fn threshold_in_place_at(level: Level, image: ImageMut<'_>, t: u8) -> Result<()> {
    format_among("src", image.format(), &[Format::Gray8])?;
    split::map_bytes(None, image.into_rows(), NS_PER_PX, |px| threshold_row(level, px, t));
    Ok(())
}

/// Applies [`threshold`] to a flat buffer of gray bytes.
///
/// # Errors
/// `SizeMismatch` if the lengths differ.
#[inline]
pub fn threshold_flat(src: &[u8], t: u8, dst: &mut [u8]) -> Result<()> {
    if src.len() != dst.len() {
        fail!(SizeMismatch, "dst: {} bytes for {} of src", dst.len(), src.len());
    }
    if !threshold_short(src, t, dst) {
        threshold_blocks(simd::active(), src, t, dst);
    }
    Ok(())
}

/// Applies [`threshold`] to equally many bytes by one call of a kernel. Returns `false`, having written nothing, where threads may
/// share the work and where the level is not known yet.
#[inline(always)]
pub fn threshold_short(src: &[u8], t: u8, dst: &mut [u8]) -> bool {
    const MOST: usize = split::most_whole(NS_PER_PX);
    match simd::active_vectors() {
        Some(level) if src.len() <= MOST && src.len() == dst.len() => {
            threshold_row(level, InOut::new(src, dst), t);
            true
        }
        _ => false,
    }
}

/// The path of long buffers. It is not inlined: that would slow the few nanoseconds of a short one.
#[inline(never)]
fn threshold_blocks(level: Level, src: &[u8], t: u8, dst: &mut [u8]) {
    let (src, src_rest) = Rows::from_flat(src, FLAT_PX);
    let (dst, dst_rest) = RowsMut::from_flat(dst, FLAT_PX);
    split::map_bytes(Some(src), dst, NS_PER_PX, |px| threshold_row(level, px, t));
    threshold_row(level, InOut::new(src_rest, dst_rest), t);
}

/// Applies [`threshold_flat`] to a buffer in place.
#[inline(never)]
pub fn threshold_flat_in_place(gray: &mut [u8], t: u8) {
    let level = simd::active();
    let (rows, rest) = RowsMut::from_flat(gray, FLAT_PX);
    split::map_bytes(None, rows, NS_PER_PX, |px| threshold_row(level, px, t));
    threshold_row(level, InOut::in_place(rest), t);
}

dispatch! {
    /// Writes 255 for each byte above `t`, else 0.
    pub(crate) fn threshold_row(px: InOut<'_>, t: u8) {
        scalar: scalar::threshold_row,
        sse42: sse42::threshold_row,
        avx2: avx2::threshold_row,
        avx512: avx512::threshold_row,
        neon: neon::threshold_row,
        simd128: simd128::threshold_row,
    }
}

dispatch! {
    /// Writes one bit per pixel, most significant first: 1 for each byte not above `t`. Bits past the last pixel of a row are
    /// kept. A row of `dst` has just the bytes for one bit for each byte of one of `src`.
    fn threshold_bits_rows(src: Rows<'_>, t: u8, dst: RowsMut<'_>) {
        scalar: scalar::threshold_bits_rows,
        sse42: sse42::threshold_bits_rows,
        avx2: avx2::threshold_bits_rows,
        avx512: avx512::threshold_bits_rows,
        neon: neon::threshold_bits_rows,
        simd128: simd128::threshold_bits_rows,
    }
}
