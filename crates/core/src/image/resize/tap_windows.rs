//! Tables that turn taps into permutations for AVX-512: 16 elements of the result are picked from 64 of the source,
//! whatever the number of channels.

use super::taps::Taps;
use crate::base::error::{Result, rezero};

/// Permutations and weights for each block of the result: element `e` is element `e % 16` of block `e / 16`.
#[cfg_attr(not(target_arch = "x86_64"), allow(dead_code))]
#[derive(Default)]
pub struct TapWindows {
    /// The first of the 64 source elements of each block.
    pub bases: Vec<usize>,
    /// For each element of each block, the places of its first two neighbours among the 64.
    pub places: Vec<u16>,
    /// Distance from the places of one pair of neighbours to the next pair.
    pub step: u16,
    /// For each block, for each pair of neighbours, the two weights of each element.
    pub weights: Vec<i16>,
    /// Pairs of neighbours of each element.
    pub pairs: usize,
}

impl TapWindows {
    pub const BLOCK: usize = 16;
    pub const ELEMENTS: usize = 64;

    /// Returns tables for the first `positions` of `taps`, if [`TapWindows::refit`] can make them.
    pub fn new(taps: &Taps, positions: usize, channels: usize, last_base: usize) -> Result<Option<Self>> {
        let mut windows = Self::default();
        Ok(windows.refit(taps, positions, channels, last_base)?.then_some(windows))
    }

    /// Makes the tables for the first `positions` of `taps`. No window begins after `last_base`. Returns false, and leaves what is
    /// no table, where neighbours lie further apart than a window is long.
    pub fn refit(&mut self, taps: &Taps, positions: usize, channels: usize, last_base: usize) -> Result<bool> {
        let elements = positions.saturating_mul(channels);
        // A pair is never trimmed.
        let longest = if taps.count == 2 { 2 } else { taps.longest(positions) };
        let (blocks, pairs) = (elements.div_ceil(Self::BLOCK), longest.div_ceil(2));
        rezero(&mut self.bases, blocks, "resize: tables")?;
        rezero(&mut self.places, blocks * 2 * Self::BLOCK, "resize: tables")?;
        rezero(&mut self.weights, (blocks * 2 * Self::BLOCK).saturating_mul(pairs), "resize: tables")?;
        (self.step, self.pairs) = (2 * channels as u16, pairs);
        let (mut position, mut channel) = (0, 0);
        let tables = self.places.as_chunks_mut::<{ 2 * Self::BLOCK }>().0.iter_mut();
        let tables = tables.zip(self.weights.chunks_exact_mut(2 * Self::BLOCK * pairs));
        for (block, (base, (places, all_weights))) in self.bases.iter_mut().zip(tables).enumerate() {
            *base = (taps.starts[position] * channels).min(last_base);
            for lane in 0..Self::BLOCK.min(elements - block * Self::BLOCK) {
                let place = taps.starts[position] * channels + channel - *base;
                let weights = &taps.weights[position * taps.count..][..taps.count.min(2 * pairs)];
                if !Self::holds(place, weights, channels) {
                    return Ok(false);
                }
                // A neighbour without weight may lie anywhere: the permutation takes places modulo the window.
                places[2 * lane] = place as u16;
                places[2 * lane + 1] = (place + channels) as u16;
                for (&[first, second], weights) in
                    weights.as_chunks().0.iter().zip(all_weights.chunks_exact_mut(2 * Self::BLOCK))
                {
                    (weights[2 * lane], weights[2 * lane + 1]) = (first, second);
                }
                channel += 1;
                if channel == channels {
                    (position, channel) = (position + 1, 0);
                }
            }
        }
        Ok(true)
    }

    /// Whether all neighbours from `place` on that weigh something lie within a window.
    fn holds(place: usize, weights: &[i16], channels: usize) -> bool {
        let within = |last: usize| place + last * channels < Self::ELEMENTS;
        within(weights.len() - 1) || within(weights.iter().rposition(|&weight| weight != 0).unwrap_or(0))
    }
}
