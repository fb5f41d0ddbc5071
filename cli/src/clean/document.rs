//! Files of pages to read.

use super::page::{FileKind, Page};
use super::{density, jpeg_file, tiff_file};
use image::{DynamicImage, ImageDecoder, ImageReader};
use scipix_core::image::{self as pixels, Format};
use std::fs::File;
use std::io::{self, BufReader, Cursor, Read, Seek};
use std::iter;
use std::path::Path;

/// A file of pages, which are decoded one at a time: a book does not fit into memory.
pub struct Document {
    pub kind: FileKind,
    pub pages: Box<dyn Iterator<Item = Result<Page, String>>>,
}

/// Opens a file. The content tells the format, whatever the name says.
pub fn open(path: &Path) -> Result<Document, String> {
    let words = |error: io::Error| error.to_string();
    let mut file = File::open(path).map_err(words)?;
    let mut bytes = Vec::new();
    file.by_ref().take(4).read_to_end(&mut bytes).map_err(words)?;
    let kind = FileKind::of_content(&bytes).ok_or("is no PNG, JPEG or TIFF file")?;
    // A pipe, which has no way back, is read to its end.
    if kind == FileKind::Tiff && file.rewind().is_ok() {
        return Ok(Document { kind, pages: Box::new(tiff_file::pages(BufReader::new(file))?) });
    }
    file.read_to_end(&mut bytes).map_err(words)?;
    let pages: Box<dyn Iterator<Item = _>> = match kind {
        FileKind::Tiff => Box::new(tiff_file::pages(Cursor::new(bytes))?),
        FileKind::Png | FileKind::Jpeg => Box::new(iter::once_with(move || read_single(&bytes, kind))),
    };
    Ok(Document { kind, pages })
}

fn read_single(bytes: &[u8], kind: FileKind) -> Result<Page, String> {
    if kind == FileKind::Jpeg && !jpeg_file::has_end(bytes) {
        return Err("is cut off".to_owned());
    }
    let format = if kind == FileKind::Png { image::ImageFormat::Png } else { image::ImageFormat::Jpeg };
    let words = |error: image::ImageError| error.to_string();
    let mut decoder = ImageReader::with_format(Cursor::new(bytes), format).into_decoder().map_err(words)?;
    let upright = decoder.orientation().map_err(words)?;
    let decoded = DynamicImage::from_decoder(decoder).map_err(words)?;
    let resolution = if kind == FileKind::Png { density::of_png(bytes) } else { density::of_jpeg(bytes) };
    let mut page = from_decoded(decoded)?;
    page.resolution = resolution;
    page.upright(upright.to_exif().into())
}

/// Takes over decoded pixels: gray stays gray, alpha goes over white, and more than 8 bits become 8.
fn from_decoded(decoded: DynamicImage) -> Result<Page, String> {
    let (width, height) = (decoded.width() as usize, decoded.height() as usize);
    let page = |data, format| Page { data, width, height, format, resolution: None };
    Ok(match decoded {
        DynamicImage::ImageLuma8(gray) => page(gray.into_raw(), Format::Gray8),
        DynamicImage::ImageLuma16(_) => page(decoded.to_luma8().into_raw(), Format::Gray8),
        DynamicImage::ImageRgb8(rgb) => page(rgb.into_raw(), Format::Rgb8),
        other if other.color().has_alpha() => {
            let over = page(other.to_rgba8().into_raw(), Format::Rgba8);
            let mut flat = Page::white(width, height, Format::Rgb8)?;
            pixels::flatten(over.view()?, [255; 3], flat.view_mut()?).map_err(|error| error.to_string())?;
            flat
        }
        other => page(other.to_rgb8().into_raw(), Format::Rgb8),
    })
}
