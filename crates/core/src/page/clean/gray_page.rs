//! A gray page with memory of its own.

use crate::base::error::{Result, fail};
use crate::image::{self, Format, Geometry, ImageMut, ImageRef, Luma, histogram};
use crate::page::ink::ink_level_of;
use crate::simd;

/// A gray page, rows without gaps; of size 0 where there is none.
#[derive(Debug, Default)]
pub struct GrayPage {
    data: Vec<u8>,
    width: usize,
    height: usize,
}

impl GrayPage {
    /// Makes one that holds no memory yet.
    pub const fn new() -> Self {
        Self { data: Vec::new(), width: 0, height: 0 }
    }

    /// Returns the bytes of memory that it holds.
    pub fn bytes(&self) -> usize {
        self.data.capacity()
    }

    pub fn width(&self) -> usize {
        self.width
    }

    pub fn height(&self) -> usize {
        self.height
    }

    /// Forgets the page, not its memory.
    pub fn clear(&mut self) {
        self.data.clear();
        (self.width, self.height) = (0, 0);
    }

    /// Takes the pixels; the page has none then.
    pub fn take(&mut self) -> Vec<u8> {
        (self.width, self.height) = (0, 0);
        std::mem::take(&mut self.data)
    }

    /// Takes a size; what the pixels are is not said.
    fn resize(&mut self, width: usize, height: usize) -> Result<()> {
        let len = Geometry::new(width, height, 0, Format::Gray8)?.span;
        if self.data.try_reserve_exact(len.saturating_sub(self.data.len())).is_err() {
            fail!(OutOfMemory, "page: no memory for {width}x{height} pixels");
        }
        self.data.resize(len, 0);
        (self.width, self.height) = (width, height);
        Ok(())
    }

    pub fn view(&self) -> Result<ImageRef<'_>> {
        ImageRef::new(&self.data, self.width, self.height, 0, Format::Gray8)
    }

    pub fn view_mut(&mut self) -> Result<ImageMut<'_>> {
        ImageMut::new(&mut self.data, self.width, self.height, 0, Format::Gray8)
    }

    /// Becomes the gray of `src`.
    pub fn load(&mut self, src: ImageRef<'_>) -> Result<()> {
        self.resize(src.width(), src.height())?;
        match src.format() {
            Format::Gray8 => image::copy(src, self.view_mut()?),
            _ => image::grayscale(src, Luma::Bt601, self.view_mut()?),
        }
    }

    /// The commonest gray of what is lighter than ink, which all of a page is where nothing stands out.
    pub fn paper(&self) -> u8 {
        let counts = self.view().map_or([0; 256], |page| histogram(simd::active(), page));
        let darkest = ink_level_of(&counts).map_or(0, |level| level.saturating_add(1));
        (darkest..=255).rev().max_by_key(|&gray: &u8| counts[usize::from(gray)]).unwrap_or(255)
    }

    /// Makes `white` and what is lighter white, and the rest lighter by the same factor.
    pub fn whiten(&mut self, white: u8) {
        let white = u32::from(white.max(1));
        let lighter: [u8; 256] = std::array::from_fn(|gray| (gray as u32 * 255 / white).min(255) as u8);
        self.data.iter_mut().for_each(|px| *px = lighter[usize::from(*px)]);
    }

    /// Turns this page into `dst`, which gets the size of a page that is turned by `size` degrees.
    pub fn rotate_to(&self, dst: &mut Self, degrees: f32, size: f32, fill: u8) -> Result<()> {
        let src = self.view()?;
        let (width, height) = image::rotated_size(&src.geometry(), size)?;
        dst.resize(width, height)?;
        image::rotate(src, degrees, fill, dst.view_mut()?)
    }
}
