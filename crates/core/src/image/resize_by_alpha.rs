//! Resize of images with alpha, in which each colour counts as much as its alpha.

use super::alpha::{AlphaStep, unmultiply_row};
use super::colour_step::ColourStep;
use super::resize::Resizer;
use super::rows::{RowSteps, SourceRows};
use super::{Filter, ImageMut, ImageRef, format_among, resize};
use crate::base::error::Result;
use crate::simd;
use crate::split;

/// Resamples `src` to the size of `dst` as [`resize`] does, but by premultiplied colours, so that those of transparent pixels do
/// not mix into their neighbours. As Pillow does, colours become `a c / 255`, rounded, before the resize, and `255 c / a`, cut
/// off, after it; with an antialiasing filter the result is Pillow's, bit for bit. Formats without alpha, [`Filter::Nearest`]
/// and an unchanged size have nothing to weigh: they are the plain [`resize`].
///
/// # Errors
/// Those of [`resize`].
pub fn resize_by_alpha(src: ImageRef<'_>, filter: Filter, dst: ImageMut<'_>) -> Result<()> {
    let same = (src.width(), src.height()) == (dst.width(), dst.height());
    if !src.format().has_alpha() || filter == Filter::Nearest || same {
        return resize(src, filter, dst);
    }
    format_among("dst", dst.format(), &[src.format()])?;
    let (level, geometry) = (simd::active(), src.geometry());
    let size = (dst.width(), dst.height());
    let resizer = Resizer::like_pillow(level, &geometry, filter, size)?;
    let premultiplied = ColourStep { alpha: Some(AlphaStep::Premultiply), luma: None };
    split::strips(dst.into_rows(), 2.0 * resizer.ns_per_row()).halo(resizer.halo()).try_for_each(|range, mut dst| {
        let mut steps = RowSteps::new(&geometry, premultiplied).keeping(resizer.rows_together())?;
        let mut rows = SourceRows::through(level, src, &mut steps);
        let mut scratch = resizer.scratch()?;
        for (index, y) in range.enumerate() {
            let dst = dst.row(index);
            resizer.row(level, &mut rows, y, &mut scratch, dst);
            unmultiply_row(level, dst);
        }
        Ok(())
    })
}
