//! Resize: nearest, bilinear, area and Lanczos.
//!
//! A [`Resizer`] is made for two sizes and then writes any row of the result: whole images, tensors and fused plans share
//! it. All arithmetic is in integers, so that every SIMD level and thread count gives the same bits.

mod axis;
mod bilinear;
mod bytes16;
mod filter;
mod means;
mod nearest;
mod quotients;
mod resizer;
mod resizer_cache;
mod separable;
mod tap_windows;
mod taps;
#[cfg(test)]
mod tests;
mod wide_area;

pub use filter::Filter;
pub use means::resize_short;
pub use resizer::{ResizeScratch, Resizer};

use super::{BYTE_CHANNELS, Format, ImageMut, ImageRef, format_among};
use crate::base::error::Result;
use crate::simd::{self, Level};
use crate::split;

/// Resamples `src` to the size of `dst`. Alpha is a channel like the others.
///
/// # Errors
/// `Unsupported` where the formats differ, and for `Bit1` and `Gray16` but by [`Filter::Nearest`]; `Overflow`, `OutOfMemory` for
/// tables and scratch rows.
pub fn resize(src: ImageRef<'_>, filter: Filter, dst: ImageMut<'_>) -> Result<()> {
    let formats = if filter == Filter::Nearest { &Format::ALL[..] } else { &BYTE_CHANNELS };
    format_among("src", src.format(), formats)?;
    format_among("dst", dst.format(), &[src.format()])?;
    let (level, geometry) = (simd::active(), src.geometry());
    if let Some(side) = means::side(&geometry, filter, dst.width(), dst.height()) {
        let channels = src.format().pixel_bytes().unwrap_or(1);
        let ns_per_row = means::NS_PER_BYTE * (side * geometry.row_bytes) as f64;
        if split::stays_whole(ns_per_row * dst.height() as f64) {
            means::means(level, side, src.rows(), channels, dst.into_rows());
            return Ok(());
        }
        split::strips(dst.into_rows(), ns_per_row).for_each(|range, dst| {
            let rows = src.rows().sub(0..geometry.row_bytes, side * range.start..side * range.end);
            means::means(level, side, rows, channels, dst);
        });
        return Ok(());
    }
    resize_by_tables(level, src, filter, dst)
}

/// Resizes with tables that are cached, or with new ones. It is a function of its own because inlined it would add a few
/// nanoseconds to means of squares.
#[inline(never)]
fn resize_by_tables(level: Level, mut src: ImageRef<'_>, filter: Filter, dst: ImageMut<'_>) -> Result<()> {
    let (geometry, size) = (src.geometry(), (dst.width(), dst.height()));
    let Some(mut cached) = resizer_cache::lease(level, &geometry, filter, size)? else {
        return resize_with(level, &Resizer::new(level, &geometry, filter, size.0, size.1)?, src, dst);
    };
    let resizer_cache::CachedResizer { resizer, scratch, .. } = &mut *cached;
    if !split::stays_whole(resizer.ns_per_row() * size.1 as f64) {
        return resize_with(level, resizer, src, dst);
    }
    resizer.rows(level, &mut src, 0, scratch, dst.into_rows());
    Ok(())
}

/// Resizes with tables, on as many threads as that is worth.
fn resize_with(level: Level, resizer: &Resizer, src: ImageRef<'_>, dst: ImageMut<'_>) -> Result<()> {
    split::strips(dst.into_rows(), resizer.ns_per_row()).halo(resizer.halo()).try_for_each(|range, dst| {
        let (mut src, mut scratch) = (src, resizer.scratch()?);
        resizer.rows(level, &mut src, range.start, &mut scratch, dst);
        Ok(())
    })
}
