//! Pixel formats, and the geometry of a view, which is checked once.

use crate::base::error::{Result, fail};
use crate::split::span;

/// How a pixel is stored. Operations ignore the alpha byte, and copy it where both images have one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// One byte, 0 black to 255 white.
    Gray8,
    /// Three bytes: red, green, blue.
    Rgb8,
    /// Three bytes: blue, green, red.
    Bgr8,
    /// Four bytes: red, green, blue, alpha.
    Rgba8,
    /// Four bytes: blue, green, red, alpha.
    Bgra8,
    /// One bit, the most significant of a byte first, 1 = black; rows start at a byte.
    Bit1,
    /// Two bytes, a `u16` in the byte order of the machine, 0 black to 65535 white. Rows and pixels need no alignment.
    Gray16,
}

impl Format {
    /// All formats.
    pub const ALL: [Format; 7] =
        [Format::Gray8, Format::Rgb8, Format::Bgr8, Format::Rgba8, Format::Bgra8, Format::Bit1, Format::Gray16];

    /// Returns the name in upper case, such as `GRAY8`.
    pub fn name(self) -> &'static str {
        ["GRAY8", "RGB8", "BGR8", "RGBA8", "BGRA8", "BIT1", "GRAY16"][self as usize]
    }

    /// Bytes of a pixel; `None` for [`Format::Bit1`].
    #[inline(always)]
    pub fn pixel_bytes(self) -> Option<usize> {
        match self {
            Format::Gray8 => Some(1),
            Format::Gray16 => Some(2),
            Format::Rgb8 | Format::Bgr8 => Some(3),
            Format::Rgba8 | Format::Bgra8 => Some(4),
            Format::Bit1 => None,
        }
    }

    /// Whether the last byte of a pixel is alpha.
    pub fn has_alpha(self) -> bool {
        matches!(self, Format::Rgba8 | Format::Bgra8)
    }

    /// Whether a pixel has red, green and blue.
    pub fn has_colour(self) -> bool {
        !matches!(self, Format::Gray8 | Format::Gray16 | Format::Bit1)
    }

    /// Whether each byte of a pixel is a channel, which can be mixed with that of another pixel.
    pub fn has_byte_channels(self) -> bool {
        !matches!(self, Format::Gray16 | Format::Bit1)
    }

    /// Bytes of a row of `width` pixels, or `None` on overflow.
    #[inline(always)]
    pub fn row_bytes(self, width: usize) -> Option<usize> {
        match self.pixel_bytes() {
            Some(bytes) => width.checked_mul(bytes),
            None => Some(width.div_ceil(8)),
        }
    }
}

/// Width, height, stride and format of one image, checked together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Geometry {
    /// Pixels in a row, at least 1.
    pub width: usize,
    /// Rows, at least 1.
    pub height: usize,
    /// Bytes from one row to the next, at least `row_bytes`.
    pub stride: usize,
    /// Format of each pixel.
    pub format: Format,
    /// Bytes of a row's pixels.
    pub row_bytes: usize,
    /// Bytes from the first to the last that belongs to the image.
    pub span: usize,
}

impl Geometry {
    /// Checks the numbers of a view; `stride` 0 means rows without gaps.
    ///
    /// # Errors
    /// `InvalidArgument` for a zero size or a stride below the row; `Overflow` where the image exceeds the address
    /// space.
    #[inline(always)]
    pub fn new(width: usize, height: usize, stride: usize, format: Format) -> Result<Self> {
        if width == 0 || height == 0 {
            fail!(InvalidArgument, "width {width} and height {height} must be at least 1");
        }
        let Some(row_bytes) = format.row_bytes(width) else {
            fail!(Overflow, "width {width} of {} exceeds the address space", format.name());
        };
        let stride = if stride == 0 { row_bytes } else { stride };
        if stride < row_bytes {
            fail!(InvalidArgument, "{width}x{height} {} needs stride >= {row_bytes}, got {stride}", format.name());
        }
        let Some(span) = span(row_bytes, height, stride) else {
            fail!(Overflow, "{width}x{height} with stride {stride} exceeds the address space");
        };
        Ok(Self { width, height, stride, format, row_bytes, span })
    }

    /// Whether images of this and of the other geometry have one size and format, whatever their strides.
    #[inline(always)]
    pub fn is_like(&self, other: &Self) -> bool {
        (self.width, self.height, self.format) == (other.width, other.height, other.format)
    }

    /// Checks that `len` bytes hold the image.
    ///
    /// # Errors
    /// `OutOfRange` where they do not.
    pub fn within(&self, len: usize) -> Result<()> {
        let &Self { width, height, stride, span, format, .. } = self;
        if span > len {
            fail!(OutOfRange, "{width}x{height} {} with stride {stride} needs {span} bytes, got {len}", format.name());
        }
        Ok(())
    }

    /// Returns the first byte of a row and the geometry of the region at (`x`, `y`).
    ///
    /// # Errors
    /// `InvalidArgument` for a region without pixels, `OutOfRange` for one that leaves the image, `Unsupported` for a
    /// `Bit1` region that does not start at a byte.
    pub fn region(&self, x: usize, y: usize, width: usize, height: usize) -> Result<(usize, Geometry)> {
        let inside = |start: usize, len: usize, whole: usize| start.checked_add(len).is_some_and(|end| end <= whole);
        if width == 0 || height == 0 {
            fail!(InvalidArgument, "width {width} and height {height} of a region must be at least 1");
        }
        if !inside(x, width, self.width) || !inside(y, height, self.height) {
            fail!(OutOfRange, "{width}x{height} at ({x}, {y}) leaves the {}x{} image", self.width, self.height);
        }
        let Some(column) = self.column(x) else {
            fail!(Unsupported, "a BIT1 region must start at a multiple of 8 pixels, got {x}");
        };
        Ok((column, Self::new(width, height, self.stride, self.format)?))
    }

    /// The byte of a row where pixel `x` starts; `None` for a bit within a byte.
    pub fn column(&self, x: usize) -> Option<usize> {
        match self.format.pixel_bytes() {
            Some(bytes) => Some(x * bytes),
            None => x.is_multiple_of(8).then_some(x / 8),
        }
    }
}
