//! The map of the paper: the mean of each tile.

use super::column_sums::{ColumnSums, MOST_ROWS, STRIP};
use super::kernels::sum_paper;
use super::tile_grid::TileGrid;
use crate::simd::Level;
use crate::split::{self, Rows, RowsMut};
use std::ops::Range;

/// Approximate cost of a pixel of an image larger than the cache.
const NS_PER_PX: f64 = 0.2;
/// The most tiles of a strip: those of the least width.
const MOST_TILES: usize = STRIP / 4;

/// PaperSum of a tile.
#[derive(Clone, Copy, Default)]
struct PaperSum {
    sum: u64,
    count: u64,
}

/// Writes the mean of the paper of each tile, cut off to an integer, to `map`: 0 where there is too little, and for tiles that the
/// page ends in.
pub fn measure(level: Level, src: Rows<'_>, grid: &TileGrid, map: &mut [u8]) {
    let (rows, _) = RowsMut::from_flat(map, grid.columns);
    let rows = rows.sub(0..grid.whole_columns, 0..grid.whole_rows);
    let ns_per_row = NS_PER_PX * (src.row_bytes() * grid.tile_height) as f64;
    split::strips(rows, ns_per_row).for_each(|range, mut map| {
        for (index, row) in range.enumerate() {
            measure_row(level, src, grid, row, map.row(index));
        }
    });
}

/// Writes the means of a row of tiles to `means`, which begins as zeros.
fn measure_row(level: Level, src: Rows<'_>, grid: &TileGrid, row: usize, means: &mut [u8]) {
    let &TileGrid { tile_width, tile_height, .. } = grid;
    let rows = row * tile_height..(row + 1) * tile_height;
    let per_strip = (STRIP / tile_width).clamp(1, MOST_TILES);
    for (strip, means) in means.chunks_mut(per_strip).enumerate() {
        let mut paper = [PaperSum::default(); MOST_TILES];
        let from = strip * per_strip * tile_width;
        let end = from + means.len() * tile_width;
        // Only a tile wider than a strip comes in several pieces.
        for from in (from..end).step_by(STRIP) {
            let columns = from..(from + STRIP).min(end);
            add_strip(level, src, columns, rows.clone(), grid, &mut paper);
        }
        for (mean, paper) in means.iter_mut().zip(&paper) {
            if paper.count >= grid.params.min_count as u64 {
                *mean = (paper.sum / paper.count) as u8;
            }
        }
    }
}

/// Adds the paper of a strip to that of its tiles.
fn add_strip(
    level: Level,
    src: Rows<'_>,
    columns: Range<usize>,
    rows: Range<usize>,
    grid: &TileGrid,
    paper: &mut [PaperSum; MOST_TILES],
) {
    for from in rows.clone().step_by(MOST_ROWS) {
        let mut sums = ColumnSums::ZERO;
        let part = from..(from + MOST_ROWS).min(rows.end);
        sum_paper(level, src, columns.clone(), part, grid.params.threshold, &mut sums);
        let tiles = sums.sums[..columns.len()].chunks(grid.tile_width).zip(sums.counts.chunks(grid.tile_width));
        for (paper, (sums, counts)) in paper.iter_mut().zip(tiles) {
            paper.sum += u64::from(sums.iter().map(|&sum| u32::from(sum)).sum::<u32>());
            paper.count += u64::from(counts.iter().map(|&count| u32::from(count)).sum::<u32>());
        }
    }
}
