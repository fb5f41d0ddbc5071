//! One row of any format to gray.

#[cfg(target_arch = "x86_64")]
use super::avx2;
#[cfg(target_arch = "x86_64")]
use super::avx512;
use super::luma::{Luma, Pixel};
#[cfg(target_arch = "aarch64")]
use super::neon;
use super::scalar;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
use super::simd128;
#[cfg(target_arch = "x86_64")]
use super::sse42;
#[cfg(target_arch = "x86_64")]
use super::vnni;
use crate::image::Format;
use crate::simd::{Level, dispatch};

/// Converts pixels of the row `src` to gray, from pixel `from` on, until `dst` is full. Panics if `src` has fewer.
pub(in crate::image) fn gray_row(level: Level, format: Format, luma: Luma, src: &[u8], from: usize, dst: &mut [u8]) {
    let end = from + dst.len();
    match Pixel::new(format, luma) {
        Some(pixel) => weighted_row(level, &src[from * pixel.bytes..end * pixel.bytes], pixel, dst),
        None if format == Format::Bit1 => {
            let head = (from.next_multiple_of(8) - from).min(dst.len());
            let (first, rest) = dst.split_at_mut(head);
            scalar::bits_row(src, from, first);
            bits_row(level, &src[(from + head) / 8..end.div_ceil(8)], rest);
        }
        None if format == Format::Gray16 => gray16_row(level, &src[2 * from..2 * end], dst),
        None => dst.copy_from_slice(&src[from..end]),
    }
}

dispatch! {
    /// Writes the weighted sum of each pixel's channels; `src` holds as many pixels as `dst`.
    pub(super) fn weighted_row(src: &[u8], pixel: Pixel, dst: &mut [u8]) {
        scalar: scalar::weighted_row,
        sse42: sse42::weighted_row,
        avx2: avx2::weighted_row,
        avx512: avx512::weighted_row,
        vnni: vnni::weighted_row,
        neon: neon::weighted_row,
        simd128: simd128::weighted_row,
    }
}

dispatch! {
    /// Writes 0 for each set bit, else 255; `src` holds one bit, most significant first, for each byte of `dst`.
    fn bits_row(src: &[u8], dst: &mut [u8]) {
        scalar: scalar::whole_bits_row,
        sse42: sse42::bits_row,
        avx2: avx2::bits_row,
        avx512: avx512::bits_row,
        neon: neon::bits_row,
    }
}

dispatch! {
    /// Writes each sample of 16 bits, two bytes of `src`, as one of 8.
    fn gray16_row(src: &[u8], dst: &mut [u8]) = scalar::gray16_row;
}
