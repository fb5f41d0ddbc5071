//! Weights for dot products of bytes: each is cut into three signed bytes, and four neighbours are weighed together.

use crate::base::error::{Result, try_zeroed};
use crate::image::resize::taps::Taps;
use crate::simd::{Level, dispatch};

/// Neighbours that one dot product weighs.
pub const QUAD: usize = 4;

/// The lowest, middle and highest byte of four weights; the sum of the products with each counts 1, 2⁸ and 2¹⁶ times.
pub type Quad = [i32; 3];

/// The quads of each position, as many for each.
pub struct Quads {
    quads: Vec<Quad>,
    /// Quads of a position.
    pub count: usize,
}

/// The weights of one row.
#[derive(Clone, Copy)]
pub struct RowWeights<'a> {
    /// One for each of the rows.
    pub weights: &'a [i32],
    /// These cut for dot products of bytes.
    #[cfg_attr(not(target_arch = "x86_64"), allow(dead_code))]
    pub quads: &'a [Quad],
}

impl Quads {
    /// Cuts the weights of the first `positions` of `taps`, which are fractions of 22 bits of at most 1.7.
    pub fn new(level: Level, taps: &Taps<i32>, positions: usize) -> Result<Self> {
        let count = taps.longest(positions).div_ceil(QUAD).max(1);
        let mut quads: Vec<Quad> = try_zeroed(positions.saturating_mul(count), "resize: tables")?;
        cut_all(level, taps, count, &mut quads);
        Ok(Self { quads, count })
    }

    /// The quads of position `x`.
    pub fn of(&self, x: usize) -> &[Quad] {
        &self.quads[x * self.count..][..self.count]
    }
}

dispatch! {
    /// Cuts the weights of each position into `count` quads.
    fn cut_all(taps: &Taps<i32>, count: usize, quads: &mut [Quad]) = cut_all_by_any;
}

#[inline(always)]
fn cut_all_by_any(taps: &Taps<i32>, count: usize, quads: &mut [Quad]) {
    for (weights, quads) in taps.weights.chunks_exact(taps.count).zip(quads.chunks_exact_mut(count)) {
        let (whole, rest) = weights.as_chunks::<QUAD>();
        whole.iter().zip(&mut *quads).for_each(|(weights, quad)| *quad = cut(weights));
        if let Some(quad) = quads.get_mut(whole.len()) {
            let mut last = [0; QUAD];
            last[..rest.len()].copy_from_slice(rest);
            *quad = cut(&last);
        }
    }
}

/// Adding 128 to each byte and taking it away without borrows makes signed bytes, whose sum is the weight.
#[inline(always)]
fn cut(weights: &[i32; QUAD]) -> Quad {
    const HALVES: i32 = 0x80_8080;
    let bytes = weights.map(|weight| ((weight + HALVES) ^ HALVES).to_le_bytes());
    [0, 1, 2].map(|part| i32::from_le_bytes(bytes.map(|bytes| bytes[part])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_add_up_to_the_weights() {
        for weight in (-7_200_000..7_200_000).step_by(4_999).chain([-1, 0, 1, 127, 128, -128, -129, 1 << 22]) {
            let weights = [weight, -weight, 0, weight / 3];
            let parts = cut(&weights).map(|part| part.to_le_bytes().map(|byte| i32::from(byte as i8)));
            for (i, weight) in weights.into_iter().enumerate() {
                assert_eq!(parts[0][i] + (parts[1][i] << 8) + (parts[2][i] << 16), weight);
            }
        }
    }
}
