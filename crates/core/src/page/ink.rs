//! The ink of a page as a mask.

use crate::base::error::{Result, rezero};
use crate::image::components::{BitMask, pack_image};
use crate::image::{Format, ImageMut, ImageRef, Method, binarize, histogram, otsu_of};
use crate::simd;

/// The least difference between the mean grays of ink and paper. Noise of plain paper has less.
const LEAST_CONTRAST: f64 = 20.0;

/// Returns the gray up to which pixels are ink, Otsu's level. It is `None` if nothing stands out from the paper, as on a page
/// without text.
pub fn ink_level(src: ImageRef<'_>) -> Option<u8> {
    ink_level_of(&histogram(simd::active(), src))
}

/// Does what [`ink_level`] does for an image with so many pixels of each gray.
pub fn ink_level_of(counts: &[u64; 256]) -> Option<u8> {
    let level = otsu_of(simd::active(), counts);
    let (dark, light) = counts.split_at(usize::from(level) + 1);
    let mean = |counts: &[u64], first: usize| {
        let pixels: u64 = counts.iter().sum();
        let total: u64 = counts.iter().zip(first as u64..).map(|(count, gray)| count * gray).sum();
        (pixels > 0).then(|| total as f64 / pixels as f64)
    };
    let contrast = mean(light, dark.len())? - mean(dark, 0)?;
    (contrast >= LEAST_CONTRAST).then_some(level)
}

/// A mask of a page's ink, and the memory that it takes to make it.
#[derive(Debug, Default)]
pub struct Ink {
    mask: BitMask,
    bits: Vec<u8>,
}

impl Ink {
    /// Makes one that holds no memory yet.
    pub const fn new() -> Self {
        Self { mask: BitMask::new(), bits: Vec::new() }
    }

    /// Returns the bytes of memory that it holds.
    pub fn bytes(&self) -> usize {
        self.mask.bytes() + self.bits.capacity()
    }

    /// Returns the mask that was made last.
    pub fn mask(&self) -> &BitMask {
        &self.mask
    }

    /// Finds the ink of `src`: the black pixels of a `Bit1` page, or the pixels of any other whose gray is at most `threshold`,
    /// [`ink_level`] where there is none.
    ///
    /// # Errors
    /// `Unsupported` for sides beyond 2²⁴; `OutOfMemory`.
    pub fn pack(&mut self, src: ImageRef<'_>, threshold: Option<u8>) -> Result<&BitMask> {
        let (width, height) = (src.width(), src.height());
        if src.format() == Format::Bit1 {
            pack_image(src, &mut self.mask)?;
            return Ok(&self.mask);
        }
        self.mask.resize(width, height)?;
        let Some(threshold) = threshold.or_else(|| ink_level(src)) else {
            self.mask.clear();
            return Ok(&self.mask);
        };
        rezero(&mut self.bits, width.div_ceil(8) * height, "src")?;
        let bits = ImageMut::new(&mut self.bits, width, height, 0, Format::Bit1)?;
        binarize(src, &Method::Fixed { threshold }, bits)?;
        pack_image(ImageRef::new(&self.bits, width, height, 0, Format::Bit1)?, &mut self.mask)?;
        Ok(&self.mask)
    }
}
