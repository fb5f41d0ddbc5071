//! 64 pixels a step: sixteen lanes of four.

use super::columns::{ColumnBlock, PhasesMut, RowBlocks, RowBlocksMut, lanes_of, vectors, vectors_mut};
use super::estimate::Estimate;
use super::row_kernels::row_kernels;
use super::rule::Sauvola;
use super::scalar::{MovingSums, SauvolaRow};
use crate::simd::x86::{load512, load512_u32 as load_lanes, store512, store512_u32 as store_lanes};
use crate::simd::{AHEAD, prefetch};
use std::arch::x86_64::*;

row_kernels!("avx512f,avx512bw", 64, __m512i);

/// Loads it by a mask: bytes that were copied one by one would have to reach the cache before a vector of them can be loaded.
#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn rest(row: &[u8], padding: u8) -> [u8; 64] {
    let (_, rest) = row.as_chunks::<64>();
    let padding = _mm512_set1_epi8(padding as i8);
    let mask = (1 << rest.len()) - 1;
    // SAFETY: the mask selects as many bytes as `rest` has, and no other is read.
    let px = unsafe { _mm512_mask_loadu_epi8(padding, mask, rest.as_ptr().cast()) };
    let mut block = [0; 64];
    store512(&mut block, px);
    block
}

/// Stores the bytes of a block that `rest` has room for, by a mask.
#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn store_rest(rest: &mut [u8], block: &[u8; 64]) {
    debug_assert!(rest.len() < 64);
    let mask = (1 << (rest.len() % 64)) - 1;
    // SAFETY: the mask selects at most as many bytes as `rest` has, and no other is written.
    unsafe { _mm512_mask_storeu_epi8(rest.as_mut_ptr().cast(), mask, load512(block)) }
}

/// Returns pixel `P` of each lane.
#[inline]
#[target_feature(enable = "avx512f")]
fn phase<const P: usize>(px: __m512i) -> __m512i {
    let px = match P {
        0 => px,
        1 => _mm512_srli_epi32::<8>(px),
        2 => _mm512_srli_epi32::<16>(px),
        _ => return _mm512_srli_epi32::<24>(px),
    };
    _mm512_and_si512(px, _mm512_set1_epi32(0xff))
}

#[inline]
#[target_feature(enable = "avx512f")]
fn phases(px: &[u8; 64]) -> [__m512i; 4] {
    let px = load512(px);
    [phase::<0>(px), phase::<1>(px), phase::<2>(px), phase::<3>(px)]
}

#[inline]
#[target_feature(enable = "avx512f")]
fn splat(number: u32) -> __m512i {
    _mm512_set1_epi32(number as i32)
}

#[inline]
#[target_feature(enable = "avx512f")]
fn add(a: __m512i, b: __m512i) -> __m512i {
    _mm512_add_epi32(a, b)
}

#[inline]
#[target_feature(enable = "avx512f")]
fn sub(a: __m512i, b: __m512i) -> __m512i {
    _mm512_sub_epi32(a, b)
}

/// Squares each lane: its upper half is zero, so the sum of two products is one.
#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn square(px: __m512i) -> __m512i {
    _mm512_madd_epi16(px, px)
}

/// Returns the sum of the lanes up to each, and the sum of all in every lane.
#[inline]
#[target_feature(enable = "avx512f")]
fn prefix_sums(lanes: __m512i) -> (__m512i, __m512i) {
    let zero = _mm512_setzero_si512();
    let mut scan = _mm512_add_epi32(lanes, _mm512_alignr_epi32::<15>(lanes, zero));
    scan = _mm512_add_epi32(scan, _mm512_alignr_epi32::<14>(scan, zero));
    scan = _mm512_add_epi32(scan, _mm512_alignr_epi32::<12>(scan, zero));
    scan = _mm512_add_epi32(scan, _mm512_alignr_epi32::<8>(scan, zero));
    (scan, _mm512_permutexvar_epi32(_mm512_set1_epi32(15), scan))
}

#[inline]
#[target_feature(enable = "avx512f")]
fn above_limit(px: __m512i, count: __m512i, sum: __m512i, limit: __m512i) -> __mmask16 {
    let excess = _mm512_sub_epi32(_mm512_mullo_epi32(px, count), sum);
    _mm512_cmpgt_epi32_mask(excess, limit)
}

/// Writes 255 for each pixel whose lane is set in the mask of its phase.
#[inline]
#[target_feature(enable = "avx512f")]
fn bytes(white: [__mmask16; 4]) -> [u8; 64] {
    let [a, b, c, d] = white;
    let first = _mm512_or_si512(_mm512_maskz_set1_epi32(a, 0xff), _mm512_maskz_set1_epi32(b, 0xff00));
    let last = _mm512_or_si512(_mm512_maskz_set1_epi32(c, 0xff_0000), _mm512_maskz_set1_epi32(d, !0xff_ffff));
    let mut out = [0; 64];
    store512(&mut out, _mm512_or_si512(first, last));
    out
}

/// Evaluates [`Sauvola::is_white`] for eight pixels. n px, nQ and S² are integers below 2^53, so their products are exact,
/// fused or not.
#[inline]
#[target_feature(enable = "avx512f")]
fn white8(px: __m256i, count: __m256i, sum: __m256i, squares: __m256i, rule: &Sauvola) -> __mmask8 {
    let (px, count) = (_mm512_cvtepi32_pd(px), _mm512_cvtepi32_pd(count));
    let (sum, squares) = (_mm512_cvtepi32_pd(sum), _mm512_cvtepu32_pd(squares));
    let sum2 = _mm512_mul_pd(sum, sum);
    let spread = _mm512_fmsub_pd(count, squares, sum2);
    let weighted = _mm512_mul_pd(_mm512_set1_pd(rule.weight()), sum);
    let excess = _mm512_mul_pd(count, _mm512_fmsub_pd(px, count, weighted));
    let contrast = _mm512_mul_pd(_mm512_mul_pd(sum2, _mm512_set1_pd(rule.contrast())), spread);
    _mm512_cmp_pd_mask::<_CMP_GT_OQ>(_mm512_mul_pd(excess, _mm512_abs_pd(excess)), contrast)
}

#[inline]
#[target_feature(enable = "avx512f")]
fn white(px: __m512i, count: __m512i, sum: __m512i, squares: __m512i, rule: &Sauvola) -> __mmask16 {
    let all = [px, count, sum, squares];
    let [px, count, sum, square] = all.map(|v| _mm512_castsi512_si256(v));
    let first = white8(px, count, sum, square, rule);
    let [px, count, sum, square] = all.map(|v| _mm512_extracti64x4_epi64::<1>(v));
    let last = white8(px, count, sum, square, rule);
    _mm512_kunpackb(last.into(), first.into())
}

/// Returns the masks of white pixels; `None` if any pixel is too close to its estimated threshold.
#[inline]
#[target_feature(enable = "avx512f")]
fn estimated(
    px: [__m512i; 4],
    reciprocal: [__m512i; 4],
    sum: [__m512i; 4],
    squares: [__m512i; 4],
    estimate: &Estimate,
) -> Option<[__mmask16; 4]> {
    let (weight, slope) = (_mm512_set1_ps(estimate.weight), _mm512_set1_ps(estimate.slope));
    let above = [0, 1, 2, 3].map(|p| {
        let reciprocal = _mm512_castsi512_ps(reciprocal[p]);
        let mean = _mm512_mul_ps(_mm512_cvtepi32_ps(sum[p]), reciprocal);
        let square = _mm512_mul_ps(_mm512_cvtepi32_ps(squares[p]), reciprocal);
        let variance = _mm512_max_ps(_mm512_fnmadd_ps(mean, mean, square), _mm512_setzero_ps());
        let threshold = _mm512_mul_ps(mean, _mm512_fmadd_ps(slope, _mm512_sqrt_ps(variance), weight));
        _mm512_sub_ps(_mm512_cvtepi32_ps(px[p]), threshold)
    });
    let nearest = above.map(|above| _mm512_abs_ps(above));
    let nearest = _mm512_min_ps(_mm512_min_ps(nearest[0], nearest[1]), _mm512_min_ps(nearest[2], nearest[3]));
    let unsure = _mm512_cmp_ps_mask::<_CMP_LE_OQ>(nearest, _mm512_set1_ps(estimate.slack));
    let white = above.map(|above| _mm512_cmp_ps_mask::<_CMP_GT_OQ>(above, _mm512_setzero_ps()));
    (unsure == 0).then_some(white)
}
