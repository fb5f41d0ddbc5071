//! Reduction of a page by a whole number, to gray.

use crate::base::error::{Result, try_zeroed};
use crate::image::gray::gray_row;
use crate::image::{Format, ImageRef, Luma};
use crate::simd::{Level, dispatch};
use crate::split;
use crate::split::RowsMut;

/// Approximate cost of a pixel of the page.
const NS_PER_PX: f64 = 0.15;
/// Pixels of a row summed at once.
const SUMMED: usize = 4096;

/// Returns the means of squares of `by` x `by` pixels, rounded down, without the pixels that fill no square. Of squares wider
/// than [`SUMMED`], on a page of millions of pixels a side, only the first columns and rows count: a sum has 32 bits.
pub fn reduce(level: Level, src: ImageRef<'_>, by: usize) -> Result<Vec<u8>> {
    let (width, height) = (src.width() / by, src.height() / by);
    let mut page = try_zeroed(width * height, "skew")?;
    let rows = RowsMut::from_flat(&mut page, width).0;
    split::strips(rows, NS_PER_PX * (by * src.width()) as f64).for_each(|range, mut strip| {
        for y in range.clone() {
            reduce_row(level, src, by, y * by, strip.row(y - range.start));
        }
    });
    Ok(page)
}

/// Writes one row of means, of the squares that begin in row `top` of the page.
fn reduce_row(level: Level, src: ImageRef<'_>, by: usize, top: usize, dst: &mut [u8]) {
    let (mut sums, mut gray) = ([0_u32; SUMMED], [0; SUMMED]);
    let (seen, per_piece) = (by.min(SUMMED), (SUMMED / by).max(1));
    for (piece, dst) in dst.chunks_mut(per_piece).enumerate() {
        let from = piece * per_piece * by;
        let len = dst.len() * seen;
        sums[..len].fill(0);
        for y in top..top + seen {
            let row = src.rows().row(y);
            let gray = if src.format() == Format::Gray8 {
                &row[from..from + len]
            } else {
                gray_row(level, src.format(), Luma::Bt601, row, from, &mut gray[..len]);
                &gray[..len]
            };
            add(level, gray, &mut sums[..len]);
        }
        means(level, &sums[..len], seen, (seen * seen) as u32, dst);
    }
}

#[inline(always)]
fn add_each(gray: &[u8], sums: &mut [u32]) {
    for (sum, &px) in sums.iter_mut().zip(gray) {
        *sum += u32::from(px);
    }
}

#[inline(always)]
fn mean_of_each(sums: &[u32], columns: usize, pixels: u32, dst: &mut [u8]) {
    // Faster than an integer division and as exact: a quotient below 256 that is no integer is far from the next integer.
    let mean = |sum: u32| (f64::from(sum) / f64::from(pixels)) as u8;
    match columns {
        2 => dst.iter_mut().zip(sums.as_chunks::<2>().0).for_each(|(mean, [a, b])| *mean = ((a + b) / 4) as u8),
        3 => dst.iter_mut().zip(sums.as_chunks::<3>().0).for_each(|(to, [a, b, c])| *to = mean(a + b + c)),
        _ => dst.iter_mut().zip(sums.chunks_exact(columns)).for_each(|(to, sums)| *to = mean(sums.iter().sum())),
    }
}

dispatch! {
    /// Adds each pixel to its sum.
    fn add(gray: &[u8], sums: &mut [u32]) = add_each;
}

dispatch! {
    /// Writes the total of each `columns` sums, divided by `pixels`.
    fn means(sums: &[u32], columns: usize, pixels: u32, dst: &mut [u8]) = mean_of_each;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::noise;

    #[test]
    fn sums_of_the_largest_squares_fit() {
        let side = SUMMED + 100;
        let white = vec![0; side.div_ceil(8) * side];
        let page = ImageRef::new(&white, side, side, 0, Format::Bit1).unwrap();
        assert_eq!(reduce(Level::SCALAR, page, side).unwrap(), [255]);
    }

    #[test]
    fn squares_become_their_mean_in_every_format() {
        for format in Format::ALL {
            for by in [1, 2, 3, 5] {
                let (width, height) = (4099 * by + by / 2, 3 * by + by / 2);
                let row_bytes = format.row_bytes(width).unwrap();
                let data = noise(row_bytes * height, 1);
                let src = ImageRef::new(&data, width, height, 0, format).unwrap();
                let mut gray = vec![0; width * height];
                let dst = crate::image::ImageMut::new(&mut gray, width, height, 0, Format::Gray8).unwrap();
                crate::image::grayscale(src, Luma::Bt601, dst).unwrap();
                let reduced = reduce(crate::simd::active(), src, by).unwrap();
                assert_eq!(reduced.len(), 4099 * 3);
                for (i, &mean) in reduced.iter().enumerate() {
                    let (x, y) = (i % 4099 * by, i / 4099 * by);
                    let sum: usize =
                        (y..y + by).flat_map(|y| &gray[y * width + x..][..by]).map(|&px| px as usize).sum();
                    assert_eq!(usize::from(mean), sum / (by * by), "{} by {by} at {i}", format.name());
                }
            }
        }
    }
}
