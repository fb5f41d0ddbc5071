//! How a row of pixels is written to the planes, as floats or quantised.

use super::gray::{PIECE, STREAMED_PIECE};
use super::map::{Map, Quantized};
use super::shape::Plan;
use super::stores::past_cache;
use super::stream::stream;
use super::{Layout, TensorParams, pixels_row, plane_row, planes_row};
use crate::image::Format;
use crate::simd::{Level, Line};

/// What a row of pixels looks like, and where its bytes go.
#[derive(Clone, Copy)]
pub struct Pixels {
    /// 1, 3 or 4.
    bytes: usize,
    /// Which byte each channel of the tensor is.
    order: [usize; 3],
    channels: usize,
    layout: Layout,
    columns: usize,
    /// Whether no column of the tensor is left.
    whole: bool,
}

impl Pixels {
    pub fn new(format: Format, plan: &Plan, columns: usize) -> Self {
        let bytes = format.pixel_bytes().unwrap_or(1);
        let red_first = |format| matches!(format, Format::Rgb8 | Format::Rgba8);
        let order = match bytes {
            1 => [0; 3],
            _ if red_first(format) == red_first(plan.format) => [0, 1, 2],
            _ => [2, 1, 0],
        };
        Self { bytes, order, channels: plan.channels, layout: plan.layout, columns, whole: columns == plan.width }
    }

    /// Those of `rows` rows one after another.
    pub fn joined(self, rows: usize) -> Self {
        self.of_columns(self.columns * rows)
    }

    /// The same, so many in a row.
    pub fn of_columns(self, columns: usize) -> Self {
        Self { columns, ..self }
    }

    /// Pixels in a row.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// Whether a row of pixels is all of a row of the tensor.
    pub fn fill_rows(&self) -> bool {
        self.whole
    }

    /// Elements of each plane's row that pixels fill.
    pub fn filled(&self) -> usize {
        if self.layout == Layout::Nhwc { self.columns * self.channels } else { self.columns }
    }
}

/// Writes rows. `out` is a row of each plane; those that the tensor has not are empty.
pub trait Writer: Sync {
    type Element: Send;

    fn row(&self, level: Level, pixels: &Pixels, px: &[u8], out: [&mut [Self::Element]; 3]);

    /// How many pixels should be made before they are written.
    fn piece(&self) -> usize {
        PIECE
    }

    /// Comes after the last of the rows that a thread has claimed.
    fn finish(&self) {}
}

/// Values as they are.
pub struct Floats {
    maps: [Map; 3],
    fill: f32,
    past_cache: bool,
}

impl Floats {
    pub fn new(level: Level, params: &TensorParams, len: usize) -> Self {
        let past_cache = past_cache(level, params, 4 * len);
        Self { maps: Map::of(params), fill: params.fill, past_cache }
    }
}

impl Writer for Floats {
    type Element = f32;

    #[inline(always)]
    fn row(&self, level: Level, pixels: &Pixels, px: &[u8], out: [&mut [f32]; 3]) {
        let filled = pixels.filled();
        let [a, b, c] = out.map(|row| {
            let (filled, rest) = row.split_at_mut(filled.min(row.len()));
            rest.fill(self.fill);
            filled
        });
        match (pixels.layout, pixels.channels, pixels.bytes) {
            (Layout::Nchw, 1 | 3, bytes) if self.past_cache => {
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

    fn piece(&self) -> usize {
        if self.past_cache { STREAMED_PIECE } else { PIECE }
    }

    fn finish(&self) {
        if self.past_cache {
            Line::fence();
        }
    }
}

impl Writer for Quantized {
    type Element = u8;

    fn row(&self, _: Level, pixels: &Pixels, px: &[u8], out: [&mut [u8]; 3]) {
        let side_by_side = if pixels.layout == Layout::Nhwc { pixels.channels } else { 1 };
        for (plane, row) in out.into_iter().enumerate().filter(|(_, row)| !row.is_empty()) {
            let (filled, rest) = row.split_at_mut(pixels.filled().min(row.len()));
            rest.fill(self.fill);
            for channel in 0..side_by_side {
                let (table, byte) = (&self.tables[plane + channel], pixels.order[plane + channel]);
                let elements = filled.iter_mut().skip(channel).step_by(side_by_side);
                for (element, px) in elements.zip(px.iter().skip(byte).step_by(pixels.bytes)) {
                    *element = table[usize::from(*px)];
                }
            }
        }
    }
}
