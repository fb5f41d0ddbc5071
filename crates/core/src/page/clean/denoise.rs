//! Noise of a page: its measure, a light smoothing, and the removal of single pixels that differ from all around.

use super::gray_page::GrayPage;
use crate::base::error::{Result, try_zeroed};
use crate::simd::{self, Level, dispatch};

/// Rows from one that is measured to the next.
const EACH: usize = 7;
/// Median of |a - 2 b + c| of three neighbours with Gaussian noise of standard deviation 1: 0.6745 of the square root of 6.
const MEDIAN: f32 = 1.652;
/// Rows that make one row of the result.
const ROWS: usize = 3;

/// A pixel differs from another by at least so much if one is salt or pepper.
const FAR: u8 = 64;
/// Pixels around a grain that may be like it.
const ALIKE: usize = 1;
/// Tiles of a page across and down, the most of them that may have few grains, and the fewest pixels of one that are looked at.
const TILES: usize = 8;
const FEW_GRAINS: usize = 8;
const LEAST_SAMPLES: u32 = 64;
/// Pixels of which one or more are a grain where there are not few.
const SPARSE: u32 = 250;

/// Estimates the standard deviation of the noise from pixels that differ from the mean of both neighbours. Most of a page is plain
/// paper, so that the median says nothing of letters.
pub fn measure(page: &GrayPage) -> Result<f32> {
    let mut counts = [0_u32; 511];
    let rows = page.view()?.rows();
    for y in (0..rows.len()).step_by(EACH) {
        let row = rows.row(y);
        for three in row.windows(3) {
            let [a, b, c] = [three[0], three[1], three[2]].map(u16::from);
            counts[usize::from((a + c).abs_diff(2 * b))] += 1;
        }
    }
    let half = counts.iter().sum::<u32>() / 2;
    let mut below = 0;
    let median = counts.iter().position(|&count| {
        below += count;
        below > half
    });
    Ok(median.unwrap_or(0) as f32 / MEDIAN)
}

/// Returns whether salt and pepper lie all over a page: grains of a pixel or two, unlike all that is around them. Dots of letters and
/// of pictures lie in a part of it.
pub fn has_grains(page: &GrayPage) -> Result<bool> {
    let rows = page.view()?.rows();
    let (width, height) = (page.width(), page.height());
    let mut tiles = [[0_u32; 2]; TILES * TILES];
    for y in (1..height.saturating_sub(1)).step_by(EACH) {
        let around = [rows.row(y - 1), rows.row(y), rows.row(y + 1)];
        for (tile, counts) in tiles[y * TILES / height * TILES..][..TILES].iter_mut().enumerate() {
            let columns = tile * width / TILES..(tile + 1) * width / TILES;
            counts[0] += columns.len() as u32;
            counts[1] += columns.filter(|&x| is_grain(around, x)).count() as u32;
        }
    }
    let has_few = |&&[samples, grains]: &&[u32; 2]| samples < LEAST_SAMPLES || SPARSE * grains < samples;
    Ok(tiles.iter().filter(has_few).count() <= FEW_GRAINS)
}

/// Gives grains of salt and pepper the mean of the pixels around that are unlike them.
pub fn remove_grains(page: &mut GrayPage) -> Result<()> {
    filter(
        page,
        |row, to| to.copy_from_slice(row),
        |around, to| {
            for (x, px) in to.iter_mut().enumerate().filter(|(x, _)| is_grain(around, *x)) {
                let (sum, count) = unlike(around, x).fold((0, 0), |(sum, count), px| (sum + u32::from(px), count + 1));
                *px = (sum / count) as u8;
            }
        },
    )
}

#[inline(always)]
fn is_grain(around: [&[u8]; 3], x: usize) -> bool {
    let row = around[1];
    let is_alike = |other: Option<&u8>| other.is_none_or(|other| other.abs_diff(row[x]) < FAR);
    // Nearly all pixels are like one beside them.
    !(is_alike(row.get(x + 1)) && is_alike(row.get(x.wrapping_sub(1)))) && 8 - unlike(around, x).count() <= ALIKE
}

/// Returns the pixels around `x` that are unlike it.
fn unlike(around: [&[u8]; 3], x: usize) -> impl Iterator<Item = u8> {
    let columns = x.saturating_sub(1)..around[1].len().min(x + 2);
    let px = around[1][x];
    around
        .into_iter()
        .flat_map(move |row| row[columns.clone()].iter().copied())
        .filter(move |other| other.abs_diff(px) >= FAR)
}

/// Smooths a page by the weights 1 2 1 across and down. Pixels beyond the edges are those at the edges.
pub fn smooth(page: &mut GrayPage) -> Result<()> {
    let level = simd::active();
    let mut padded = try_zeroed::<u8>(page.width() + 2, "denoise")?;
    filter(page, |row, to| smooth_across(level, row, &mut padded, to), |around, to| weigh(level, around, to))
}

/// Reads each row by `read` before it is written, and writes it from the three that were read around it. Rows beyond the edges are
/// those at the edges.
fn filter(
    page: &mut GrayPage,
    mut read: impl FnMut(&[u8], &mut [u8]),
    write: impl Fn([&[u8]; ROWS], &mut [u8]),
) -> Result<()> {
    let width = page.width();
    let mut ring = try_zeroed::<u8>(ROWS * width, "denoise")?;
    let mut rows = page.view_mut()?.into_rows();
    let height = rows.len();
    // The rows below are read before the row above is written: each goes to its place in the ring once.
    let mut done = 0;
    for y in 0..height {
        while done < height.min(y + 2) {
            read(rows.row(done), &mut ring[done % ROWS * width..][..width]);
            done += 1;
        }
        let at = |i: usize| &ring[(y + i).saturating_sub(1).min(height - 1) % ROWS * width..][..width];
        write([at(0), at(1), at(2)], rows.row(y));
    }
    Ok(())
}

fn smooth_across(level: Level, row: &[u8], padded: &mut [u8], to: &mut [u8]) {
    let last = row.len() - 1;
    padded[1..row.len() + 1].copy_from_slice(row);
    padded[0] = row[0];
    padded[row.len() + 1] = row[last];
    let at = |i: usize| &padded[i..i + row.len()];
    weigh(level, [at(0), at(1), at(2)], to);
}

#[inline(always)]
fn weigh_each(from: [&[u8]; 3], to: &mut [u8]) {
    let [a, b, c] = from.map(|row| &row[..to.len()]);
    for (i, px) in to.iter_mut().enumerate() {
        *px = ((u16::from(a[i]) + 2 * u16::from(b[i]) + u16::from(c[i]) + 2) >> 2) as u8;
    }
}

dispatch! {
    /// Writes the mean of three pixels by the weights 1 2 1, rounded.
    fn weigh(from: [&[u8]; 3], to: &mut [u8]) = weigh_each;
}
