//! Weights of a blur in 1/256, which OpenCV's `GaussianBlur` of bytes has too.

use crate::base::error::{Result, fail, try_zeroed};

/// The largest size. Weights of 8 bits say little about wider blurs.
pub const MOST: usize = 1023;
/// The sum of all weights.
const ONE: u16 = 256;

/// Returns the number of pixels of a blur: `size`, or where that is 0 what follows from sigma. `names` are those of both, in
/// messages.
pub fn gaussian_size([size_name, sigma_name]: [&str; 2], size: usize, sigma: f64) -> Result<usize> {
    if !sigma.is_finite() {
        fail!(InvalidArgument, "{sigma_name}: must be finite, got {sigma}");
    }
    let size = match size {
        0 if sigma <= 0.0 => fail!(InvalidArgument, "{sigma_name}: must be positive, or {size_name} not 0"),
        0 => match (sigma * 6.0 + 1.0).round_ties_even() as usize | 1 {
            wide if wide > MOST => {
                fail!(InvalidArgument, "{sigma_name}: makes a window of {wide} pixels, {MOST} is the most")
            }
            size => size,
        },
        size => size,
    };
    if size > MOST || size.is_multiple_of(2) {
        fail!(InvalidArgument, "{size_name}: must be odd and at most {MOST}, got {size}");
    }
    Ok(size)
}

/// Returns the weights of `size` pixels from the middle one outwards, without those that are 0 at the end. With a size of 0 it
/// follows from sigma, and with a sigma of 0 or less that follows from the size. `names` are those of [`gaussian_size`].
pub fn gaussian_weights(names: [&str; 2], size: usize, sigma: f64) -> Result<Vec<u16>> {
    let size = gaussian_size(names, size, sigma)?;
    let mut exact: Vec<f64> = try_zeroed(size / 2 + 1, "blur: weights")?;
    let mut weights: Vec<u16> = try_zeroed(size / 2 + 1, "blur: weights")?;
    match small(size).filter(|_| sigma <= 0.0) {
        Some(small) => weights.copy_from_slice(small),
        None => {
            normal_weights(if sigma > 0.0 { sigma } else { (size as f64).mul_add(0.15, 0.35) }, &mut exact);
            round(&exact, &mut weights);
        }
    }
    weights.truncate(1 + weights.iter().rposition(|&weight| weight > 0).unwrap_or(0));
    Ok(weights)
}

/// Divides the weights of both axes by powers of two that all of an axis have in common, if 16 bits then hold the weighted sum of
/// any pixels. Returns the bits by which that sum is to be shifted.
pub fn reduce(across: &mut [u16], down: &mut [u16]) -> Option<u32> {
    let common = |weights: &[u16]| weights.iter().map(|weight| weight.trailing_zeros()).min().unwrap_or(0);
    let shifts = [common(across), common(down)];
    let left = 2 * ONE.trailing_zeros() - shifts[0] - shifts[1];
    if left > 8 {
        return None;
    }
    across.iter_mut().for_each(|weight| *weight >>= shifts[0]);
    down.iter_mut().for_each(|weight| *weight >>= shifts[1]);
    Some(left)
}

/// Returns the weights of small sizes without a sigma.
fn small(size: usize) -> Option<&'static [u16]> {
    Some(match size {
        1 => &[256],
        3 => &[128, 64],
        5 => &[96, 64, 16],
        7 => &[72, 56, 28, 8],
        9 => &[60, 51, 30, 13, 4],
        _ => return None,
    })
}

/// Writes the normal distribution, all of whose weights together are 1.
fn normal_weights(sigma: f64, weights: &mut [f64]) {
    let scale = -0.5 / (sigma * sigma);
    for (distance, weight) in weights.iter_mut().enumerate() {
        *weight = ((distance * distance) as f64 * scale).exp();
    }
    let sum = 1.0 + 2.0 * weights[1..].iter().rev().sum::<f64>();
    weights.iter_mut().for_each(|weight| *weight *= 1.0 / sum);
}

/// Rounds from the outside inwards, each weight with the error of the one before; the middle one gets what is left.
fn round(exact: &[f64], weights: &mut [u16]) {
    let (mut error, mut sum) = (0.0, 0);
    for (exact, weight) in exact[1..].iter().zip(&mut weights[1..]).rev() {
        let wanted = exact * f64::from(ONE) + error;
        let rounded = wanted.round_ties_even();
        error = wanted - rounded;
        *weight = rounded as u16;
        sum += *weight;
    }
    weights[0] = ONE - 2 * sum;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weights(size: usize, sigma: f64) -> Vec<u16> {
        gaussian_weights(["width", "sigma_x"], size, sigma).unwrap()
    }

    #[test]
    fn all_weights_together_are_one() {
        for size in (1..=MOST).step_by(2) {
            for sigma in [0.0, 0.3, 1.0, 2.5, 10.0, 100.0, 1e9] {
                let weights = weights(size, sigma);
                assert_eq!(weights[0] + 2 * weights[1..].iter().sum::<u16>(), ONE, "{size} {sigma}");
            }
        }
    }

    #[test]
    fn small_weights_are_reduced() {
        let reduced = |sizes: [usize; 2]| {
            let [mut across, mut down] = sizes.map(|size| weights(size, 0.0));
            (reduce(&mut across, &mut down), across, down)
        };
        assert_eq!(reduced([3, 3]), (Some(4), vec![2, 1], vec![2, 1]));
        assert_eq!(reduced([5, 5]), (Some(8), vec![6, 4, 1], vec![6, 4, 1]));
        assert_eq!(reduced([7, 1]), (Some(6), vec![18, 14, 7, 2], vec![1]));
        assert_eq!(reduced([7, 3]).0, Some(8));
        assert_eq!(reduced([7, 5]), (None, vec![72, 56, 28, 8], vec![96, 64, 16]));
        assert_eq!(reduced([1, 1]), (Some(0), vec![1], vec![1]));
    }

    #[test]
    fn sizes_and_sigmas_follow_from_each_other() {
        assert_eq!(weights(3, 0.0), [128, 64]);
        assert_eq!(weights(0, 1.0), weights(7, 1.0));
        assert_eq!(weights(0, 1.0), [102, 62, 14, 1]);
        assert_eq!(weights(11, -1.0), weights(11, 2.0));
        assert_eq!(weights(101, 0.01), [256], "no weights of 0 at the end");
        for (size, sigma) in [(0, 0.0), (0, -1.0), (2, 1.0), (1025, 1.0), (0, 200.0), (3, f64::NAN), (3, f64::INFINITY)]
        {
            assert!(gaussian_weights(["width", "sigma_x"], size, sigma).is_err(), "{size} {sigma}");
        }
    }
}
