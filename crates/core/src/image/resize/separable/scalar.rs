//! The specification of separable filters. The compiler makes most kernels of the other levels from it.

use super::antialias::EXACT_BITS;
use super::area_rows::AreaRows;
use super::band::BAND;
use super::quads::RowWeights;
use super::row_tables::HorizontalTables;
use super::tables::TapTables;
use super::weight::Weight;
use crate::base::rounding::ROUNDING;
use crate::image::resize::taps::Taps;
use crate::split::{Rows, RowsMut};

#[inline(always)]
pub fn sum_rows<W: Weight>(rows: Rows<'_>, weights: &[W], first: bool, sums: &mut [i32]) {
    const BLOCK: usize = 64;
    let (len, rest) = (sums.len(), sums.len() % BLOCK);
    let Some(&(mut last)) = sums.last_chunk::<BLOCK>() else {
        return sum_short_rows(rows, weights, first, sums);
    };
    if rest > 0 {
        // The last block ends with the row; only elements that no other block sums are written.
        sum_block(rows, weights, len - BLOCK, first, &mut last);
        sums[len - rest..].copy_from_slice(&last[BLOCK - rest..]);
    }
    for (index, block) in sums.as_chunks_mut::<BLOCK>().0.iter_mut().enumerate() {
        sum_block(rows, weights, index * BLOCK, first, block);
    }
}

/// Sums rows shorter than a block. It is not compiled again for each level.
#[inline(never)]
fn sum_short_rows<W: Weight>(rows: Rows<'_>, weights: &[W], first: bool, sums: &mut [i32]) {
    if first {
        sums.fill(0);
    }
    for (y, &weight) in weights.iter().enumerate() {
        sums.iter_mut().zip(rows.row(y)).for_each(|(sum, &px)| *sum += i32::from(px) * weight.into());
    }
}

/// Sums one block, which stays in registers while the rows pass.
#[inline(always)]
fn sum_block<W: Weight, const BLOCK: usize>(
    rows: Rows<'_>,
    weights: &[W],
    at: usize,
    first: bool,
    block: &mut [i32; BLOCK],
) {
    let mut sums = if first { [0; BLOCK] } else { *block };
    for (y, &weight) in weights.iter().enumerate() {
        let px: &[u8; BLOCK] = rows.row(y)[at..].first_chunk().expect("rows are as long as sums");
        for i in 0..BLOCK {
            sums[i] += i32::from(px[i]) * weight.into();
        }
    }
    *block = sums;
}

#[inline(always)]
pub fn round_row(sums: &[i32], dst: &mut [i16]) {
    sums.iter().zip(dst).for_each(|(&sum, dst)| *dst = ((sum + 128) >> 8) as i16);
}

#[inline(always)]
pub fn split_row(sums: &[i32], low: &mut [i16], high: &mut [i16]) {
    sums.iter().zip(low).for_each(|(&sum, low)| *low = (sum & 0x7fff) as i16);
    sums.iter().zip(high).for_each(|(&sum, high)| *high = (sum >> 15) as i16);
}

#[inline(always)]
pub fn sum_taps(src: &[i16], tables: &TapTables, dst: &mut [i32]) {
    match tables.channels {
        1 => sum_pixels::<1>(src, &tables.taps, dst),
        3 => sum_pixels::<3>(src, &tables.taps, dst),
        _ => sum_pixels::<4>(src, &tables.taps, dst),
    }
}

#[inline(always)]
fn sum_pixels<const CHANNELS: usize>(src: &[i16], taps: &Taps, dst: &mut [i32]) {
    let (pixels, sums) = (src.as_chunks::<CHANNELS>().0, dst.as_chunks_mut::<CHANNELS>().0);
    for ((&start, weights), sums) in taps.starts.iter().zip(taps.weights.chunks_exact(taps.count)).zip(sums) {
        *sums = [0; CHANNELS];
        for (px, &weight) in pixels[start..].iter().zip(weights) {
            (0..CHANNELS).for_each(|channel| sums[channel] += i32::from(px[channel]) * i32::from(weight));
        }
    }
}

#[inline(always)]
pub fn clamp_row(sums: &[i32], dst: &mut [u8]) {
    sums.iter().zip(dst).for_each(|(&sum, dst)| *dst = ((sum + (1 << 19)) >> 20).clamp(0, 255) as u8);
}

/// Pixels of a column that are filtered together: their sums stay in registers.
const LANES: usize = 32;

#[inline(always)]
pub fn filter_columns(src: &[[u8; BAND]], taps: &Taps<i32>, channels: usize, lanes: usize, dst: &mut [[u8; BAND]]) {
    let weights = taps.weights.chunks_exact(taps.count);
    for ((&start, weights), dst) in taps.starts.iter().zip(weights).zip(dst.chunks_exact_mut(channels)) {
        let neighbours = &src[start * channels..];
        for (channel, dst) in dst.iter_mut().enumerate() {
            let columns = neighbours[channel..].iter().step_by(channels);
            for (block, dst) in dst.as_chunks_mut::<LANES>().0.iter_mut().enumerate().skip((BAND - lanes) / LANES) {
                let mut sums = [1 << (EXACT_BITS - 1); LANES];
                for (px, &weight) in columns.clone().zip(weights) {
                    let px = &px.as_chunks::<LANES>().0[block];
                    for i in 0..LANES {
                        sums[i] += i32::from(px[i]) * weight;
                    }
                }
                for i in 0..LANES {
                    dst[i] = (sums[i] >> EXACT_BITS).clamp(0, 255) as u8;
                }
            }
        }
    }
}

#[inline(always)]
pub fn filter_rows(src: Rows<'_>, horizontal: &HorizontalTables, _tails: Rows<'_>, mut dst: RowsMut<'_>) {
    for y in 0..src.len() {
        match horizontal.channels {
            1 => filter_row::<1>(src.row(y), horizontal, dst.row(y)),
            3 => filter_row::<3>(src.row(y), horizontal, dst.row(y)),
            _ => filter_row::<4>(src.row(y), horizontal, dst.row(y)),
        }
    }
}

#[inline(always)]
fn filter_row<const CHANNELS: usize>(src: &[u8], horizontal: &HorizontalTables, dst: &mut [u8]) {
    let taps = &horizontal.taps;
    let (pixels, dst) = (src.as_chunks::<CHANNELS>().0, dst.as_chunks_mut::<CHANNELS>().0);
    let weights = taps.weights.chunks_exact(taps.count).take(horizontal.positions);
    for ((&start, weights), dst) in taps.starts.iter().zip(weights).zip(dst) {
        let mut sums = [0; CHANNELS];
        for (px, &weight) in pixels[start..].iter().zip(weights) {
            (0..CHANNELS).for_each(|channel| sums[channel] += i32::from(px[channel]) * weight);
        }
        (0..CHANNELS).for_each(|channel| dst[channel] = exact(sums[channel]));
    }
}

/// Rounds and clamps a sum of weights of 22 bits.
#[inline(always)]
fn exact(sum: i32) -> u8 {
    ((sum + (1 << (EXACT_BITS - 1))) >> EXACT_BITS).clamp(0, 255) as u8
}

#[inline(always)]
pub fn clamp_exact_row(sums: &[i32], dst: &mut [u8]) {
    sums.iter().zip(dst).for_each(|(&sum, dst)| *dst = exact(sum));
}

/// It is not compiled again for each level.
#[inline(never)]
pub fn mix_rows(rows: Rows<'_>, weights: RowWeights<'_>, dst: &mut [u8]) {
    for (x, dst) in dst.iter_mut().enumerate() {
        let products = weights.weights.iter().enumerate().map(|(y, &weight)| i32::from(rows.row(y)[x]) * weight);
        *dst = exact(products.sum());
    }
}

/// Divides in doubles. Sums are below 2⁴⁷, so that `(sum + ½) / total` is at least `½ / total` away from a whole number,
/// more than the reciprocal's error. Half a unit less, rounded to the nearest, is the floor.
#[inline(always)]
pub fn divide_row(low: &[i32], high: &[i32], total: f64, dst: &mut [u8]) {
    // Whole numbers instead of `f64::floor`, a call that the compiler moves to where there is no total yet.
    let (by, half) = (1.0 / total, (total as u64 / 2) as f64 + 0.5);
    let mean = |sum: f64| (((sum + half) * by - 0.5) + ROUNDING).to_bits() as u8;
    if high.is_empty() {
        low.iter().zip(dst).for_each(|(&low, dst)| *dst = mean(f64::from(low)));
    } else {
        let sum = |low: i32, high: i32| f64::from(low) + f64::from(high) * 32768.0;
        low.iter().zip(high).zip(dst).for_each(|((&low, &high), dst)| *dst = mean(sum(low, high)));
    }
}

/// It is not compiled again for each level.
#[inline(never)]
pub fn mean_rows(job: AreaRows<'_>) {
    let AreaRows { src, first, taps: [horizontal, vertical], channels, total, y, mut dst, .. } = job;
    for index in 0..dst.len() {
        let (start, weights) = vertical.trimmed(y + index);
        for (at, dst) in dst.row(index).iter_mut().enumerate() {
            let (column, horizontal_weights) = horizontal.trimmed(at / channels);
            let mut sum = total / 2;
            for (row, &weight) in (start - first..).zip(weights) {
                for (column, &horizontal_weight) in (column..).zip(horizontal_weights) {
                    let px = u32::from(src.row(row)[column * channels + at % channels]);
                    sum += px * weight as u32 * horizontal_weight as u32;
                }
            }
            *dst = (sum / total) as u8;
        }
    }
}
