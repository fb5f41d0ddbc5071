//! Nearest neighbour: the pixel that contains the centre of the new one, number `floor((x + ½) · src/dst)`, in integers.

#[cfg(target_arch = "aarch64")]
mod neon;
mod scalar;
#[cfg(target_arch = "x86_64")]
mod sse42;
mod window;

use super::quotients::Quotients;
use crate::base::error::{Result, try_zeroed};
use crate::image::Geometry;
use crate::simd::{Isa, Level, dispatch};
use window::PickWindow;

/// Tables of one resize by nearest neighbour.
pub struct Nearest {
    columns: Vec<usize>,
    windows: Vec<PickWindow>,
    rows: Vec<usize>,
    /// Bytes of a pixel; `None` for bits.
    channels: Option<usize>,
}

impl Nearest {
    pub fn new(level: Level, src: &Geometry, width: usize, height: usize) -> Result<Self> {
        let (channels, columns) = (src.format.pixel_bytes(), nearest(src.width, width)?);
        let windows = match (level.isa(), channels) {
            (Isa::Scalar, _) | (_, None) => Vec::new(),
            (_, Some(channels)) => PickWindow::for_row(&columns, channels, src.row_bytes)?,
        };
        Ok(Self { columns, windows, rows: nearest(src.height, height)?, channels })
    }

    /// The row of the source that becomes row `y`.
    pub fn source_row(&self, y: usize) -> usize {
        self.rows[y]
    }

    /// Writes a row; bits of `dst` beyond the width stay.
    pub fn row(&self, level: Level, src: &[u8], dst: &mut [u8]) {
        match self.channels {
            _ if !self.windows.is_empty() => pick_row(level, src, &self.windows, dst),
            None => scalar::nearest_bits(src, &self.columns, dst),
            Some(1) => scalar::nearest_row::<1>(src, &self.columns, dst),
            Some(2) => scalar::nearest_row::<2>(src, &self.columns, dst),
            Some(3) => scalar::nearest_row::<3>(src, &self.columns, dst),
            Some(_) => scalar::nearest_row::<4>(src, &self.columns, dst),
        }
    }
}

dispatch! {
    /// Picks each eight bytes of `dst`, and the last eight, from their window.
    fn pick_row(src: &[u8], windows: &[PickWindow], dst: &mut [u8]) {
        scalar: scalar::pick_row,
        sse42: sse42::pick_row,
        avx2: sse42::pick_row,
        avx512: sse42::pick_row,
        neon: neon::pick_row,
    }
}

/// `floor((x + ½) · src/dst)` for each `x` below `dst`.
fn nearest(src: usize, dst: usize) -> Result<Vec<usize>> {
    let mut nearest = try_zeroed(dst, "resize: tables")?;
    for (at, (quotient, _)) in nearest.iter_mut().zip(Quotients::new(2 * src, src, 2 * dst)) {
        *at = quotient;
    }
    Ok(nearest)
}
