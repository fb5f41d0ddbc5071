//! Rows of pixels written to planes, as floats or quantised.

use super::cache_bypass::bypasses_cache;
use super::kernels::{pixels_row, plane_row, planes_row};
use super::params::{Layout, TensorPadding, TensorParams};
use super::piece::{PIECE, STREAMED_PIECE};
use super::pixel_map::{PixelMap, Quantized};
use super::shape::TensorPlan;
use super::stream::stream;
use crate::image::Format;
use crate::simd::{Level, Line};
use std::ops::Range;

/// Layout of a row of pixels, and the destination of its bytes.
#[derive(Clone, Copy)]
pub struct PixelRow {
    /// Bytes of a pixel: 1, 3 or 4.
    bytes: usize,
    /// Byte of a pixel that holds each channel of the tensor.
    order: [usize; 3],
    channels: usize,
    layout: Layout,
    columns: usize,
    /// Columns of the tensor before the pixels.
    left: usize,
    padding: TensorPadding,
    /// Whether the pixels cover every column of the tensor.
    whole: bool,
}

/// Returns the byte of a pixel of colours of `format` that holds each channel of `channels`.
#[inline(always)]
pub fn channel_order(format: Format, channels: Format) -> [usize; 3] {
    let red_first = |format| matches!(format, Format::Rgb8 | Format::Rgba8);
    if red_first(format) == red_first(channels) { [0, 1, 2] } else { [2, 1, 0] }
}

impl PixelRow {
    pub fn new(format: Format, plan: &TensorPlan, columns: usize) -> Self {
        let bytes = format.pixel_bytes().unwrap_or(1);
        let order = if bytes == 1 { [0; 3] } else { channel_order(format, plan.format) };
        let &TensorPlan { channels, layout, padding, .. } = plan;
        let left = plan.columns_of(columns).start;
        Self { bytes, order, channels, layout, columns, left, padding, whole: columns == plan.width }
    }

    /// Returns the layout of `rows` rows joined to one.
    pub fn joined(self, rows: usize) -> Self {
        Self { columns: self.columns * rows, ..self }
    }

    /// Returns the layout of the pixels `range` of the row. The first ones come after the padding at the left.
    pub fn piece(self, range: Range<usize>) -> Self {
        Self { columns: range.len(), left: if range.start == 0 { self.left } else { 0 }, ..self }
    }

    /// Returns the number of pixels of the row.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// Returns whether a row of pixels covers a whole row of the tensor.
    pub fn fill_rows(&self) -> bool {
        self.whole
    }

    /// Returns how many elements of each plane's row the pixels and the padding at the left cover.
    pub fn filled(&self) -> usize {
        (self.left + self.columns) * self.side_by_side()
    }

    /// Returns the number of channels of a plane.
    fn side_by_side(&self) -> usize {
        if self.layout == Layout::Nhwc { self.channels } else { 1 }
    }

    /// Writes the padding of a row of one plane, if it has any, and returns the elements of its pixels. `map` gives the element
    /// of a byte in a channel; `plane` is the first channel of the row.
    #[inline(always)]
    fn pad<'a, T: Copy>(
        &self,
        px: &[u8],
        fill: T,
        plane: usize,
        row: &'a mut [T],
        map: impl Fn(usize, u8) -> T,
    ) -> &'a mut [T] {
        if self.whole { row } else { self.pad_sides(px, fill, plane, row, map) }
    }

    #[inline(never)]
    fn pad_sides<'a, T: Copy>(
        &self,
        px: &[u8],
        fill: T,
        plane: usize,
        row: &'a mut [T],
        map: impl Fn(usize, u8) -> T,
    ) -> &'a mut [T] {
        let (row, right) = row.split_at_mut(self.filled().min(row.len()));
        let (left, row) = row.split_at_mut((self.left * self.side_by_side()).min(row.len()));
        match self.padding {
            TensorPadding::Constant => [left, right].into_iter().for_each(|side| side.fill(fill)),
            TensorPadding::Edge => {
                let last = (self.columns - 1) * self.bytes;
                for (side, px) in [(left, &px[..self.bytes]), (right, &px[last..last + self.bytes])] {
                    for pixel in side.chunks_exact_mut(self.side_by_side()) {
                        let channels = pixel.iter_mut().zip(plane..);
                        channels.for_each(|(element, channel)| *element = map(channel, px[self.order[channel]]));
                    }
                }
            }
        }
        row
    }
}

/// A way to write rows of pixels to a tensor.
pub trait Writer: Sync {
    type Value: Copy + Send;

    /// Writes one row. `out` is a row of each plane; planes that the tensor lacks are empty.
    fn row(&self, level: Level, pixels: &PixelRow, px: &[u8], out: [&mut [Self::Value]; 3]);

    /// Returns the value of constant padding.
    fn fill(&self) -> Self::Value;

    /// Returns how many gray pixels to convert before they are written.
    fn piece(&self) -> usize {
        PIECE
    }

    /// Completes the rows that a thread has claimed.
    fn finish(&self) {}
}

/// Writes values as `f32`.
pub struct Floats {
    maps: [PixelMap; 3],
    fill: f32,
    bypass: bool,
}

impl Floats {
    pub fn new(level: Level, params: &TensorParams, len: usize) -> Self {
        let bypass = bypasses_cache(level, params, 4 * len);
        Self { maps: PixelMap::of(params), fill: params.fill, bypass }
    }
}

impl Writer for Floats {
    type Value = f32;

    #[inline(always)]
    fn row(&self, level: Level, pixels: &PixelRow, px: &[u8], out: [&mut [f32]; 3]) {
        let [a, b, c] = out;
        let pad = |plane, row| pixels.pad(px, self.fill, plane, row, |channel, px| self.maps[channel].apply(px));
        let (a, b, c) = (pad(0, a), pad(1, b), pad(2, c));
        match (pixels.layout, pixels.channels, pixels.bytes) {
            (Layout::Nchw, 1 | 3, bytes) if self.bypass => {
                stream(level, px, bytes, pixels.order, &self.maps, [a, b, c]);
            }
            (_, 1, _) => plane_row(level, px, self.maps[0], a),
            (Layout::Nhwc, _, bytes) => pixels_row(level, px, bytes, pixels.order, &self.maps, a),
            (Layout::Nchw, _, 1) => {
                for (out, map) in [a, b, c].into_iter().zip(self.maps) {
                    plane_row(level, px, map, out);
                }
            }
            (Layout::Nchw, _, bytes) => planes_row(level, px, bytes, pixels.order, &self.maps, [a, b, c]),
        }
    }

    fn fill(&self) -> f32 {
        self.fill
    }

    fn piece(&self) -> usize {
        if self.bypass { STREAMED_PIECE } else { PIECE }
    }

    fn finish(&self) {
        if self.bypass {
            Line::fence();
        }
    }
}

impl Writer for Quantized {
    type Value = u8;

    fn row(&self, _: Level, pixels: &PixelRow, px: &[u8], out: [&mut [u8]; 3]) {
        let side_by_side = pixels.side_by_side();
        for (plane, row) in out.into_iter().enumerate().filter(|(_, row)| !row.is_empty()) {
            let map = |channel: usize, px: u8| self.tables[channel][usize::from(px)];
            let filled = pixels.pad(px, self.fill, plane, row, map);
            for channel in 0..side_by_side {
                let (table, byte) = (&self.tables[plane + channel], pixels.order[plane + channel]);
                let elements = filled.iter_mut().skip(channel).step_by(side_by_side);
                for (element, px) in elements.zip(px.iter().skip(byte).step_by(pixels.bytes)) {
                    *element = table[usize::from(*px)];
                }
            }
        }
    }

    fn fill(&self) -> u8 {
        self.fill
    }
}
