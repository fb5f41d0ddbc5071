//! Conversions from and to the types of the crate `image`.
//!
//! Views of its images copy nothing. Owned images move their bytes, but that blue and red change places, and bits
//! become bytes, where the other side has no such format.

use super::ops::ImageOps;
use super::owned::Image;
use super::view::ImageView;
use super::view_mut::ImageViewMut;
use crate::error::{Error, ErrorKind, Result};
use ::image::{DynamicImage, GrayImage, ImageBuffer, Luma as ImageLuma, RgbImage, RgbaImage};
use scipix_core::image::{Format, Luma};

/// The format of `image`.
fn format_of(image: &DynamicImage) -> Result<Format> {
    match image {
        DynamicImage::ImageLuma8(_) => Ok(Format::Gray8),
        DynamicImage::ImageLuma16(_) => Ok(Format::Gray16),
        DynamicImage::ImageRgb8(_) => Ok(Format::Rgb8),
        DynamicImage::ImageRgba8(_) => Ok(Format::Rgba8),
        other => {
            let color = other.color();
            let message = format_args!("image: is {color:?}; to_luma8, to_rgb8 and to_rgba8 make what can be viewed");
            Err(Error::new(ErrorKind::Unsupported, message))
        }
    }
}

impl<'a> TryFrom<&'a DynamicImage> for ImageView<'a> {
    type Error = Error;

    /// Makes a view of an image of 8-bit gray, RGB or RGBA, or of 16-bit gray.
    fn try_from(image: &'a DynamicImage) -> Result<Self> {
        let format = format_of(image)?;
        ImageView::new(image.as_bytes(), image.width() as usize, image.height() as usize, format)
    }
}

impl TryFrom<DynamicImage> for Image {
    type Error = Error;

    /// Takes the bytes of an image of 8-bit gray, RGB or RGBA, or of 16-bit gray.
    fn try_from(image: DynamicImage) -> Result<Self> {
        let (format, width, height) = (format_of(&image)?, image.width(), image.height());
        owned(image.into_bytes(), width, height, format)
    }
}

/// Makes an image of `data`, which may be longer.
fn owned(mut data: Vec<u8>, width: u32, height: u32, format: Format) -> Result<Image> {
    let len = ImageView::new(&data, width as usize, height as usize, format)?.row_bytes() * height as usize;
    data.truncate(len);
    Image::from_raw(data, width as usize, height as usize, format)
}

macro_rules! buffers {
    ($($buffer:ident = $format:ident;)+) => {$(
        impl<'a> TryFrom<&'a $buffer> for ImageView<'a> {
            type Error = Error;

            /// Makes a view.
            fn try_from(image: &'a $buffer) -> Result<Self> {
                ImageView::new(image.as_raw(), image.width() as usize, image.height() as usize, Format::$format)
            }
        }

        impl<'a> TryFrom<&'a mut $buffer> for ImageViewMut<'a> {
            type Error = Error;

            /// Makes a view for writing.
            fn try_from(image: &'a mut $buffer) -> Result<Self> {
                let (width, height) = (image.width() as usize, image.height() as usize);
                ImageViewMut::new(image, width, height, Format::$format)
            }
        }

        impl TryFrom<$buffer> for Image {
            type Error = Error;

            /// Takes the bytes.
            fn try_from(image: $buffer) -> Result<Self> {
                let (width, height) = image.dimensions();
                owned(image.into_raw(), width, height, Format::$format)
            }
        }

        impl TryFrom<Image> for $buffer {
            type Error = Error;

            /// Gives the bytes, from a format with the same channels.
            fn try_from(image: Image) -> Result<Self> {
                let image = with_known_format(image)?;
                if image.format() != Format::$format {
                    let (is, takes) = (image.format().name(), Format::$format.name());
                    let message = format_args!("image: is {is}, and this buffer holds {takes}");
                    return Err(Error::new(ErrorKind::Unsupported, message));
                }
                let (width, height) = sides(&image)?;
                $buffer::from_raw(width, height, image.into_raw()).ok_or_else(too_large)
            }
        }
    )+};
}
buffers! {
    GrayImage = Gray8;
    RgbImage = Rgb8;
    RgbaImage = Rgba8;
}

impl TryFrom<Image> for DynamicImage {
    type Error = Error;

    /// Gives the pixels, as 8-bit gray, RGB or RGBA, or as 16-bit gray.
    fn try_from(image: Image) -> Result<Self> {
        let image = with_known_format(image)?;
        match image.format() {
            Format::Rgb8 => RgbImage::try_from(image).map(DynamicImage::from),
            Format::Rgba8 => RgbaImage::try_from(image).map(DynamicImage::from),
            Format::Gray16 => {
                let (width, height) = sides(&image)?;
                let bytes = image.into_raw();
                let samples = bytes.as_chunks::<2>().0.iter().map(|sample| u16::from_ne_bytes(*sample)).collect();
                let buffer = ImageBuffer::<ImageLuma<u16>, Vec<u16>>::from_raw(width, height, samples);
                buffer.map(DynamicImage::from).ok_or_else(too_large)
            }
            _ => GrayImage::try_from(image).map(DynamicImage::from),
        }
    }
}

/// Moves blue and red, or bits, to where the crate `image` expects them.
fn with_known_format(image: Image) -> Result<Image> {
    let (width, height) = (image.width(), image.height());
    let (format, pixel) = match image.format() {
        Format::Bit1 => return image.grayscale(Luma::Bt601),
        Format::Bgr8 => (Format::Rgb8, 3),
        Format::Bgra8 => (Format::Rgba8, 4),
        _ => return Ok(image),
    };
    let mut data = image.into_raw();
    data.chunks_exact_mut(pixel).for_each(|px| px.swap(0, 2));
    Image::from_raw(data, width, height, format)
}

fn sides(image: &Image) -> Result<(u32, u32)> {
    match (u32::try_from(image.width()), u32::try_from(image.height())) {
        (Ok(width), Ok(height)) => Ok((width, height)),
        _ => Err(too_large()),
    }
}

fn too_large() -> Error {
    Error::new(ErrorKind::Overflow, "image: a side does not fit in 32 bits")
}
