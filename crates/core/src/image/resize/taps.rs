//! Weights along one axis: each position of the result is a weighted sum of neighbours in the source.

use super::axis::Axis;
use crate::base::error::{Result, try_zeroed};

/// Equally many weights for each position; a position that needs fewer has zeros at the end.
#[derive(Default)]
pub struct Taps<W = i16> {
    /// The first neighbour of each position.
    pub starts: Vec<usize>,
    /// `count` weights of the first position, then those of the next.
    pub weights: Vec<W>,
    pub count: usize,
}

impl<W: Copy + Default + PartialEq> Taps<W> {
    /// Positions that the widest kernel takes at once; the tables are padded to a multiple.
    const BLOCK: usize = 4;

    /// Makes `count` weights, rounded up to a multiple of `step`, for each position of `axis`. `fill` gets a position and its
    /// weights and returns the first neighbour; a position that `repeats` copies the weights from one period of the axis
    /// before.
    pub fn new(
        axis: Axis,
        count: usize,
        step: usize,
        repeats: impl Fn(usize) -> bool,
        mut fill: impl FnMut(usize, &mut [W]) -> usize,
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

    /// The first neighbour of `x` that weighs something, and the weights from it to the last such neighbour.
    pub fn trimmed(&self, x: usize) -> (usize, &[W]) {
        let weights = &self.weights[x * self.count..][..self.count];
        let zero = W::default();
        let first = weights.iter().position(|&weight| weight != zero).unwrap_or(0);
        let last = weights.iter().rposition(|&weight| weight != zero).unwrap_or(0);
        (self.starts[x] + first, &weights[first..=last])
    }

    /// The largest number of weights, counted from the first, that any of the first `positions` needs.
    #[inline(never)]
    pub fn longest(&self, positions: usize) -> usize {
        let used =
            |weights: &[W]| weights.iter().rposition(|&weight| weight != W::default()).map_or(0, |last| last + 1);
        self.weights.chunks_exact(self.count).take(positions).map(used).max().unwrap_or(0)
    }
}
