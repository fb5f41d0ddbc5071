//! Tables that turn pixel pairs into byte shuffles: four elements of the result come from 16 bytes of the source, whatever
//! the number of channels.

use super::pairs::PixelPair;
use crate::base::error::{Result, rezero};

/// Shuffles and weights of a row in groups of four: element `e` of the result is element `e % 4` of group `e / 4`.
#[derive(Default)]
pub struct ShuffleGroups {
    /// The first of the 16 bytes of each group; all of them lie within the row.
    pub bases: Vec<u32>,
    /// For each element of each group, the places of its two bytes within the 16, each as 16 bits: 0x80 gives zero.
    pub shuffles: Vec<u8>,
    /// For each element of each group, its two weights.
    pub weights: Vec<u16>,
}

impl ShuffleGroups {
    /// Elements that the widest kernel takes at once; the tables are padded to a multiple.
    pub const BLOCK: usize = 16;
    const WINDOW: usize = 16;

    /// Makes the tables for a row of `row_bytes`. Returns false, and leaves what is no table, where the elements of a group lie
    /// further apart than 16 bytes, or the row is shorter.
    pub fn refit(&mut self, pairs: &[PixelPair], channels: usize, row_bytes: usize) -> Result<bool> {
        let Some(last_base) = row_bytes.checked_sub(Self::WINDOW).filter(|&last| u32::try_from(last).is_ok()) else {
            return Ok(false);
        };
        let elements = pairs.len() * channels;
        let padded = elements.next_multiple_of(Self::BLOCK);
        rezero(&mut self.bases, padded / 4, "resize: tables")?;
        rezero(&mut self.shuffles, padded * 4, "resize: tables")?;
        rezero(&mut self.weights, padded * 2, "resize: tables")?;
        self.shuffles.fill(0x80);
        let (mut pixel, mut channel) = (0, 0);
        for element in 0..elements {
            let PixelPair { at, next, weights } = pairs[pixel];
            let (first, second) = (at * channels + channel, next * channels + channel);
            if element % 4 == 0 {
                // The pixel's first byte: where a group begins within a pixel, the next one may repeat that of the source.
                self.bases[element / 4] = (at * channels).min(last_base) as u32;
            }
            let base = self.bases[element / 4] as usize;
            if second - base >= Self::WINDOW {
                return Ok(false);
            }
            self.shuffles[4 * element] = (first - base) as u8;
            self.shuffles[4 * element + 2] = (second - base) as u8;
            self.weights[2 * element..][..2].copy_from_slice(&weights);
            channel += 1;
            if channel == channels {
                (pixel, channel) = (pixel + 1, 0);
            }
        }
        Ok(true)
    }
}
