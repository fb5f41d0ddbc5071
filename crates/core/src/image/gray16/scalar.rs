//! The kernels, which the compiler makes vectors of at each level.

use super::sample_range::SampleRange;

/// Maps each sample to `(255 (sample − low) + (high − low) / 2) / (high − low)` after clamping it. The division is a product
/// with the reciprocal, which gives the same integers.
#[inline(always)]
pub fn map_row(src: &[u8], range: SampleRange, dst: &mut [u8]) {
    let half = u32::from(range.high - range.low) / 2;
    for (sample, gray) in src.as_chunks::<2>().0.iter().zip(dst) {
        let above = u16::from_ne_bytes(*sample).max(range.low).min(range.high) - range.low;
        let dividend = 255 * u32::from(above) + half;
        *gray = ((u64::from(dividend) * u64::from(range.reciprocal)) >> range.shift) as u8;
    }
}

#[inline(always)]
pub fn min_max_of_bytes(row: &[u8]) -> (u16, u16) {
    let (min, max) = row.iter().fold((u8::MAX, 0), |(min, max), &px| (px.min(min), px.max(max)));
    (min.into(), max.into())
}

#[inline(always)]
pub fn min_max_of_samples(row: &[u8]) -> (u16, u16) {
    let samples = row.as_chunks::<2>().0.iter().map(|sample| u16::from_ne_bytes(*sample));
    samples.fold((u16::MAX, 0), |(min, max), px| (px.min(min), px.max(max)))
}
