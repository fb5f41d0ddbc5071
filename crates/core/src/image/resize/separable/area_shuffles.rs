//! Tables that make means of areas from bytes in one pass, for levels that shuffle 16 bytes at once: horizontal sums of each row
//! of the source are weighed and added in registers.

use super::area_elements::{AcrossElements, AreaBlock, BlockSizes, TABLES};
use super::area_quotient::{AreaQuotient, Reciprocal};
use super::area_row::{AreaRow, rows_of};
use crate::base::error::{Result, try_zeroed};
use crate::image::resize::axis::Axis;
use crate::image::resize::taps::Taps;

/// Shuffles and weights for each block of a row.
#[cfg_attr(not(target_arch = "x86_64"), allow(dead_code))]
pub struct AreaShuffles {
    pub form: AreaForm,
    /// Blocks, each with 16 bytes of the source; two are made at once.
    pub blocks: Vec<AreaBlock>,
    /// The steps of each two blocks.
    pub steps: Vec<ShuffleStep>,
    /// Steps of a block.
    pub block_steps: usize,
    pub rows: Vec<AreaRow>,
    /// The first element of the first block that ends beyond the row.
    pub tail: usize,
}

/// How wide sums are, and how they are divided.
#[cfg_attr(not(target_arch = "x86_64"), allow(dead_code))]
#[derive(Clone, Copy)]
pub enum AreaForm {
    /// All sums have 16 bits. The quotient is [`AreaQuotient::Narrow`].
    Narrow { add: u16, by: u16, shift: u8 },
    /// All sums have 32 bits.
    Wide(Reciprocal),
}

/// Two neighbours of each lane of two blocks.
#[cfg_attr(not(target_arch = "x86_64"), allow(dead_code))]
#[derive(Clone, Copy, Default)]
pub struct ShuffleStep {
    pub places: [u8; 32],
    /// Signed bytes, or words in [`AreaForm::Wide`].
    pub weights: [u8; 32],
}

impl AreaShuffles {
    /// Bytes of the source that a block looks at.
    pub const WINDOW: usize = 16;

    /// Makes the tables for rows of `row_bytes` bytes; `None` where sums do not fit or neighbours lie too far apart.
    pub fn new(
        [horizontal_axis, vertical_axis]: [Axis; 2],
        (horizontal, vertical): (&Taps, &Taps),
        channels: usize,
        row_bytes: usize,
    ) -> Result<Option<Self>> {
        let Some(form) = AreaForm::of(horizontal_axis, vertical_axis) else { return Ok(None) };
        if row_bytes < Self::WINDOW {
            return Ok(None);
        }
        let lanes = form.lanes();
        let sizes = BlockSizes { window: Self::WINDOW, lanes, least_lanes: lanes * 3 / 8 };
        let elements = AcrossElements::new(horizontal_axis, horizontal, channels, row_bytes, sizes);
        let Some(mut blocks) = elements.blocks()? else { return Ok(None) };
        let block_steps = horizontal.longest(horizontal_axis.positions).div_ceil(2);
        let mut steps = try_zeroed(blocks.len().div_ceil(2).saturating_mul(block_steps), TABLES)?;
        let tail =
            blocks.iter().map(|block| block.first).find(|first| first + lanes > elements.len).unwrap_or(elements.len);
        if let (1, Some(&last)) = (blocks.len() % 2, blocks.last()) {
            blocks.push(last);
        }
        for (blocks, steps) in blocks.as_chunks::<2>().0.iter().zip(steps.chunks_exact_mut(block_steps)) {
            elements.set_steps(blocks, form, steps);
        }
        let rows = rows_of(vertical, vertical_axis.positions)?;
        Ok(Some(Self { form, blocks, steps, block_steps, rows, tail }))
    }

    /// Estimates the cost of a row.
    pub fn ns_per_row(&self) -> f64 {
        (2.0 + 1.5 * (self.block_steps * self.rows[self.rows.len() / 2].count) as f64) * (self.blocks.len() / 2) as f64
    }
}

impl AreaForm {
    /// The form with the narrowest sums that hold; `None` where none does.
    fn of(horizontal: Axis, vertical: Axis) -> Option<Self> {
        let total = horizontal.covered() * vertical.covered();
        // Horizontal weights are signed bytes, and the sums of their products with bytes are 16-bit numbers.
        let bytes = horizontal.pixel() <= 127 && horizontal.covered() <= 128;
        match AreaQuotient::new(total) {
            Some(AreaQuotient::Narrow { add, by, shift }) if bytes => Some(Self::Narrow { add, by, shift }),
            _ => Reciprocal::new(total).map(Self::Wide),
        }
    }

    /// Elements of a block.
    fn lanes(self) -> usize {
        if matches!(self, Self::Wide(_)) { 4 } else { 8 }
    }
}

impl AcrossElements<'_> {
    /// Sets the steps of two blocks.
    fn set_steps(&self, blocks: &[AreaBlock; 2], form: AreaForm, steps: &mut [ShuffleStep]) {
        let bytes = 8 / form.lanes();
        for (half, block) in blocks.iter().enumerate() {
            for lane in 0..self.block_at(block.first).1 {
                let (begin, weights) = self.lane(block, lane);
                for (tap, &weight) in weights.iter().enumerate().filter(|(_, weight)| **weight != 0) {
                    let ShuffleStep { places, weights } = &mut steps[tap / 2];
                    let at = half * 16 + (2 * lane + tap % 2) * bytes;
                    // The upper byte of a word becomes zero.
                    places[at + bytes - 1] = 0x80;
                    places[at] = (begin + tap * self.channels) as u8;
                    weights[at..at + bytes].copy_from_slice(&weight.to_le_bytes()[..bytes]);
                }
            }
        }
    }
}
