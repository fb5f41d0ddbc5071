//! Pixels: formats, and images in the caller's memory.
//!
//! A view owns nothing: it is valid as long as the memory it points to. Odd widths, one pixel, padded rows and unaligned
//! data are ordinary input to every operation.

/// How a pixel is stored.
pub type ScipixPixelFormat = i32;
/// One byte, 0 black to 255 white.
pub const SCIPIX_PIXEL_FORMAT_GRAY8: ScipixPixelFormat = 1;
/// Three bytes: red, green, blue.
pub const SCIPIX_PIXEL_FORMAT_RGB8: ScipixPixelFormat = 2;
/// Three bytes: blue, green, red.
pub const SCIPIX_PIXEL_FORMAT_BGR8: ScipixPixelFormat = 3;
/// Four bytes: red, green, blue, alpha. Alpha is copied where both images have one, and ignored by what does not say
/// otherwise; `scipix_image_flatten` composites.
pub const SCIPIX_PIXEL_FORMAT_RGBA8: ScipixPixelFormat = 4;
/// Four bytes: blue, green, red, alpha, which is treated as that of RGBA8.
pub const SCIPIX_PIXEL_FORMAT_BGRA8: ScipixPixelFormat = 5;
/// One bit, the most significant of a byte first, 1 = black; each row starts at a byte. Bits beyond the width are kept.
/// Tesseract's 1-bit `SetImage` wants 1 = white: invert. A Leptonica PIX wants a stride of 4 bytes and swapped words.
pub const SCIPIX_PIXEL_FORMAT_BIT1: ScipixPixelFormat = 6;
/// Two bytes, a `uint16_t` in the byte order of the machine, 0 black to 65535 white. Neither pixels nor rows need
/// alignment. Operations that convert to gray read it as GRAY8, the sample divided by 257 and rounded: grayscale, binarize,
/// otsu, skew, tensors, and plans that begin with one of them; `scipix_image_gray16_to_gray8` maps another range.
/// Operations that move pixels or invert them keep 16 bits. Those that mix pixels, or compare them with a threshold, return
/// UNSUPPORTED.
pub const SCIPIX_PIXEL_FORMAT_GRAY16: ScipixPixelFormat = 7;

/// An image to read. Fill it with `scipix_image_view`, which checks that it lies inside a buffer, or by hand: then its
/// length is the caller's promise.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ScipixImage {
    /// First byte of the first row.
    pub data: *const u8,
    /// Pixels in a row, at least 1.
    pub width: usize,
    /// Rows, at least 1.
    pub height: usize,
    /// Bytes from one row to the next; 0 where nothing lies between rows.
    pub stride: usize,
    /// A `SCIPIX_PIXEL_FORMAT_*`.
    pub format: ScipixPixelFormat,
}

/// An image to write; see `ScipixImage`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ScipixImageMut {
    /// First byte of the first row.
    pub data: *mut u8,
    /// Pixels in a row, at least 1.
    pub width: usize,
    /// Rows, at least 1.
    pub height: usize,
    /// Bytes from one row to the next; 0 where nothing lies between rows.
    pub stride: usize,
    /// A `SCIPIX_PIXEL_FORMAT_*`.
    pub format: ScipixPixelFormat,
}
