//! Means of squares of pixels: the exact half of width and height, which bilinear and area have in common, and for the
//! area of gray images also the exact quarter.

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
#[cfg(target_arch = "aarch64")]
mod neon;
mod scalar;
mod squares;
#[cfg(target_arch = "x86_64")]
mod sse42;

use super::filter::Filter;
use crate::image::{DensePixels, Format, Geometry};
use crate::simd::{self, Level, dispatch};
use crate::split::{self, Rows, RowsMut};

/// Estimated cost of a byte of the source.
pub const NS_PER_BYTE: f64 = 0.02;

/// The side of the squares, where `filter` to `width` x `height` takes means of squares that there is a kernel for.
#[inline]
pub fn side(src: &Geometry, filter: Filter, width: usize, height: usize) -> Option<usize> {
    side_of((src.width, src.height), (width, height), filter, src.format)
}

#[inline(always)]
fn side_of(src: (usize, usize), dst: (usize, usize), filter: Filter, format: Format) -> Option<usize> {
    let is =
        |side: usize| [(src.0, dst.0), (src.1, dst.1)].iter().all(|&(src, dst)| src / side == dst && src % side == 0);
    match filter {
        Filter::Bilinear | Filter::Area if is(2) => Some(2),
        Filter::Area if format == Format::Gray8 && is(4) => Some(4),
        _ => None,
    }
}

/// Writes to `dst`, of `size` without gaps, the means of squares of a small image, by one call of a kernel. Returns `false`, having
/// written nothing, for any other resize, where threads may share the work and where the level is not known yet.
#[inline(always)]
pub fn resize_short(src: DensePixels<'_>, filter: Filter, dst: &mut [u8], size: (usize, usize)) -> bool {
    const MOST: usize = split::most_whole(NS_PER_BYTE);
    let DensePixels { bytes, format, width, height } = src;
    let (Some(level), Some(channels)) = (simd::active_vectors(), format.pixel_bytes()) else {
        return false;
    };
    let (row, dst_row) = (width * channels, size.0 * channels);
    match (side_of((width, height), size, filter, format), Rows::new(bytes, row, height, row)) {
        (Some(side), Some(src)) if bytes.len() <= MOST => {
            let dst = RowsMut::new(dst, dst_row, size.1, dst_row);
            dst.map(|dst| means(level, side, src, channels, dst)).is_some()
        }
        _ => false,
    }
}

/// Writes each row of `dst` from `side` rows of `src`, which are gray where `side` is 4.
#[inline]
pub fn means(level: Level, side: usize, src: Rows<'_>, channels: usize, dst: RowsMut<'_>) {
    if side == 2 { halve(level, src, channels, dst) } else { quarter(level, src, dst) }
}

dispatch! {
    /// Writes each row of `dst` from two rows of `src` with twice as many pixels.
    fn halve(src: Rows<'_>, channels: usize, dst: RowsMut<'_>) {
        scalar: scalar::halve,
        sse42: sse42::halve,
        avx2: avx2::halve,
        avx512: avx512::halve,
        neon: neon::halve,
    }
}

dispatch! {
    /// Writes each row of `dst` from four rows of `src` with four times as many bytes.
    fn quarter(src: Rows<'_>, dst: RowsMut<'_>) {
        scalar: scalar::quarter,
        sse42: sse42::quarter,
        avx2: avx2::quarter,
        avx512: avx512::quarter,
        neon: neon::quarter,
    }
}
