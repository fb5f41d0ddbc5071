//! Views of images in memory that belongs to the caller. They are checked once, when they are made.

use super::format::{Format, Geometry};
use crate::base::error::{Result, fail};
use crate::split::{Rows, RowsMut};

/// A view of an image for reading.
#[derive(Clone, Copy, Debug)]
pub struct ImageRef<'a> {
    rows: Rows<'a>,
    geometry: Geometry,
}

/// A view of an image for writing.
#[derive(Debug)]
pub struct ImageMut<'a> {
    rows: RowsMut<'a>,
    geometry: Geometry,
}

impl<'a> ImageRef<'a> {
    /// Makes a view of the image in `data`; `stride` 0 means rows without gaps.
    ///
    /// # Errors
    /// Those of [`Geometry::new`] and [`Geometry::within`].
    pub fn new(data: &'a [u8], width: usize, height: usize, stride: usize, format: Format) -> Result<Self> {
        let geometry = Geometry::new(width, height, stride, format)?;
        geometry.within(data.len())?;
        match Rows::new(data, geometry.row_bytes, height, geometry.stride) {
            Some(rows) => Ok(Self { rows, geometry }),
            None => fail!(OutOfRange, "the image does not fit in {} bytes", data.len()),
        }
    }

    /// Makes a view of `rows`. Panics where their size is not that of `geometry`.
    #[inline]
    pub fn from_rows(rows: Rows<'a>, geometry: Geometry) -> Self {
        assert!(rows.len() == geometry.height && rows.row_bytes() == geometry.row_bytes);
        Self { rows, geometry }
    }

    /// The region of `width` x `height` pixels at (`x`, `y`), without a copy.
    ///
    /// # Errors
    /// Those of [`Geometry::region`].
    pub fn region(&self, x: usize, y: usize, width: usize, height: usize) -> Result<ImageRef<'a>> {
        let (column, geometry) = self.geometry.region(x, y, width, height)?;
        let rows = self.rows.sub(column..column + geometry.row_bytes, y..y + height);
        Ok(Self::from_rows(rows, geometry))
    }

    /// The bytes of each row.
    pub fn rows(&self) -> Rows<'a> {
        self.rows
    }
}

impl<'a> ImageMut<'a> {
    /// Makes a view of the image in `data`; `stride` 0 means rows without gaps.
    ///
    /// # Errors
    /// Those of [`Geometry::new`] and [`Geometry::within`].
    pub fn new(data: &'a mut [u8], width: usize, height: usize, stride: usize, format: Format) -> Result<Self> {
        let geometry = Geometry::new(width, height, stride, format)?;
        geometry.within(data.len())?;
        let len = data.len();
        match RowsMut::new(data, geometry.row_bytes, height, geometry.stride) {
            Some(rows) => Ok(Self { rows, geometry }),
            None => fail!(OutOfRange, "the image does not fit in {len} bytes"),
        }
    }

    /// Makes a view of `rows`. Panics where their size is not that of `geometry`.
    #[inline]
    pub fn from_rows(rows: RowsMut<'a>, geometry: Geometry) -> Self {
        assert!(rows.len() == geometry.height && rows.row_bytes() == geometry.row_bytes);
        Self { rows, geometry }
    }

    /// The region of `width` x `height` pixels at (`x`, `y`), without a copy.
    ///
    /// # Errors
    /// Those of [`Geometry::region`].
    pub fn region(self, x: usize, y: usize, width: usize, height: usize) -> Result<ImageMut<'a>> {
        let (column, geometry) = self.geometry.region(x, y, width, height)?;
        let rows = self.rows.sub(column..column + geometry.row_bytes, y..y + height);
        Ok(Self::from_rows(rows, geometry))
    }

    /// A view of this image for reading.
    pub fn as_ref(&self) -> ImageRef<'_> {
        ImageRef { rows: self.rows.as_rows(), geometry: self.geometry }
    }

    /// A view of this image under a shorter borrow.
    pub fn reborrow(&mut self) -> ImageMut<'_> {
        ImageMut { rows: self.rows.reborrow(), geometry: self.geometry }
    }

    /// The bytes of each row.
    pub fn into_rows(self) -> RowsMut<'a> {
        self.rows
    }
}

macro_rules! getters {
    ($($view:ident),+) => {$(
        impl $view<'_> {
            /// Pixels in a row.
            pub fn width(&self) -> usize {
                self.geometry.width
            }

            /// Rows.
            pub fn height(&self) -> usize {
                self.geometry.height
            }

            /// Format of each pixel.
            pub fn format(&self) -> Format {
                self.geometry.format
            }

            /// Size, stride and format.
            pub fn geometry(&self) -> Geometry {
                self.geometry
            }
        }
    )+};
}
getters!(ImageRef, ImageMut);

/// Fails where `dst` and `src` differ in size.
#[inline]
pub(crate) fn same_size(src: &Geometry, dst: &Geometry) -> Result<()> {
    if (src.width, src.height) != (dst.width, dst.height) {
        fail!(SizeMismatch, "dst: is {}x{}, src is {}x{}", dst.width, dst.height, src.width, src.height);
    }
    Ok(())
}

/// Names the conversions for callers whose 16-bit samples an operation does not take.
pub(crate) const GRAY16_HINT: &str = "grayscale and gray16_to_gray8 make GRAY8 of it";

/// The formats of which each byte is a channel.
pub(crate) const BYTE_CHANNELS: [Format; 5] = [Format::Gray8, Format::Rgb8, Format::Bgr8, Format::Rgba8, Format::Bgra8];

/// Fails where `format` is not among those that an operation takes for the argument called `name`.
#[inline(always)]
pub(crate) fn format_among(name: &str, format: Format, allowed: &[Format]) -> Result<()> {
    if allowed.contains(&format) { Ok(()) } else { refuse_format(name, format, allowed) }
}

/// Says which formats are taken. Once, not in each of the functions that check.
#[cold]
#[inline(never)]
fn refuse_format(name: &str, format: Format, allowed: &[Format]) -> Result<()> {
    let names: Vec<_> = allowed.iter().map(|f| f.name()).collect();
    let names = names.join(" or ");
    if format == Format::Gray16 && name == "src" && allowed.contains(&Format::Gray8) {
        fail!(Unsupported, "src: is GRAY16, must be {names}; {GRAY16_HINT}");
    }
    fail!(Unsupported, "{name}: is {}, must be {names}", format.name());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::error::ErrorKind;

    fn kind<T>(result: Result<T>) -> ErrorKind {
        result.map(|_| ()).unwrap_err().kind()
    }

    #[test]
    fn views_must_fit() {
        let data = [0; 100];
        let view = |w, h, stride, format| ImageRef::new(&data, w, h, stride, format);
        assert!(view(10, 10, 0, Format::Gray8).is_ok());
        assert!(view(5, 5, 20, Format::Rgba8).is_ok());
        assert!(view(3, 10, 10, Format::Rgb8).is_ok(), "the last row ends before its stride");
        assert_eq!(kind(view(10, 11, 0, Format::Gray8)), ErrorKind::OutOfRange);
        assert_eq!(kind(view(0, 1, 0, Format::Gray8)), ErrorKind::InvalidArgument);
        assert_eq!(kind(view(1, 0, 0, Format::Gray8)), ErrorKind::InvalidArgument);
        assert_eq!(kind(view(5, 2, 19, Format::Rgba8)), ErrorKind::InvalidArgument);
        assert_eq!(kind(view(usize::MAX, 1, 0, Format::Rgb8)), ErrorKind::Overflow);
        assert_eq!(kind(view(usize::MAX / 2, usize::MAX / 2, 0, Format::Gray8)), ErrorKind::Overflow);
    }

    #[test]
    fn regions_point_into_the_image() {
        let data: Vec<u8> = (0..60).collect();
        let image = ImageRef::new(&data, 4, 5, 12, Format::Rgb8).unwrap();
        let region = image.region(1, 2, 2, 3).unwrap();
        assert_eq!(region.rows().row(0), &data[27..33]);
        assert_eq!(region.rows().row(2), &data[51..57]);
        assert_eq!(kind(image.region(3, 0, 2, 1)), ErrorKind::OutOfRange);
        assert_eq!(kind(image.region(1, 0, usize::MAX, 1)), ErrorKind::OutOfRange);
        assert_eq!(kind(image.region(0, 0, 0, 1)), ErrorKind::InvalidArgument);
    }

    #[test]
    fn bit_regions_start_at_a_byte() {
        let data = [0u8; 8];
        let image = ImageRef::new(&data, 20, 2, 4, Format::Bit1).unwrap();
        assert_eq!(image.region(8, 1, 11, 1).unwrap().rows().row_bytes(), 2);
        assert_eq!(kind(image.region(4, 0, 8, 1)), ErrorKind::Unsupported);
    }
}
