//! The area filter by its definition, in 64 bits, where the sum of all weights is too large for the kernels.

use super::axis::{Axis, Cover};
use crate::base::error::{Result, fail, try_zeroed};
use crate::image::Geometry;
use crate::image::row_source::RowSource;

/// Tables of one area resize of any size.
pub struct WideArea {
    axes: [Axis; 2],
    rows: Vec<Cover>,
    total: u64,
    channels: usize,
    /// Elements of a row of the result.
    len: usize,
}

impl WideArea {
    pub fn new(src: &Geometry, channels: usize, width: usize, height: usize) -> Result<Self> {
        let axes = [Axis::new(src.width, width), Axis::new(src.height, height)];
        let total = (axes[0].covered() as u64)
            .checked_mul(axes[1].covered() as u64)
            .filter(|total| total.checked_mul(256).is_some());
        let Some(total) = total else {
            fail!(Overflow, "src: weights from {}x{} to {width}x{height} exceed 64 bits", src.width, src.height);
        };
        let mut rows = try_zeroed(height, "resize: tables")?;
        rows.iter_mut().zip(axes[1].covers()).for_each(|(row, cover)| *row = cover);
        Ok(Self { axes, rows, total, channels, len: width.saturating_mul(channels) })
    }

    /// Scratch memory for [`WideArea::row`].
    pub fn scratch(&self) -> Result<Vec<u64>> {
        try_zeroed(self.len, "resize: scratch rows")
    }

    /// Writes row `y` of the result.
    pub fn row(&self, src: &mut dyn RowSource, y: usize, sums: &mut [u64], dst: &mut [u8]) {
        let Self { axes: [horizontal, vertical], channels, total, .. } = *self;
        sums.fill(0);
        let cover = self.rows[y];
        for (row, vertical_weight) in (cover.at..).zip(cover.weights(vertical.pixel())) {
            let row = src.row(row);
            for (cover, sums) in horizontal.covers().zip(sums.chunks_exact_mut(channels)) {
                for (px, weight) in
                    row[cover.at * channels..].chunks_exact(channels).zip(cover.weights(horizontal.pixel()))
                {
                    let weight = weight as u64 * vertical_weight as u64;
                    px.iter().zip(&mut *sums).for_each(|(&px, sum)| *sum += u64::from(px) * weight);
                }
            }
        }
        sums.iter().zip(dst).for_each(|(&sum, dst)| *dst = ((sum + total / 2) / total) as u8);
    }
}
