//! Resize: nearest, bilinear, area and Lanczos.
//!
//! A [`Resizer`] is made for two sizes and then writes any row of the result: whole images, tensors and fused plans share
//! it. All arithmetic is in integers: the same bits at every SIMD level and thread count.

mod area;
#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
mod bilinear;
mod groups;
mod lanczos;
mod means;
mod nearest;
#[cfg(target_arch = "aarch64")]
mod neon;
mod resizer;
mod scalar;
mod separable;
#[cfg(target_arch = "x86_64")]
mod sse42;
mod steps;
mod sums;
mod taps;
#[cfg(test)]
mod tests;
mod wide;
mod windows;

pub(in crate::image) use resizer::{Resizer, Scratch};

use super::rows::SourceRows;
use super::{Format, ImageMut, ImageRef, format_among};
use crate::base::error::Result;
use crate::simd::{self, Level};
use crate::split;
use std::sync::OnceLock;

/// How pixels between those of the source are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Filter {
    /// The pixel that holds the centre of the new one, `floor((x + ½) · src/dst)`. The only one for bits.
    Nearest,
    /// Two pixels each way, bit for bit as OpenCV's `INTER_LINEAR` of 8-bit images. No antialiasing.
    Bilinear,
    /// The mean of what a pixel covers, exact and rounded once, where no side grows; [`Filter::Bilinear`] where one does.
    Area,
    /// The windowed sinc of three lobes, widened where the image shrinks, as in Pillow; weights of 14 bits.
    Lanczos3,
}

/// 1.5 · 2⁵²: added to a number, it leaves no place for a fraction, which is rounded to even, and its own bits begin with that
/// number. `floor` and `as` take several times as long.
const WHOLE: f64 = 6_755_399_441_055_744.0;

/// About what a byte of the source costs where squares of pixels are averaged.
const NS_PER_AVERAGED_BYTE: f64 = 0.02;

/// Every format but bits.
const FORMATS: [Format; 5] = [Format::Gray8, Format::Rgb8, Format::Bgr8, Format::Rgba8, Format::Bgra8];

/// Resamples `src` to the size of `dst`. Alpha is a channel like the others.
///
/// # Errors
/// `Unsupported` where the formats differ and for `Bit1` but by [`Filter::Nearest`]; `Overflow`, `OutOfMemory` for tables and
/// scratch rows.
pub fn resize(src: ImageRef<'_>, filter: Filter, dst: ImageMut<'_>) -> Result<()> {
    let formats = if filter == Filter::Nearest { &Format::ALL[..] } else { &FORMATS };
    format_among("src", src.format(), formats)?;
    format_among("dst", dst.format(), &[src.format()])?;
    let (level, geometry) = (simd::active(), src.geometry());
    if let Some(side) = means::side(&geometry, filter, dst.width(), dst.height()) {
        let channels = src.format().pixel_bytes().unwrap_or(1);
        let ns_per_row = NS_PER_AVERAGED_BYTE * (side * geometry.row_bytes) as f64;
        split::for_strips(dst.into_rows(), ns_per_row, |range, dst| {
            let rows = src.rows().sub(0..geometry.row_bytes, side * range.start..side * range.end);
            means::means(level, side, rows, channels, dst);
        });
        return Ok(());
    }
    resize_with(level, &Resizer::new(level, &geometry, filter, dst.width(), dst.height())?, src, dst)
}

/// Apart from the short way, whose few nanoseconds it would lengthen.
#[inline(never)]
fn resize_with(level: Level, resizer: &Resizer, src: ImageRef<'_>, dst: ImageMut<'_>) -> Result<()> {
    let failed = OnceLock::new();
    split::for_strips(dst.into_rows(), resizer.ns_per_row(), |range, mut dst| {
        let mut strip = || {
            let (mut rows, mut scratch) = (SourceRows::new(level, src, None)?, resizer.scratch()?);
            for (index, y) in range.clone().enumerate() {
                resizer.row(level, &mut rows, y, &mut scratch, dst.row(index));
            }
            Ok(())
        };
        if let Err(error) = strip() {
            // Of several failures any one will do.
            _ = failed.set(error);
        }
    });
    failed.into_inner().map_or(Ok(()), Err)
}
