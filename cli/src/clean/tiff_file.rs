//! TIFF files: all their pages.

use super::page::{Page, Resolution};
use scipix_core::image::Format;
use std::io::{Read, Seek, Write};
use std::iter;
use tiff::decoder::{Decoder, DecodingResult};

use tiff::encoder::colortype::{self, ColorType};
use tiff::encoder::{Compression, ImageEncoder, Rational, TiffEncoder, TiffKindStandard};
use tiff::tags::{PhotometricInterpretation, SampleFormat, Tag};

/// Units of a resolution.
const INCH: u16 = 2;
const CENTIMETRE: u16 = 3;

fn words(error: tiff::TiffError) -> String {
    error.to_string()
}

/// Reads all pages, each when its turn comes. Nothing follows an error.
pub fn pages<R: Read + Seek>(file: R) -> Result<impl Iterator<Item = Result<Page, String>> + use<R>, String> {
    let mut decoder = Decoder::new(file).map_err(words)?;
    let (mut number, mut has_more) = (0, true);
    Ok(iter::from_fn(move || {
        has_more.then(|| {
            let next = if number == 0 { Ok(()) } else { decoder.next_image() };
            number += 1;
            let page = next.map_err(words).and_then(|()| read_page(&mut decoder));
            has_more = page.is_ok() && decoder.more_images();
            page.map_err(|error| format!("page {number}: {error}"))
        })
    }))
}

fn read_page(decoder: &mut Decoder<impl Read + Seek>) -> Result<Page, String> {
    let (width, height) = decoder.dimensions().map_err(words)?;
    let (width, height) = (width as usize, height as usize);
    let colour = decoder.colortype().map_err(words)?;
    let resolution = resolution(decoder);
    let orientation = decoder.find_tag_unsigned::<u16>(Tag::Orientation).ok().flatten().map_or(1, u32::from);
    let samples = match decoder.read_image().map_err(words)? {
        DecodingResult::U8(samples) => samples,
        DecodingResult::U16(samples) => samples.iter().map(|&sample| (sample / 257) as u8).collect(),
        _ => return Err(format!("its samples of type {colour:?} are not supported")),
    };
    let page = |data, format| Page { data, width, height, format, resolution };
    let page = match colour {
        // 1 is white here, black in BIT1.
        tiff::ColorType::Gray(1) => page(samples.iter().map(|byte| !byte).collect(), Format::Bit1),
        tiff::ColorType::Gray(bits @ (2 | 4)) => page(spread(&samples, bits, width), Format::Gray8),
        tiff::ColorType::Gray(8 | 16) => page(samples, Format::Gray8),
        tiff::ColorType::GrayA(8 | 16) => page(over_white::<2, 1>(&samples), Format::Gray8),
        tiff::ColorType::RGB(8 | 16) => page(samples, Format::Rgb8),
        tiff::ColorType::RGBA(8 | 16) => page(over_white::<4, 3>(&samples), Format::Rgb8),
        tiff::ColorType::CMYK(8 | 16) => {
            page(samples.as_chunks::<4>().0.iter().flat_map(rgb_of_cmyk).collect(), Format::Rgb8)
        }
        _ => return Err(format!("its colours of type {colour:?} are not supported")),
    };
    match page.view().is_ok() {
        true => page.upright(orientation),
        false => Err("has fewer pixels than its size says".to_owned()),
    }
}

fn resolution(decoder: &mut Decoder<impl Read + Seek>) -> Option<Resolution> {
    let unit = decoder.find_tag_unsigned::<u16>(Tag::ResolutionUnit).ok().flatten().unwrap_or(INCH);
    let scale = match unit {
        INCH => 1.0,
        CENTIMETRE => 2.54,
        _ => return None,
    };
    let mut dots = |tag| match decoder.find_tag(tag) {
        Ok(Some(tiff::decoder::ifd::Value::Rational(dots, per))) if per > 0 => {
            Some(scale * f64::from(dots) / f64::from(per))
        }
        _ => None,
    };
    Resolution::new(dots(Tag::XResolution)?, dots(Tag::YResolution)?)
}

/// Makes bytes of samples of `bits` bits, whose rows begin at a byte.
fn spread(samples: &[u8], bits: u8, width: usize) -> Vec<u8> {
    let (per_byte, most) = (8 / usize::from(bits), (1_u16 << bits) - 1);
    let sample = |row: &[u8], x: usize| {
        let shift = 8 - bits - bits * (x % per_byte) as u8;
        ((u16::from(row[x / per_byte] >> shift) & most) * 255 / most) as u8
    };
    samples.chunks_exact(width.div_ceil(per_byte)).flat_map(|row| (0..width).map(move |x| sample(row, x))).collect()
}

/// Puts `N - 1` channels with alpha over white.
fn over_white<const N: usize, const COLOURS: usize>(samples: &[u8]) -> Vec<u8> {
    let over = |px: &[u8; N]| -> [u8; COLOURS] {
        let alpha = u32::from(px[N - 1]);
        std::array::from_fn(|i| ((u32::from(px[i]) * alpha + 255 * (255 - alpha) + 127) / 255) as u8)
    };
    samples.as_chunks::<N>().0.iter().flat_map(over).collect()
}

fn rgb_of_cmyk(&[c, m, y, k]: &[u8; 4]) -> [u8; 3] {
    [c, m, y].map(|ink| (u16::from(255 - ink) * u16::from(255 - k) / 255) as u8)
}

/// Writes pages of GRAY8 and BIT1.
pub fn write(pages: impl Iterator<Item = Result<Page, String>>, file: impl Write + Seek) -> Result<(), String> {
    let mut encoder = TiffEncoder::new(file).map_err(words)?.with_compression(Compression::Lzw);
    for page in pages {
        write_page(&mut encoder, &page?)?;
    }
    Ok(())
}

/// Rows of bits, 1 for black. The encoder takes them for pixels of a byte each.
struct BitRows;

impl ColorType for BitRows {
    type Inner = u8;
    const TIFF_VALUE: PhotometricInterpretation = PhotometricInterpretation::WhiteIsZero;
    const BITS_PER_SAMPLE: &'static [u16] = &[1];
    const SAMPLE_FORMAT: &'static [SampleFormat] = &[SampleFormat::Uint];

    /// Is not asked for: differences of bits say nothing.
    fn horizontal_predict(row: &[u8], result: &mut Vec<u8>) {
        result.extend_from_slice(row);
    }
}

fn write_page(encoder: &mut TiffEncoder<impl Write + Seek>, page: &Page) -> Result<(), String> {
    let (width, height) = (side(page.width)?, side(page.height)?);
    if page.format == Format::Bit1 {
        let mut image = encoder.new_image::<BitRows>(width.div_ceil(8), height).map_err(words)?;
        image.encoder().write_tag(Tag::ImageWidth, width).map_err(words)?;
        write_rows(image, page)
    } else {
        write_rows(encoder.new_image::<colortype::Gray8>(width, height).map_err(words)?, page)
    }
}

fn write_rows<W: Write + Seek, C: ColorType<Inner = u8>>(
    mut image: ImageEncoder<'_, W, C, TiffKindStandard>,
    page: &Page,
) -> Result<(), String> {
    if let Some(Resolution { x, y }) = page.resolution {
        let dots = |dpi: f64| Rational { n: (1000.0 * dpi).round() as u32, d: 1000 };
        let directory = image.encoder();
        directory.write_tag(Tag::XResolution, dots(x)).map_err(words)?;
        directory.write_tag(Tag::YResolution, dots(y)).map_err(words)?;
        directory.write_tag(Tag::ResolutionUnit, INCH).map_err(words)?;
    }
    image.write_data(&page.data).map_err(words)
}

fn side(pixels: usize) -> Result<u32, String> {
    u32::try_from(pixels).map_err(|_| format!("{pixels} pixels are too many for a TIFF file"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    #[test]
    fn each_page_is_decoded_when_its_turn_comes() {
        let page = || Page::white(40, 30, Format::Gray8);
        let mut file = Cursor::new(Vec::new());
        write([page(), page()].into_iter(), &mut file).unwrap();
        let whole = file.into_inner();
        assert_eq!(pages(Cursor::new(&whole[..])).unwrap().filter(Result::is_ok).count(), 2);
        let mut read = pages(Cursor::new(&whole[..whole.len() - 10])).unwrap();
        assert_eq!(read.next().unwrap().unwrap().data, page().unwrap().data);
        assert!(read.next().unwrap().unwrap_err().starts_with("page 2: "));
        assert!(read.next().is_none());
    }
}
