//! Conversion of any format to gray.

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
mod chunks;
mod luma;
#[cfg(target_arch = "aarch64")]
mod neon;
mod row;
mod scalar;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod simd128;
#[cfg(target_arch = "x86_64")]
mod sse42;
#[cfg(test)]
mod tests;
#[cfg(target_arch = "x86_64")]
mod vnni;

pub(in crate::image) use chunks::{GRAY_PX, GrayRow, MOST_SHORT_PX, SHORT_PX};
pub use luma::Luma;
pub(in crate::image) use row::gray_row;

use super::{Format, ImageMut, ImageRef, format_among, same_size};
use crate::base::error::{Result, fail};
use crate::simd::{self, Level};
use crate::split;
use crate::split::{Rows, RowsMut};
use luma::Pixel;
use row::weighted_row;

/// Approximate cost of a colour pixel of an image larger than the cache.
const NS_PER_PX: f64 = 0.1;
/// Approximate cost of a gray pixel or a bit.
const NS_PER_GRAY_PX: f64 = 0.02;
/// Least number of pixels of a flat buffer that pays for a thread.
const FLAT_PX: usize = 1 << 14;

/// Converts `src` to gray: colours are weighted by `luma`, 8-bit gray is copied, bits become 0 (1, black) or 255,
/// and 16-bit gray is divided by 257 and rounded to the nearest integer.
///
/// # Errors
/// `SizeMismatch` if the sizes differ; `Unsupported` if `dst` is not `Gray8`.
pub fn grayscale(src: ImageRef<'_>, luma: Luma, dst: ImageMut<'_>) -> Result<()> {
    grayscale_at(simd::active(), src, luma, dst)
}

/// Computes [`grayscale`] at a SIMD level.
pub(in crate::image) fn grayscale_at(level: Level, src: ImageRef<'_>, luma: Luma, dst: ImageMut<'_>) -> Result<()> {
    format_among("dst", dst.format(), &[Format::Gray8])?;
    same_size(&src.geometry(), &dst.geometry())?;
    let format = src.format();
    let joinable = format != Format::Bit1 || src.width().is_multiple_of(8);
    let ns_per_px = if Pixel::new(format, luma).is_some() { NS_PER_PX } else { NS_PER_GRAY_PX };
    let ns_per_row = ns_per_px * src.width() as f64;
    split::map_rows(src.rows(), dst.into_rows(), joinable, ns_per_row, |src, dst| {
        gray_row(level, format, luma, src, 0, dst);
    });
    Ok(())
}

/// Converts the RGBA pixels of a flat buffer to gray, like [`grayscale`] with [`Luma::Bt601`].
///
/// # Errors
/// `SizeMismatch` if `rgba` is not four times as long as `gray`.
#[inline]
pub fn grayscale_flat(rgba: &[u8], gray: &mut [u8]) -> Result<()> {
    check_flat(rgba.len(), gray.len())?;
    if !grayscale_short(rgba, Format::Rgba8, Luma::Bt601, gray) {
        grayscale_blocks(simd::active(), rgba, gray);
    }
    Ok(())
}

/// Converts as many pixels of a colour image as `gray` has bytes, like [`grayscale`], by one call of a kernel. Returns `false`,
/// having written nothing, where threads may share the work, where the level is not known yet and for other pixels.
#[inline(always)]
pub fn grayscale_short(src: &[u8], format: Format, luma: Luma, gray: &mut [u8]) -> bool {
    const MOST: usize = split::most_whole(NS_PER_PX);
    match (simd::active_vectors(), Pixel::new(format, luma)) {
        (Some(level), Some(pixel)) if gray.len() <= MOST && gray.len() * pixel.bytes == src.len() => {
            weighted_row(level, src, pixel, gray);
            true
        }
        _ => false,
    }
}

/// The path of long buffers. It is not inlined: that would slow the few nanoseconds of a short one.
#[inline(never)]
fn grayscale_blocks(level: Level, rgba: &[u8], gray: &mut [u8]) {
    let Some(pixel) = Pixel::new(Format::Rgba8, Luma::Bt601) else { unreachable!("RGBA has colour") };
    let row = |src: &[u8], dst: &mut [u8]| weighted_row(level, src, pixel, dst);
    let (src, src_rest) = Rows::from_flat(rgba, pixel.bytes * FLAT_PX);
    let (dst, dst_rest) = RowsMut::from_flat(gray, FLAT_PX);
    split::map_rows(src, dst, true, NS_PER_PX * FLAT_PX as f64, row);
    row(src_rest, dst_rest);
}

/// Checks the lengths of the buffers of [`grayscale_flat`].
///
/// # Errors
/// `SizeMismatch` if `rgba_len` is not four times `gray_len`.
pub fn check_flat(rgba_len: usize, gray_len: usize) -> Result<()> {
    if gray_len.checked_mul(4) != Some(rgba_len) {
        fail!(SizeMismatch, "gray: {gray_len} bytes for {rgba_len} bytes of RGBA, which are 4 a pixel");
    }
    Ok(())
}
