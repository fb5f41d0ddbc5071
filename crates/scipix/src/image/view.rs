//! Views for reading.

use crate::error::{Error, ErrorKind, Result};
use scipix_core::image::{Format, Geometry, ImageRef};
use scipix_core::split::Rows;
use std::fmt;

/// A view of an image for reading: pixels that lie in a slice, row by row, and what they mean. It is a pointer and a
/// few numbers, and copying it copies no pixels.
///
/// ```
/// use scipix::prelude::*;
///
/// // Two rows of three pixels and one byte of padding.
/// let data = [1, 2, 3, 0, 4, 5, 6, 0];
/// let view = ImageView::new(&data, 3, 2, Format::Gray8)?.stride(4)?;
/// assert_eq!(view.row(1), [4, 5, 6]);
/// assert_eq!(view.pixel(2, 0)?, [3]);
/// assert_eq!(view.subview(1, 0, 2, 2)?.rows().last(), Some(&[5, 6][..]));
/// assert_eq!(view.subview(2, 0, 2, 2).unwrap_err().kind(), ErrorKind::OutOfRange);
/// # Ok::<(), scipix::Error>(())
/// ```
#[derive(Clone, Copy)]
pub struct ImageView<'a> {
    data: &'a [u8],
    geometry: Geometry,
}

impl<'a> ImageView<'a> {
    /// Makes a view of the image in `data`, whose rows follow each other without gaps. `data` may be longer than the
    /// image.
    ///
    /// # Errors
    /// `InvalidArgument` for a width or height of 0; `OutOfRange` if `data` is too short; `Overflow` for sizes beyond
    /// the address space.
    #[inline]
    pub fn new(data: &'a [u8], width: usize, height: usize, format: Format) -> Result<Self> {
        let geometry = Geometry::new(width, height, 0, format)?;
        check_data(&geometry, data.len())?;
        Ok(Self { data, geometry })
    }

    /// Sets the distance from one row to the next, for rows with padding. Call it on a new view, before others are made
    /// of it. The last row needs no padding.
    ///
    /// # Errors
    /// `InvalidArgument` if `bytes` is less than a row; `OutOfRange` if the image no longer fits in the data;
    /// `Overflow`.
    #[inline]
    pub fn stride(self, bytes: usize) -> Result<Self> {
        let geometry = with_stride(&self.geometry, bytes, self.data.len())?;
        Ok(Self { geometry, ..self })
    }

    /// Returns the region of `width` x `height` pixels whose top left is (`x`, `y`). No pixel is copied.
    ///
    /// # Errors
    /// `OutOfRange` if the region leaves the image; `InvalidArgument` if it has no pixels; `Unsupported` for a `Bit1`
    /// region that does not start at a multiple of 8 pixels.
    pub fn subview(&self, x: usize, y: usize, width: usize, height: usize) -> Result<ImageView<'a>> {
        let (column, geometry) = self.geometry.region(x, y, width, height)?;
        let start = y * self.geometry.stride + column;
        Ok(Self { data: &self.data[start..start + geometry.span], geometry })
    }

    /// Returns the number of pixels in a row.
    pub fn width(&self) -> usize {
        self.geometry.width
    }

    /// Returns the number of rows.
    pub fn height(&self) -> usize {
        self.geometry.height
    }

    /// Returns the format of the pixels.
    pub fn format(&self) -> Format {
        self.geometry.format
    }

    /// Returns the number of bytes of a row, padding excluded.
    pub fn row_bytes(&self) -> usize {
        self.geometry.row_bytes
    }

    /// Returns the bytes of row `y`, padding excluded.
    ///
    /// # Panics
    /// If there is no such row.
    #[inline]
    pub fn row(&self, y: usize) -> &'a [u8] {
        assert!(y < self.height(), "row {y} of {}", self.height());
        &self.data[y * self.geometry.stride..][..self.geometry.row_bytes]
    }

    /// Returns the bytes of each row, from top to bottom, padding excluded.
    pub fn rows(&self) -> impl DoubleEndedIterator<Item = &'a [u8]> + ExactSizeIterator + use<'a> {
        let view = *self;
        (0..view.height()).map(move |y| view.row(y))
    }

    /// Returns the bytes of the pixel in column `x` of row `y`.
    ///
    /// # Errors
    /// `OutOfRange` outside of the image; `Unsupported` for `Bit1`, whose pixels share bytes: see [`ImageView::bit`].
    #[inline]
    pub fn pixel(&self, x: usize, y: usize) -> Result<&'a [u8]> {
        let place = pixel_place(&self.geometry, x, y)?;
        Ok(&self.data[place.start..place.end])
    }

    /// Returns whether the pixel in column `x` of row `y` of a `Bit1` image is black.
    ///
    /// # Errors
    /// `OutOfRange` outside of the image; `Unsupported` for other formats.
    pub fn bit(&self, x: usize, y: usize) -> Result<bool> {
        if self.format() != Format::Bit1 {
            return Err(unsupported(format_args!("bit: the image is {}, not BIT1", self.format().name())));
        }
        inside(&self.geometry, x, y)?;
        Ok(self.row(y)[x / 8] & (0x80 >> (x % 8)) != 0)
    }

    /// Makes a view of `data`, in which `geometry` was found to fit.
    pub(super) fn from_parts(data: &'a [u8], geometry: Geometry) -> Self {
        Self { data, geometry }
    }

    /// Returns the core's view.
    #[inline]
    pub(crate) fn to_core(self) -> ImageRef<'a> {
        let Geometry { row_bytes, height, stride, .. } = self.geometry;
        match Rows::new(self.data, row_bytes, height, stride) {
            Some(rows) => ImageRef::from_rows(rows, self.geometry),
            None => unreachable!("a view is checked when it is made"),
        }
    }
}

/// The numbers of `geometry` with another stride, for an image in `len` bytes.
pub(super) fn with_stride(geometry: &Geometry, bytes: usize, len: usize) -> Result<Geometry> {
    let &Geometry { width, height, row_bytes, format, .. } = geometry;
    if bytes < row_bytes {
        let message = format_args!("stride: {bytes} bytes, a row of {width} {} pixels has {row_bytes}", format.name());
        return Err(Error::new(ErrorKind::InvalidArgument, message));
    }
    let geometry = Geometry::new(width, height, bytes, format)?;
    check_data(&geometry, len)?;
    Ok(geometry)
}

/// Checks that `len` bytes of data hold the image.
#[inline]
pub(super) fn check_data(geometry: &Geometry, len: usize) -> Result<()> {
    Ok(geometry.within(len).map_err(|error| error.of("data"))?)
}

/// The bytes of a pixel within the data of an image.
#[inline]
pub(super) fn pixel_place(geometry: &Geometry, x: usize, y: usize) -> Result<std::ops::Range<usize>> {
    inside(geometry, x, y)?;
    match geometry.format.pixel_bytes() {
        Some(bytes) => {
            let start = y * geometry.stride + x * bytes;
            Ok(start..start + bytes)
        }
        None => Err(unsupported("pixel: the pixels of a BIT1 image share bytes, bit() reads them")),
    }
}

#[inline]
fn inside(geometry: &Geometry, x: usize, y: usize) -> Result<()> {
    if x < geometry.width && y < geometry.height { Ok(()) } else { Err(outside(geometry, x, y)) }
}

#[cold]
fn outside(geometry: &Geometry, x: usize, y: usize) -> Error {
    let message = format_args!("pixel ({x}, {y}) is outside of the {}x{} image", geometry.width, geometry.height);
    Error::new(ErrorKind::OutOfRange, message)
}

#[cold]
fn unsupported(message: impl fmt::Display) -> Error {
    Error::new(ErrorKind::Unsupported, message)
}

impl fmt::Debug for ImageView<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        describe("ImageView", &self.geometry, f)
    }
}

/// Writes what an image is, without its pixels.
pub(super) fn describe(name: &str, geometry: &Geometry, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let &Geometry { width, height, format, stride, row_bytes, .. } = geometry;
    write!(f, "{name}({width}x{height} {}", format.name())?;
    if stride != row_bytes {
        write!(f, ", stride {stride}")?;
    }
    f.write_str(")")
}

/// Two views are equal if their size, format and pixels are. Padding does not count.
impl PartialEq for ImageView<'_> {
    fn eq(&self, other: &Self) -> bool {
        let same = |a: &Geometry, b: &Geometry| (a.width, a.height, a.format) == (b.width, b.height, b.format);
        same(&self.geometry, &other.geometry)
            && self.rows().zip(other.rows()).all(|(row, other)| equal_rows(&self.geometry, row, other))
    }
}

impl Eq for ImageView<'_> {}

fn equal_rows(geometry: &Geometry, row: &[u8], other: &[u8]) -> bool {
    let last_bits = if geometry.format == Format::Bit1 { geometry.width % 8 } else { 0 };
    match (row, other) {
        ([row @ .., last], [other @ .., other_last]) if last_bits != 0 => {
            row == other && (last ^ other_last) >> (8 - last_bits) == 0
        }
        _ => row == other,
    }
}

/// Anything that can be looked at as an image: views, owned images, and types of other crates that implement it. All of
/// them have the operations of [`ImageOps`](super::ImageOps).
pub trait AsView {
    /// Returns a view of the pixels.
    fn as_view(&self) -> ImageView<'_>;
}

impl AsView for ImageView<'_> {
    #[inline]
    fn as_view(&self) -> ImageView<'_> {
        *self
    }
}

impl<T: AsView + ?Sized> AsView for &T {
    #[inline]
    fn as_view(&self) -> ImageView<'_> {
        (**self).as_view()
    }
}

/// Getters of a type that has `as_view`, for which [`ImageView`] has the code.
macro_rules! getters_by_view {
    ($type:ty) => {
        impl $type {
            /// Returns the number of pixels in a row.
            pub fn width(&self) -> usize {
                self.geometry.width
            }

            /// Returns the number of rows.
            pub fn height(&self) -> usize {
                self.geometry.height
            }

            /// Returns the format of the pixels.
            pub fn format(&self) -> Format {
                self.geometry.format
            }

            /// Returns the number of bytes of a row, padding excluded.
            pub fn row_bytes(&self) -> usize {
                self.geometry.row_bytes
            }

            /// Returns the bytes of row `y`, padding excluded.
            ///
            /// # Panics
            /// If there is no such row.
            #[inline]
            pub fn row(&self, y: usize) -> &[u8] {
                self.view().row(y)
            }

            /// Returns the bytes of each row, from top to bottom, padding excluded.
            pub fn rows(&self) -> impl DoubleEndedIterator<Item = &[u8]> + ExactSizeIterator {
                self.view().rows()
            }

            /// Returns the bytes of the pixel in column `x` of row `y`.
            ///
            /// # Errors
            /// Those of [`ImageView::pixel`].
            #[inline]
            pub fn pixel(&self, x: usize, y: usize) -> Result<&[u8]> {
                self.view().pixel(x, y)
            }

            /// Returns whether the pixel in column `x` of row `y` of a `Bit1` image is black.
            ///
            /// # Errors
            /// Those of [`ImageView::bit`].
            pub fn bit(&self, x: usize, y: usize) -> Result<bool> {
                self.view().bit(x, y)
            }

            /// Returns the region of `width` x `height` pixels whose top left is (`x`, `y`). No pixel is copied.
            ///
            /// # Errors
            /// Those of [`ImageView::subview`].
            pub fn subview(&self, x: usize, y: usize, width: usize, height: usize) -> Result<ImageView<'_>> {
                self.view().subview(x, y, width, height)
            }
        }

        impl AsView for $type {
            #[inline]
            fn as_view(&self) -> ImageView<'_> {
                self.view()
            }
        }
    };
}
pub(super) use getters_by_view;
