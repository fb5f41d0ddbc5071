//! Taps as byte shuffles: four elements of the result come from 16 bytes of the source, whatever the channels.

use super::bilinear::Tap;
use crate::base::error::{Result, try_zeroed};

/// What vector kernels mix a row with. Element `e` of the result is element `e % 4` of group `e / 4`.
pub struct Groups {
    /// Where the 16 bytes of each group begin; they lie within the row.
    pub bases: Vec<u32>,
    /// Of each group, for each element the place of its two bytes within the 16, each as 16 bits: 0x80 gives zero.
    pub shuffles: Vec<u8>,
    /// Of each group, for each element its two weights.
    pub weights: Vec<u16>,
}

/// What a kernel shuffles: the 16 bytes from `base` on, which lie within the row.
#[inline(always)]
#[cfg_attr(not(any(target_arch = "x86_64", target_arch = "aarch64")), allow(dead_code))]
pub fn bytes_from(row: &[u8], base: u32) -> &[u8; 16] {
    // Both ends at once: one comparison, as no sum of the two overflows.
    let base = base as usize;
    row[base..base + 16].first_chunk().expect("16 bytes")
}

impl Groups {
    /// Elements of a step of the widest kernel: the tables are whole steps.
    pub const BLOCK: usize = 16;
    const WINDOW: usize = 16;

    /// `None` where the elements of a group lie further apart than 16 bytes, or the row is shorter.
    pub fn new(taps: &[Tap], channels: usize, row_bytes: usize) -> Result<Option<Groups>> {
        let Some(last_base) = row_bytes.checked_sub(Self::WINDOW).filter(|&last| u32::try_from(last).is_ok()) else {
            return Ok(None);
        };
        let elements = taps.len() * channels;
        let padded = elements.next_multiple_of(Self::BLOCK);
        let mut groups = Groups {
            bases: try_zeroed(padded / 4, "resize: tables")?,
            shuffles: try_zeroed(padded * 4, "resize: tables")?,
            weights: try_zeroed(padded * 2, "resize: tables")?,
        };
        groups.shuffles.fill(0x80);
        let (mut pixel, mut channel) = (0, 0);
        for element in 0..elements {
            let Tap { at, next, weights } = taps[pixel];
            let (first, second) = (at * channels + channel, next * channels + channel);
            if element % 4 == 0 {
                // The pixel's first byte: where a group begins within a pixel, its next may be the same one of the source.
                groups.bases[element / 4] = (at * channels).min(last_base) as u32;
            }
            let base = groups.bases[element / 4] as usize;
            if second - base >= Self::WINDOW {
                return Ok(None);
            }
            groups.shuffles[4 * element] = (first - base) as u8;
            groups.shuffles[4 * element + 2] = (second - base) as u8;
            groups.weights[2 * element..][..2].copy_from_slice(&weights);
            channel += 1;
            if channel == channels {
                (pixel, channel) = (pixel + 1, 0);
            }
        }
        Ok(Some(groups))
    }
}
