//! Cutting of a page along white gaps.

use super::lines::{self, Item, sort_by};

/// The least gap between columns, in heights of a line.
const COLUMN_GAP: f32 = 0.8;
/// The least width of a column, in heights of a line: narrower are page numbers and prices, which belong to their rows.
const COLUMN_WIDTH: f32 = 5.0;
/// The least height of a column, in heights of a line.
const COLUMN_HEIGHT: f32 = 2.5;
/// The least boxes of a column.
const COLUMN_BOXES: usize = 3;
/// The most gaps that are looked at, and the most pieces between gaps of a band.
const MOST_PIECES: usize = 32;
/// How often a piece is cut again at most.
const DEPTH: usize = 8;

/// Sorts `items` in the order of reading. `height` is that of a common line. `scratch` is as long as `items`.
pub fn sort(items: &mut [Item], height: f32, scratch: &mut [Covered]) {
    cut(items, height, scratch, DEPTH);
}

fn cut(items: &mut [Item], height: f32, scratch: &mut [Covered], depth: usize) {
    if depth == 0 || items.len() < 2 {
        lines::sort(items);
    } else if !cut_columns(items, height, scratch, depth) {
        cut_bands(items, height, scratch, depth);
    }
}

/// Cuts `items` into columns and sorts each; returns whether there are any.
fn cut_columns(items: &mut [Item], height: f32, scratch: &mut [Covered], depth: usize) -> bool {
    sort_by(items, |item| item.start);
    let mut covered = Covered::NOTHING;
    for (item, from_here) in items.iter().zip(&mut *scratch).rev() {
        covered.add(item);
        *from_here = covered;
    }
    let (mut rest, mut from_here) = (items, scratch);
    let mut any = false;
    while let Some(len) = column_len(rest, height, from_here) {
        let (column, beside) = rest.split_at_mut(len);
        let (scratch, from_beside) = from_here.split_at_mut(len);
        cut(column, height, scratch, depth - 1);
        (rest, from_here, any) = (beside, from_beside, true);
    }
    if any {
        cut(rest, height, from_here, depth - 1);
    }
    any
}

/// How many of `items`, which are sorted by where they begin, make the first column; `None` where that is all of them.
/// `from_here` has for each item the box of it and those after it.
fn column_len(items: &[Item], height: f32, from_here: &[Covered]) -> Option<usize> {
    let mut left = Covered::NOTHING;
    let mut gaps = 0;
    for (count, item) in items.iter().enumerate() {
        if count >= COLUMN_BOXES && item.start - left.along[1] >= COLUMN_GAP * height && gaps < MOST_PIECES {
            gaps += 1;
            if items.len() - count >= COLUMN_BOXES && are_columns(&left, &from_here[count], height) {
                return Some(count);
            }
        }
        left.add(item);
    }
    None
}

/// Bounding box of some boxes.
#[derive(Clone, Copy, Debug)]
pub struct Covered {
    along: [f32; 2],
    across: [f32; 2],
}

impl Covered {
    /// That of no boxes.
    pub const NOTHING: Self = Self { along: [f32::MAX, f32::MIN], across: [f32::MAX, f32::MIN] };

    fn add(&mut self, item: &Item) {
        let grown = |[least, most]: [f32; 2], start: f32, end: f32| [least.min(start), most.max(end)];
        self.along = grown(self.along, item.start, item.end);
        self.across = grown(self.across, item.top, item.bottom);
    }

    fn width(&self) -> f32 {
        self.along[1] - self.along[0]
    }

    fn height(&self) -> f32 {
        self.across[1] - self.across[0]
    }
}

/// Whether both are large enough for columns, and beside each other.
fn are_columns(left: &Covered, right: &Covered, height: f32) -> bool {
    let overlap = left.across[1].min(right.across[1]) - left.across[0].max(right.across[0]);
    left.width().min(right.width()) >= COLUMN_WIDTH * height
        && left.height().min(right.height()) >= COLUMN_HEIGHT * height
        && overlap >= 0.5 * left.height().min(right.height())
}

/// Cuts `items` into bands, and sorts bands that share a gap together.
fn cut_bands(items: &mut [Item], height: f32, scratch: &mut [Covered], depth: usize) {
    sort_by(items, |item| item.core()[0]);
    let all = items.len();
    let mut rest = items;
    while !rest.is_empty() {
        let (len, has_gap) = bands_with_a_gap(rest, COLUMN_GAP * height);
        let (bands, below) = rest.split_at_mut(len);
        // All of them together are known to be no columns.
        if has_gap && len < all {
            cut(bands, height, &mut scratch[..len], depth - 1);
        } else {
            lines::sort(bands);
        }
        rest = below;
    }
}

/// How many of `items`, which are sorted by the tops of their cores, are in the first band and those after it that leave a
/// gap of at least `gap` free together; and whether there is one.
fn bands_with_a_gap(items: &[Item], gap: f32) -> (usize, bool) {
    let (mut pieces, mut len, mut has_gap) = (Pieces::default(), band_len(items), false);
    for item in &items[..len] {
        pieces.add(item, gap);
    }
    has_gap |= pieces.have_gap();
    while len < items.len() {
        let band = &items[len..len + band_len(&items[len..])];
        let mut joined = pieces;
        band.iter().for_each(|item| joined.add(item, gap));
        if !joined.have_gap() {
            break;
        }
        (pieces, len, has_gap) = (joined, len + band.len(), true);
    }
    (len, has_gap)
}

/// How many of `items`, which are sorted by the tops of their cores, make the first band: the next one is below all cores.
fn band_len(items: &[Item]) -> usize {
    let mut bottom = f32::MAX;
    for (count, item) in items.iter().enumerate() {
        let [top, to] = item.core();
        if count > 0 && top > bottom {
            return count;
        }
        bottom = if count > 0 { bottom.max(to) } else { to };
    }
    items.len()
}

/// Pieces that bands cover along the lines, with gaps between them.
#[derive(Clone, Copy)]
struct Pieces {
    pieces: [[f32; 2]; MOST_PIECES],
    count: usize,
}

impl Default for Pieces {
    fn default() -> Self {
        Self { pieces: [[0.0; 2]; MOST_PIECES], count: 0 }
    }
}

impl Pieces {
    fn have_gap(&self) -> bool {
        self.count > 1
    }

    /// Adds a box, and joins what has no gap of at least `gap` between. Where there is no place for another piece, all
    /// become one.
    fn add(&mut self, item: &Item, gap: f32) {
        let pieces = &mut self.pieces[..self.count];
        let from = pieces.partition_point(|piece| item.start - piece[1] >= gap);
        let to = from + pieces[from..].partition_point(|piece| piece[0] - item.end < gap);
        if from < to {
            pieces[from] = [pieces[from][0].min(item.start), pieces[to - 1][1].max(item.end)];
            pieces.copy_within(to.., from + 1);
            self.count -= to - from - 1;
        } else if self.count < MOST_PIECES {
            self.pieces.copy_within(from..self.count, from + 1);
            self.pieces[from] = [item.start, item.end];
            self.count += 1;
        } else {
            self.pieces[0] = [pieces[0][0].min(item.start), pieces[MOST_PIECES - 1][1].max(item.end)];
            self.count = 1;
        }
    }
}
