//! One threshold for all pixels. Colours are converted to gray piece by piece.

use crate::base::error::Result;
use crate::image::gray::{GRAY_PX, GrayRow, Luma, gray_row};
use crate::image::threshold::{threshold_at, threshold_bits, threshold_bits_row, threshold_row};
use crate::image::{Format, ImageMut, ImageRef};
use crate::simd::{InOut, Level};
use crate::split;
use crate::split::{Rows, RowsMut};

/// Approximate cost of a colour pixel of an image larger than the cache.
const NS_PER_PX: f64 = 0.15;

/// Binarizes `src` at threshold `t`. Colours are decided by their gray, weighed by `luma`.
pub fn binarize(level: Level, src: ImageRef<'_>, luma: Luma, t: u8, dst: ImageMut<'_>) -> Result<()> {
    if src.format() == Format::Gray8 {
        return threshold_at(level, src, t, dst);
    }
    let (width, rows, to_format) = (src.width(), src.rows(), dst.format());
    let (colours, ns_per_row) = (ColourThreshold { level, format: src.format(), luma, t }, NS_PER_PX * width as f64);
    if to_format == Format::Gray8 {
        let joinable = width.is_multiple_of(8) || src.format() != Format::Bit1;
        split::map_rows(rows, dst.into_rows(), joinable, ns_per_row, |src, dst| colours.write_gray(src, dst));
    } else {
        split::strips(dst.into_rows(), ns_per_row).for_each(|range, dst| {
            colours.write_bits(rows.sub(0..rows.row_bytes(), range), width, dst);
        });
    }
    Ok(())
}

/// A threshold of colours of any format.
pub struct ColourThreshold {
    pub level: Level,
    pub format: Format,
    pub luma: Luma,
    pub t: u8,
}

impl ColourThreshold {
    /// Writes 0 or 255 for each pixel, after the gray of a piece of the row.
    #[inline(always)]
    pub fn write_gray(&self, src: &[u8], dst: &mut [u8]) {
        for (piece, dst) in dst.chunks_mut(GRAY_PX).enumerate() {
            gray_row(self.level, self.format, self.luma, src, piece * GRAY_PX, dst);
            threshold_row(self.level, InOut::in_place(dst), self.t);
        }
    }

    /// Writes a bit for each pixel of rows of `width` pixels.
    pub fn write_bits(&self, src: Rows<'_>, width: usize, mut dst: RowsMut<'_>) {
        let &Self { level, format, luma, t } = self;
        let whole_bytes = width.is_multiple_of(8);
        if let (true, Some(src), Some(dst)) = (whole_bytes, src.as_slice(), dst.as_slice()) {
            return self.write_bits_row(src, 8 * dst.len(), dst);
        }
        let joinable = !whole_bytes && format != Format::Bit1 && width <= GRAY_PX;
        if let (true, Some(src)) = (joinable, src.as_slice()) {
            // Several rows become gray at once.
            let mut y = 0;
            let all = GrayRow { format, luma, row: src, width: width * dst.len() };
            return all.chunks(level, width, |_, gray| {
                let (gray, _) = Rows::from_flat(gray, width);
                threshold_bits(level, gray, t, dst.range(y..y + gray.len()));
                y += gray.len();
            });
        }
        (0..dst.len()).for_each(|y| self.write_bits_row(src.row(y), width, dst.row(y)));
    }

    fn write_bits_row(&self, src: &[u8], width: usize, dst: &mut [u8]) {
        let gray = GrayRow { format: self.format, luma: self.luma, row: src, width };
        gray.chunks(self.level, 8, |from, gray| {
            threshold_bits_row(self.level, gray, self.t, &mut dst[from / 8..][..gray.len().div_ceil(8)]);
        });
    }
}
