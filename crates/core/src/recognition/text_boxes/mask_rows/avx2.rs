//! Comparison with a threshold, compiled for AVX2.

use crate::image::components::gather::gather_avx2;
use crate::image::components::pack_bits;
use crate::recognition::text_boxes::map::Probability;

/// Packs the values above `threshold`.
#[target_feature(enable = "avx2")]
pub fn above<T: Probability>(row: &[T], threshold: f32, words: &mut [u64]) {
    pack_bits(row, words, |item: T| item.value() > threshold, |bytes| gather_avx2(bytes));
}
