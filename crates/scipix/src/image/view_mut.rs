//! Views for writing.

use super::background::Background;
use super::view::{AsView, ImageView, check_data, describe, getters_by_view, pixel_place, with_stride};
use crate::error::Result;
use scipix_core::image::{self as core_image, Flip, Format, Geometry, ImageMut};
use scipix_core::split::RowsMut;
use std::fmt;

/// A view of an image for writing. Operations of [`ImageOps`](super::ImageOps) whose names end in `_into` write to it.
///
/// ```
/// use scipix::prelude::*;
///
/// let mut data = [0; 6];
/// let mut view = ImageViewMut::new(&mut data, 3, 2, Format::Gray8)?;
/// view.pixel_mut(2, 1)?[0] = 9;
/// view.subview_mut(0, 0, 2, 1)?.row_mut(0).fill(7);
/// view.flip_in_place(Flip::Vertical);
/// assert_eq!(data, [0, 0, 9, 7, 7, 0]);
/// # Ok::<(), scipix::Error>(())
/// ```
pub struct ImageViewMut<'a> {
    data: &'a mut [u8],
    geometry: Geometry,
}

getters_by_view!(ImageViewMut<'_>);

impl<'a> ImageViewMut<'a> {
    /// Makes a view of the image in `data`, whose rows follow each other without gaps. `data` may be longer than the
    /// image.
    ///
    /// # Errors
    /// Those of [`ImageView::new`].
    #[inline]
    pub fn new(data: &'a mut [u8], width: usize, height: usize, format: Format) -> Result<Self> {
        let geometry = Geometry::new(width, height, 0, format)?;
        check_data(&geometry, data.len())?;
        Ok(Self { data, geometry })
    }

    /// Sets the distance from one row to the next, for rows with padding. Call it on a new view. The last row needs no
    /// padding, and padding is never written.
    ///
    /// # Errors
    /// Those of [`ImageView::stride`].
    #[inline]
    pub fn stride(self, bytes: usize) -> Result<Self> {
        let geometry = with_stride(&self.geometry, bytes, self.data.len())?;
        Ok(Self { geometry, ..self })
    }

    /// Returns a view for reading.
    #[inline]
    pub fn view(&self) -> ImageView<'_> {
        ImageView::from_parts(self.data, self.geometry)
    }

    /// Returns a view of this image under a shorter borrow, for functions that take one by value.
    pub fn reborrow(&mut self) -> ImageViewMut<'_> {
        ImageViewMut { data: self.data, geometry: self.geometry }
    }

    /// Returns the region of `width` x `height` pixels whose top left is (`x`, `y`). No pixel is copied.
    ///
    /// # Errors
    /// Those of [`ImageView::subview`].
    pub fn subview_mut(&mut self, x: usize, y: usize, width: usize, height: usize) -> Result<ImageViewMut<'_>> {
        let (column, geometry) = self.geometry.region(x, y, width, height)?;
        let start = y * self.geometry.stride + column;
        Ok(ImageViewMut { data: &mut self.data[start..start + geometry.span], geometry })
    }

    /// Returns the bytes of row `y`, padding excluded.
    ///
    /// # Panics
    /// If there is no such row.
    #[inline]
    pub fn row_mut(&mut self, y: usize) -> &mut [u8] {
        assert!(y < self.height(), "row {y} of {}", self.height());
        &mut self.data[y * self.geometry.stride..][..self.geometry.row_bytes]
    }

    /// Returns the bytes of each row, from top to bottom, padding excluded.
    pub fn rows_mut(&mut self) -> impl DoubleEndedIterator<Item = &mut [u8]> + ExactSizeIterator {
        let Geometry { stride, row_bytes, span, .. } = self.geometry;
        self.data[..span].chunks_mut(stride).map(move |row| &mut row[..row_bytes])
    }

    /// Returns the bytes of the pixel in column `x` of row `y`.
    ///
    /// # Errors
    /// Those of [`ImageView::pixel`].
    #[inline]
    pub fn pixel_mut(&mut self, x: usize, y: usize) -> Result<&mut [u8]> {
        let place = pixel_place(&self.geometry, x, y)?;
        Ok(&mut self.data[place])
    }

    /// Replaces the image by its negative: colours become 255 minus themselves, bits flip, alpha stays.
    pub fn invert_in_place(&mut self) {
        core_image::invert_in_place(self.core_mut());
    }

    /// Flips the image.
    pub fn flip_in_place(&mut self, direction: Flip) {
        core_image::flip_in_place(self.core_mut(), direction);
    }

    /// Composites the image over a colour, red first, like [`flatten`](super::ImageOps::flatten); alpha becomes 255.
    ///
    /// # Errors
    /// `Unsupported` if the image has no alpha.
    pub fn flatten_in_place(&mut self, colour: [u8; 3]) -> Result<()> {
        Ok(core_image::flatten_in_place(self.core_mut(), colour)?)
    }

    /// Divides a page by its background, like [`normalize_background`](super::ImageOps::normalize_background).
    ///
    /// # Errors
    /// `Unsupported` if the image is not `Gray8`; `InvalidArgument` for a number out of range; `OutOfMemory`.
    pub fn normalize_background_in_place(&mut self, background: Background) -> Result<()> {
        Ok(core_image::normalize_background_in_place(self.core_mut(), background.core_params())?)
    }

    /// Equalises the contrast of the image, like [`clahe`](super::ImageOps::clahe).
    ///
    /// # Errors
    /// `Unsupported` if the image is not `Gray8`; `InvalidArgument` for a number out of range; `OutOfMemory`.
    pub fn clahe_in_place(&mut self, clip_limit: f64, tiles: (usize, usize)) -> Result<()> {
        Ok(core_image::clahe_in_place(self.core_mut(), clip_limit, tiles.into())?)
    }

    /// Replaces each gray value above `threshold` by 255, and the others by 0.
    ///
    /// # Errors
    /// `Unsupported` if the image is not `Gray8`.
    pub fn threshold_in_place(&mut self, threshold: u8) -> Result<()> {
        Ok(core_image::threshold_in_place(self.core_mut(), threshold)?)
    }

    /// Makes a view of `data`, in which `geometry` was found to fit.
    pub(super) fn from_parts(data: &'a mut [u8], geometry: Geometry) -> Self {
        Self { data, geometry }
    }

    /// Returns the core's view.
    #[inline]
    pub(crate) fn core_mut(&mut self) -> ImageMut<'_> {
        let Geometry { row_bytes, height, stride, .. } = self.geometry;
        match RowsMut::new(self.data, row_bytes, height, stride) {
            Some(rows) => ImageMut::from_rows(rows, self.geometry),
            None => unreachable!("a view is checked when it is made"),
        }
    }
}

impl fmt::Debug for ImageViewMut<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        describe("ImageViewMut", &self.geometry, f)
    }
}
