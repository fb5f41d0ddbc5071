//! Taps as permutations: 16 elements of the result come from 64 of the source, whatever the channels.

use super::taps::Taps;
use crate::error::{Result, try_zeroed};

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

    /// For `positions` of `taps`; `None` where neighbours lie further apart than a window is long.
    pub fn new(taps: &Taps, positions: usize, channels: usize) -> Result<Option<Self>> {
        let elements = positions.saturating_mul(channels);
        let (blocks, pairs) = (elements.div_ceil(Self::BLOCK), taps.longest(positions).div_ceil(2));
        let mut windows = Self {
            bases: try_zeroed(blocks, "resize: tables")?,
            places: try_zeroed(blocks * 2 * Self::BLOCK, "resize: tables")?,
            step: 2 * channels as u16,
            weights: try_zeroed((blocks * 2 * Self::BLOCK).saturating_mul(pairs), "resize: tables")?,
            pairs,
        };
        let (mut position, mut channel) = (0, 0);
        for element in 0..elements {
            let (block, lane) = (element / Self::BLOCK, element % Self::BLOCK);
            let first = taps.starts[position] * channels;
            if lane == 0 {
                windows.bases[block] = first;
            }
            let place = first + channel - windows.bases[block];
            let weights = &taps.weights[position * taps.count..][..taps.count.min(2 * pairs)];
            if place + (weights.len() - 1) * channels >= Self::ELEMENTS {
                let last = weights.iter().rposition(|&weight| weight != 0).unwrap_or(0);
                if place + last * channels >= Self::ELEMENTS {
                    return Ok(None);
                }
            }
            // What weighs nothing may lie anywhere: places are taken modulo the window.
            windows.places[2 * element] = place as u16;
            windows.places[2 * element + 1] = (place + channels) as u16;
            for (pair, &weights) in weights.as_chunks::<2>().0.iter().enumerate() {
                let at = ((block * pairs + pair) * Self::BLOCK + lane) * 2;
                windows.weights[at..at + 2].copy_from_slice(&weights);
            }
            channel += 1;
            if channel == channels {
                (position, channel) = (position + 1, 0);
            }
        }
        Ok(Some(windows))
    }
}
