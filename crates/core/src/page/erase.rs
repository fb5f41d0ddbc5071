//! Erasing: ink becomes paper.

use super::paper::{Paper, TILE, spread_word};
use crate::base::error::Result;
use crate::image::components::BitMask;
use crate::image::{Format, ImageMut, ImageRef, Luma, copy, format_among, grayscale, same_size};
use crate::split::RowsMut;

/// Checks that `dst` can hold the cleaned page of `src`: bits stay bits, all other formats become gray.
///
/// # Errors
/// `Unsupported` for another format of `dst`; `SizeMismatch`.
pub fn check_cleaned(src: &ImageRef<'_>, dst: &ImageMut<'_>) -> Result<()> {
    let format = if src.format() == Format::Bit1 { Format::Bit1 } else { Format::Gray8 };
    format_among("dst", dst.format(), &[format])?;
    same_size(&src.geometry(), &dst.geometry())
}

/// Copies a page to `dst`, which [`check_cleaned`] accepts.
///
/// # Errors
/// None for what [`check_cleaned`] accepts.
pub fn copy_page(src: ImageRef<'_>, dst: ImageMut<'_>) -> Result<()> {
    if dst.format() == Format::Bit1 { copy(src, dst) } else { grayscale(src, Luma::Bt601, dst) }
}

/// Makes the pixels of `erased` paper: bits white, and gray, with the pixels around them that are no other ink, the gray of the
/// paper there, of which `paper` knows nothing yet. `ink` is all ink of the page, as it was before. Returns the number of pixels
/// of `erased`.
pub fn erase(image: ImageMut<'_>, ink: &BitMask, erased: &BitMask, paper: &mut Paper) -> u64 {
    if image.format() == Format::Bit1 {
        erase_bits(image.into_rows(), erased);
    } else {
        erase_gray(image.into_rows(), ink, erased, paper);
    }
    let row_count = |y| erased.row(y).iter().map(|word| u64::from(word.count_ones())).sum::<u64>();
    (0..erased.height()).map(row_count).sum()
}

fn erase_bits(mut rows: RowsMut<'_>, erased: &BitMask) {
    for y in 0..rows.len() {
        for (bytes, word) in rows.row(y).chunks_mut(8).zip(erased.row(y)).filter(|(_, word)| **word != 0) {
            let kept = (!word).reverse_bits().to_be_bytes();
            bytes.iter_mut().zip(kept).for_each(|(byte, kept)| *byte &= kept);
        }
    }
}

fn erase_gray(mut rows: RowsMut<'_>, ink: &BitMask, erased: &BitMask, paper: &mut Paper) {
    let last = rows.len() - 1;
    let is_page = |word: usize| match ink.width() - word * 64 {
        pixels @ 0..64 => (1 << pixels) - 1,
        _ => u64::MAX,
    };
    for y in 0..=last {
        let near = [y.saturating_sub(1), y, (y + 1).min(last)].map(|y| erased.row(y));
        for word in 0..ink.width().div_ceil(64) {
            let spread = near.iter().fold(0, |spread, row| spread | spread_word(row, word));
            if spread == 0 {
                continue;
            }
            let painted = spread & is_page(word) & (!ink.row(y)[word] | erased.row(y)[word]);
            for half in 0..2 {
                let bits = (painted >> (half * TILE)) as u32;
                if bits != 0 {
                    let tile = 2 * word + half;
                    let gray = paper.gray(tile, y / TILE, rows.as_rows(), ink);
                    paint(&mut rows.row(y)[tile * TILE..], bits, gray);
                }
            }
        }
    }
}

/// Paints the pixels whose bits are set.
fn paint(row: &mut [u8], mut bits: u32, gray: u8) {
    while bits != 0 {
        let start = bits.trailing_zeros();
        let len = (!(bits >> start)).trailing_zeros();
        row[start as usize..][..len as usize].fill(gray);
        bits &= !(((1_u64 << len) - 1) << start) as u32;
    }
}
