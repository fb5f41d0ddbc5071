//! Four registers of maxima; comparisons go to mask registers.

use super::blocks::{self, ScoreBlock};
use super::input::{BestClass, CtcInput};
use super::step;
use super::top_scores::TopScores;
use crate::simd::x86::load512_f32;
use std::arch::x86_64::*;

#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx2,fma")]
pub fn best_of(input: &CtcInput<'_>, probabilities: bool, best: &mut [BestClass]) {
    step::best_of_by(input, probabilities, best, |row| first_max(row));
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx2,fma")]
pub fn first_max(row: &[f32]) -> Option<usize> {
    blocks::first_max(row, |blocks, last| max(blocks, last), |block, max| equal(block, max))
}

#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx2,fma")]
pub fn collect_top(row: &[f32], top: &mut TopScores) {
    blocks::collect_top_by(row, top, |block, bound| at_least(block, bound));
}

#[inline]
#[target_feature(enable = "avx512f")]
fn max(blocks: &[ScoreBlock], last: &ScoreBlock) -> f32 {
    let mut lanes = [_mm512_set1_ps(f32::NEG_INFINITY); 4];
    for block in blocks.iter().chain([last]) {
        blocks::prefetch_after(block);
        for (max, part) in lanes.iter_mut().zip(block.as_chunks().0) {
            // Returns the second operand if one is NaN.
            *max = _mm512_max_ps(load512_f32(part), *max);
        }
    }
    let [a, b, c, d] = lanes;
    _mm512_reduce_max_ps(_mm512_max_ps(_mm512_max_ps(a, b), _mm512_max_ps(c, d)))
}

#[inline]
#[target_feature(enable = "avx512f")]
fn equal(block: &ScoreBlock, max: f32) -> u64 {
    let max = _mm512_set1_ps(max);
    let bits = |part| u64::from(_mm512_cmpeq_ps_mask(load512_f32(part), max));
    block.as_chunks().0.iter().rev().fold(0, |all, part| all << 16 | bits(part))
}

#[inline]
#[target_feature(enable = "avx512f")]
fn at_least(block: &ScoreBlock, bound: f32) -> u64 {
    let bound = _mm512_set1_ps(bound);
    let bits = |part| u64::from(_mm512_cmp_ps_mask::<_CMP_GE_OQ>(load512_f32(part), bound));
    block.as_chunks().0.iter().rev().fold(0, |all, part| all << 16 | bits(part))
}
