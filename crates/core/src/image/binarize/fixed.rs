//! One threshold for all pixels. Colours are converted to gray piece by piece.

use crate::base::error::Result;
use crate::image::gray::{GRAY_PX, Luma, gray_chunks, gray_row};
use crate::image::threshold::{threshold_at, threshold_bits_row, threshold_row};
use crate::image::{Format, ImageMut, ImageRef};
use crate::simd::{InOut, Level};
use crate::split;

/// Approximate cost of a colour pixel of an image larger than the cache.
const NS_PER_PX: f64 = 0.15;

/// Binarizes `src` at threshold `t`. Colours are decided by their gray, weighed by `luma`.
pub fn binarize(level: Level, src: ImageRef<'_>, luma: Luma, t: u8, dst: ImageMut<'_>) -> Result<()> {
    if src.format() == Format::Gray8 {
        return threshold_at(level, src, t, dst);
    }
    let width = src.width();
    let (from_format, to_format) = (src.format(), dst.format());
    let whole_bytes = width.is_multiple_of(8);
    let joinable = whole_bytes || ![from_format, to_format].contains(&Format::Bit1);
    split::map_rows(src.rows(), dst.into_rows(), joinable, NS_PER_PX * width as f64, |src, dst| {
        if to_format == Format::Gray8 {
            // The destination holds the gray of a piece first.
            for (piece, dst) in dst.chunks_mut(GRAY_PX).enumerate() {
                gray_row(level, from_format, luma, src, piece * GRAY_PX, dst);
                threshold_row(level, InOut::in_place(dst), t);
            }
            return;
        }
        let pixels = if whole_bytes { 8 * dst.len() } else { width };
        gray_chunks(level, from_format, luma, src, pixels, |from, gray| {
            threshold_bits_row(level, gray, t, &mut dst[from / 8..][..gray.len().div_ceil(8)]);
        });
    });
    Ok(())
}
