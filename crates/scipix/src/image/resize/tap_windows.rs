//! Taps as permutations: 16 elements of the result come from 64 of the source, whatever the channels.

use super::taps::Taps;
use crate::base::error::{Result, try_zeroed};

/// What AVX-512 sums taps with. Element `e` of the result is element `e % 16` of block `e / 16`.
#[cfg_attr(not(target_arch = "x86_64"), allow(dead_code))]
pub struct Windows {
    /// Where the 64 elements of each block begin.
    pub bases: Vec<usize>,
    /// Of each block, for each element the places of its first two neighbours; those of the next are `step` further.
    pub places: Vec<u16>,
    pub step: u16,
    /// Of each block, for each pair of neighbours, for each element its two weights.
    pub weights: Vec<i16>,
    /// Pairs of neighbours that an element has.
    pub pairs: usize,
}

impl Windows {
    pub const BLOCK: usize = 16;
    pub const ELEMENTS: usize = 64;

    /// For `positions` of `taps`, in windows that begin at `last_base` at the latest; `None` where neighbours lie further apart
    /// than a window is long.
    pub fn new(taps: &Taps, positions: usize, channels: usize, last_base: usize) -> Result<Option<Self>> {
        let elements = positions.saturating_mul(channels);
        // No pair is too long.
        let longest = if taps.count == 2 { 2 } else { taps.longest(positions) };
        let (blocks, pairs) = (elements.div_ceil(Self::BLOCK), longest.div_ceil(2));
        let mut windows = Self {
            bases: try_zeroed(blocks, "resize: tables")?,
            places: try_zeroed(blocks * 2 * Self::BLOCK, "resize: tables")?,
            step: 2 * channels as u16,
            weights: try_zeroed((blocks * 2 * Self::BLOCK).saturating_mul(pairs), "resize: tables")?,
            pairs,
        };
        let (mut position, mut channel) = (0, 0);
        let tables = windows.places.as_chunks_mut::<{ 2 * Self::BLOCK }>().0.iter_mut();
        let tables = tables.zip(windows.weights.chunks_exact_mut(2 * Self::BLOCK * pairs));
        for (block, (base, (places, all_weights))) in windows.bases.iter_mut().zip(tables).enumerate() {
            *base = (taps.starts[position] * channels).min(last_base);
            for lane in 0..Self::BLOCK.min(elements - block * Self::BLOCK) {
                let place = taps.starts[position] * channels + channel - *base;
                let weights = &taps.weights[position * taps.count..][..taps.count.min(2 * pairs)];
                if !Self::holds(place, weights, channels) {
                    return Ok(None);
                }
                // What weighs nothing may lie anywhere: places are taken modulo the window.
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
        Ok(Some(windows))
    }

    /// Whether the neighbours from `place` on lie within a window, as far as they weigh something.
    fn holds(place: usize, weights: &[i16], channels: usize) -> bool {
        let within = |last: usize| place + last * channels < Self::ELEMENTS;
        within(weights.len() - 1) || within(weights.iter().rposition(|&weight| weight != 0).unwrap_or(0))
    }
}
