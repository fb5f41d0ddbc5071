//! 64 pixels a step: sixteen lanes of four.

use super::columns::{Blocks, BlocksMut, Phases, PhasesMut, vectors, vectors_mut};
use super::estimate::Estimate;
use super::scalar::{Moving, Sauvola, SauvolaRow};
use crate::simd::x86::{load512, load512_u32, store512, store512_u32};
use crate::simd::{AHEAD, prefetch};
use std::arch::x86_64::*;

/// Pixel 0, 1, 2 or 3 of each lane.
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

/// Vector `index` of each phase.
#[inline]
#[target_feature(enable = "avx512f")]
fn load(from: &[&[[u32; 16]]; 4], index: usize) -> [__m512i; 4] {
    from.map(|numbers| load512_u32(&numbers[index]))
}

#[inline]
#[target_feature(enable = "avx512f")]
fn add_difference(total: &mut [u32; 16], enter: __m512i, leave: __m512i) {
    let sum = _mm512_add_epi32(load512_u32(total), _mm512_sub_epi32(enter, leave));
    store512_u32(total, sum);
}

#[target_feature(enable = "avx512f,avx512bw")]
pub fn slide_sums(enter: &[u8], leave: &[u8], sums: PhasesMut<'_>) {
    let blocks = enter.len().div_ceil(64);
    let mut sums = vectors_mut(sums, blocks);
    let (enter, leave) = (Blocks::new(enter, 0), Blocks::new(leave, 0));
    for index in 0..blocks {
        prefetch(enter.get(index), AHEAD);
        let (enter, leave) = (phases(enter.get(index)), phases(leave.get(index)));
        for ((sums, enter), leave) in sums.iter_mut().zip(enter).zip(leave) {
            add_difference(&mut sums[index], enter, leave);
        }
    }
}

#[target_feature(enable = "avx512f,avx512bw")]
pub fn slide_moments(enter: &[u8], leave: &[u8], sums: PhasesMut<'_>, squares: PhasesMut<'_>) {
    let blocks = enter.len().div_ceil(64);
    let (sums, squares) = (vectors_mut(sums, blocks), vectors_mut(squares, blocks));
    let (enter, leave) = (Blocks::new(enter, 0), Blocks::new(leave, 0));
    for index in 0..blocks {
        prefetch(enter.get(index), AHEAD);
        let (enter, leave) = (phases(enter.get(index)), phases(leave.get(index)));
        for p in 0..4 {
            add_difference(&mut sums[p][index], enter[p], leave[p]);
            // The upper half of each lane is zero: one product each, not two.
            let square = |px| _mm512_madd_epi16(px, px);
            add_difference(&mut squares[p][index], square(enter[p]), square(leave[p]));
        }
    }
}

/// Window totals along a row.
struct Totals<'a> {
    enter: [&'a [[u32; 16]]; 4],
    leave: [&'a [[u32; 16]]; 4],
    /// The total of the last window, in every lane.
    carry: __m512i,
}

impl<'a> Totals<'a> {
    #[inline]
    #[target_feature(enable = "avx512f")]
    fn new(moving: &Moving<'a>, count: usize) -> Self {
        let (enter, leave) = (vectors(&moving.enter, count), vectors(&moving.leave, count));
        Self { enter, leave, carry: _mm512_set1_epi32(moving.before as i32) }
    }

    /// The totals of the next 64 columns, `index` being that of their vectors.
    #[inline]
    #[target_feature(enable = "avx512f")]
    fn next(&mut self, index: usize) -> [__m512i; 4] {
        let (enter, leave) = (load(&self.enter, index), load(&self.leave, index));
        let d0 = _mm512_sub_epi32(enter[0], leave[0]);
        let d1 = _mm512_add_epi32(d0, _mm512_sub_epi32(enter[1], leave[1]));
        let d2 = _mm512_add_epi32(d1, _mm512_sub_epi32(enter[2], leave[2]));
        let d3 = _mm512_add_epi32(d2, _mm512_sub_epi32(enter[3], leave[3]));
        // Each lane's change of four columns becomes that of all lanes up to it.
        let zero = _mm512_setzero_si512();
        let mut scan = _mm512_add_epi32(d3, _mm512_alignr_epi32::<15>(d3, zero));
        scan = _mm512_add_epi32(scan, _mm512_alignr_epi32::<14>(scan, zero));
        scan = _mm512_add_epi32(scan, _mm512_alignr_epi32::<12>(scan, zero));
        scan = _mm512_add_epi32(scan, _mm512_alignr_epi32::<8>(scan, zero));
        let before = _mm512_add_epi32(self.carry, _mm512_sub_epi32(scan, d3));
        let whole = _mm512_permutexvar_epi32(_mm512_set1_epi32(15), scan);
        self.carry = _mm512_add_epi32(self.carry, whole);
        [d0, d1, d2, d3].map(|change| _mm512_add_epi32(before, change))
    }
}

/// 255 for each pixel whose lane is set in the mask of its phase.
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

#[target_feature(enable = "avx512f,avx512bw")]
pub fn mean_row(px: &[u8], sums: &Moving<'_>, counts: &Phases<'_>, limits: &Phases<'_>, out: &mut [u8]) {
    let blocks = out.len().div_ceil(64);
    let (px, mut out) = (Blocks::new(px, 0), BlocksMut::new(out));
    let mut sums = Totals::new(sums, blocks);
    let (counts, limits) = (vectors(counts, blocks), vectors(limits, blocks));
    for index in 0..blocks {
        let (px, sum) = (phases(px.get(index)), sums.next(index));
        let (count, limit) = (load(&counts, index), load(&limits, index));
        let white = [0, 1, 2, 3].map(|p| {
            let excess = _mm512_sub_epi32(_mm512_mullo_epi32(px[p], count[p]), sum[p]);
            _mm512_cmpgt_epi32_mask(excess, limit[p])
        });
        out.set(index, bytes(white));
    }
}

/// [`Sauvola::is_white`] of eight pixels. n px, nQ and S² are whole and below 2^53, so exact:
/// fused or not, their products are the same.
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
fn white16(px: __m512i, count: __m512i, sum: __m512i, squares: __m512i, rule: &Sauvola) -> __mmask16 {
    let all = [px, count, sum, squares];
    let [px, count, sum, square] = all.map(|v| _mm512_castsi512_si256(v));
    let first = white8(px, count, sum, square, rule);
    let [px, count, sum, square] = all.map(|v| _mm512_extracti64x4_epi64::<1>(v));
    let last = white8(px, count, sum, square, rule);
    _mm512_kunpackb(last.into(), first.into())
}

/// Which pixels of each phase are white, where all of them are far enough from their estimated threshold.
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

#[target_feature(enable = "avx512f,avx512bw")]
pub fn sauvola_row(px: &[u8], row: &SauvolaRow<'_>, out: &mut [u8]) {
    let blocks = out.len().div_ceil(64);
    // White is sure past the end of the row, where windows may be empty.
    let (px, mut out) = (Blocks::new(px, 255), BlocksMut::new(out));
    let (mut sums, mut squares) = (Totals::new(&row.sums, blocks), Totals::new(&row.squares, blocks));
    let counts = vectors(&row.counts, blocks);
    let estimate = row.estimate.as_ref().map(|row| (&row.estimate, vectors(&row.reciprocals, blocks)));
    for index in 0..blocks {
        let (px, sum, squares) = (phases(px.get(index)), sums.next(index), squares.next(index));
        let sure = estimate
            .as_ref()
            .and_then(|(estimate, reciprocals)| estimated(px, load(reciprocals, index), sum, squares, estimate));
        out.set(
            index,
            bytes(sure.unwrap_or_else(|| {
                let count = load(&counts, index);
                [0, 1, 2, 3].map(|p| white16(px[p], count[p], sum[p], squares[p], &row.rule))
            })),
        );
    }
}
