//! The specification, and the kernel where there is no fused multiply-add.

use super::super::channels::ColumnParams;
use super::quantizer::Quantizer;

/// Added to a float of less than 2²² in magnitude, it rounds that to an integer, half to even, and leaves it in the low
/// bits of the sum.
pub const ROUNDING: f32 = 12_582_912.0;

/// `x`, or the nearer end of the range; `low` for NaN.
#[inline(always)]
pub fn clamp(x: f32, low: f32, high: f32) -> f32 {
    let x = if x > low { x } else { low };
    if x < high { x } else { high }
}

#[inline(always)]
pub fn round(quotient: f32, zero_point: i32) -> u8 {
    ((quotient + ROUNDING).to_bits() as i32).wrapping_add(zero_point) as u8
}

#[inline(always)]
pub fn dividing(src: &[f32], map: &Quantizer, dst: &mut [u8]) {
    for (&x, q) in src.iter().zip(dst) {
        *q = round(clamp(x / map.scale, map.low, map.high), map.zero_point);
    }
}

/// Each column by its own params.
#[inline(always)]
pub fn columns(src: &[f32], columns: &ColumnParams, dst: &mut [u8]) {
    let params = columns.scale.iter().zip(&columns.zero_point).zip(columns.low.iter().zip(&columns.high));
    for ((&x, q), ((&scale, &zero_point), (&low, &high))) in src.iter().zip(dst).zip(params) {
        *q = round(clamp(x / scale, low, high), zero_point);
    }
}
