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
use crate::image::{Format, Geometry};
use crate::simd::{Level, dispatch};
use crate::split::{Rows, RowsMut};

/// The side of the squares, where `filter` to `width` x `height` takes means of squares that there is a kernel for.
#[inline]
pub fn side(src: &Geometry, filter: Filter, width: usize, height: usize) -> Option<usize> {
    let is = |side: usize| {
        [(src.width, width), (src.height, height)].iter().all(|&(src, dst)| src / side == dst && src % side == 0)
    };
    match filter {
        Filter::Bilinear | Filter::Area if is(2) => Some(2),
        Filter::Area if src.format == Format::Gray8 && is(4) => Some(4),
        _ => None,
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
