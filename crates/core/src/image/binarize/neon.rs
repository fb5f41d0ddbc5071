//! 16 pixels a step: four lanes of four.

use super::columns::padded_rest as rest;
use super::columns::store_rest;
use super::columns::{ColumnBlock, PhasesMut, RowBlocks, RowBlocksMut, lanes_of, vectors, vectors_mut};
use super::estimate::Estimate;
use super::row_kernels::row_kernels;
use super::rule::Sauvola;
use super::scalar::{MovingSums, SauvolaRow};
use crate::simd::aarch64::{load_u8, load_u32 as load_lanes, store_u8, store_u32 as store_lanes};
use crate::simd::{AHEAD, prefetch};
use std::arch::aarch64::*;

row_kernels!("neon", 16, uint32x4_t);

/// Splits pixels by their place in each lane.
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

#[inline]
#[target_feature(enable = "neon")]
fn splat(number: u32) -> uint32x4_t {
    vdupq_n_u32(number)
}

#[inline]
#[target_feature(enable = "neon")]
fn add(a: uint32x4_t, b: uint32x4_t) -> uint32x4_t {
    vaddq_u32(a, b)
}

#[inline]
#[target_feature(enable = "neon")]
fn sub(a: uint32x4_t, b: uint32x4_t) -> uint32x4_t {
    vsubq_u32(a, b)
}

#[inline]
#[target_feature(enable = "neon")]
fn square(px: uint32x4_t) -> uint32x4_t {
    vmulq_u32(px, px)
}

/// Returns the sum of the lanes up to each, and the sum of all in every lane.
#[inline]
#[target_feature(enable = "neon")]
fn prefix_sums(lanes: uint32x4_t) -> (uint32x4_t, uint32x4_t) {
    let zero = vdupq_n_u32(0);
    let pairs = vaddq_u32(lanes, vextq_u32::<3>(zero, lanes));
    let scan = vaddq_u32(pairs, vextq_u32::<2>(zero, pairs));
    (scan, vdupq_laneq_u32::<3>(scan))
}

#[inline]
#[target_feature(enable = "neon")]
fn above_limit(px: uint32x4_t, count: uint32x4_t, sum: uint32x4_t, limit: uint32x4_t) -> uint32x4_t {
    let excess = vsubq_u32(vmulq_u32(px, count), sum);
    vcgtq_s32(vreinterpretq_s32_u32(excess), vreinterpretq_s32_u32(limit))
}

/// Joins masks of all ones or all zeros: one byte from each phase.
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

#[inline]
#[target_feature(enable = "neon")]
fn to_f64(numbers: uint32x4_t) -> [float64x2_t; 2] {
    let halves = [vmovl_u32(vget_low_u32(numbers)), vmovl_high_u32(numbers)];
    halves.map(|half| vcvtq_f64_u64(half))
}

/// Evaluates [`Sauvola::is_white`] for two pixels. nQ and S² are below 2^53, so nQ - S² is exact.
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
fn white(px: uint32x4_t, count: uint32x4_t, sum: uint32x4_t, squares: uint32x4_t, rule: &Sauvola) -> uint32x4_t {
    let px_count = to_f64(vmulq_u32(px, count));
    let (count, sum, squares) = (to_f64(count), to_f64(sum), to_f64(squares));
    let [first, last] = [0, 1].map(|i| vmovn_u64(white2(px_count[i], count[i], sum[i], squares[i], rule)));
    vcombine_u32(first, last)
}

/// Returns the masks of white pixels; `None` if any pixel is too close to its estimated threshold.
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
