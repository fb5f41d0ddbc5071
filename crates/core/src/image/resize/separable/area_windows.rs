//! Tables that make means of areas from bytes in one pass, for AVX-512: up to 32 elements of the result are made from 64
//! of each row of the source, whose vertical and horizontal sums stay in registers.

use super::area_elements::{AcrossElements, AreaBlock, BlockSizes, TABLES};
use super::area_quotient::AreaQuotient;
use super::area_row::{AreaRow, rows_of};
use crate::base::error::{Result, try_zeroed};
use crate::image::resize::axis::Axis;
use crate::image::resize::taps::Taps;

/// Permutations and weights for each block of a row, and weights for each row.
#[cfg_attr(not(target_arch = "x86_64"), allow(dead_code))]
pub struct AreaWindows {
    pub blocks: Vec<AreaBlock>,
    /// For each step of each block, the place of a neighbour of each lane among the [shuffled](AreaWindows::place) elements.
    /// Narrow sums have a step for each neighbour; wide ones have a step for a pair of neighbours of half of the lanes.
    pub places: Vec<u16>,
    /// The weight of each of these neighbours.
    pub weights: Vec<i16>,
    /// Steps of a block.
    pub steps: usize,
    pub rows: Vec<AreaRow>,
    /// The weights of the rows of the source of each row, two bytes each; those of a row begin at a multiple of `row_pairs`.
    pub pairs: Vec<i16>,
    pub row_pairs: usize,
    pub quotient: AreaQuotient,
    /// Elements of a window that there are.
    pub window: usize,
}

impl AreaWindows {
    pub const LANES: usize = 32;
    pub const ELEMENTS: usize = 64;
    const SIZES: BlockSizes = BlockSizes { window: Self::ELEMENTS, lanes: Self::LANES, least_lanes: 12 };

    /// Makes the tables for rows of `row_bytes` bytes; `None` where sums do not fit or neighbours lie too far apart.
    pub fn new(
        [horizontal_axis, vertical_axis]: [Axis; 2],
        (horizontal, vertical): (&Taps, &Taps),
        channels: usize,
        row_bytes: usize,
    ) -> Result<Option<Self>> {
        // Vertical weights are signed bytes, and the sums of their products with bytes are 16-bit numbers.
        if vertical_axis.pixel() > 127 || vertical_axis.covered() > 128 {
            return Ok(None);
        }
        let Some(quotient) = AreaQuotient::new(horizontal_axis.covered() * vertical_axis.covered()) else {
            return Ok(None);
        };
        let elements = AcrossElements::new(horizontal_axis, horizontal, channels, row_bytes, Self::SIZES);
        let Some(blocks) = elements.blocks()? else { return Ok(None) };
        let longest = horizontal.longest(horizontal_axis.positions);
        let steps = if quotient.is_wide() { longest.next_multiple_of(2) } else { longest };
        let table = blocks.len().saturating_mul(steps * Self::LANES);
        let (mut places, mut weights) = (try_zeroed(table, TABLES)?, try_zeroed(table, TABLES)?);
        let tables = places.chunks_exact_mut(steps * Self::LANES).zip(weights.chunks_exact_mut(steps * Self::LANES));
        for (&block, (places, weights)) in blocks.iter().zip(tables) {
            elements.set_lanes(block, quotient.is_wide(), places, weights);
        }
        let rows = rows_of(vertical, vertical_axis.positions)?;
        let (pairs, row_pairs) = row_pairs(vertical, &rows)?;
        let window = row_bytes.min(Self::ELEMENTS);
        Ok(Some(Self { blocks, places, weights, steps, rows, pairs, row_pairs, quotient, window }))
    }

    /// Estimates the cost of a row.
    pub fn ns_per_row(&self) -> f64 {
        (3.0 + 1.2 * self.steps as f64) * self.blocks.len() as f64
    }

    /// The place of element `at` of a window after two of its rows were interleaved in each 16 bytes, and summed: first come
    /// the lower halves of all 16, then the upper ones.
    fn place(at: usize) -> u16 {
        (at / 8 % 2 * 32 + at / 16 * 8 + at % 8) as u16
    }
}

/// The weights of the rows of the source of each of `rows`, in pairs, and pairs of a row.
fn row_pairs(vertical: &Taps, rows: &[AreaRow]) -> Result<(Vec<i16>, usize)> {
    let row_pairs = vertical.longest(rows.len()).div_ceil(2);
    let mut pairs: Vec<i16> = try_zeroed(rows.len().saturating_mul(row_pairs), TABLES)?;
    for (y, pairs) in pairs.chunks_exact_mut(row_pairs).enumerate() {
        for (at, weight) in rows[y].weights(vertical, y).iter().enumerate() {
            pairs[at / 2] |= weight << (at % 2 * 8);
        }
    }
    Ok((pairs, row_pairs))
}

impl AcrossElements<'_> {
    /// Sets the tables of a block.
    fn set_lanes(&self, block: AreaBlock, wide: bool, places: &mut [u16], weights: &mut [i16]) {
        let (_, lanes) = self.block_at(block.first);
        // A wide step has pairs of neighbours, each of half of the lanes.
        let together = usize::from(wide);
        for lane in 0..lanes {
            let (begin, given) = self.lane(&block, lane);
            let first = if wide { lane / 16 * AreaWindows::LANES + lane % 16 * 2 } else { lane };
            for (tap, &weight) in given.iter().enumerate().filter(|(_, weight)| **weight != 0) {
                let at = first + (tap >> together) * (AreaWindows::LANES << together) + (tap & together);
                places[at] = AreaWindows::place(begin + tap * self.channels);
                weights[at] = weight;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::area;
    use super::*;

    fn windows(horizontal: (usize, usize), vertical: (usize, usize), channels: usize) -> Option<AreaWindows> {
        let axes = [horizontal, vertical].map(|(src, dst)| Axis::new(src, dst));
        let [horizontal_taps, vertical_taps] = axes.map(|axis| area::taps(axis, 1).unwrap());
        AreaWindows::new(axes, (&horizontal_taps, &vertical_taps), channels, horizontal.0 * channels).unwrap()
    }

    #[test]
    fn blocks_cover_each_element_and_stay_within_the_row() {
        for (src, dst) in (1..200).flat_map(|dst| [(2 * dst - 1, dst), (dst + 10, dst), (3 * dst, dst), (150, dst)]) {
            for channels in [1, 3, 4] {
                let Some(windows) = windows((src, dst), (2, 1), channels) else { continue };
                let (len, mut made) = (dst * channels, 0);
                for (block, weights) in windows.blocks.iter().zip(windows.weights.chunks_exact(32 * windows.steps)) {
                    assert!(block.base + windows.window <= src * channels && block.first <= made);
                    let weighed = |lane: &usize| match windows.quotient.is_wide() {
                        true => {
                            weights.chunks_exact(32).skip(lane / 16).step_by(2).any(|step| step[lane % 16 * 2] != 0)
                        }
                        false => weights.chunks_exact(32).any(|step| step[*lane] != 0),
                    };
                    made = block.first + (0..32).take_while(weighed).count();
                }
                assert_eq!(made, len, "{src} to {dst}, {channels} channels");
            }
        }
    }

    #[test]
    fn sums_that_do_not_fit_and_far_neighbours_have_no_tables() {
        let made = |horizontal, vertical| windows(horizontal, vertical, 1).is_some();
        assert!(made((10, 7), (10, 7)) && made((200, 199), (80, 79)) && made((99, 33), (128, 127)));
        assert!(!made((10, 7), (129, 127)), "a vertical sum exceeds 16 bits");
        assert!(!made((10, 7), (63, 64)), "a weight exceeds a signed byte");
        assert!(!made((200, 199), (83, 82)), "totals exceed floats");
        assert!(!made((700, 100), (10, 7)), "few elements have their neighbours in a window");
    }
}
