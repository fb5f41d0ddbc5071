//! Contrast-limited adaptive histogram equalisation (K. Zuiderveld, Graphics Gems IV, 1994), with OpenCV's arithmetic.

mod grays;
mod scalar;
mod tables;
#[cfg(test)]
mod tests;
mod tile_axis;

use super::{Format, ImageMut, ImageRef, format_among, same_size};
use crate::base::error::{Result, fail, try_zeroed};
use crate::simd::{self, InOut, Level, dispatch};
use crate::split;
use crate::split::{Rows, RowsMut};
use grays::{CornerTable, GRAYS};
use tables::{fill_tables, join_corners};
use tile_axis::TileAxis;

/// Approximate cost of a pixel.
const NS_PER_PX: f64 = 0.7;
/// The most tiles on an axis, whose tables take 80 MiB.
const MOST_TILES: usize = 256;

/// Raises the contrast of a `Gray8` image where it is low: the histogram of each tile is equalised, and a pixel becomes what the
/// four nearest tiles make of it, blended by the distance to their centres.
///
/// `tiles` is how many lie in a row and how many in a column. A gray counts at most as `clip_limit` times the mean over all
/// grays, and what is cut off is shared out to all of them; 0 or less is no limit. The result is that of OpenCV's `createCLAHE`,
/// whose defaults are 40 and 8x8.
///
/// # Errors
/// `InvalidArgument` for a limit that is not a number, and for tiles that are not from 1 to 256; `SizeMismatch` if the sizes
/// differ; `Unsupported` if an image is not `Gray8`; `OutOfMemory`, before anything is written.
pub fn clahe(src: ImageRef<'_>, clip_limit: f64, tiles: [usize; 2], dst: ImageMut<'_>) -> Result<()> {
    format_among("src", src.format(), &[Format::Gray8])?;
    format_among("dst", dst.format(), &[Format::Gray8])?;
    same_size(&src.geometry(), &dst.geometry())?;
    clahe_at(simd::active(), Some(src.rows()), clip_limit, tiles, dst.into_rows())
}

/// Applies [`clahe`] to an image in place.
///
/// # Errors
/// Those of [`clahe`].
pub fn clahe_in_place(image: ImageMut<'_>, clip_limit: f64, tiles: [usize; 2]) -> Result<()> {
    format_among("dst", image.format(), &[Format::Gray8])?;
    clahe_at(simd::active(), None, clip_limit, tiles, image.into_rows())
}

/// Checks the numbers of [`clahe`].
pub(crate) fn check_clahe(clip_limit: f64, tiles: [usize; 2]) -> Result<()> {
    if clip_limit.is_nan() {
        fail!(InvalidArgument, "clip_limit: is not a number");
    }
    for (name, tiles) in ["tiles_x", "tiles_y"].into_iter().zip(tiles) {
        if !(1..=MOST_TILES).contains(&tiles) {
            fail!(InvalidArgument, "{name}: must be from 1 to {MOST_TILES}, got {tiles}");
        }
    }
    Ok(())
}

/// Equalises from `src`, or `dst` in place where `src` is `None`.
fn clahe_at(level: Level, src: Option<Rows<'_>>, clip_limit: f64, tiles: [usize; 2], dst: RowsMut<'_>) -> Result<()> {
    check_clahe(clip_limit, tiles)?;
    let axes = TileAxis::both([dst.row_bytes(), dst.len()], tiles);
    let mut tables: Vec<u8> = try_zeroed(tiles[0] * tiles[1] * GRAYS, "clahe: tables")?;
    let mut joined: Vec<u8> = try_zeroed(axes[0].gaps() * axes[1].gaps() * size_of::<CornerTable>(), "clahe: tables")?;
    let mut right: Vec<f32> = try_zeroed(axes[0].len, "clahe: weights")?;
    right.iter_mut().enumerate().for_each(|(x, weight)| *weight = axes[0].position(x).1);
    fill_tables(
        level,
        src.unwrap_or_else(|| dst.as_rows()),
        &axes,
        clip_limit,
        RowsMut::from_flat(&mut tables, GRAYS).0,
    );
    let joined = joined.as_chunks_mut().0.as_chunks_mut().0;
    join_corners(level, &axes, Rows::from_flat(&tables, GRAYS).0, joined);
    blend(level, src, &axes, joined, &right, dst);
    Ok(())
}

/// Looks each pixel up in the tables of its gap, run by run of pixels in the same gap.
fn blend(
    level: Level,
    src: Option<Rows<'_>>,
    [across, down]: &[TileAxis; 2],
    tables: &[CornerTable],
    right: &[f32],
    dst: RowsMut<'_>,
) {
    split::strips(dst, NS_PER_PX * across.len as f64).for_each(|range, mut dst| {
        for (i, y) in range.enumerate() {
            let (gap, lower) = down.position(y);
            let tables = &tables[gap * across.gaps()..];
            let mut at = 0;
            while at < across.len {
                let gap = across.position(at).0;
                let end = across.end_of(gap);
                let row = &mut dst.row(i)[at..end];
                let px = match src {
                    Some(src) => InOut::new(&src.row(y)[at..end], row),
                    None => InOut::in_place(row),
                };
                blend_row(level, px, &tables[gap], &right[at..end], lower);
                at = end;
            }
        }
    });
}

dispatch! {
    /// Replaces each pixel by its four grays in `table`, blended by the weights of the right tiles, one for each pixel, and of
    /// the lower ones.
    fn blend_row(px: InOut<'_>, table: &CornerTable, right: &[f32], lower: f32) = scalar::blend_row;
}
