//! Sums of probabilities that are given by their logarithms.

/// Returns `ln(exp(a) + exp(b))`; neither is NaN or +infinity.
pub fn log_sum(a: f64, b: f64) -> f64 {
    let (high, low) = if a > b { (a, b) } else { (b, a) };
    if low == f64::NEG_INFINITY { high } else { high + (low - high).exp().ln_1p() }
}
