//! The pixels of an image whose rows lie side by side: for what may take them as one row.

use super::{Format, ImageRef};

/// The pixels of an image without gaps between rows.
#[derive(Clone, Copy)]
pub struct DensePixels<'a> {
    /// All of them, row after row.
    pub bytes: &'a [u8],
    /// How each is stored.
    pub format: Format,
    /// Pixels in a row.
    pub width: usize,
    /// Rows.
    pub height: usize,
}

impl<'a> DensePixels<'a> {
    /// The pixels of `image`, if it has no gaps.
    #[inline(always)]
    pub fn of(image: &ImageRef<'a>) -> Option<Self> {
        let bytes = image.rows().as_slice()?;
        Some(Self { bytes, format: image.format(), width: image.width(), height: image.height() })
    }

    /// Whether each pixel is some bytes of its own, and there are `count` of them.
    #[inline(always)]
    pub fn are(&self, count: usize) -> bool {
        let bytes = self.format.pixel_bytes().map(|bytes| bytes * count);
        bytes == Some(self.bytes.len()) && self.width * self.height == count
    }
}
