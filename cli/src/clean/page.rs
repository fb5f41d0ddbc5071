//! Pages, their resolution, and the formats of their files.

use scipix_core::image::{self as pixels, Flip, Format, ImageMut, ImageRef};
use std::path::Path;

/// The formats of files that are read and written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    Png,
    Jpeg,
    Tiff,
}

impl FileKind {
    /// The format that the name of a file ends in.
    pub fn of_name(path: &Path) -> Option<Self> {
        let extension = path.extension()?.to_str()?.to_ascii_lowercase();
        match extension.as_str() {
            "png" => Some(Self::Png),
            "jpg" | "jpeg" => Some(Self::Jpeg),
            "tif" | "tiff" => Some(Self::Tiff),
            _ => None,
        }
    }

    /// The format that the first bytes of a file show.
    pub fn of_content(start: &[u8]) -> Option<Self> {
        match start {
            [0x89, b'P', b'N', b'G', ..] => Some(Self::Png),
            [0xff, 0xd8, 0xff, ..] => Some(Self::Jpeg),
            [b'I', b'I', 42 | 43, 0, ..] | [b'M', b'M', 0, 42 | 43, ..] => Some(Self::Tiff),
            _ => None,
        }
    }
}

/// Dots per inch across and down.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Resolution {
    pub x: f64,
    pub y: f64,
}

impl Resolution {
    /// The resolution, unless a number makes no sense.
    pub fn new(x: f64, y: f64) -> Option<Self> {
        let sane = |dpi: f64| (1.0..=100_000.0).contains(&dpi);
        (sane(x) && sane(y)).then_some(Self { x, y })
    }

    /// The resolution of a page that is on its side.
    pub fn turned(self) -> Self {
        Self { x: self.y, y: self.x }
    }
}

/// An image with its own memory, rows without gaps.
#[derive(Clone, Debug)]
pub struct Page {
    pub data: Vec<u8>,
    pub width: usize,
    pub height: usize,
    pub format: Format,
    pub resolution: Option<Resolution>,
}

impl Page {
    /// Makes a white page.
    pub fn white(width: usize, height: usize, format: Format) -> Result<Self, String> {
        let bytes = format.row_bytes(width).and_then(|row| row.checked_mul(height)).ok_or("too large for memory")?;
        let mut data = Vec::new();
        data.try_reserve_exact(bytes).map_err(|_| "not enough memory")?;
        data.resize(bytes, if format == Format::Bit1 { 0 } else { 255 });
        Ok(Self { data, width, height, format, resolution: None })
    }

    pub fn view(&self) -> Result<ImageRef<'_>, String> {
        ImageRef::new(&self.data, self.width, self.height, 0, self.format).map_err(|error| error.to_string())
    }

    pub fn view_mut(&mut self) -> Result<ImageMut<'_>, String> {
        ImageMut::new(&mut self.data, self.width, self.height, 0, self.format).map_err(|error| error.to_string())
    }

    /// Turns a page whose file says how it lies: by the tag Orientation of TIFF and EXIF, from 1, upright, to 8.
    pub fn upright(self, orientation: u32) -> Result<Self, String> {
        let (degrees, flip) = match orientation {
            2 => (0.0, true),
            3 => (180.0, false),
            4 => (180.0, true),
            5 => (90.0, true),
            6 => (90.0, false),
            7 => (270.0, true),
            8 => (270.0, false),
            _ => return Ok(self),
        };
        let on_side = orientation > 4;
        let (width, height) = if on_side { (self.height, self.width) } else { (self.width, self.height) };
        let mut turned = Self::white(width, height, self.format)?;
        pixels::rotate(self.view()?, degrees, 255, turned.view_mut()?).map_err(|error| error.to_string())?;
        if flip {
            pixels::flip_in_place(turned.view_mut()?, Flip::Horizontal);
        }
        turned.resolution = if on_side { self.resolution.map(Resolution::turned) } else { self.resolution };
        Ok(turned)
    }

    /// The page in gray.
    pub fn to_gray(&self) -> Result<Self, String> {
        if self.format == Format::Gray8 {
            return Ok(self.clone());
        }
        let mut gray = Self::white(self.width, self.height, Format::Gray8)?;
        pixels::grayscale(self.view()?, pixels::Luma::Bt601, gray.view_mut()?).map_err(|error| error.to_string())?;
        gray.resolution = self.resolution;
        Ok(gray)
    }
}
