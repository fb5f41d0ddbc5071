//! The first maximum by blocks: finds the greatest score, then the first block that holds it. By then the row is in the
//! first cache.

use super::input::{BestClass, CtcInput};
use super::step;
use super::top_scores::TopScores;
use crate::simd::prefetch_page;

/// Scores examined together.
pub type ScoreBlock = [f32; 64];

/// Returns the index of the greatest score of `row`. `max` returns the greatest score of all blocks, ignoring NaN, and the number of
/// blocks at the beginning that do not hold it, or fewer; `equal` a bit for each score of a block that equals it.
#[inline(always)]
pub fn first_max(
    row: &[f32],
    max: impl Fn(&[ScoreBlock], &ScoreBlock) -> (f32, usize),
    equal: impl Fn(&ScoreBlock, f32) -> u64,
) -> Option<usize> {
    let (mut blocks, rest) = row.as_chunks();
    if rest.is_empty() {
        // The last block is searched as such.
        blocks = &blocks[..blocks.len().saturating_sub(1)];
    }
    let mut padded = [f32::NAN; 64];
    // The last block may overlap the one before, which is searched first.
    let last = match row.last_chunk() {
        Some(last) => last,
        None => {
            padded[..rest.len()].copy_from_slice(rest);
            &padded
        }
    };
    let (max, without) = max(blocks, last);
    for (index, block) in blocks.iter().enumerate().skip(without) {
        let found = equal(block, max);
        if found != 0 {
            return Some(64 * index + found.trailing_zeros() as usize);
        }
    }
    let found = equal(last, max);
    (found != 0).then(|| row.len().saturating_sub(64) + found.trailing_zeros() as usize)
}

/// The kernel of levels that have no kernel of their own.
#[inline(always)]
pub fn best_of(input: &CtcInput<'_>, probabilities: bool, best: &mut [BestClass]) {
    step::best_of_by(input, probabilities, best, first_max_of);
}

/// [`first_max`] at levels that have no kernel of their own.
#[inline(always)]
pub fn first_max_of(row: &[f32]) -> Option<usize> {
    first_max(row, |blocks, last| (max(blocks, last), 0), equal)
}

/// Offers the scores of `row` that are high enough to `top`. `at_least` returns a bit for each score of a block that is
/// not below a bound; NaN always is.
#[inline(always)]
pub fn collect_top_by(row: &[f32], top: &mut TopScores, at_least: impl Fn(&ScoreBlock, f32) -> u64) {
    let (blocks, rest) = row.as_chunks();
    let mut padded = [f32::NAN; 64];
    padded[..rest.len()].copy_from_slice(rest);
    for (index, block) in blocks.iter().chain([&padded]).enumerate() {
        let mut found = at_least(block, top.bound());
        while found != 0 {
            let at = found.trailing_zeros() as usize;
            top.offer((64 * index + at) as u32, block[at]);
            found &= found - 1;
        }
    }
}

/// [`collect_top_by`] at levels that have no kernel of their own.
#[inline(always)]
pub fn collect_top(row: &[f32], top: &mut TopScores) {
    collect_top_by(row, top, at_least);
}

#[inline(always)]
fn max(blocks: &[ScoreBlock], last: &ScoreBlock) -> f32 {
    let mut lanes = [f32::NEG_INFINITY; 32];
    for block in blocks.iter().chain([last]) {
        prefetch_page(block);
        for half in block.as_chunks::<32>().0 {
            for (lane, &score) in lanes.iter_mut().zip(half) {
                *lane = if score > *lane { score } else { *lane };
            }
        }
    }
    lanes.into_iter().fold(f32::NEG_INFINITY, |max, lane| if lane > max { lane } else { max })
}

#[inline(always)]
fn equal(block: &ScoreBlock, max: f32) -> u64 {
    if !block.iter().fold(false, |any, &score| any | (score == max)) {
        return 0;
    }
    block.iter().rev().fold(0, |bits, &score| bits << 1 | u64::from(score == max))
}

#[inline(always)]
fn at_least(block: &ScoreBlock, bound: f32) -> u64 {
    if !block.iter().fold(false, |any, &score| any | (score >= bound)) {
        return 0;
    }
    block.iter().rev().fold(0, |bits, &score| bits << 1 | u64::from(score >= bound))
}
