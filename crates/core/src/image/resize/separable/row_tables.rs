//! Tables for the first pass with dot products of bytes: each 32-bit lane of a register sums the neighbours of one element of
//! the result, four at a time.
//!
//! A block of gray is sixteen positions, whose neighbours are picked from a window of 64 bytes and that one byte further on:
//! one permutation of 16-bit words finds any two bytes; or from 128 bytes, as words of 32 bits that are shifted together. A block
//! of colour is four positions, which get 16 bytes of the source each; so is one of gray whose neighbours lie too far apart, with
//! sixteen neighbours at a time.

use super::quads::{QUAD, Quads};
use crate::base::Shared;
use crate::base::error::{Result, try_zeroed};
use crate::image::resize::taps::Taps;
use std::ops::Range;

const TABLES: &str = "resize: tables";

/// The weights of each position along a row.
pub struct HorizontalTables {
    pub taps: Shared<Taps<i32>>,
    /// Tables for dot products of bytes, where the level has them.
    pub dots: Option<RowTables>,
    pub channels: usize,
    /// Positions along a row.
    pub positions: usize,
}

/// Where each block finds its neighbours, and their weights.
pub struct RowTables {
    pub layout: BlockLayout,
    /// The first byte of the windows of each block, or of each position of [`BlockLayout::Far`] and other scattered blocks.
    pub bases: Vec<usize>,
    /// For each lane of each block of gray, the places of its first two pairs of bytes in both windows; with
    /// [`BlockLayout::GrayWide`] the place of the word with its first byte, and by how many bits to shift it. For each lane of a
    /// block of colour, the place of four bytes in the window, and which bytes of its position are its neighbours.
    pub places: Vec<[i32; RowTables::LANES]>,
    /// For each block, for each step, the three parts of the weights of each lane.
    pub weights: Vec<[i32; RowTables::LANES]>,
    /// Steps of a block: quads of a position, or four of them with [`BlockLayout::Far`].
    pub steps: usize,
    /// Blocks that read within the row.
    pub inner: usize,
    /// The byte of the row from which the other blocks read, and how many bytes.
    pub tail: (usize, usize),
}

/// How the lanes of a block get their bytes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum BlockLayout {
    /// All quads of a block of gray lie in its windows.
    Gray,
    /// All quads of a block of gray lie in two windows, one after the other.
    GrayWide,
    /// Each position of a block of gray has bytes of its own.
    Far,
    /// A window of three-byte pixels that moves on.
    Rgb,
    /// A window of four-byte pixels that moves on.
    Rgba,
    /// Each position of three-byte pixels has bytes of its own.
    RgbFar,
    /// Each position of four-byte pixels has bytes of its own.
    RgbaFar,
}

impl BlockLayout {
    /// The layout for the first `positions` of `taps`.
    fn new(taps: &Taps<i32>, quads: &Quads, positions: usize, channels: usize) -> Self {
        let spread = |starts: &[usize]| (starts.last().unwrap_or(&0) - starts.first().unwrap_or(&0)) * channels;
        let spread = |block: usize| taps.starts[..positions].chunks(block).map(spread).max().unwrap_or(0);
        let near = spread(QUAD) + RowTables::PIXELS <= RowTables::WINDOW;
        match channels {
            1 if spread(RowTables::LANES) + QUAD * quads.count <= RowTables::WINDOW => BlockLayout::Gray,
            1 if spread(RowTables::LANES) + QUAD * quads.count <= 2 * RowTables::WINDOW => BlockLayout::GrayWide,
            1 => BlockLayout::Far,
            3 if near => BlockLayout::Rgb,
            3 => BlockLayout::RgbFar,
            _ if near => BlockLayout::Rgba,
            _ => BlockLayout::RgbaFar,
        }
    }

    /// Positions of a block, and how many of them share a base.
    fn positions(self) -> (usize, usize) {
        match self {
            BlockLayout::Gray | BlockLayout::GrayWide => (RowTables::LANES, RowTables::LANES),
            BlockLayout::Rgb | BlockLayout::Rgba => (QUAD, QUAD),
            BlockLayout::Far | BlockLayout::RgbFar | BlockLayout::RgbaFar => (QUAD, 1),
        }
    }

    /// Bytes that the first step reads from a base on, and bytes from a step to the next.
    fn reads(self, channels: usize) -> (usize, usize) {
        match self {
            BlockLayout::Gray => (RowTables::WINDOW + 1, 0),
            BlockLayout::GrayWide => (2 * RowTables::WINDOW, 0),
            BlockLayout::Rgb | BlockLayout::Rgba => (RowTables::WINDOW, QUAD * channels),
            BlockLayout::Far => (RowTables::PIXELS, RowTables::PIXELS),
            BlockLayout::RgbFar | BlockLayout::RgbaFar => (RowTables::PIXELS, QUAD * channels),
        }
    }
}

impl RowTables {
    /// 32-bit lanes of a block.
    pub const LANES: usize = 16;
    /// Bytes of a window.
    pub const WINDOW: usize = 64;
    /// Bytes of a position that has bytes of its own.
    pub const PIXELS: usize = 16;
    /// Bytes that are written past the last element of a row.
    pub const SPARE: usize = 16;

    /// Tables for the first `positions` of `taps`, for rows of `row_bytes`.
    pub fn new(taps: &Taps<i32>, quads: &Quads, positions: usize, channels: usize, row_bytes: usize) -> Result<Self> {
        let layout = BlockLayout::new(taps, quads, positions, channels);
        let (per_block, together) = layout.positions();
        let blocks = positions.div_ceil(per_block);
        let steps = if layout == BlockLayout::Far { quads.count.div_ceil(QUAD) } else { quads.count };
        let places = match layout {
            BlockLayout::Gray => 1,
            BlockLayout::GrayWide | BlockLayout::Rgb | BlockLayout::Rgba => 2,
            BlockLayout::Far | BlockLayout::RgbFar | BlockLayout::RgbaFar => 0,
        };
        let mut tables = Self {
            layout,
            bases: try_zeroed(blocks * (per_block / together), TABLES)?,
            places: try_zeroed(blocks * places, TABLES)?,
            weights: try_zeroed((blocks * PARTS).saturating_mul(steps), TABLES)?,
            steps,
            inner: blocks,
            tail: (0, 0),
        };
        tables.set_places(&taps.starts[..positions], channels);
        for (x, weights) in (0..positions).step_by(per_block).zip(tables.weights.chunks_exact_mut(PARTS * steps)) {
            let range = x..positions.min(x + per_block);
            set_weights(layout, quads, range, weights);
        }
        tables.cut_tail(row_bytes, channels);
        Ok(tables)
    }

    /// Sets where positions that begin at `starts` find their neighbours.
    fn set_places(&mut self, starts: &[usize], channels: usize) {
        let (per_block, together) = self.layout.positions();
        for (bases, starts) in self.bases.chunks_mut(per_block / together).zip(starts.chunks(per_block)) {
            let last = starts[starts.len() - 1];
            for (at, base) in bases.iter_mut().enumerate() {
                *base = starts.get(at).unwrap_or(&last) * channels;
            }
        }
        match self.layout {
            BlockLayout::Gray => {
                for (places, starts) in self.places.iter_mut().zip(starts.chunks(per_block)) {
                    for (place, start) in places.iter_mut().zip(starts) {
                        let at = (start - starts[0]) as i32;
                        // An odd place is an even one of the second window.
                        let word = at / 2 + at % 2 * 32;
                        *place = word | (word + 1) << 16;
                    }
                }
            }
            BlockLayout::GrayWide => {
                for ([words, shifts], starts) in self.places.as_chunks_mut().0.iter_mut().zip(starts.chunks(per_block))
                {
                    for ((word, shift), start) in words.iter_mut().zip(shifts).zip(starts) {
                        let at = (start - starts[0]) as i32;
                        (*word, *shift) = (at / 4, at % 4 * 8);
                    }
                }
            }
            BlockLayout::Rgb | BlockLayout::Rgba => {
                for ([places, bytes], starts) in self.places.as_chunks_mut().0.iter_mut().zip(starts.chunks(per_block))
                {
                    for (lane, start) in starts.iter().enumerate() {
                        let at = (start - starts[0]) * channels;
                        let places = &mut places[lane * QUAD..][..QUAD];
                        places.iter_mut().zip(0..).for_each(|(place, i)| *place = (at / QUAD) as i32 + i);
                        for (channel, bytes) in bytes[lane * QUAD..][..channels].iter_mut().enumerate() {
                            let byte = |i: usize| (at % QUAD + channel + i * channels) as u8;
                            *bytes = i32::from_le_bytes([0, 1, 2, 3].map(byte));
                        }
                    }
                }
            }
            BlockLayout::Far | BlockLayout::RgbFar | BlockLayout::RgbaFar => {}
        }
    }

    /// Finds the blocks that would read beyond a row of `row_bytes`.
    fn cut_tail(&mut self, row_bytes: usize, channels: usize) {
        let (read, step) = self.layout.reads(channels);
        let read = read + step * (self.steps - 1);
        let (per_block, together) = self.layout.positions();
        let bases = per_block / together;
        let within = |bases: &[usize]| bases.iter().all(|base| base + read <= row_bytes);
        self.inner = self.bases.chunks_exact(bases).take_while(|bases| within(bases)).count();
        if let (Some(&first), Some(&last)) = (self.bases.get(self.inner * bases), self.bases.last()) {
            self.tail = (first, last + read - first);
            self.bases[self.inner * bases..].iter_mut().for_each(|base| *base -= first);
        }
    }
}

/// Parts of a weight.
pub const PARTS: usize = 3;

/// Writes the weights of the positions of a block.
fn set_weights(layout: BlockLayout, quads: &Quads, range: Range<usize>, weights: &mut [[i32; RowTables::LANES]]) {
    let steps = weights.as_chunks_mut::<PARTS>().0;
    match layout {
        BlockLayout::Gray | BlockLayout::GrayWide => set_lanes::<1>(quads, range, steps),
        BlockLayout::Rgb | BlockLayout::Rgba | BlockLayout::RgbFar | BlockLayout::RgbaFar => {
            set_lanes::<QUAD>(quads, range, steps);
        }
        BlockLayout::Far => {
            for (at, x) in range.enumerate() {
                for (quads, parts) in quads.of(x).chunks(QUAD).zip(&mut *steps) {
                    for (lane, quad) in quads.iter().enumerate() {
                        (0..PARTS).for_each(|part| parts[part][at * QUAD + lane] = quad[part]);
                    }
                }
            }
        }
    }
}

/// Writes weights where a position has `LANES` lanes, and a step weighs one quad of each.
fn set_lanes<const LANES: usize>(quads: &Quads, range: Range<usize>, steps: &mut [[[i32; RowTables::LANES]; PARTS]]) {
    for (at, x) in range.enumerate() {
        for (quad, parts) in quads.of(x).iter().zip(&mut *steps) {
            (0..PARTS).for_each(|part| parts[part].as_chunks_mut::<LANES>().0[at] = [quad[part]; LANES]);
        }
    }
}
