//! The rows of an image as the next step of an operation wants them: as they are, or made gray on the way.

use super::gray::gray_row;
use super::{Format, Geometry, ImageRef, Luma};
use crate::error::{Result, try_zeroed};
use crate::mem::Rows;
use crate::simd::Level;

/// Rows of `image`, gray where that was asked for. Each thread has its own.
pub(in crate::image) struct SourceRows<'a> {
    image: ImageRef<'a>,
    level: Level,
    luma: Option<Luma>,
    /// Room for two gray rows, where rows are made gray.
    gray: Vec<u8>,
}

impl<'a> SourceRows<'a> {
    /// As they are, or gray by `luma`.
    pub fn new(level: Level, image: ImageRef<'a>, luma: Option<Luma>) -> Result<Self> {
        let luma = luma.filter(|_| image.format() != Format::Gray8);
        let room = if luma.is_some() { image.width().saturating_mul(2) } else { 0 };
        Ok(Self { image, level, luma, gray: try_zeroed(room, "src: gray rows")? })
    }

    /// What an image of `geometry` looks like through here.
    pub fn geometry(geometry: &Geometry, luma: Option<Luma>) -> Result<Geometry> {
        match luma {
            Some(_) => Geometry::new(geometry.width, geometry.height, 0, Format::Gray8),
            None => Ok(*geometry),
        }
    }

    /// Row `y`.
    pub fn row(&mut self, y: usize) -> &[u8] {
        let src = self.image.rows().row(y);
        let Some(luma) = self.luma else {
            return src;
        };
        let gray = &mut self.gray[..self.image.width()];
        gray_row(self.level, self.image.format(), luma, src, 0, gray);
        gray
    }

    /// Rows `y` and `y + 1`.
    pub fn pair(&mut self, y: usize) -> Rows<'_> {
        let rows = self.image.rows();
        let Some(luma) = self.luma else {
            return rows.sub(0..rows.row_bytes(), y..y + 2);
        };
        for (row, gray) in self.gray.chunks_exact_mut(self.image.width()).enumerate() {
            gray_row(self.level, self.image.format(), luma, rows.row(y + row), 0, gray);
        }
        Rows::from_flat(&self.gray, self.image.width()).0
    }
}
