//! Flips: pixels move and do not change.

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "aarch64")]
mod neon;
mod row_flip;
mod row_pair;
mod scalar;
#[cfg(target_arch = "x86_64")]
mod sse42;
#[cfg(test)]
mod tests;

use super::{ImageMut, ImageRef, format_among, same_size};
use crate::base::error::Result;
use crate::simd::{self, Level};
use crate::split;
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
    split::strips(dst.into_rows(), ns_per_row).for_each(|range, mut strip| {
        for y in range.clone() {
            let from = src.row(if moves { src.len() - 1 - y } else { y });
            let to = strip.row(y - range.start);
            if mirrors { row_flip.mirror(from, to) } else { row_flip.copy(from, to) }
        }
    });
}

/// [`flip`] of an image to itself.
pub fn flip_in_place(image: ImageMut<'_>, direction: Flip) {
    let row_flip = RowFlip::new(simd::active(), &image.geometry());
    let ns_per_row = NS_PER_BYTE * image.geometry().row_bytes as f64;
    let mut rows = image.into_rows();
    if !direction.moves_rows() {
        return split::strips(rows, ns_per_row).for_each(|_, mut strip| {
            (0..strip.len()).for_each(|y| row_flip.mirror_in_place(strip.row(y)));
        });
    }
    split::for_row_pairs(rows.reborrow(), 2.0 * ns_per_row, |above, below| {
        if direction.mirrors_rows() { row_flip.swap_mirrored(above, below) } else { row_flip.swap(above, below) }
    });
    if direction.mirrors_rows() && rows.len() % 2 == 1 {
        row_flip.mirror_in_place(rows.row(rows.len() / 2));
    }
}
