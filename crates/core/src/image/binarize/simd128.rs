//! 16 pixels a step: four lanes of four.

use super::columns::padded_rest as rest;
use super::columns::store_rest;
use super::columns::{ColumnBlock, PhasesMut, RowBlocks, RowBlocksMut, lanes_of, vectors, vectors_mut};
use super::estimate::Estimate;
use super::row_kernels::row_kernels;
use super::rule::Sauvola;
use super::scalar::{MovingSums, SauvolaRow};
use crate::simd::wasm::{load_u8, load_u32 as load_lanes, store_u8, store_u32 as store_lanes};
use crate::simd::{AHEAD, prefetch};
use std::arch::wasm32::*;

row_kernels!("simd128", 16, v128);

/// Splits pixels by their place in each lane.
#[inline(always)]
fn phases(px: &[u8; 16]) -> [v128; 4] {
    let (px, low) = (load_u8(px), u32x4_splat(0xff));
    [v128_and(px, low), v128_and(u32x4_shr(px, 8), low), v128_and(u32x4_shr(px, 16), low), u32x4_shr(px, 24)]
}

#[inline(always)]
fn splat(number: u32) -> v128 {
    u32x4_splat(number)
}

#[inline(always)]
fn add(a: v128, b: v128) -> v128 {
    i32x4_add(a, b)
}

#[inline(always)]
fn sub(a: v128, b: v128) -> v128 {
    i32x4_sub(a, b)
}

/// Squares pixels: the upper half of each lane is 0, and a dot product is faster than a product of 32 bits.
#[inline(always)]
fn square(px: v128) -> v128 {
    i32x4_dot_i16x8(px, px)
}

/// Returns the sum of the lanes up to each, and the sum of all in every lane. Neighbours of the two vectors laid end to end are one
/// instruction of a processor.
#[inline(always)]
fn prefix_sums(lanes: v128) -> (v128, v128) {
    let zero = u32x4_splat(0);
    let pairs = i32x4_add(lanes, i32x4_shuffle::<3, 4, 5, 6>(zero, lanes));
    let scan = i32x4_add(pairs, i32x4_shuffle::<2, 3, 4, 5>(zero, pairs));
    (scan, i32x4_shuffle::<3, 3, 3, 3>(scan, scan))
}

#[inline(always)]
fn above_limit(px: v128, count: v128, sum: v128, limit: v128) -> v128 {
    i32x4_gt(i32x4_sub(i32x4_mul(px, count), sum), limit)
}

/// Joins masks of all ones or all zeros: one byte from each phase.
#[inline(always)]
fn bytes(white: [v128; 4]) -> [u8; 16] {
    let byte = |p: usize, mask| v128_and(white[p], u32x4_splat(mask));
    let first = v128_or(byte(0, 0xff), byte(1, 0xff00));
    let last = v128_or(byte(2, 0xff_0000), byte(3, 0xff00_0000));
    let mut out = [0; 16];
    store_u8(&mut out, v128_or(first, last));
    out
}

#[inline(always)]
fn to_f64(numbers: v128) -> [v128; 2] {
    let last = i32x4_shuffle::<2, 3, 2, 3>(numbers, numbers);
    [f64x2_convert_low_u32x4(numbers), f64x2_convert_low_u32x4(last)]
}

/// Evaluates [`Sauvola::is_white`] for two pixels. nQ and S² are below 2^53, so nQ - S² is exact.
#[inline(always)]
fn white2(px_count: v128, count: v128, sum: v128, squares: v128, rule: &Sauvola) -> v128 {
    let sum2 = f64x2_mul(sum, sum);
    let spread = f64x2_sub(f64x2_mul(count, squares), sum2);
    let weighted = f64x2_mul(f64x2_splat(rule.weight()), sum);
    let excess = f64x2_mul(count, f64x2_sub(px_count, weighted));
    let contrast = f64x2_mul(f64x2_mul(sum2, f64x2_splat(rule.contrast())), spread);
    f64x2_gt(f64x2_mul(excess, f64x2_abs(excess)), contrast)
}

#[inline(always)]
fn white(px: v128, count: v128, sum: v128, squares: v128, rule: &Sauvola) -> v128 {
    let px_count = to_f64(i32x4_mul(px, count));
    let (count, sum, squares) = (to_f64(count), to_f64(sum), to_f64(squares));
    let [first, last] = [0, 1].map(|i| white2(px_count[i], count[i], sum[i], squares[i], rule));
    i32x4_shuffle::<0, 2, 4, 6>(first, last)
}

/// Returns the masks of white pixels; `None` if any pixel is too close to its estimated threshold. Sums are below 2³¹, where
/// signed and unsigned numbers are the same, and `pmax` and `pmin` are one instruction of a processor where `max` is several.
#[inline(always)]
fn estimated(
    px: [v128; 4],
    reciprocal: [v128; 4],
    sum: [v128; 4],
    squares: [v128; 4],
    estimate: &Estimate,
) -> Option<[v128; 4]> {
    let (weight, slope) = (f32x4_splat(estimate.weight), f32x4_splat(estimate.slope));
    let zero = f32x4_splat(0.0);
    let above = [0, 1, 2, 3].map(|p| {
        let mean = f32x4_mul(f32x4_convert_i32x4(sum[p]), reciprocal[p]);
        let square = f32x4_mul(f32x4_convert_i32x4(squares[p]), reciprocal[p]);
        let variance = f32x4_pmax(f32x4_sub(square, f32x4_mul(mean, mean)), zero);
        let threshold = f32x4_mul(mean, f32x4_add(weight, f32x4_mul(slope, f32x4_sqrt(variance))));
        f32x4_sub(f32x4_convert_i32x4(px[p]), threshold)
    });
    let nearest = above.map(|above| f32x4_abs(above));
    let nearest = f32x4_pmin(f32x4_pmin(nearest[0], nearest[1]), f32x4_pmin(nearest[2], nearest[3]));
    let certain = i32x4_all_true(f32x4_gt(nearest, f32x4_splat(estimate.slack)));
    certain.then(|| above.map(|above| f32x4_gt(above, zero)))
}
