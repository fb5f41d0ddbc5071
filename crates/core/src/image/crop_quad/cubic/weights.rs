//! Weights of cubic interpolation (R. Keys, Cubic convolution interpolation for digital image processing, 1981) with
//! a = -3/4, as OpenCV has them.

/// Bits of the fraction of a position: 1/2048 of a pixel changes a sample by less than a fifth of a gray level.
pub const FRACTION_BITS: u32 = 11;
/// Bits of the fraction of a weight.
pub const WEIGHT_BITS: u32 = 14;

/// The weights of the pixels at -1, 0, 1 and 2, in units of 1/16384. They sum up to 16384. `fraction` is in units of 1/2048.
#[inline(always)]
pub fn cubic_weights(fraction: u32) -> [i32; 4] {
    const ONE: f32 = (1 << WEIGHT_BITS) as f32;
    const A: f32 = -0.75;
    let x = fraction as i32 as f32 * (1.0 / (1 << FRACTION_BITS) as f32);
    let rest = 1.0 - x;
    let side = A * ONE * x * rest;
    let (before, after) = (rounded(side * rest), rounded(side * x));
    let here = rounded(((A + 2.0) * ONE * x - (A + 3.0) * ONE) * x * x + ONE);
    [before, here, (1 << WEIGHT_BITS) - before - here - after, after]
}

/// Rounds to the nearest integer: beside 1.5 · 2²³ the lower bits of a float are one.
#[inline(always)]
fn rounded(weight: f32) -> i32 {
    const SHIFT: f32 = (3 << 22) as f32;
    (weight + SHIFT).to_bits().wrapping_sub(SHIFT.to_bits()) as i32
}
