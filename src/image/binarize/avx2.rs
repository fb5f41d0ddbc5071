//! 32 pixels a step: eight lanes of four.

use super::columns::{Blocks, BlocksMut, Phases, PhasesMut, vectors, vectors_mut};
use super::estimate::Estimate;
use super::scalar::{Moving, Sauvola, SauvolaRow};
use crate::simd::x86::{load256, load256_u32, store256, store256_u32};
use crate::simd::{AHEAD, prefetch};
use std::arch::x86_64::*;

/// Pixels 0, 1, 2 and 3 of each lane.
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

/// Vector `index` of each phase.
#[inline]
#[target_feature(enable = "avx2")]
fn load(from: &[&[[u32; 8]]; 4], index: usize) -> [__m256i; 4] {
    from.map(|numbers| load256_u32(&numbers[index]))
}

#[inline]
#[target_feature(enable = "avx2")]
fn add_difference(total: &mut [u32; 8], enter: __m256i, leave: __m256i) {
    let sum = _mm256_add_epi32(load256_u32(total), _mm256_sub_epi32(enter, leave));
    store256_u32(total, sum);
}

#[target_feature(enable = "avx2")]
pub fn slide_sums(enter: &[u8], leave: &[u8], sums: PhasesMut<'_>) {
    let blocks = enter.len().div_ceil(32);
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

#[target_feature(enable = "avx2")]
pub fn slide_moments(enter: &[u8], leave: &[u8], sums: PhasesMut<'_>, squares: PhasesMut<'_>) {
    let blocks = enter.len().div_ceil(32);
    let (sums, squares) = (vectors_mut(sums, blocks), vectors_mut(squares, blocks));
    let (enter, leave) = (Blocks::new(enter, 0), Blocks::new(leave, 0));
    for index in 0..blocks {
        prefetch(enter.get(index), AHEAD);
        let (enter, leave) = (phases(enter.get(index)), phases(leave.get(index)));
        for p in 0..4 {
            add_difference(&mut sums[p][index], enter[p], leave[p]);
            // The upper half of each lane is zero: one product each, not two.
            let square = |px| _mm256_madd_epi16(px, px);
            add_difference(&mut squares[p][index], square(enter[p]), square(leave[p]));
        }
    }
}

/// Window totals along a row.
struct Totals<'a> {
    enter: [&'a [[u32; 8]]; 4],
    leave: [&'a [[u32; 8]]; 4],
    /// The total of the last window, in every lane.
    carry: __m256i,
}

impl<'a> Totals<'a> {
    #[inline]
    #[target_feature(enable = "avx2")]
    fn new(moving: &Moving<'a>, count: usize) -> Self {
        let (enter, leave) = (vectors(&moving.enter, count), vectors(&moving.leave, count));
        Self { enter, leave, carry: _mm256_set1_epi32(moving.before as i32) }
    }

    /// The totals of the next 32 columns, `index` being that of their vectors.
    #[inline]
    #[target_feature(enable = "avx2")]
    fn next(&mut self, index: usize) -> [__m256i; 4] {
        let (enter, leave) = (load(&self.enter, index), load(&self.leave, index));
        let d0 = _mm256_sub_epi32(enter[0], leave[0]);
        let d1 = _mm256_add_epi32(d0, _mm256_sub_epi32(enter[1], leave[1]));
        let d2 = _mm256_add_epi32(d1, _mm256_sub_epi32(enter[2], leave[2]));
        let d3 = _mm256_add_epi32(d2, _mm256_sub_epi32(enter[3], leave[3]));
        // Each lane's change of four columns becomes that of all lanes up to it: within the halves, then across.
        let mut scan = _mm256_add_epi32(d3, _mm256_slli_si256::<4>(d3));
        scan = _mm256_add_epi32(scan, _mm256_slli_si256::<8>(scan));
        let first_half = _mm256_permute2x128_si256::<0x08>(scan, scan);
        scan = _mm256_add_epi32(scan, _mm256_shuffle_epi32::<0xff>(first_half));
        let before = _mm256_add_epi32(self.carry, _mm256_sub_epi32(scan, d3));
        let whole = _mm256_permutevar8x32_epi32(scan, _mm256_set1_epi32(7));
        self.carry = _mm256_add_epi32(self.carry, whole);
        [d0, d1, d2, d3].map(|change| _mm256_add_epi32(before, change))
    }
}

/// One byte of each phase, of lanes that are all ones or all zeros.
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

#[target_feature(enable = "avx2")]
pub fn mean_row(px: &[u8], sums: &Moving<'_>, counts: &Phases<'_>, limits: &Phases<'_>, out: &mut [u8]) {
    let blocks = out.len().div_ceil(32);
    let (px, mut out) = (Blocks::new(px, 0), BlocksMut::new(out));
    let mut sums = Totals::new(sums, blocks);
    let (counts, limits) = (vectors(counts, blocks), vectors(limits, blocks));
    for index in 0..blocks {
        let (px, sum) = (phases(px.get(index)), sums.next(index));
        let (count, limit) = (load(&counts, index), load(&limits, index));
        let white = [0, 1, 2, 3].map(|p| {
            let excess = _mm256_sub_epi32(_mm256_mullo_epi32(px[p], count[p]), sum[p]);
            _mm256_cmpgt_epi32(excess, limit[p])
        });
        out.set(index, bytes(white));
    }
}

/// The unsigned numbers of lanes 0, 1, 4, 5 and of lanes 2, 3, 6, 7 as `f64`: with 0x43300000 for its upper half, a number
/// below 2^32 reads 2^52 more than it is.
#[inline]
#[target_feature(enable = "avx2")]
fn to_f64(numbers: __m256i) -> [__m256d; 2] {
    let (high, excess) = (_mm256_set1_epi32(0x4330_0000), _mm256_set1_pd(4503599627370496.0));
    let first = _mm256_castsi256_pd(_mm256_unpacklo_epi32(numbers, high));
    let last = _mm256_castsi256_pd(_mm256_unpackhi_epi32(numbers, high));
    [_mm256_sub_pd(first, excess), _mm256_sub_pd(last, excess)]
}

/// [`Sauvola::is_white`] of four pixels. n px, nQ and S² are whole and below 2^53, so exact:
/// fused or not, their products are the same.
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
fn white8(px: __m256i, count: __m256i, sum: __m256i, squares: __m256i, rule: &Sauvola) -> __m256i {
    let (px, count, sum, squares) = (to_f64(px), to_f64(count), to_f64(sum), to_f64(squares));
    let [first, last] = [0, 1].map(|i| _mm256_castpd_ps(white4(px[i], count[i], sum[i], squares[i], rule)));
    _mm256_castps_si256(_mm256_shuffle_ps::<0b10_00_10_00>(first, last))
}

/// Which pixels of each phase are white, where all of them are far enough from their estimated threshold.
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

#[target_feature(enable = "avx2,fma")]
pub fn sauvola_row(px: &[u8], row: &SauvolaRow<'_>, out: &mut [u8]) {
    let blocks = out.len().div_ceil(32);
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
                [0, 1, 2, 3].map(|p| white8(px[p], count[p], sum[p], squares[p], &row.rule))
            })),
        );
    }
}
