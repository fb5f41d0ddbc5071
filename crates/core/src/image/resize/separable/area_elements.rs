//! The elements of a row of means of areas, cut into blocks whose neighbours lie in a window of the source.

use crate::base::error::{Result, try_zeroed};
use crate::image::resize::axis::Axis;
use crate::image::resize::taps::Taps;

/// Names the tables in errors where there is no memory for them.
pub const TABLES: &str = "resize: tables";

/// A block of the result.
#[derive(Clone, Copy, Default)]
pub struct AreaBlock {
    /// The first element of the source that it looks at.
    pub base: usize,
    /// Its first element. Lanes that have no neighbours here belong to later blocks.
    pub first: usize,
}

/// Sizes of the blocks of a kernel.
#[derive(Clone, Copy)]
pub struct BlockSizes {
    /// Elements of a window.
    pub window: usize,
    /// Elements that a block makes at most.
    pub lanes: usize,
    /// Lanes of a block that must be of use, on average.
    pub least_lanes: usize,
}

/// Elements of a row, and how they map to the source.
pub struct AcrossElements<'a> {
    taps: &'a Taps,
    pub channels: usize,
    pub len: usize,
    /// Windows do not begin after it.
    last_base: usize,
    sizes: BlockSizes,
}

impl<'a> AcrossElements<'a> {
    /// Describes the elements that `axis` and `taps` make of rows of `row_bytes` bytes.
    pub fn new(axis: Axis, taps: &'a Taps, channels: usize, row_bytes: usize, sizes: BlockSizes) -> Self {
        let len = axis.positions.saturating_mul(channels);
        Self { taps, channels, len, last_base: row_bytes.saturating_sub(sizes.window), sizes }
    }

    /// The first and the last neighbour of element `at` that weigh something.
    fn neighbours(&self, at: usize) -> (usize, usize) {
        let (position, channel) = (at / self.channels, at % self.channels);
        let weights = &self.taps.weights[position * self.taps.count..][..self.taps.count];
        let last = weights.iter().rposition(|&weight| weight != 0).unwrap_or(0);
        let first = self.taps.starts[position] * self.channels + channel;
        (first, first + last * self.channels)
    }

    /// The block that begins with element `first`, and how many elements it makes.
    #[inline(never)]
    pub fn block_at(&self, first: usize) -> (AreaBlock, usize) {
        let base = (self.neighbours(first).0 - first % self.channels).min(self.last_base);
        let within = |at: &usize| self.neighbours(*at).1 < base + self.sizes.window;
        let most = self.sizes.lanes.min(self.len - first);
        (AreaBlock { base, first }, (first..first + most).take_while(within).count())
    }

    /// Cuts the row into blocks; `None` where they would be too many.
    pub fn blocks(&self) -> Result<Option<Vec<AreaBlock>>> {
        let most = self.len.div_ceil(self.sizes.least_lanes);
        let mut blocks: Vec<AreaBlock> = try_zeroed(most, TABLES)?;
        let (mut count, mut done) = (0, 0);
        while done < self.len {
            let (mut block, mut lanes) = self.block_at(done);
            if lanes < self.sizes.lanes && done + lanes == self.len && self.len > self.sizes.lanes {
                // A last block that ends with the row needs no mask.
                let other = self.block_at(self.len - self.sizes.lanes);
                if other.1 == self.sizes.lanes {
                    (block, lanes) = other;
                }
            }
            if count == most || lanes == 0 {
                return Ok(None);
            }
            blocks[count] = block;
            (count, done) = (count + 1, block.first + lanes);
        }
        blocks.truncate(count);
        Ok(Some(blocks))
    }

    /// Where in the window of `block` the neighbours of a lane begin, and their weights.
    pub fn lane(&self, block: &AreaBlock, lane: usize) -> (usize, &[i16]) {
        let (position, channel) = ((block.first + lane) / self.channels, (block.first + lane) % self.channels);
        let begin = self.taps.starts[position] * self.channels + channel - block.base;
        (begin, &self.taps.weights[position * self.taps.count..][..self.taps.count])
    }
}
