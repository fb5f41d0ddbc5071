//! Rounding of doubles by addition, several times as fast as `floor` and `as`.

/// 1.5 · 2⁵²: a sum with it has no bits left for a fraction, so that the addition rounds to the nearest integer, ties to
/// even. The low bits of the sum are that integer.
pub const ROUNDING: f64 = 6_755_399_441_055_744.0;

/// The integer nearest to `value`, which is below 2⁵¹; of two the even one.
#[inline(always)]
pub fn round_ties_even(value: f64) -> f64 {
    (value + ROUNDING) - ROUNDING
}
