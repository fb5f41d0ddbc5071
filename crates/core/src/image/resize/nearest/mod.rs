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
use crate::image::row_source::RowSource;
use crate::simd::{Isa, Level, dispatch};
use crate::split::RowsMut;
use window::{PickStrip, PickWindow};

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

    /// Writes the rows of the result from row `first` on; bits of `dst` beyond the width stay.
    pub fn rows(&self, level: Level, src: &mut dyn RowSource, first: usize, mut dst: RowsMut<'_>) {
        let rows = &self.rows[first..][..dst.len()];
        if !self.windows.is_empty() {
            return pick_rows(level, PickStrip { src, rows, windows: &self.windows, dst });
        }
        for (index, &y) in rows.iter().enumerate() {
            let (src, dst) = (src.row(y), dst.row(index));
            match self.channels {
                None => scalar::nearest_bits(src, &self.columns, dst),
                Some(1) => scalar::nearest_row::<1>(src, &self.columns, dst),
                Some(2) => scalar::nearest_row::<2>(src, &self.columns, dst),
                Some(3) => scalar::nearest_row::<3>(src, &self.columns, dst),
                Some(_) => scalar::nearest_row::<4>(src, &self.columns, dst),
            }
        }
    }
}

dispatch! {
    /// Picks each eight bytes of each row, and its last eight, from their window.
    fn pick_rows(strip: PickStrip<'_>) {
        scalar: scalar::pick_rows,
        sse42: sse42::pick_rows,
        avx2: sse42::pick_rows,
        avx512: sse42::pick_rows,
        neon: neon::pick_rows,
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
