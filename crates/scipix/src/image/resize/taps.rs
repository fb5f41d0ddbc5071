//! Weights along one axis: each position of the result is a sum of neighbours of the source.

use super::area::Axis;
use crate::base::error::{Result, try_zeroed};

/// Equally many weights for each position; those beyond what a position needs are zero.
pub struct Taps {
    pub starts: Vec<usize>,
    pub weights: Vec<i16>,
    /// Weights of each position.
    pub count: usize,
}

impl Taps {
    /// Positions of a step of the widest kernel: the tables are whole steps.
    const BLOCK: usize = 4;

    /// Of the positions of `axis`, `count` weights each, a multiple of `step` of them. `fill` gets a position and its weights, and
    /// returns where they begin; but a position that `repeats` has the weights of that one period of the axis before it.
    pub fn new(
        axis: Axis,
        count: usize,
        step: usize,
        repeats: impl Fn(usize) -> bool,
        mut fill: impl FnMut(usize, &mut [i16]) -> usize,
    ) -> Result<Self> {
        let Axis { src, dst: period, positions } = axis;
        let count = count.next_multiple_of(step);
        let padded = positions.saturating_add(Self::BLOCK - 1) / Self::BLOCK * Self::BLOCK;
        let mut starts: Vec<usize> = try_zeroed(padded, "resize: tables")?;
        let mut weights = try_zeroed(padded.saturating_mul(count), "resize: tables")?;
        for x in 0..positions {
            let at = x * count;
            if x >= period && repeats(x) {
                starts[x] = starts[x - period] + src;
                weights.copy_within(at - period * count..at - period * count + count, at);
            } else {
                starts[x] = fill(x, &mut weights[at..at + count]);
            }
        }
        Ok(Self { starts, weights, count })
    }

    /// Where the weights of `x` begin, and those but the zeros at either end.
    pub fn trimmed(&self, x: usize) -> (usize, &[i16]) {
        let weights = &self.weights[x * self.count..][..self.count];
        let first = weights.iter().position(|&weight| weight != 0).unwrap_or(0);
        let last = weights.iter().rposition(|&weight| weight != 0).unwrap_or(0);
        (self.starts[x] + first, &weights[first..=last])
    }

    /// Weights, from the first on, that any of the first `positions` needs.
    pub fn longest(&self, positions: usize) -> usize {
        let used = |weights: &[i16]| weights.iter().rposition(|&weight| weight != 0).map_or(0, |last| last + 1);
        self.weights.chunks_exact(self.count).take(positions).map(used).max().unwrap_or(0)
    }
}
