//! Background normalisation: paper that is shaded, yellow or gray becomes evenly light.
//!
//! Tiles measure the paper, gaps between the measured tiles are filled, the map of tiles is smoothed, and each pixel is
//! multiplied by what its tile lacks. All is done with Leptonica's arithmetic, so that the result is that of its pixBackgroundNorm.

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
mod column_sums;
mod gains;
mod kernels;
#[cfg(target_arch = "aarch64")]
mod neon;
#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
mod paper_blocks;
mod paper_map;
mod params;
mod scalar;
mod scratch;
#[cfg(target_arch = "x86_64")]
mod sse42;
#[cfg(test)]
mod tests;
mod tile_grid;

pub use params::BackgroundParams;

use super::gray::grayscale_at;
use super::{Format, ImageMut, ImageRef, Luma, format_among, same_size};
use crate::base::error::Result;
use crate::simd::{self, Level};
use crate::split::{Rows, RowsMut};
use scratch::BackgroundScratch;
use tile_grid::TileGrid;

/// Divides a page by its background: each pixel `v` becomes `v g >> 8`, at most 255, with the gain `g = 256 target / b` of
/// its tile, cut off to an integer.
///
/// The background `b` of a tile is the mean of its paper, cut off; pixels below the threshold and those near one are not
/// paper. A tile with too little paper takes the value of the nearest measured tile above it, else of that below; a column
/// without any that of the column to its left, else to its right. Pixels that are left over at the right and at the bottom belong
/// to tiles that are not measured but filled in the same way. Then `b` becomes the mean over the tiles around it. A page smaller
/// than a tile is one tile. If no tile has enough paper, for example on a black page, the result is the gray of the page.
///
/// The result is that of Leptonica's pixBackgroundNorm, bit for bit. Colours are made gray first (BT601).
///
/// # Errors
/// `SizeMismatch` if the sizes differ; `Unsupported` if `dst` is not `Gray8`; `InvalidArgument` for a number that
/// [`BackgroundParams`] does not allow; `OutOfMemory`, before anything is written, if there is no memory for the map.
pub fn normalize_background(src: ImageRef<'_>, params: &BackgroundParams, mut dst: ImageMut<'_>) -> Result<()> {
    format_among("dst", dst.format(), &[Format::Gray8])?;
    same_size(&src.geometry(), &dst.geometry())?;
    let (level, grid) = (simd::active(), TileGrid::new(src.width(), src.height(), params)?);
    scratch::with(&grid, |scratch| {
        if src.format() == Format::Gray8 {
            normalize_gray(level, Some(src.rows()), &grid, scratch, dst.into_rows());
        } else {
            grayscale_at(level, src, Luma::Bt601, dst.reborrow())?;
            normalize_gray(level, None, &grid, scratch, dst.into_rows());
        }
        Ok(())
    })
}

/// Applies [`normalize_background`] to a `Gray8` image in place.
///
/// # Errors
/// Those of [`normalize_background`]; `Unsupported` if the image is not `Gray8`.
pub fn normalize_background_in_place(image: ImageMut<'_>, params: &BackgroundParams) -> Result<()> {
    format_among("dst", image.format(), &[Format::Gray8])?;
    let (level, grid) = (simd::active(), TileGrid::new(image.width(), image.height(), params)?);
    scratch::with(&grid, |scratch| {
        normalize_gray(level, None, &grid, scratch, image.into_rows());
        Ok(())
    })
}

/// Normalises from `src`, or `dst` in place where `src` is `None`.
fn normalize_gray(
    level: Level,
    src: Option<Rows<'_>>,
    grid: &TileGrid,
    scratch: &mut BackgroundScratch,
    dst: RowsMut<'_>,
) {
    let BackgroundScratch { map, gains, columns } = scratch;
    paper_map::measure(level, src.unwrap_or_else(|| dst.as_rows()), grid, map);
    gains::from_map(grid, map, columns, gains);
    gains::apply(level, src, grid, gains, dst);
}
