//! The pixel whose area holds the centre of the new one: number `floor((x + ½) · src/dst)`, in integers.

use super::scalar;
use super::steps::Steps;
use crate::base::error::{Result, try_zeroed};
use crate::image::Geometry;
use crate::simd::{Isa, Level, dispatch};

/// Tables of one resize.
pub struct Nearest {
    columns: Vec<usize>,
    windows: Vec<Window>,
    rows: Vec<usize>,
    /// Bytes of a pixel; `None` for bits.
    channels: Option<usize>,
}

impl Nearest {
    pub fn new(level: Level, src: &Geometry, width: usize, height: usize) -> Result<Self> {
        let (channels, columns) = (src.format.pixel_bytes(), nearest(src.width, width)?);
        let windows = match (level.isa(), channels) {
            (Isa::Scalar, _) | (_, None) => Vec::new(),
            (_, Some(channels)) => Window::each(&columns, channels, src.row_bytes)?,
        };
        Ok(Self { columns, windows, rows: nearest(src.height, height)?, channels })
    }

    /// Which row of the source row `y` comes from.
    pub fn source_row(&self, y: usize) -> usize {
        self.rows[y]
    }

    /// Bits of `dst` beyond the width stay.
    pub fn row(&self, level: Level, src: &[u8], dst: &mut [u8]) {
        match self.channels {
            _ if !self.windows.is_empty() => pick_row(level, src, &self.windows, dst),
            None => scalar::nearest_bits(src, &self.columns, dst),
            Some(1) => scalar::nearest_row::<1>(src, &self.columns, dst),
            Some(3) => scalar::nearest_row::<3>(src, &self.columns, dst),
            Some(_) => scalar::nearest_row::<4>(src, &self.columns, dst),
        }
    }
}

/// Where eight bytes of the result are found: within 16 of the source.
#[derive(Clone, Copy, Debug, Default)]
pub struct Window {
    /// Where the 16 begin; they lie within the row.
    pub base: u32,
    pub places: [u8; Self::LEN],
}

impl Window {
    pub const LEN: usize = 8;
    const BYTES: usize = 16;

    /// Those of a row, of which the last ends with it; none where pixels lie further apart, or either row is shorter.
    fn each(columns: &[usize], channels: usize, row_bytes: usize) -> Result<Vec<Window>> {
        let len = columns.len().saturating_mul(channels);
        let (Some(last), Some(last_begin)) = (row_bytes.checked_sub(Self::BYTES), len.checked_sub(Self::LEN)) else {
            return Ok(Vec::new());
        };
        if u32::try_from(last).is_err() {
            return Ok(Vec::new());
        }
        let mut windows: Vec<Window> = try_zeroed(len.div_ceil(Self::LEN), "resize: tables")?;
        for (index, window) in windows.iter_mut().enumerate() {
            let begin = (index * Self::LEN).min(last_begin);
            let (mut pixel, mut channel) = (begin / channels, begin % channels);
            // From the pixel's first byte: the next pixel may be the same one of the source.
            window.base = (columns[pixel] * channels).min(last) as u32;
            for place in &mut window.places {
                match columns[pixel] * channels + channel - window.base as usize {
                    within @ ..Self::BYTES => *place = within as u8,
                    _ => return Ok(Vec::new()),
                }
                channel += 1;
                if channel == channels {
                    (pixel, channel) = (pixel + 1, 0);
                }
            }
        }
        Ok(windows)
    }
}

dispatch! {
    /// Each eight bytes of `dst`, and the last eight, from their window.
    fn pick_row(src: &[u8], windows: &[Window], dst: &mut [u8]) {
        scalar: scalar::pick_row,
        sse42: super::sse42::pick_row,
        avx2: super::sse42::pick_row,
        avx512: super::sse42::pick_row,
        neon: super::neon::pick_row,
    }
}

/// `floor((x + ½) · src/dst)` for each `x` below `dst`.
fn nearest(src: usize, dst: usize) -> Result<Vec<usize>> {
    let mut nearest = try_zeroed(dst, "resize: tables")?;
    for (at, (step, _)) in nearest.iter_mut().zip(Steps::new(2 * src, src, 2 * dst)) {
        *at = step;
    }
    Ok(nearest)
}
