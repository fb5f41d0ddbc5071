//! 32 pixels a step: eight lanes of four.

use super::columns::padded_rest as rest;
use super::columns::store_rest;
use super::columns::{ColumnBlock, PhasesMut, RowBlocks, RowBlocksMut, lanes_of, vectors, vectors_mut};
use super::estimate::Estimate;
use super::row_kernels::row_kernels;
use super::rule::Sauvola;
use super::scalar::{MovingSums, SauvolaRow};
use crate::simd::x86::{load256, load256_u32 as load_lanes, store256, store256_u32 as store_lanes};
use crate::simd::{AHEAD, prefetch};
use std::arch::x86_64::*;

row_kernels!("avx2,fma", 32, __m256i);

/// Splits pixels by their place in each lane.
#[inline]
#[target_feature(enable = "avx2")]
fn phases(px: &[u8; 32]) -> [__m256i; 4] {
    let (px, low) = (load256(px), _mm256_set1_epi32(0xff));
    [
        _mm256_and_si256(px, low),
        _mm256_and_si256(_mm256_srli_epi32::<8>(px), low),
        _mm256_and_si256(_mm256_srli_epi32::<16>(px), low),
        _mm256_srli_epi32::<24>(px),
    ]
}

#[inline]
#[target_feature(enable = "avx2")]
fn splat(number: u32) -> __m256i {
    _mm256_set1_epi32(number as i32)
}

#[inline]
#[target_feature(enable = "avx2")]
fn add(a: __m256i, b: __m256i) -> __m256i {
    _mm256_add_epi32(a, b)
}

#[inline]
#[target_feature(enable = "avx2")]
fn sub(a: __m256i, b: __m256i) -> __m256i {
    _mm256_sub_epi32(a, b)
}

/// Squares each lane: its upper half is zero, so the sum of two products is one.
#[inline]
#[target_feature(enable = "avx2")]
fn square(px: __m256i) -> __m256i {
    _mm256_madd_epi16(px, px)
}

/// Returns the sum of the lanes up to each, and the sum of all in every lane.
#[inline]
#[target_feature(enable = "avx2")]
fn prefix_sums(lanes: __m256i) -> (__m256i, __m256i) {
    let mut scan = _mm256_add_epi32(lanes, _mm256_slli_si256::<4>(lanes));
    scan = _mm256_add_epi32(scan, _mm256_slli_si256::<8>(scan));
    // Sums so far are within halves.
    let first_half = _mm256_permute2x128_si256::<0x08>(scan, scan);
    scan = _mm256_add_epi32(scan, _mm256_shuffle_epi32::<0xff>(first_half));
    (scan, _mm256_permutevar8x32_epi32(scan, _mm256_set1_epi32(7)))
}

#[inline]
#[target_feature(enable = "avx2")]
fn above_limit(px: __m256i, count: __m256i, sum: __m256i, limit: __m256i) -> __m256i {
    let excess = _mm256_sub_epi32(_mm256_mullo_epi32(px, count), sum);
    _mm256_cmpgt_epi32(excess, limit)
}

/// Joins masks of all ones or all zeros: one byte from each phase.
#[inline]
#[target_feature(enable = "avx2")]
fn bytes(white: [__m256i; 4]) -> [u8; 32] {
    let byte = |p: usize, mask| _mm256_and_si256(white[p], _mm256_set1_epi32(mask));
    let first = _mm256_or_si256(byte(0, 0xff), byte(1, 0xff00));
    let last = _mm256_or_si256(byte(2, 0xff_0000), byte(3, !0xff_ffff));
    let mut out = [0; 32];
    store256(&mut out, _mm256_or_si256(first, last));
    out
}

/// Converts the unsigned lanes 0, 1, 4, 5 and 2, 3, 6, 7 to `f64`: with 0x43300000 as its upper half, a number below 2^32
/// reads 2^52 more than it is.
#[inline]
#[target_feature(enable = "avx2")]
fn to_f64(numbers: __m256i) -> [__m256d; 2] {
    let (high, excess) = (_mm256_set1_epi32(0x4330_0000), _mm256_set1_pd(4503599627370496.0));
    let first = _mm256_castsi256_pd(_mm256_unpacklo_epi32(numbers, high));
    let last = _mm256_castsi256_pd(_mm256_unpackhi_epi32(numbers, high));
    [_mm256_sub_pd(first, excess), _mm256_sub_pd(last, excess)]
}

/// Evaluates [`Sauvola::is_white`] for four pixels. n px, nQ and S² are integers below 2^53, so their products are exact,
/// fused or not.
#[inline]
#[target_feature(enable = "avx2,fma")]
fn white4(px: __m256d, count: __m256d, sum: __m256d, squares: __m256d, rule: &Sauvola) -> __m256d {
    let sum2 = _mm256_mul_pd(sum, sum);
    let spread = _mm256_fmsub_pd(count, squares, sum2);
    let weighted = _mm256_mul_pd(_mm256_set1_pd(rule.weight()), sum);
    let excess = _mm256_mul_pd(count, _mm256_fmsub_pd(px, count, weighted));
    let contrast = _mm256_mul_pd(_mm256_mul_pd(sum2, _mm256_set1_pd(rule.contrast())), spread);
    let magnitude = _mm256_andnot_pd(_mm256_set1_pd(-0.0), excess);
    _mm256_cmp_pd::<_CMP_GT_OQ>(_mm256_mul_pd(excess, magnitude), contrast)
}

#[inline]
#[target_feature(enable = "avx2,fma")]
fn white(px: __m256i, count: __m256i, sum: __m256i, squares: __m256i, rule: &Sauvola) -> __m256i {
    let (px, count, sum, squares) = (to_f64(px), to_f64(count), to_f64(sum), to_f64(squares));
    let [first, last] = [0, 1].map(|i| _mm256_castpd_ps(white4(px[i], count[i], sum[i], squares[i], rule)));
    _mm256_castps_si256(_mm256_shuffle_ps::<0b10_00_10_00>(first, last))
}

/// Returns the masks of white pixels; `None` if any pixel is too close to its estimated threshold.
#[inline]
#[target_feature(enable = "avx2,fma")]
fn estimated(
    px: [__m256i; 4],
    reciprocal: [__m256i; 4],
    sum: [__m256i; 4],
    squares: [__m256i; 4],
    estimate: &Estimate,
) -> Option<[__m256i; 4]> {
    let (weight, slope) = (_mm256_set1_ps(estimate.weight), _mm256_set1_ps(estimate.slope));
    let above = [0, 1, 2, 3].map(|p| {
        let reciprocal = _mm256_castsi256_ps(reciprocal[p]);
        let mean = _mm256_mul_ps(_mm256_cvtepi32_ps(sum[p]), reciprocal);
        let square = _mm256_mul_ps(_mm256_cvtepi32_ps(squares[p]), reciprocal);
        let variance = _mm256_max_ps(_mm256_fnmadd_ps(mean, mean, square), _mm256_setzero_ps());
        let threshold = _mm256_mul_ps(mean, _mm256_fmadd_ps(slope, _mm256_sqrt_ps(variance), weight));
        _mm256_sub_ps(_mm256_cvtepi32_ps(px[p]), threshold)
    });
    let nearest = above.map(|above| _mm256_andnot_ps(_mm256_set1_ps(-0.0), above));
    let nearest = _mm256_min_ps(_mm256_min_ps(nearest[0], nearest[1]), _mm256_min_ps(nearest[2], nearest[3]));
    let unsure = _mm256_cmp_ps::<_CMP_LE_OQ>(nearest, _mm256_set1_ps(estimate.slack));
    let white = above.map(|above| _mm256_castps_si256(_mm256_cmp_ps::<_CMP_GT_OQ>(above, _mm256_setzero_ps())));
    (_mm256_movemask_ps(unsure) == 0).then_some(white)
}
