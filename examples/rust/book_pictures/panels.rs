//! Pages before and after, beside each other.

use image::GrayImage;
use scipix::page::PageCleaner;
use scipix::prelude::*;
use std::error::Error;
use std::path::Path;

/// Pixels between panels.
const GAP: u32 = 12;
/// Gray of the gaps, which can be told from paper and from a dark page around the picture.
const BETWEEN: u8 = 128;

pub fn read(path: &Path) -> Result<Image, Box<dyn Error>> {
    Ok(Image::try_from(image::open(path)?.to_luma8())?)
}

/// The page, and what Otsu and Sauvola make of it.
pub fn first_page(page: &Image) -> Result<GrayImage, Box<dyn Error>> {
    beside(&[
        page.resize(page.width(), page.height(), Filter::Nearest)?,
        page.binarize(Otsu)?,
        page.binarize(Sauvola::default())?,
    ])
}

/// The page turned by 5 degrees, and cleaned.
pub fn clean(page: &Image) -> Result<GrayImage, Box<dyn Error>> {
    let turned = page.rotate(5.0)?;
    let (cleaned, _) = PageCleaner::new().keep_size(true).clean(&turned)?;
    beside(&[turned, cleaned])
}

fn beside(panels: &[Image]) -> Result<GrayImage, Box<dyn Error>> {
    let width: usize = panels.iter().map(Image::width).sum();
    let height = panels.iter().map(Image::height).max().ok_or("no panels")?;
    let gaps = GAP * u32::try_from(panels.len() - 1)?;
    let mut picture =
        GrayImage::from_pixel(u32::try_from(width)? + gaps, u32::try_from(height)?, image::Luma([BETWEEN]));
    let mut left = 0;
    for panel in panels {
        for (y, row) in (0..).zip(panel.rows()) {
            for (x, &gray) in (left..).zip(row) {
                picture.put_pixel(x, y, image::Luma([gray]));
            }
        }
        left += u32::try_from(panel.width())? + GAP;
    }
    Ok(picture)
}
