//! Operations on the rows of a map: comparison with a threshold, and sums.

use super::map::{MapData, Probability, ProbabilityMap};
use crate::base::error::Result;
use crate::image::components::{BitMask, pack_bits};
use crate::simd::{Level, dispatch};
use std::ops::Range;

/// Makes `mask` of the pixels of `map` above `threshold`. Values that are not numbers are not above it.
pub fn mask_above(level: Level, map: &ProbabilityMap<'_>, threshold: f32, mask: &mut BitMask) -> Result<()> {
    mask.resize(map.width, map.height)?;
    for y in 0..map.height {
        let (words, range) = (mask.row_mut(y), y * map.stride..y * map.stride + map.width);
        match map.data {
            MapData::F32(data) => pack_row(level, &data[range], threshold, words),
            MapData::F16(data) => pack_row(level, &data[range], threshold, words),
            MapData::U8(data) => pack_row(level, &data[range], threshold, words),
        }
    }
    Ok(())
}

/// Returns the sum of the values in `columns` of row `y`, without those that are not numbers.
pub fn sum(level: Level, map: &ProbabilityMap<'_>, y: usize, columns: Range<usize>) -> f64 {
    let range = y * map.stride + columns.start..y * map.stride + columns.end;
    match map.data {
        MapData::F32(data) => sum_row(level, &data[range]),
        MapData::F16(data) => sum_row(level, &data[range]),
        MapData::U8(data) => sum_row(level, &data[range]),
    }
}

dispatch! {
    /// Packs the values above `threshold`.
    fn pack_row<T: Probability>(row: &[T], threshold: f32, words: &mut [u64]) = above::<T>;
}

#[inline(always)]
fn above<T: Probability>(row: &[T], threshold: f32, words: &mut [u64]) {
    pack_bits(row, words, |item| item.value() > threshold);
}

dispatch! {
    /// Sums a row.
    fn sum_row<T: Probability>(row: &[T]) -> f64 = lane_sums::<T>;
}

/// Sums by 16 lanes, which every level adds in the same order.
#[inline(always)]
fn lane_sums<T: Probability>(row: &[T]) -> f64 {
    let mut sums = [0.0_f32; 16];
    let number = |item: T| if item.value().is_nan() { 0.0 } else { item.value() };
    let (blocks, rest) = row.as_chunks::<16>();
    for block in blocks {
        sums.iter_mut().zip(block).for_each(|(sum, &item)| *sum += number(item));
    }
    sums.iter_mut().zip(rest).for_each(|(sum, &item)| *sum += number(item));
    sums.iter().map(|&sum| f64::from(sum)).sum()
}
