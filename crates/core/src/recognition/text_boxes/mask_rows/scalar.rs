//! Comparison with a threshold, compiled for every processor.

use crate::image::components::gather::gather_scalar;
use crate::image::components::pack_bits;
use crate::recognition::text_boxes::map::Probability;

/// Packs the values above `threshold`.
#[inline(always)]
pub fn above<T: Probability>(row: &[T], threshold: f32, words: &mut [u64]) {
    pack_bits(row, words, |item: T| item.value() > threshold, gather_scalar);
}
