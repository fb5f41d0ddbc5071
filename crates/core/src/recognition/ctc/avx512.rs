//! Four registers of maxima; comparisons go to mask registers. Long rows are read once: each lane remembers where its maximum was.

use super::blocks::{self, ScoreBlock};
use super::input::{BestClass, CtcInput};
use super::step;
use super::top_scores::TopScores;
use crate::simd::prefetch_page;
use crate::simd::x86::load512_f32;
use std::arch::x86_64::*;

/// Scores from which on a row is read once. Shorter ones are in the first cache when they are searched.
const LONG: usize = 256;

#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx2,fma")]
pub fn best_of(input: &CtcInput<'_>, probabilities: bool, best: &mut [BestClass]) {
    step::best_of_by(input, probabilities, best, |row| first_max(row));
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx2,fma")]
pub fn first_max(row: &[f32]) -> Option<usize> {
    if (LONG..1 << 32).contains(&row.len())
        && let Some(index) = first_max_of_long(row)
    {
        return Some(index);
    }
    blocks::first_max(row, |blocks, last| (max(blocks, last), 0), |block, max| equal(block, max))
}

#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx2,fma")]
pub fn collect_top(row: &[f32], top: &mut TopScores) {
    blocks::collect_top_by(row, top, |block, bound| at_least(block, bound));
}

/// Returns the index of the greatest score of a long row, which has less than 2³² of them; `None` if none is above −∞.
#[inline]
#[target_feature(enable = "avx512f")]
fn first_max_of_long(row: &[f32]) -> Option<usize> {
    let mut lanes = [(_mm512_set1_ps(f32::NEG_INFINITY), _mm512_setzero_si512()); 4];
    let mut look_at = |block: &ScoreBlock, start: __m512i| {
        for ((max, starts), part) in lanes.iter_mut().zip(block.as_chunks().0) {
            let part = load512_f32(part);
            // A NaN is not above anything, and an equal score that comes later neither.
            *starts = _mm512_mask_mov_epi32(*starts, _mm512_cmp_ps_mask::<_CMP_GT_OQ>(part, *max), start);
            *max = _mm512_max_ps(part, *max);
        }
    };
    let mut start = _mm512_setzero_si512();
    for block in row.as_chunks().0 {
        look_at(block, start);
        start = _mm512_add_epi32(start, _mm512_set1_epi32(64));
    }
    // It may overlap the one before, of which nothing is above what has been found.
    look_at(row.last_chunk()?, _mm512_set1_epi32((row.len() - 64) as i32));
    let max = lanes.iter().fold(f32::NEG_INFINITY, |all, (max, _)| all.max(_mm512_reduce_max_ps(*max)));
    if max == f32::NEG_INFINITY {
        return None;
    }
    let (mut first, mut lane) =
        (_mm512_set1_epi32(-1), _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15));
    for (of_lane, starts) in lanes {
        let equal = _mm512_cmpeq_ps_mask(of_lane, _mm512_set1_ps(max));
        first = _mm512_mask_min_epu32(first, equal, first, _mm512_add_epi32(starts, lane));
        lane = _mm512_add_epi32(lane, _mm512_set1_epi32(16));
    }
    Some(_mm512_reduce_min_epu32(first) as usize)
}

#[inline]
#[target_feature(enable = "avx512f")]
fn max(blocks: &[ScoreBlock], last: &ScoreBlock) -> f32 {
    let mut lanes = [_mm512_set1_ps(f32::NEG_INFINITY); 4];
    for block in blocks.iter().chain([last]) {
        prefetch_page(block);
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
