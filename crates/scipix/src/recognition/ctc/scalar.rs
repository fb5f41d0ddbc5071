//! The specification: the first maximum of a row, and the sum that its softmax divides by.

use super::LANES;

/// Where the greatest score is, the first of equals; `None` where every score is NaN.
#[inline(always)]
pub fn first_max(row: &[f32]) -> Option<usize> {
    let mut best = None;
    for (id, &score) in row.iter().enumerate() {
        let above = best.is_none_or(|best: usize| score > row[best]);
        if above && !score.is_nan() {
            best = Some(id);
        }
    }
    best
}

/// Score `i` of the block goes to lane `i % LANES`, as the exponential of its distance from `max`.
#[inline(always)]
pub fn exp_lanes(block: &[f32], max: f32) -> [f32; LANES] {
    let mut lanes = [0.0; LANES];
    let (whole, rest) = block.as_chunks::<LANES>();
    for scores in whole {
        for (lane, score) in lanes.iter_mut().zip(scores) {
            *lane += exp(score - max);
        }
    }
    // What adds nothing to a sum of which 1 is a part.
    let mut padded = [f32::NEG_INFINITY; LANES];
    padded[..rest.len()].copy_from_slice(rest);
    for (lane, score) in lanes.iter_mut().zip(padded) {
        *lane += exp(score - max);
    }
    lanes
}

/// e to the power of `x <= 0`, each step rounded to float. From -87 on it is within `2^-24 (4 - 2x)` of itself; below, and
/// for NaN, it is that of -87, which changes no sum that 1 is a part of.
#[inline(always)]
pub fn exp(x: f32) -> f32 {
    const LOWEST: f32 = -87.0;
    /// Added to a number of less than 2^22 it leaves the nearest integer in the last bits.
    const ROUND: f32 = 12_582_912.0;
    /// 2^f is 1 plus f times the polynomial of these, the highest power first, within 1.1e-7 of itself from -1/2 to 1/2: the
    /// least relative error of degree 5 beside ln 2.
    const TERMS: [f32; 5] = [1.330_060_5e-3, 9.669_691e-3, 5.550_558_5e-2, 2.402_228_3e-1, std::f32::consts::LN_2];
    let x = if x > LOWEST { x } else { LOWEST };
    let t = x * std::f32::consts::LOG2_E;
    let shifted = t + ROUND;
    let f = t - (shifted - ROUND);
    let near = TERMS[1..].iter().fold(TERMS[0], |sum, term| sum * f + term) * f + 1.0;
    // The integer as the exponent of a float.
    near * f32::from_bits((shifted.to_bits() << 23).wrapping_add(1.0f32.to_bits()))
}
