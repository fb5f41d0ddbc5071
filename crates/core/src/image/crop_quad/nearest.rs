//! Rows of a crop by the nearest pixel, also beyond the border.

use super::projection::ProjectedRow;
use crate::image::ImageRef;
use crate::image::sample::BLOCK;
use crate::simd::dispatch;

dispatch! {
    /// Crops a row by the nearest pixels.
    pub fn nearest_row(src: &ImageRef<'_>, row: &ProjectedRow, dst: &mut [u8]) = by_channels;
}

#[inline(always)]
fn by_channels(src: &ImageRef<'_>, row: &ProjectedRow, dst: &mut [u8]) {
    match src.format().pixel_bytes() {
        Some(1) => nearest::<1>(src, row, dst),
        Some(3) => nearest::<3>(src, row, dst),
        _ => nearest::<4>(src, row, dst),
    }
}

#[inline(always)]
fn nearest<const CHANNELS: usize>(src: &ImageRef<'_>, row: &ProjectedRow, dst: &mut [u8]) {
    let (last_x, last_y) = ((src.width() - 1) as f64, (src.height() - 1) as f64);
    for (i, block) in dst.chunks_mut(BLOCK * CHANNELS).enumerate() {
        let (mut x, mut y) = ([0; BLOCK], [0; BLOCK]);
        for (column, (x, y)) in (i * BLOCK..).zip(x.iter_mut().zip(&mut y)) {
            (*x, *y) = row.position_by::<0>(column as f64, 0.0, last_x, last_y);
        }
        for ((px, &x), &y) in block.as_chunks_mut::<CHANNELS>().0.iter_mut().zip(&x).zip(&y) {
            px.copy_from_slice(&src.rows().row(y as usize)[x as usize * CHANNELS..][..CHANNELS]);
        }
    }
}
