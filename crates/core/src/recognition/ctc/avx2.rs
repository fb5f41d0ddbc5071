//! Eight registers of maxima. The comparison of a block is turned into bits only if anything is equal.

use super::blocks::{self, ScoreBlock};
use super::input::{BestClass, CtcInput};
use super::step;
use super::top_scores::TopScores;
use crate::simd::prefetch_page;
use crate::simd::x86::load256_f32;
use std::arch::x86_64::*;
use std::slice;

#[target_feature(enable = "avx2,fma")]
pub fn best_of(input: &CtcInput<'_>, probabilities: bool, best: &mut [BestClass]) {
    step::best_of_by(input, probabilities, best, |row| first_max(row));
}

#[inline]
#[target_feature(enable = "avx2,fma")]
pub fn first_max(row: &[f32]) -> Option<usize> {
    blocks::first_max(row, |blocks, last| max(blocks, last), |block, max| equal(block, max))
}

#[target_feature(enable = "avx2,fma")]
pub fn collect_top(row: &[f32], top: &mut TopScores) {
    blocks::collect_top_by(row, top, |block, bound| at_least(block, bound));
}

/// Blocks after which the maximum is looked at, so that it need not be searched for in all of them.
const GROUP: usize = 16;

#[inline]
#[target_feature(enable = "avx2")]
fn max(blocks: &[ScoreBlock], last: &ScoreBlock) -> (f32, usize) {
    if blocks.len() <= GROUP {
        return (greatest(max_of(blocks.iter().chain([last]))), 0);
    }
    let (mut max, mut first) = (f32::NEG_INFINITY, 0);
    for (index, group) in blocks.chunks(GROUP).chain([slice::from_ref(last)]).enumerate() {
        let found = max_of(group.iter());
        if _mm256_movemask_ps(_mm256_cmp_ps::<_CMP_GT_OQ>(found, _mm256_set1_ps(max))) != 0 {
            (max, first) = (greatest(found), GROUP * index);
        }
    }
    (max, first)
}

#[inline]
#[target_feature(enable = "avx2")]
fn max_of<'a>(blocks: impl Iterator<Item = &'a ScoreBlock>) -> __m256 {
    let mut lanes = [_mm256_set1_ps(f32::NEG_INFINITY); 8];
    for block in blocks {
        prefetch_page(block);
        for (max, part) in lanes.iter_mut().zip(block.as_chunks().0) {
            // Returns the second operand if one is NaN.
            *max = _mm256_max_ps(load256_f32(part), *max);
        }
    }
    lanes[1..].iter().fold(lanes[0], |all, &max| _mm256_max_ps(all, max))
}

#[inline]
#[target_feature(enable = "avx2")]
fn greatest(lanes: __m256) -> f32 {
    let four = _mm_max_ps(_mm256_castps256_ps128(lanes), _mm256_extractf128_ps::<1>(lanes));
    let two = _mm_max_ps(four, _mm_movehl_ps(four, four));
    _mm_cvtss_f32(_mm_max_ss(two, _mm_shuffle_ps::<1>(two, two)))
}

#[inline]
#[target_feature(enable = "avx2")]
fn equal(block: &ScoreBlock, max: f32) -> u64 {
    let max = _mm256_set1_ps(max);
    let mut equal = [_mm256_setzero_ps(); 8];
    for (equal, part) in equal.iter_mut().zip(block.as_chunks().0) {
        *equal = _mm256_cmp_ps::<_CMP_EQ_OQ>(load256_f32(part), max);
    }
    let any = equal[1..].iter().fold(equal[0], |any, &part| _mm256_or_ps(any, part));
    if _mm256_movemask_ps(any) == 0 {
        return 0;
    }
    equal.iter().rev().fold(0, |all, &part| all << 8 | _mm256_movemask_ps(part) as u64)
}

#[inline]
#[target_feature(enable = "avx2")]
fn at_least(block: &ScoreBlock, bound: f32) -> u64 {
    let bound = _mm256_set1_ps(bound);
    block.as_chunks().0.iter().rev().fold(0, |all, part| {
        all << 8 | _mm256_movemask_ps(_mm256_cmp_ps::<_CMP_GE_OQ>(load256_f32(part), bound)) as u64
    })
}
