//! Images that own their pixels.

use super::view::{AsView, ImageView, describe, getters_by_view};
use super::view_mut::ImageViewMut;
use crate::error::{Error, ErrorKind, Result};
use scipix_core::base::aligned::try_zeroed_bytes;
use scipix_core::image::{Format, Geometry};
use std::fmt;

/// An image that owns its pixels, in rows without gaps.
///
/// ```
/// use scipix::prelude::*;
///
/// let mut image = Image::new(4, 2, Format::Rgb8)?;
/// image.view_mut().pixel_mut(3, 1)?.copy_from_slice(&[255, 0, 0]);
/// assert_eq!(image.pixel(3, 1)?, [255, 0, 0]);
/// assert_eq!(format!("{image:?}"), "Image(4x2 RGB8)");
/// let bytes: Vec<u8> = image.into_raw();
/// assert_eq!(Image::from_raw(bytes, 4, 2, Format::Rgb8)?.row_bytes(), 12);
/// # Ok::<(), scipix::Error>(())
/// ```
#[derive(Clone)]
pub struct Image {
    data: Vec<u8>,
    geometry: Geometry,
}

getters_by_view!(Image);

impl Image {
    /// Makes an image whose bytes are all 0: black and transparent, or white for `Bit1`.
    ///
    /// # Errors
    /// `InvalidArgument` for a width or height of 0; `OutOfMemory`; `Overflow` for sizes beyond the address space.
    pub fn new(width: usize, height: usize, format: Format) -> Result<Self> {
        let geometry = Geometry::new(width, height, 0, format)?;
        Ok(Self { data: zeros(&geometry)?, geometry })
    }

    /// Makes an image of `data`, whose rows follow each other without gaps. No byte is copied.
    ///
    /// # Errors
    /// `SizeMismatch` if `data` is longer or shorter than the image; `InvalidArgument` for a width or height of 0;
    /// `Overflow`.
    pub fn from_raw(data: Vec<u8>, width: usize, height: usize, format: Format) -> Result<Self> {
        let geometry = Geometry::new(width, height, 0, format)?;
        if data.len() != geometry.span {
            let (name, span, len) = (format.name(), geometry.span, data.len());
            let message = format_args!("data: has {len} bytes, a {name} image of {width}x{height} has {span}");
            return Err(Error::new(ErrorKind::SizeMismatch, message));
        }
        Ok(Self { data, geometry })
    }

    /// Makes a copy. [`Clone`] does too, but aborts the process where there is no memory.
    ///
    /// # Errors
    /// `OutOfMemory`.
    pub fn try_clone(&self) -> Result<Self> {
        let mut data = zeros(&self.geometry)?;
        data.copy_from_slice(&self.data);
        Ok(Self { data, geometry: self.geometry })
    }

    /// Returns a view for reading.
    #[inline]
    pub fn view(&self) -> ImageView<'_> {
        ImageView::from_parts(&self.data, self.geometry)
    }

    /// Returns a view for writing.
    #[inline]
    pub fn view_mut(&mut self) -> ImageViewMut<'_> {
        ImageViewMut::from_parts(&mut self.data, self.geometry)
    }

    /// Returns the bytes of all pixels, row by row.
    pub fn as_bytes(&self) -> &[u8] {
        &self.data
    }

    /// Returns the bytes of all pixels, row by row, for writing.
    pub fn as_bytes_mut(&mut self) -> &mut [u8] {
        &mut self.data
    }

    /// Gives up the image and returns its bytes, row by row. No byte is copied.
    pub fn into_raw(self) -> Vec<u8> {
        self.data
    }
}

/// Makes the bytes of a black image.
fn zeros(geometry: &Geometry) -> Result<Vec<u8>> {
    try_zeroed_bytes(geometry.span).ok_or_else(|| {
        let &Geometry { width, height, format, .. } = geometry;
        let message = format_args!("image: no memory for {width}x{height} {}", format.name());
        Error::new(ErrorKind::OutOfMemory, message)
    })
}

impl fmt::Debug for Image {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        describe("Image", &self.geometry, f)
    }
}

impl<'a> From<&'a Image> for ImageView<'a> {
    fn from(image: &'a Image) -> Self {
        image.view()
    }
}

/// Two images are equal if their size, format and pixels are.
impl PartialEq for Image {
    fn eq(&self, other: &Self) -> bool {
        self.view() == other.view()
    }
}

impl Eq for Image {}
