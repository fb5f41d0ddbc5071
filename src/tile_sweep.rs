//! A sweep over the rows of many tiles of one image.
//!
//! At the first row of a tile it meets another one where columns of that are among its own. Both ends of the columns in the
//! present row are counted in trees, so that `n` tiles take `n log n` steps.

use super::many_images::{ImageSpan, ManyImages};
use super::view::{Checked, room};
use scipix_core::base::error::{Result, fail};
use scipix_core::base::sort_order;

/// Columns and rows of an image, or of the part of it that does not wrap into the next row.
struct SweptTile {
    columns: [usize; 2],
    rows: [usize; 2],
    image: usize,
}

/// Checks the images of `group`, which is in the order of addresses, and in which the rows of each image are `pitch` bytes apart.
pub(super) fn check(all: ManyImages<'_>, group: &[ImageSpan], pitch: usize) -> Result<()> {
    let mut tiles = room(3 * group.len(), "dsts")?;
    let Some(base) = group.first().map(|span| span.start) else { return Ok(()) };
    for &ImageSpan { image, .. } in group {
        tiles.extend(tiles_of(all.image(image), image, base, pitch));
    }
    let ends = number_columns(&mut tiles)?;
    // Each tile ends, and begins.
    let Ok(count) = u32::try_from(2 * tiles.len()) else {
        fail!(Unsupported, "dsts: {} images exceed 32 bits", group.len());
    };
    let mut events = room(2 * tiles.len(), "dsts")?;
    events.extend(0..count);
    let tile_of = |event: u32| (event as usize / 2, event % 2 == 1);
    let key = |event: u32| {
        let (tile, begins) = tile_of(event);
        // At one row they end first.
        (tiles[tile].rows[usize::from(!begins)], begins, tile)
    };
    sort_order(&mut events, &|a, b| key(a).cmp(&key(b)));
    let (mut results, mut sources) = (ColumnCounts::new(ends)?, ColumnCounts::new(ends)?);
    for (tile, begins) in events.into_iter().map(tile_of) {
        let SweptTile { columns, image, .. } = tiles[tile];
        let is_result = all.is_result(image);
        if begins && (results.any(columns) || is_result && sources.any(columns)) {
            for other in group.iter().filter(|other| other.image != image) {
                all.check_pair(image, other.image)?;
            }
        }
        if is_result { &mut results } else { &mut sources }.count(columns, begins);
    }
    Ok(())
}

/// Splits an image: what is left of its first row, whole rows, and what is in the row after.
fn tiles_of(image: &Checked, number: usize, base: usize, pitch: usize) -> impl Iterator<Item = SweptTile> {
    let (offset, geometry) = (image.data.addr() - base, &image.geometry);
    let (row, column, height) = (offset / pitch, offset % pitch, geometry.height);
    let end = column + geometry.row_bytes;
    let wrapped = end.saturating_sub(pitch);
    // Only a single row is longer than the pitch.
    let (next, below) = (row + 1, row + 1 + wrapped / pitch);
    let parts = [
        ([column, end.min(pitch)], [row, row.saturating_add(height)]),
        ([0, pitch], [next, below]),
        ([0, wrapped % pitch], [below, below.saturating_add(height)]),
    ];
    let filled = parts.into_iter().filter(|(columns, rows)| columns[0] < columns[1] && rows[0] < rows[1]);
    filled.map(move |(columns, rows)| SweptTile { columns, rows, image: number })
}

/// Replaces the ends of columns by their numbers in ascending order; returns how many there are.
fn number_columns(tiles: &mut [SweptTile]) -> Result<usize> {
    let mut ends = room(2 * tiles.len(), "dsts")?;
    ends.extend(tiles.iter().flat_map(|tile| tile.columns));
    ends.sort_unstable();
    ends.dedup();
    for tile in tiles {
        tile.columns = tile.columns.map(|column| ends.partition_point(|&end| end < column));
    }
    Ok(ends.len())
}

/// Counts of the ranges of columns by where they begin and end, as Fenwick trees.
struct ColumnCounts {
    starts: Vec<usize>,
    ends: Vec<usize>,
}

impl ColumnCounts {
    fn new(columns: usize) -> Result<Self> {
        let zeros = || -> Result<Vec<usize>> {
            let mut counts = room(columns + 1, "dsts")?;
            counts.resize(columns + 1, 0);
            Ok(counts)
        };
        Ok(Self { starts: zeros()?, ends: zeros()? })
    }

    /// Adds a range, or takes it away.
    fn count(&mut self, [start, end]: [usize; 2], adds: bool) {
        for (counts, column) in [(&mut self.starts, start), (&mut self.ends, end)] {
            let mut node = column + 1;
            while node < counts.len() {
                counts[node] = if adds { counts[node] + 1 } else { counts[node] - 1 };
                node += node & node.wrapping_neg();
            }
        }
    }

    /// Returns whether a range meets one that was added: more begin before its end than end before its start.
    fn any(&self, [start, end]: [usize; 2]) -> bool {
        sum(&self.starts, end) > sum(&self.ends, start + 1)
    }
}

/// Adds up the counts of the first `columns`.
fn sum(counts: &[usize], columns: usize) -> usize {
    let (mut node, mut sum) = (columns, 0);
    while node > 0 {
        sum += counts[node];
        node &= node - 1;
    }
    sum
}
