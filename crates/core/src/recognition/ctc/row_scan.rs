//! Loops over the scores of one step, at each SIMD level.

use super::top_scores::TopScores;
#[cfg(target_arch = "x86_64")]
use super::{avx2, avx512};
use super::{blocks, scalar, softmax};
use crate::recognition::text_boxes::Probability;
use crate::simd::dispatch;

#[inline(always)]
fn widen_each(halves: &[u16], floats: &mut [f32]) {
    for (float, half) in floats.iter_mut().zip(halves) {
        *float = half.value();
    }
}

#[inline(always)]
fn add_each(row: &[f32], terms: &[f32], sums: &mut [f32]) {
    for ((sum, score), term) in sums.iter_mut().zip(row).zip(terms) {
        *sum = score + term;
    }
}

#[inline(always)]
fn multiply_each(row: &[f32], factors: &[f32], products: &mut [f32]) {
    for ((product, score), factor) in products.iter_mut().zip(row).zip(factors) {
        *product = score * factor;
    }
}

dispatch! {
    /// Returns the index of the greatest score, the first of equals; `None` if every score is NaN.
    pub fn first_max(row: &[f32]) -> Option<usize> {
        scalar: scalar::first_max,
        sse42: blocks::first_max_of,
        avx2: avx2::first_max,
        avx512: avx512::first_max,
        neon: blocks::first_max_of,
    }
}

dispatch! {
    /// Offers the scores of `row` that are high enough to `top`.
    pub fn collect_top(row: &[f32], top: &mut TopScores) {
        scalar: scalar::collect_top,
        sse42: blocks::collect_top,
        avx2: avx2::collect_top,
        avx512: avx512::collect_top,
        neon: blocks::collect_top,
    }
}

dispatch! {
    /// Returns the softmax probability of the greatest score, `max`.
    pub fn softmax_share(row: &[f32], max: f32) -> f32 = softmax::probability;
}

dispatch! {
    /// Converts 16-bit floats.
    pub fn widen(halves: &[u16], floats: &mut [f32]) = widen_each;
}

dispatch! {
    /// Adds a term to each score.
    pub fn add(row: &[f32], terms: &[f32], sums: &mut [f32]) = add_each;
}

dispatch! {
    /// Multiplies each score by a factor.
    pub fn multiply(row: &[f32], factors: &[f32], products: &mut [f32]) = multiply_each;
}
