//! Rows of a crop by the nearest pixel and by cubic interpolation. Beyond the border is the nearest pixel.

use super::cubic_weights::{CUBIC_FRACTION_BITS, cubic_weights};
use super::projection::ProjectedRow;
use crate::image::ImageRef;
use crate::image::sample::BLOCK;
use crate::simd::dispatch;

/// Pixels between the first position of a cubic sample and that of the first pixel: from there on outwards, all of its pixels
/// are the same one.
const CUBIC_MARGIN: usize = 2;

/// Positions of a block of pixels.
struct TapPositions {
    x: [u64; BLOCK],
    y: [u64; BLOCK],
}

impl TapPositions {
    /// Positions in 1 / 2^`BITS` of a pixel from `margin` pixels before the centre of the first pixel, clamped to `margin`
    /// pixels around the image.
    #[inline(always)]
    fn of_block<const BITS: u32>(row: &ProjectedRow, from: usize, margin: usize, src: &ImageRef<'_>) -> Self {
        let mut at = Self { x: [0; BLOCK], y: [0; BLOCK] };
        let last = |side: usize| ((side - 1 + 2 * margin) << BITS) as f64;
        let (last_x, last_y, margin) = (last(src.width()), last(src.height()), margin as f64);
        for (i, (x, y)) in at.x.iter_mut().zip(&mut at.y).enumerate() {
            (*x, *y) = row.position_by::<BITS>((from + i) as f64, margin, last_x, last_y);
        }
        at
    }
}

dispatch! {
    /// Crops a row by the nearest pixels.
    pub fn nearest_row(src: &ImageRef<'_>, row: &ProjectedRow, dst: &mut [u8]) = scalar_nearest;
}

dispatch! {
    /// Crops a row by cubic interpolation.
    pub fn cubic_row(src: &ImageRef<'_>, row: &ProjectedRow, dst: &mut [u8]) = scalar_cubic;
}

#[inline(always)]
fn scalar_nearest(src: &ImageRef<'_>, row: &ProjectedRow, dst: &mut [u8]) {
    match src.format().pixel_bytes() {
        Some(1) => nearest::<1>(src, row, dst),
        Some(3) => nearest::<3>(src, row, dst),
        _ => nearest::<4>(src, row, dst),
    }
}

#[inline(always)]
fn nearest<const CHANNELS: usize>(src: &ImageRef<'_>, row: &ProjectedRow, dst: &mut [u8]) {
    for (i, block) in dst.chunks_mut(BLOCK * CHANNELS).enumerate() {
        let at = TapPositions::of_block::<0>(row, i * BLOCK, 0, src);
        for ((px, &x), &y) in block.as_chunks_mut::<CHANNELS>().0.iter_mut().zip(&at.x).zip(&at.y) {
            px.copy_from_slice(&src.rows().row(y as usize)[x as usize * CHANNELS..][..CHANNELS]);
        }
    }
}

#[inline(always)]
fn scalar_cubic(src: &ImageRef<'_>, row: &ProjectedRow, dst: &mut [u8]) {
    match src.format().pixel_bytes() {
        Some(1) => cubic::<1>(src, row, dst),
        Some(3) => cubic::<3>(src, row, dst),
        _ => cubic::<4>(src, row, dst),
    }
}

#[inline(always)]
fn cubic<const CHANNELS: usize>(src: &ImageRef<'_>, row: &ProjectedRow, dst: &mut [u8]) {
    const ONE: u64 = 1 << CUBIC_FRACTION_BITS;
    let index = |at: u64| (at >> CUBIC_FRACTION_BITS) as usize;
    let weights = |at: u64| cubic_weights((at % ONE) as f32 / ONE as f32);
    for (i, block) in dst.chunks_mut(BLOCK * CHANNELS).enumerate() {
        let at = TapPositions::of_block::<CUBIC_FRACTION_BITS>(row, i * BLOCK, CUBIC_MARGIN, src);
        for ((px, &x), &y) in block.as_chunks_mut::<CHANNELS>().0.iter_mut().zip(&at.x).zip(&at.y) {
            let (across, sums) = (weights(x), column_sums::<CHANNELS>(src, index(x), index(y), weights(y)));
            for (c, byte) in px.iter_mut().enumerate() {
                let taps = across.iter().enumerate();
                let sum: f32 = taps.map(|(tap, weight)| weight * sums[tap * CHANNELS + c]).sum();
                *byte = (sum + 0.5) as u8;
            }
        }
    }
}

/// Sums four columns of four pixels each by `weights`. The columns begin `CUBIC_MARGIN + 1` before `x`, and the rows before `y`.
#[inline(always)]
fn column_sums<const CHANNELS: usize>(src: &ImageRef<'_>, x: usize, y: usize, weights: [f32; 4]) -> [f32; 16] {
    const BEFORE: usize = CUBIC_MARGIN + 1;
    let (width, height) = (src.width(), src.height());
    let inside = x >= BEFORE && x + 4 - BEFORE <= width;
    let mut sums = [0.0; 16];
    for (tap, weight) in weights.into_iter().enumerate() {
        let row = src.rows().row((y + tap).saturating_sub(BEFORE).min(height - 1));
        let mut four = [0_u8; 16];
        if inside {
            four[..4 * CHANNELS].copy_from_slice(&row[(x - BEFORE) * CHANNELS..][..4 * CHANNELS]);
        } else {
            for (column, px) in four.chunks_exact_mut(CHANNELS).take(4).enumerate() {
                let nearest = (x + column).saturating_sub(BEFORE).min(width - 1);
                px.copy_from_slice(&row[nearest * CHANNELS..][..CHANNELS]);
            }
        }
        sums.iter_mut().zip(four).for_each(|(sum, byte)| *sum += weight * f32::from(byte));
    }
    sums
}
