//! Any format to gray.

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
mod chunks;
mod luma;
#[cfg(target_arch = "aarch64")]
mod neon;
mod scalar;
#[cfg(target_arch = "x86_64")]
mod sse42;
#[cfg(test)]
mod tests;
#[cfg(target_arch = "x86_64")]
mod vnni;

pub(in crate::image) use chunks::{GRAY_PX, gray_chunks};
pub use luma::Luma;

use super::{Format, ImageMut, ImageRef, format_among, same_size};
use crate::base::error::{Result, fail};
use crate::simd::{self, Level, dispatch};
use crate::split;
use crate::split::{Rows, RowsMut};
use luma::Pixel;

/// About what a colour pixel costs above cache.
const NS_PER_PX: f64 = 0.1;
/// The same of a gray pixel, or of a bit.
const NS_PER_GRAY_PX: f64 = 0.02;
/// Pixels of a flat buffer that one thread takes at least.
const FLAT_PX: usize = 1 << 14;

/// Writes `src` to `dst` in gray: colours weighed by `luma`, gray copied, bits as 0 (1, black) or 255.
///
/// # Errors
/// `SizeMismatch` where the sizes differ; `Unsupported` where `dst` is not `Gray8`.
pub fn grayscale(src: ImageRef<'_>, luma: Luma, dst: ImageMut<'_>) -> Result<()> {
    format_among("dst", dst.format(), &[Format::Gray8])?;
    same_size(&src.geometry(), &dst.geometry())?;
    let (level, format) = (simd::active(), src.format());
    let joinable = format != Format::Bit1 || src.width().is_multiple_of(8);
    let ns_per_px = if Pixel::new(format, luma).is_some() { NS_PER_PX } else { NS_PER_GRAY_PX };
    let ns_per_row = ns_per_px * src.width() as f64;
    split::map_rows(src.rows(), dst.into_rows(), joinable, ns_per_row, |src, dst| {
        gray_row(level, format, luma, src, 0, dst);
    });
    Ok(())
}

/// Writes the RGBA pixels of a flat buffer in gray, as [`grayscale`] with [`Luma::Bt601`].
///
/// # Errors
/// `SizeMismatch` where `rgba` is not four times as long as `gray`.
pub fn grayscale_flat(rgba: &[u8], gray: &mut [u8]) -> Result<()> {
    check_flat(rgba.len(), gray.len())?;
    let level = simd::active();
    let row = |src: &[u8], dst: &mut [u8]| gray_row(level, Format::Rgba8, Luma::Bt601, src, 0, dst);
    let (src, src_rest) = Rows::from_flat(rgba, 4 * FLAT_PX);
    let (dst, dst_rest) = RowsMut::from_flat(gray, FLAT_PX);
    split::map_rows(src, dst, true, NS_PER_PX * FLAT_PX as f64, row);
    row(src_rest, dst_rest);
    Ok(())
}

/// What [`grayscale_flat`] says of the lengths.
pub fn check_flat(rgba_len: usize, gray_len: usize) -> Result<()> {
    if gray_len.checked_mul(4) != Some(rgba_len) {
        fail!(SizeMismatch, "gray: {gray_len} bytes for {rgba_len} bytes of RGBA, which are 4 a pixel");
    }
    Ok(())
}

/// Writes to `dst` in gray as many pixels of the row `src` as `dst` holds, from the one at `from` on. Panics where `src`
/// has fewer.
pub(in crate::image) fn gray_row(level: Level, format: Format, luma: Luma, src: &[u8], from: usize, dst: &mut [u8]) {
    let end = from + dst.len();
    match Pixel::new(format, luma) {
        Some(pixel) => weighed_row(level, &src[from * pixel.bytes..end * pixel.bytes], pixel, dst),
        None if format == Format::Bit1 => {
            let head = (from.next_multiple_of(8) - from).min(dst.len());
            let (first, rest) = dst.split_at_mut(head);
            scalar::bits_row(src, from, first);
            bits_row(level, &src[(from + head) / 8..end.div_ceil(8)], rest);
        }
        None => dst.copy_from_slice(&src[from..end]),
    }
}

dispatch! {
    /// Writes the weighed sum of each pixel's channels; `src` holds as many pixels as `dst`.
    fn weighed_row(src: &[u8], pixel: Pixel, dst: &mut [u8]) {
        scalar: scalar::weighed_row,
        sse42: sse42::weighed_row,
        avx2: avx2::weighed_row,
        avx512: avx512::weighed_row,
        vnni: vnni::weighed_row,
        neon: neon::weighed_row,
    }
}

dispatch! {
    /// Writes 0 where a bit is set, else 255; `src` holds a bit, the most significant first, for each byte of `dst`.
    fn bits_row(src: &[u8], dst: &mut [u8]) {
        scalar: scalar::whole_bits_row,
        sse42: sse42::bits_row,
        avx2: avx2::bits_row,
        avx512: avx512::bits_row,
        neon: neon::bits_row,
    }
}
