//! Operations on the rows of a map: comparison with a threshold, and sums.

use super::map::{MapData, Probability, ProbabilityMap};
use super::mask_rows::pack_row;
use crate::base::error::Result;
use crate::image::components::BitMask;
use crate::simd::{Level, dispatch};

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

/// Pixels `start..end` of row `y` of a map.
#[derive(Clone, Copy, Debug)]
pub struct MapSpan {
    pub y: u32,
    pub start: u32,
    pub end: u32,
}

/// Returns the sum of the values in `spans`, which lie in the map, without those that are not numbers.
pub fn sum(level: Level, map: &ProbabilityMap<'_>, spans: &[MapSpan]) -> f64 {
    match map.data {
        MapData::F32(data) => sum_spans(level, data, map.stride, spans),
        MapData::F16(data) => sum_spans(level, data, map.stride, spans),
        MapData::U8(data) => sum_spans(level, data, map.stride, spans),
    }
}

/// Returns the greatest value in `spans`, which lie in the map; `None` where none is a number.
pub fn peak(level: Level, map: &ProbabilityMap<'_>, spans: &[MapSpan]) -> Option<f32> {
    let peak = match map.data {
        MapData::F32(data) => peak_of_spans(level, data, map.stride, spans),
        MapData::F16(data) => peak_of_spans(level, data, map.stride, spans),
        MapData::U8(data) => peak_of_spans(level, data, map.stride, spans),
    };
    (!peak.is_nan()).then_some(peak)
}

dispatch! {
    /// Finds the greatest value in spans, or NaN.
    fn peak_of_spans<T: Probability>(data: &[T], stride: usize, spans: &[MapSpan]) -> f32 = greatest::<T>;
}

#[inline(always)]
fn greatest<T: Probability>(data: &[T], stride: usize, spans: &[MapSpan]) -> f32 {
    let mut peak = f32::NAN;
    for &MapSpan { y, start, end } in spans {
        let row = &data[y as usize * stride..][start as usize..end as usize];
        peak = row.iter().fold(peak, |peak, item| peak.max(item.value()));
    }
    peak
}

dispatch! {
    /// Sums spans.
    fn sum_spans<T: Probability>(data: &[T], stride: usize, spans: &[MapSpan]) -> f64 = lane_sums::<T>;
}

/// Pixels after which lanes are added up: their rounding errors stay below those of a score.
const PIXELS_IN_LANES: usize = 1 << 14;

/// Sums by 16 lanes, which every level adds in the same order.
#[inline(always)]
fn lane_sums<T: Probability>(data: &[T], stride: usize, spans: &[MapSpan]) -> f64 {
    let number = |item: T| if item.value().is_nan() { 0.0 } else { item.value() };
    let (mut total, mut sums, mut count) = (0.0, [0.0_f32; 16], 0);
    for &MapSpan { y, start, end } in spans {
        let row = &data[y as usize * stride..];
        for piece in row[start as usize..end as usize].chunks(PIXELS_IN_LANES) {
            let (blocks, rest) = piece.as_chunks::<16>();
            for block in blocks {
                sums.iter_mut().zip(block).for_each(|(sum, &item)| *sum += number(item));
            }
            sums.iter_mut().zip(rest).for_each(|(sum, &item)| *sum += number(item));
            count += piece.len();
            if count >= PIXELS_IN_LANES {
                total += sums.iter().map(|&sum| f64::from(sum)).sum::<f64>();
                (sums, count) = ([0.0; 16], 0);
            }
        }
    }
    total + sums.iter().map(|&sum| f64::from(sum)).sum::<f64>()
}
