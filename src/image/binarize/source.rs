//! The gray rows of an image of any format.

use crate::error::{Result, try_zeroed};
use crate::image::gray::{Luma, gray_row};
use crate::image::{Format, ImageRef};
use crate::simd::Level;

#[derive(Clone, Copy)]
pub struct GrayRows<'a> {
    src: ImageRef<'a>,
    level: Level,
}

impl<'a> GrayRows<'a> {
    pub fn new(src: ImageRef<'a>, level: Level) -> Self {
        Self { src, level }
    }

    /// What [`Self::row`] needs to put a row in.
    pub fn buffer(&self) -> Result<Vec<u8>> {
        let len = if self.src.format() == Format::Gray8 { 0 } else { self.src.width() };
        try_zeroed(len, "binarize: scratch rows")
    }

    /// Row `y`, which is put in `buffer` unless it is gray already.
    pub fn row<'b>(&'b self, y: usize, buffer: &'b mut [u8]) -> &'b [u8] {
        let row = self.src.rows().row(y);
        if self.src.format() == Format::Gray8 {
            return row;
        }
        gray_row(self.level, self.src.format(), Luma::Bt601, row, 0, buffer);
        buffer
    }
}
