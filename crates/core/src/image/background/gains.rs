//! From the map of the paper to gains, and from gains to pixels.

use super::column_sums::STRIP;
use super::kernels::apply_gains;
use super::tile_grid::TileGrid;
use crate::simd::{InOut, Level};
use crate::split::{self, Rows, RowsMut};

/// Approximate cost of a pixel of an image larger than the cache.
const NS_PER_PX: f64 = 0.15;
/// One, which leaves a pixel as it is.
const UNIT: u16 = 256;

/// Fills the gaps of `map`, smooths it and writes the gain of each tile: 1 if no tile has paper.
pub fn from_map(grid: &TileGrid, map: &mut [u8], columns: &mut [u32], gains: &mut [u16]) {
    if !fill(grid.columns, map) {
        return gains.fill(UNIT);
    }
    let target = u32::from(grid.params.target);
    let mut of_gray = [(target / 2) as u16; 256];
    for (gray, gain) in (1..).zip(&mut of_gray[1..]) {
        *gain = (256 * target / gray) as u16;
    }
    let reach_x = grid.params.smooth_x.min((grid.columns - 1) / 2);
    let reach_y = grid.params.smooth_y.min((grid.rows - 1) / 2);
    if reach_x == 0 || reach_y == 0 {
        gains.iter_mut().zip(map.iter()).for_each(|(gain, &gray)| *gain = of_gray[usize::from(gray)]);
    } else {
        smooth(map, (reach_x, reach_y), columns, gains, &of_gray);
    }
}

/// Gives each tile of value 0 the nearest value above it, else that below; then, in columns without any, the one to its
/// left, else to its right. Returns whether there is a value at all.
fn fill(columns: usize, map: &mut [u8]) -> bool {
    let len = map.len();
    for at in columns..len {
        if map[at] == 0 {
            map[at] = map[at - columns];
        }
    }
    for at in (0..len - columns).rev() {
        if map[at] == 0 {
            map[at] = map[at + columns];
        }
    }
    for row in map.chunks_exact_mut(columns) {
        for x in 1..columns {
            if row[x] == 0 {
                row[x] = row[x - 1];
            }
        }
        for x in (1..columns).rev() {
            if row[x - 1] == 0 {
                row[x - 1] = row[x];
            }
        }
    }
    map.first().is_some_and(|&gray| gray > 0)
}

/// Writes the gain of the mean of the tiles around each, in the arithmetic of Leptonica's pixBlockconv: the first row and column of
/// the map do not count in any mean, a window that is cut off is first divided by the size of a whole one and rounded.
fn smooth(map: &[u8], reach: (usize, usize), columns: &mut [u32], gains: &mut [u16], of_gray: &[u16; 256]) {
    let width = columns.len();
    let height = map.len() / width;
    let row = |y: usize| &map[y * width..(y + 1) * width];
    columns.fill(0);
    (1..=reach.1.min(height - 1)).for_each(|y| add(columns, row(y), 1));
    for (y, gains) in gains.chunks_exact_mut(width).enumerate() {
        if y > 0 {
            if y + reach.1 < height {
                add(columns, row(y + reach.1), 1);
            }
            if y > reach.1 + 1 {
                add(columns, row(y - reach.1 - 1), u32::MAX);
            }
        }
        smooth_row(columns, reach, window_len(y, reach.1, height), gains, of_gray);
    }
}

/// Adds `factor` times a row to the sums; `u32::MAX` subtracts it.
fn add(columns: &mut [u32], row: &[u8], factor: u32) {
    columns.iter_mut().zip(row).for_each(|(sum, &gray)| *sum = sum.wrapping_add(factor.wrapping_mul(gray.into())));
}

/// Number of tiles in the window around tile `at`.
fn window_len(at: usize, reach: usize, len: usize) -> usize {
    (at + reach + 1).min(len) - at.saturating_sub(reach).max(1)
}

fn smooth_row(columns: &[u32], reach: (usize, usize), rows: usize, gains: &mut [u16], of_gray: &[u16; 256]) {
    let (across, down) = (2 * reach.0 + 1, 2 * reach.1 + 1);
    let share = 1.0 / (across as f32 * down as f32);
    let more_rows = down as f32 / rows as f32;
    let mut sum: u64 = columns[1..=reach.0].iter().map(|&sum| u64::from(sum)).sum();
    for x in 0..columns.len() {
        if x > 0 && x + reach.0 < columns.len() {
            sum += u64::from(columns[x + reach.0]);
        }
        if x > reach.0 + 1 {
            sum -= u64::from(columns[x - reach.0 - 1]);
        }
        let len = window_len(x, reach.0, columns.len());
        let mut mean = (f64::from(share * sum as f32) + 0.5) as u8;
        if rows < down || len < across {
            mean = (f32::from(mean) * more_rows * (across as f32 / len as f32)) as u8;
        }
        gains[x] = of_gray[usize::from(mean)];
    }
}

/// Multiplies each pixel by the gain of its tile, from `src` to `dst`, or in place where `src` is `None`.
pub fn apply(level: Level, src: Option<Rows<'_>>, grid: &TileGrid, gains: &[u16], dst: RowsMut<'_>) {
    let width = dst.row_bytes();
    split::strips(dst, NS_PER_PX * width as f64).for_each(|range, mut dst| {
        let mut y = range.start;
        while y < range.end {
            let tile_row = y / grid.tile_height;
            let end = ((tile_row + 1) * grid.tile_height).min(range.end);
            let gains = &gains[tile_row * grid.columns..(tile_row + 1) * grid.columns];
            for from in (0..width).step_by(STRIP) {
                let mut spread = [UNIT; STRIP];
                let spread = &mut spread[..STRIP.min(width - from)];
                spread_gains(grid, gains, from, spread);
                for y in y..end {
                    let columns = from..from + spread.len();
                    let row = &mut dst.row(y - range.start)[columns.clone()];
                    let px = match src {
                        Some(src) => InOut::new(&src.row(y)[columns], row),
                        None => InOut::in_place(row),
                    };
                    apply_gains(level, px, spread);
                }
            }
            y = end;
        }
    });
}

/// Writes the gain of each pixel from column `from` on.
fn spread_gains(grid: &TileGrid, gains: &[u16], from: usize, spread: &mut [u16]) {
    let mut at = 0;
    while at < spread.len() {
        let tile = (from + at) / grid.tile_width;
        let end = ((tile + 1) * grid.tile_width - from).min(spread.len());
        spread[at..end].fill(gains[tile]);
        at = end;
    }
}
