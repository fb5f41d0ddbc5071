//! Rows of a crop by cubic interpolation. Beyond the border is the nearest pixel.

#[cfg(target_arch = "x86_64")]
mod avx2;
mod pixels;
mod scalar;
#[cfg(target_arch = "x86_64")]
mod shuffles;
#[cfg(target_arch = "x86_64")]
mod sse42;
mod taps;
#[cfg(test)]
mod tests;
mod weights;

use super::projection::ProjectedRow;
use crate::image::ImageRef;
use crate::image::sample::BLOCK;
use crate::simd::{Level, dispatch};
use pixels::{Patch, Pixels};
use taps::CubicTaps;

/// Crops a row, block by block.
pub fn cubic_row(level: Level, src: &ImageRef<'_>, row: &ProjectedRow, dst: &mut [u8]) {
    let (rows, size) = (src.rows(), (src.width(), src.height()));
    let channels = rows.row_bytes() / src.width();
    let (mut taps, mut patch) = (CubicTaps::new(), None);
    for (i, dst) in dst.chunks_mut(BLOCK * channels).enumerate() {
        set_taps(level, &mut taps, row, i * BLOCK, dst.len() / channels, size);
        let pixels = Pixels::inside(level, rows, channels, &taps)
            .unwrap_or_else(|| patch.get_or_insert_with(Patch::new).fill(rows, channels, &taps));
        weigh_block(level, &pixels, &taps, dst);
    }
}

dispatch! {
    /// Sets `taps`, as [`CubicTaps::set`] does.
    fn set_taps(taps: &mut CubicTaps, row: &ProjectedRow, from: usize, len: usize, size: (usize, usize)) = CubicTaps::set;
}

dispatch! {
    /// Writes the samples of `pixels` by the weights of `taps`, as many as `dst` holds, which is at most a block.
    fn weigh_block(pixels: &Pixels<'_>, taps: &CubicTaps, dst: &mut [u8]) {
        scalar: scalar::weigh_block,
        sse42: sse42::weigh_block,
        avx2: avx2::weigh_block,
        avx512: avx2::weigh_block,
        neon: scalar::weigh_block,
    }
}
