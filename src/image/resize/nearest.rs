//! The pixel whose area holds the centre of the new one: number `floor((x + ½) · src/dst)`, in integers.

use super::scalar;
use super::steps::Steps;
use crate::error::{Result, try_zeroed};
use crate::image::Geometry;

/// Tables of one resize.
pub struct Nearest {
    columns: Vec<usize>,
    rows: Vec<usize>,
    /// Bytes of a pixel; `None` for bits.
    channels: Option<usize>,
}

impl Nearest {
    pub fn new(src: &Geometry, width: usize, height: usize) -> Result<Self> {
        let channels = src.format.pixel_bytes();
        Ok(Self { columns: nearest(src.width, width)?, rows: nearest(src.height, height)?, channels })
    }

    /// Which row of the source row `y` comes from.
    pub fn source_row(&self, y: usize) -> usize {
        self.rows[y]
    }

    /// Bits of `dst` beyond the width stay.
    pub fn row(&self, src: &[u8], dst: &mut [u8]) {
        match self.channels {
            None => scalar::nearest_bits(src, &self.columns, dst),
            Some(1) => scalar::nearest_row::<1>(src, &self.columns, dst),
            Some(3) => scalar::nearest_row::<3>(src, &self.columns, dst),
            Some(_) => scalar::nearest_row::<4>(src, &self.columns, dst),
        }
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
