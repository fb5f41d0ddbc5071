//! The softmax probability of a row's greatest score.

/// Number of sums that the exponentials are added to in turn.
pub const LANES: usize = 32;

/// Scores whose exponentials are summed as floats; sums of blocks are added as doubles.
const BLOCK: usize = 32 * LANES;

/// Returns `1 / Σ exp(score − max)` with a relative error below 2⁻¹⁷: a sum of floats has at most 38 roundings, and those of
/// `score − max` and of the exponent weigh at most `3 ln n` for `n` classes.
#[inline(always)]
pub fn probability(row: &[f32], max: f32) -> f32 {
    if max.is_infinite() {
        return share_of_infinite(row, max);
    }
    let mut sum = 0.0;
    for block in row.chunks(BLOCK) {
        let mut lanes = exp_lanes(block, max);
        for half in [16, 8, 4, 2, 1] {
            (0..half).for_each(|i| lanes[i] += lanes[half + i]);
        }
        sum += f64::from(lanes[0]);
    }
    (1.0 / sum) as f32
}

/// Returns the limit of the softmax as the greatest scores tend to infinity.
#[cold]
fn share_of_infinite(row: &[f32], max: f32) -> f32 {
    1.0 / row.iter().filter(|&&score| score == max).count() as f32
}

/// Sums `exp(score − max)` by lanes: score `i` of the block is added to lane `i % LANES`.
#[inline(always)]
pub fn exp_lanes(block: &[f32], max: f32) -> [f32; LANES] {
    let mut lanes = [0.0; LANES];
    let (whole, rest) = block.as_chunks::<LANES>();
    for scores in whole {
        for (lane, score) in lanes.iter_mut().zip(scores) {
            *lane += exp(score - max);
        }
    }
    // The padding adds nothing to a sum that 1 is a part of.
    let mut padded = [f32::NEG_INFINITY; LANES];
    padded[..rest.len()].copy_from_slice(rest);
    for (lane, score) in lanes.iter_mut().zip(padded) {
        *lane += exp(score - max);
    }
    lanes
}

/// Returns e to the power of `x <= 0`, each step rounded to float. From -87 on its relative error is at most
/// `2^-24 (4 - 2x)`. Below that and for NaN it is the value at -87, which changes no sum that 1 is a part of.
#[inline(always)]
pub fn exp(x: f32) -> f32 {
    const LOWEST: f32 = -87.0;
    /// Rounds a number below 2^22 to the nearest integer, in the last bits of the sum.
    const ROUND: f32 = 12_582_912.0;
    /// Coefficients, highest power first, of p with 2^f = 1 + f p(f) from -1/2 to 1/2: the minimax of degree 5 with ln 2
    /// given, of relative error 1.1e-7.
    const TERMS: [f32; 5] = [1.330_060_5e-3, 9.669_691e-3, 5.550_558_5e-2, 2.402_228_3e-1, std::f32::consts::LN_2];
    let x = if x > LOWEST { x } else { LOWEST };
    let t = x * std::f32::consts::LOG2_E;
    let shifted = t + ROUND;
    let f = t - (shifted - ROUND);
    let near = TERMS[1..].iter().fold(TERMS[0], |sum, term| sum * f + term) * f + 1.0;
    // Adds the integer to the exponent of the float.
    near * f32::from_bits((shifted.to_bits() << 23).wrapping_add(1.0f32.to_bits()))
}
