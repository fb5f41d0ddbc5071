//! Weights of cubic interpolation (R. Keys, Cubic convolution interpolation for digital image processing, 1981) with
//! a = -3/4, as OpenCV has them.

/// Bits of the fraction of a position: 1/2048 of a pixel changes a sample by less than a fifth of a gray level.
pub const CUBIC_FRACTION_BITS: u32 = 11;

/// The weights of the pixels at -1, 0, 1 and 2, for a fraction from 0 to 1. Each operation is rounded, none is fused.
#[inline(always)]
pub fn cubic_weights(fraction: f32) -> [f32; 4] {
    const A: f32 = -0.75;
    let rest = 1.0 - fraction;
    let before = A * fraction * rest * rest;
    let after = A * rest * fraction * fraction;
    let here = ((A + 2.0) * fraction - (A + 3.0)) * fraction * fraction + 1.0;
    [before, here, 1.0 - before - here - after, after]
}
