//! 16 pixels a step: four lanes of four.

use super::columns::{Blocks, BlocksMut, Phases, PhasesMut, vectors, vectors_mut};
use super::estimate::Estimate;
use super::scalar::{Moving, Sauvola, SauvolaRow};
use crate::simd::aarch64::{load_u8, load_u32, store_u8, store_u32};
use std::arch::aarch64::*;

/// Pixels 0, 1, 2 and 3 of each lane.
#[inline]
#[target_feature(enable = "neon")]
fn phases(px: &[u8; 16]) -> [uint32x4_t; 4] {
    let (px, low) = (vreinterpretq_u32_u8(load_u8(px)), vdupq_n_u32(0xff));
    [
        vandq_u32(px, low),
        vandq_u32(vshrq_n_u32::<8>(px), low),
        vandq_u32(vshrq_n_u32::<16>(px), low),
        vshrq_n_u32::<24>(px),
    ]
}

/// Vector `index` of each phase.
#[inline]
#[target_feature(enable = "neon")]
fn load(from: &[&[[u32; 4]]; 4], index: usize) -> [uint32x4_t; 4] {
    from.map(|numbers| load_u32(&numbers[index]))
}

#[inline]
#[target_feature(enable = "neon")]
fn add_difference(total: &mut [u32; 4], enter: uint32x4_t, leave: uint32x4_t) {
    let sum = vaddq_u32(load_u32(total), vsubq_u32(enter, leave));
    store_u32(total, sum);
}

#[target_feature(enable = "neon")]
pub fn slide_sums(enter: &[u8], leave: &[u8], sums: PhasesMut<'_>) {
    let blocks = enter.len().div_ceil(16);
    let mut sums = vectors_mut(sums, blocks);
    let (enter, leave) = (Blocks::new(enter, 0), Blocks::new(leave, 0));
    for index in 0..blocks {
        let (enter, leave) = (phases(enter.get(index)), phases(leave.get(index)));
        for ((sums, enter), leave) in sums.iter_mut().zip(enter).zip(leave) {
            add_difference(&mut sums[index], enter, leave);
        }
    }
}

#[target_feature(enable = "neon")]
pub fn slide_moments(enter: &[u8], leave: &[u8], sums: PhasesMut<'_>, squares: PhasesMut<'_>) {
    let blocks = enter.len().div_ceil(16);
    let (sums, squares) = (vectors_mut(sums, blocks), vectors_mut(squares, blocks));
    let (enter, leave) = (Blocks::new(enter, 0), Blocks::new(leave, 0));
    for index in 0..blocks {
        let (enter, leave) = (phases(enter.get(index)), phases(leave.get(index)));
        for p in 0..4 {
            add_difference(&mut sums[p][index], enter[p], leave[p]);
            let square = |px| vmulq_u32(px, px);
            add_difference(&mut squares[p][index], square(enter[p]), square(leave[p]));
        }
    }
}

/// Window totals along a row.
struct Totals<'a> {
    enter: [&'a [[u32; 4]]; 4],
    leave: [&'a [[u32; 4]]; 4],
    /// The total of the last window, in every lane.
    carry: uint32x4_t,
}

impl<'a> Totals<'a> {
    #[inline]
    #[target_feature(enable = "neon")]
    fn new(moving: &Moving<'a>, count: usize) -> Self {
        let (enter, leave) = (vectors(&moving.enter, count), vectors(&moving.leave, count));
        Self { enter, leave, carry: vdupq_n_u32(moving.before) }
    }

    /// The totals of the next 16 columns, `index` being that of their vectors.
    #[inline]
    #[target_feature(enable = "neon")]
    fn next(&mut self, index: usize) -> [uint32x4_t; 4] {
        let (enter, leave) = (load(&self.enter, index), load(&self.leave, index));
        let d0 = vsubq_u32(enter[0], leave[0]);
        let d1 = vaddq_u32(d0, vsubq_u32(enter[1], leave[1]));
        let d2 = vaddq_u32(d1, vsubq_u32(enter[2], leave[2]));
        let d3 = vaddq_u32(d2, vsubq_u32(enter[3], leave[3]));
        // Each lane's change of four columns becomes that of all lanes up to it.
        let zero = vdupq_n_u32(0);
        let pairs = vaddq_u32(d3, vextq_u32::<3>(zero, d3));
        let scan = vaddq_u32(pairs, vextq_u32::<2>(zero, pairs));
        let before = vaddq_u32(self.carry, vsubq_u32(scan, d3));
        self.carry = vaddq_u32(self.carry, vdupq_laneq_u32::<3>(scan));
        [d0, d1, d2, d3].map(|change| vaddq_u32(before, change))
    }
}

/// One byte of each phase, of lanes that are all ones or all zeros.
#[inline]
#[target_feature(enable = "neon")]
fn bytes(white: [uint32x4_t; 4]) -> [u8; 16] {
    let byte = |p: usize, mask| vandq_u32(white[p], vdupq_n_u32(mask));
    let first = vorrq_u32(byte(0, 0xff), byte(1, 0xff00));
    let last = vorrq_u32(byte(2, 0xff_0000), byte(3, 0xff00_0000));
    let mut out = [0; 16];
    store_u8(&mut out, vreinterpretq_u8_u32(vorrq_u32(first, last)));
    out
}

#[target_feature(enable = "neon")]
pub fn mean_row(px: &[u8], sums: &Moving<'_>, counts: &Phases<'_>, limits: &Phases<'_>, out: &mut [u8]) {
    let blocks = out.len().div_ceil(16);
    let (px, mut out) = (Blocks::new(px, 0), BlocksMut::new(out));
    let mut sums = Totals::new(sums, blocks);
    let (counts, limits) = (vectors(counts, blocks), vectors(limits, blocks));
    for index in 0..blocks {
        let (px, sum) = (phases(px.get(index)), sums.next(index));
        let (count, limit) = (load(&counts, index), load(&limits, index));
        let white = [0, 1, 2, 3].map(|p| {
            let excess = vsubq_u32(vmulq_u32(px[p], count[p]), sum[p]);
            vcgtq_s32(vreinterpretq_s32_u32(excess), vreinterpretq_s32_u32(limit[p]))
        });
        out.set(index, bytes(white));
    }
}

#[inline]
#[target_feature(enable = "neon")]
fn to_f64(numbers: uint32x4_t) -> [float64x2_t; 2] {
    let halves = [vmovl_u32(vget_low_u32(numbers)), vmovl_high_u32(numbers)];
    halves.map(|half| vcvtq_f64_u64(half))
}

/// [`Sauvola::is_white`] of two pixels. nQ and S² are below 2^53 here: nQ - S² is exact.
#[inline]
#[target_feature(enable = "neon")]
fn white2(
    px_count: float64x2_t,
    count: float64x2_t,
    sum: float64x2_t,
    squares: float64x2_t,
    rule: &Sauvola,
) -> uint64x2_t {
    let sum2 = vmulq_f64(sum, sum);
    let spread = vsubq_f64(vmulq_f64(count, squares), sum2);
    let weighted = vmulq_f64(vdupq_n_f64(rule.weight()), sum);
    let excess = vmulq_f64(count, vsubq_f64(px_count, weighted));
    let contrast = vmulq_f64(vmulq_f64(sum2, vdupq_n_f64(rule.contrast())), spread);
    vcgtq_f64(vmulq_f64(excess, vabsq_f64(excess)), contrast)
}

#[inline]
#[target_feature(enable = "neon")]
fn white4(px: uint32x4_t, count: uint32x4_t, sum: uint32x4_t, squares: uint32x4_t, rule: &Sauvola) -> uint32x4_t {
    let px_count = to_f64(vmulq_u32(px, count));
    let (count, sum, squares) = (to_f64(count), to_f64(sum), to_f64(squares));
    let [first, last] = [0, 1].map(|i| vmovn_u64(white2(px_count[i], count[i], sum[i], squares[i], rule)));
    vcombine_u32(first, last)
}

/// Which pixels of each phase are white, where all of them are far enough from their estimated threshold.
#[inline]
#[target_feature(enable = "neon")]
fn estimated(
    px: [uint32x4_t; 4],
    reciprocal: [uint32x4_t; 4],
    sum: [uint32x4_t; 4],
    squares: [uint32x4_t; 4],
    estimate: &Estimate,
) -> Option<[uint32x4_t; 4]> {
    let (weight, slope) = (vdupq_n_f32(estimate.weight), vdupq_n_f32(estimate.slope));
    let above = [0, 1, 2, 3].map(|p| {
        let reciprocal = vreinterpretq_f32_u32(reciprocal[p]);
        let mean = vmulq_f32(vcvtq_f32_u32(sum[p]), reciprocal);
        let square = vmulq_f32(vcvtq_f32_u32(squares[p]), reciprocal);
        let variance = vmaxq_f32(vfmsq_f32(square, mean, mean), vdupq_n_f32(0.0));
        let threshold = vmulq_f32(mean, vfmaq_f32(weight, slope, vsqrtq_f32(variance)));
        vsubq_f32(vcvtq_f32_u32(px[p]), threshold)
    });
    let nearest = above.map(|above| vabsq_f32(above));
    let nearest = vminq_f32(vminq_f32(nearest[0], nearest[1]), vminq_f32(nearest[2], nearest[3]));
    let white = above.map(|above| vcgtq_f32(above, vdupq_n_f32(0.0)));
    (vminvq_f32(nearest) > estimate.slack).then_some(white)
}

#[target_feature(enable = "neon")]
pub fn sauvola_row(px: &[u8], row: &SauvolaRow<'_>, out: &mut [u8]) {
    let blocks = out.len().div_ceil(16);
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
                [0, 1, 2, 3].map(|p| white4(px[p], count[p], sum[p], squares[p], &row.rule))
            })),
        );
    }
}
