//! Finds the pixels of a block that are not paper by two comparisons.

use super::counter::HistogramCounter;
use super::scalar;
use crate::simd::x86::load256;
use std::arch::x86_64::*;

#[target_feature(enable = "popcnt,avx2")]
pub fn count_row(px: &[u8], counts: &mut HistogramCounter) {
    scalar::count_row_by(px, counts, |block, gray| {
        let gray = _mm256_set1_epi8(gray as i8);
        let (halves, _) = block.as_chunks::<32>();
        let same = |half| _mm256_movemask_epi8(_mm256_cmpeq_epi8(load256(half), gray)) as u32;
        !(u64::from(same(&halves[0])) | u64::from(same(&halves[1])) << 32)
    });
}
