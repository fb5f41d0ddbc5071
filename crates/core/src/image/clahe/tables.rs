//! The table of each tile, from its clipped histogram, and the tables of the four tiles around a pixel side by side.

use super::grays::{CornerTable, GRAYS};
use super::scalar::rounded;
use super::tile_axis::TileAxis;
use crate::image::otsu::{HistogramCounter, count_row};
use crate::simd::{Level, dispatch};
use crate::split::{self, Rows, RowsMut};

/// Approximate cost of counting a pixel.
const NS_PER_PX: f64 = 0.3;
/// Approximate cost of a table.
const NS_PER_TABLE: f64 = 500.0;

/// Pixels of a tile that are counted in a single histogram: emptying eight takes longer.
const FEW: usize = 2048;

/// Fills the table of each tile, of which `tables` has one a row, row by row of tiles.
pub fn fill_tables(level: Level, src: Rows<'_>, axes: &[TileAxis; 2], clip_limit: f64, tables: RowsMut<'_>) {
    let pixels = axes[0].tile * axes[1].tile;
    let most = most_counted(clip_limit, pixels);
    split::strips(tables, NS_PER_TABLE + NS_PER_PX * pixels as f64).for_each(|range, mut tables| {
        for (i, tile) in range.enumerate() {
            let mut counts = count_tile(level, src, axes, [tile % axes[0].tiles, tile / axes[0].tiles]);
            make_table(level, &mut counts, most, pixels, tables.row(i));
        }
    });
}

dispatch! {
    /// Makes the table of a tile of `pixels` pixels from how many it has of each gray, of which `most` count, if there is a limit.
    fn make_table(counts: &mut [u64; GRAYS], most: Option<u64>, pixels: usize, table: &mut [u8]) = make_table_here;
}

#[inline(always)]
fn make_table_here(counts: &mut [u64; GRAYS], most: Option<u64>, pixels: usize, table: &mut [u8]) {
    if let Some(most) = most {
        clip(counts, most);
    }
    equalise(counts, pixels, table);
}

/// Returns the most pixels of a gray that count, if there is a limit.
fn most_counted(clip_limit: f64, pixels: usize) -> Option<u64> {
    (clip_limit > 0.0).then(|| ((clip_limit * pixels as f64 / GRAYS as f64) as u64).max(1))
}

/// Counts the grays of a tile, with reflected pixels beyond the image.
fn count_tile(level: Level, src: Rows<'_>, [across, down]: &[TileAxis; 2], [x, y]: [usize; 2]) -> [u64; GRAYS] {
    let columns = x * across.tile..(x + 1) * across.tile;
    let inside = columns.start.min(across.len)..columns.end.min(across.len);
    let beyond = columns.start.max(across.len)..columns.end;
    if across.tile * down.tile <= FEW {
        let mut counts = [0; GRAYS];
        for y in y * down.tile..(y + 1) * down.tile {
            let row = src.row(down.reflected(y));
            row[inside.clone()].iter().for_each(|&px| counts[usize::from(px)] += 1);
            beyond.clone().for_each(|x| counts[usize::from(row[across.reflected(x)])] += 1);
        }
        return counts;
    }
    let mut counts = HistogramCounter::default();
    for y in y * down.tile..(y + 1) * down.tile {
        let row = src.row(down.reflected(y));
        count_row(level, &row[inside.clone()], &mut counts);
        beyond.clone().for_each(|x| counts.totals[usize::from(row[across.reflected(x)])] += 1);
    }
    *counts.finish(level)
}

/// Cuts off what lies above `most`, and gives each gray an equal share of it. What is left goes one by one to grays at equal
/// distances.
#[inline(always)]
fn clip(counts: &mut [u64; GRAYS], most: u64) {
    let mut cut = 0;
    for count in counts.iter_mut() {
        cut += count.saturating_sub(most);
        *count = (*count).min(most);
    }
    let (share, left) = (cut / GRAYS as u64, (cut % GRAYS as u64) as usize);
    counts.iter_mut().for_each(|count| *count += share);
    let apart = GRAYS.checked_div(left).unwrap_or(1);
    counts.iter_mut().step_by(apart).take(left).for_each(|count| *count += 1);
}

/// Writes the share of pixels that are not lighter, of 255. The single precision is OpenCV's.
#[inline(always)]
fn equalise(counts: &[u64; GRAYS], pixels: usize, table: &mut [u8]) {
    let scale = (GRAYS - 1) as f32 / pixels as f32;
    let mut sum = 0;
    let mut sums = [0; GRAYS];
    for (to, count) in sums.iter_mut().zip(counts) {
        sum += count;
        *to = sum;
    }
    let grays = table.iter_mut().zip(sums);
    if i32::try_from(pixels).is_ok() {
        // The processor makes floats of these four at a time.
        grays.for_each(|(gray, sum)| *gray = rounded(sum as i32 as f32 * scale));
    } else {
        grays.for_each(|(gray, sum)| *gray = rounded(sum as f32 * scale));
    }
}

/// Fills the table of each gap between tiles, row by row of gaps.
pub fn join_corners(level: Level, axes: &[TileAxis; 2], tables: Rows<'_>, joined: &mut [CornerTable]) {
    let [across, down] = axes;
    for (i, joined) in joined.iter_mut().enumerate() {
        let (left_right, upper_lower) = (across.around(i % across.gaps()), down.around(i / across.gaps()));
        let table = |y: usize, x: usize| tables.row(upper_lower[y] * across.tiles + left_right[x]);
        join(level, [table(0, 0), table(0, 1), table(1, 0), table(1, 1)], joined);
    }
}

dispatch! {
    /// Lays the tables of four tiles side by side.
    fn join(corners: [&[u8]; 4], joined: &mut CornerTable) = join_here;
}

#[inline(always)]
fn join_here([a, b, c, d]: [&[u8]; 4], joined: &mut CornerTable) {
    let (upper, lower) = (a.iter().zip(b), c.iter().zip(d));
    for (joined, ((&a, &b), (&c, &d))) in joined.iter_mut().zip(upper.zip(lower)) {
        *joined = [a, b, c, d];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_cut_off_is_shared_out() {
        let mut counts = [0; GRAYS];
        counts[7] = 300;
        clip(&mut counts, 40);
        assert_eq!(counts.iter().sum::<u64>(), 300);
        assert_eq!(counts[..9], [2, 1, 1, 1, 1, 1, 1, 41, 1]);
        assert_eq!((counts[64], counts[128], counts[192]), (2, 2, 2), "260 is 256 and 4");
        let mut flat = [10; GRAYS];
        clip(&mut flat, 10);
        assert_eq!(flat, [10; GRAYS]);
    }

    #[test]
    fn tables_rise_to_white() {
        let mut counts = [0; GRAYS];
        (counts[3], counts[200]) = (1, 3);
        let mut table = [9; GRAYS];
        equalise(&counts, 4, &mut table);
        assert_eq!((table[2], table[3], table[199], table[200], table[255]), (0, 64, 64, 255, 255));
        assert_eq!(most_counted(0.0, 100), None);
        assert_eq!(most_counted(40.0, 100), Some(15));
        assert_eq!(most_counted(0.1, 100), Some(1));
    }
}
