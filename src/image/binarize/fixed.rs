//! One threshold for all pixels. The gray of colours is made and used in pieces.

use crate::error::Result;
use crate::image::gray::{Luma, gray_chunks};
use crate::image::threshold::{threshold_bits_row, threshold_row};
use crate::image::{Format, ImageMut, ImageRef, threshold};
use crate::par;
use crate::simd::{self, InOut};

/// About what a pixel of colour costs above cache.
const NS_PER_PX: f64 = 0.15;

/// Colours are decided by their gray by `luma`.
pub fn binarize(src: ImageRef<'_>, luma: Luma, t: u8, dst: ImageMut<'_>) -> Result<()> {
    if src.format() == Format::Gray8 {
        return threshold(src, t, dst);
    }
    let (level, width) = (simd::active(), src.width());
    let (from_format, to_format) = (src.format(), dst.format());
    let whole_bytes = width.is_multiple_of(8);
    let joinable = whole_bytes || ![from_format, to_format].contains(&Format::Bit1);
    par::map_rows(src.rows(), dst.into_rows(), joinable, NS_PER_PX * width as f64, |src, dst| {
        let pixels = match to_format {
            Format::Bit1 if whole_bytes => 8 * dst.len(),
            Format::Bit1 => width,
            _ => dst.len(),
        };
        gray_chunks(level, from_format, luma, src, pixels, |from, gray| match to_format {
            Format::Bit1 => threshold_bits_row(level, gray, t, &mut dst[from / 8..][..gray.len().div_ceil(8)]),
            _ => threshold_row(level, InOut::new(gray, &mut dst[from..][..gray.len()]), t),
        });
    });
    Ok(())
}
