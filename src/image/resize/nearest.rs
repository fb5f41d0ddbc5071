//! The pixel whose area holds the centre of the new one: number `floor((x + ½) · src/dst)`, in integers.

use super::scalar;
use super::steps::Steps;
use crate::error::{Result, try_zeroed};
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
        let windows = match (level.isa().base(), channels) {
            (Isa::Scalar | Isa::Neon, _) | (_, None | Some(4)) => Vec::new(),
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
        // Whole pixels: as many windows as end with one.
        let done = self.windows.len() * Window::LEN;
        let (by_window, rest) = dst.split_at_mut(done);
        pick_row(level, src, &self.windows, by_window);
        let columns = &self.columns[done / self.channels.unwrap_or(1)..];
        match self.channels {
            None => scalar::nearest_bits(src, columns, rest),
            Some(1) => scalar::nearest_row::<1>(src, columns, rest),
            Some(3) => scalar::nearest_row::<3>(src, columns, rest),
            Some(_) => scalar::nearest_row::<4>(src, columns, rest),
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

    /// Those of as many whole pixels as fill windows; none where pixels lie further apart, or the row is shorter.
    fn each(columns: &[usize], channels: usize, row_bytes: usize) -> Result<Vec<Window>> {
        let Some(last) = row_bytes.checked_sub(Self::BYTES).filter(|&last| u32::try_from(last).is_ok()) else {
            return Ok(Vec::new());
        };
        let whole = columns.len() / Self::LEN * channels;
        let mut windows: Vec<Window> = try_zeroed(whole, "resize: tables")?;
        let mut offsets = columns.iter().flat_map(|&at| at * channels..(at + 1) * channels);
        for (index, window) in windows.iter_mut().enumerate() {
            for (place, offset) in (0..Self::LEN).zip(&mut offsets) {
                if place == 0 {
                    // From the pixel's first byte: the next pixel may be the same one of the source.
                    window.base = (columns[index * Self::LEN / channels] * channels).min(last) as u32;
                }
                match offset - window.base as usize {
                    within @ ..Self::BYTES => window.places[place] = within as u8,
                    _ => return Ok(Vec::new()),
                }
            }
        }
        Ok(windows)
    }
}

dispatch! {
    /// Each eight bytes of `dst` from their window.
    fn pick_row(src: &[u8], windows: &[Window], dst: &mut [u8]) {
        scalar: scalar::pick_row,
        sse42: super::sse42::pick_row,
        avx2: super::sse42::pick_row,
        avx512: super::sse42::pick_row,
        neon: scalar::pick_row,
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
