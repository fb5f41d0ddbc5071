//! Flips: pixels move and do not change.

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "aarch64")]
mod neon;
mod row_copy;
mod row_exchange;
mod row_flip;
mod row_pairs;
mod scalar;
#[cfg(target_arch = "x86_64")]
mod sse42;
#[cfg(test)]
mod tests;

use super::{ImageMut, ImageRef, format_among, same_size};
use crate::base::error::Result;
use crate::simd::{self, Level};
use crate::split;
use crate::split::RowsMut;
use row_copy::RowCopy;
use row_exchange::RowExchange;
use row_flip::RowFlip;

/// About what a byte costs above cache.
const NS_PER_BYTE: f64 = 0.1;

/// The direction in which an image is flipped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flip {
    /// Left and right change places.
    Horizontal,
    /// Top and bottom change places.
    Vertical,
    /// Both: half a turn.
    Both,
}

impl Flip {
    /// All directions.
    pub const ALL: [Flip; 3] = [Flip::Horizontal, Flip::Vertical, Flip::Both];

    fn mirrors_rows(self) -> bool {
        self != Flip::Vertical
    }

    fn moves_rows(self) -> bool {
        self != Flip::Horizontal
    }
}

/// Writes `src` to `dst`, flipped. The bits of `dst` beyond its width are kept.
///
/// # Errors
/// `SizeMismatch` where the sizes differ; `Unsupported` where the formats do.
pub fn flip(src: ImageRef<'_>, direction: Flip, dst: ImageMut<'_>) -> Result<()> {
    format_among("dst", dst.format(), &[src.format()])?;
    same_size(&src.geometry(), &dst.geometry())?;
    copy_flipped(simd::active(), src, Some(direction), dst);
    Ok(())
}

/// Copies `src` to `dst`. The bits of `dst` beyond its width are kept.
///
/// # Errors
/// Those of [`flip`].
pub fn copy(src: ImageRef<'_>, dst: ImageMut<'_>) -> Result<()> {
    format_among("dst", dst.format(), &[src.format()])?;
    same_size(&src.geometry(), &dst.geometry())?;
    copy_flipped(simd::active(), src, None, dst);
    Ok(())
}

/// Copies `src` to `dst`, which has the same format and size, and flips it where there is a direction.
pub(super) fn copy_flipped(level: Level, src: ImageRef<'_>, direction: Option<Flip>, dst: ImageMut<'_>) {
    let row_flip = RowFlip::new(level, &dst.geometry());
    let ns_per_row = NS_PER_BYTE * dst.geometry().row_bytes as f64;
    let (mirrors, moves) = direction.map_or((false, false), |it| (it.mirrors_rows(), it.moves_rows()));
    let src = src.rows();
    split::strips(dst.into_rows(), ns_per_row).for_each(|range, strip| {
        let from = if moves { src.len() - range.end..src.len() - range.start } else { range };
        let rows = RowCopy::new(src.sub(0..src.row_bytes(), from), strip, moves);
        if mirrors { row_flip.mirror(rows) } else { row_flip.copy(rows) }
    });
}

/// [`flip`] of an image to itself.
pub fn flip_in_place(image: ImageMut<'_>, direction: Flip) {
    let row_flip = RowFlip::new(simd::active(), &image.geometry());
    let ns_per_row = NS_PER_BYTE * image.geometry().row_bytes as f64;
    let mut rows = image.into_rows();
    if !direction.moves_rows() {
        return split::strips(rows, ns_per_row).for_each(|_, strip| row_flip.mirror_in_place(strip));
    }
    split::for_row_pairs(rows.reborrow(), 2.0 * ns_per_row, |above, below| {
        let rows = RowExchange::new(above, below, true);
        if direction.mirrors_rows() { row_flip.swap_mirrored(rows) } else { row_flip.swap(rows) }
    });
    if direction.mirrors_rows() && rows.len() % 2 == 1 {
        row_flip.mirror_in_place(RowsMut::one(rows.row(rows.len() / 2)));
    }
}
