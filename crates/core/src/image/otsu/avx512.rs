//! Finds the pixels of a block that are not paper by one comparison.

use super::counter::HistogramCounter;
use super::scalar;
use crate::simd::x86::load512;
use std::arch::x86_64::*;

#[target_feature(enable = "popcnt,avx512f,avx512bw")]
pub fn count_row(px: &[u8], counts: &mut HistogramCounter) {
    scalar::count_row_by(
        px,
        counts,
        |block, gray| _mm512_cmpneq_epi8_mask(load512(block), _mm512_set1_epi8(gray as i8)),
        |_, _| false,
    );
}
