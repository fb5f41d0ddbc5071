//! Pages and texts that are written to files whole or not at all.

use super::page::{FileKind, Page};
use super::{density, tiff_file};
use image::codecs::jpeg::{JpegEncoder, PixelDensity, PixelDensityUnit};
use image::{ExtendedColorType, ImageEncoder};
use scipix_core::base::AtomicFile;
use scipix_core::image::Format;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// Quality of JPEG files: letters stay free of ringing that OCR sees.
const QUALITY: u8 = 92;

/// Writes a file by `content`. It takes its name when it is complete and on the disk.
pub fn write_whole(
    path: &Path,
    content: impl FnOnce(&mut BufWriter<&mut File>) -> Result<(), String>,
) -> Result<(), String> {
    let written = AtomicFile::create(path).and_then(|file| {
        file.commit(|file| {
            let mut writer = BufWriter::new(file);
            content(&mut writer).map_err(io::Error::other)?;
            writer.flush()
        })
    });
    // The library names the argument, which is the path here.
    written.map_err(|error| error.message().trim_start_matches("path: ").to_owned())
}

/// Writes pages, each when its turn comes, to a file of this format.
pub fn write_pages(
    path: &Path,
    kind: FileKind,
    mut pages: impl Iterator<Item = Result<Page, String>>,
) -> Result<(), String> {
    write_whole(path, |file| {
        if kind == FileKind::Tiff {
            return tiff_file::write(pages, file);
        }
        let page = pages.next().ok_or("has no pages")??;
        if pages.next().transpose()?.is_some() {
            return Err("more than one page needs a TIFF file".to_owned());
        }
        if kind == FileKind::Png { write_png(&page, file) } else { write_jpeg(&page, file) }
    })
}

/// Writes a GRAY8, BIT1 or RGB8 page as PNG.
pub fn write_png(page: &Page, file: impl Write) -> Result<(), String> {
    let words = |error: png::EncodingError| error.to_string();
    let side = |pixels: usize| u32::try_from(pixels).map_err(|error| error.to_string());
    let mut encoder = png::Encoder::new(file, side(page.width)?, side(page.height)?);
    encoder.set_color(if page.format == Format::Rgb8 { png::ColorType::Rgb } else { png::ColorType::Grayscale });
    let bits = page.format == Format::Bit1;
    encoder.set_depth(if bits { png::BitDepth::One } else { png::BitDepth::Eight });
    if let Some(resolution) = page.resolution {
        let per_metre = |dpi: f64| (dpi * density::INCHES_IN_A_METRE).round() as u32;
        let (xppu, yppu) = (per_metre(resolution.x), per_metre(resolution.y));
        encoder.set_pixel_dims(Some(png::PixelDimensions { xppu, yppu, unit: png::Unit::Meter }));
    }
    let mut writer = encoder.write_header().map_err(words)?;
    if bits {
        // 1 is white there.
        let inverted: Vec<u8> = page.data.iter().map(|byte| !byte).collect();
        writer.write_image_data(&inverted).map_err(words)?;
    } else {
        writer.write_image_data(&page.data).map_err(words)?;
    }
    writer.finish().map_err(words)
}

/// Writes a page as JPEG, bits in gray.
pub fn write_jpeg(page: &Page, file: impl Write) -> Result<(), String> {
    let mut encoder = JpegEncoder::new_with_quality(file, QUALITY);
    if let Some(resolution) = page.resolution {
        let dots = |dpi: f64| dpi.round().clamp(1.0, 65535.0) as u16;
        let density = (dots(resolution.x), dots(resolution.y));
        encoder.set_pixel_density(PixelDensity { density, unit: PixelDensityUnit::Inches });
    }
    let gray = page.to_gray()?;
    let side = |pixels: usize| u32::try_from(pixels).map_err(|error| error.to_string());
    encoder
        .write_image(&gray.data, side(gray.width)?, side(gray.height)?, ExtendedColorType::L8)
        .map_err(|error| error.to_string())
}
