//! Cutting of a page along white gaps.

use super::columns::{COLUMN_GAP, column_len};
use super::lines::{self, Item, sort_by};

/// The most pieces between gaps of a band.
const MOST_PIECES: usize = 32;
/// How often a piece is cut again at most.
const DEPTH: usize = 8;

/// Sorts `items` in the order of reading. `height` is that of a common line. `scratch` is at least as long as `items`.
pub fn sort(items: &mut [Item], height: f32, scratch: &mut [Item]) {
    cut(items, height, scratch, DEPTH);
}

fn cut(items: &mut [Item], height: f32, scratch: &mut [Item], depth: usize) {
    if depth == 0 || items.len() < 2 {
        lines::sort(items);
    } else if !cut_columns(items, height, scratch, depth) {
        cut_bands(items, height, scratch, depth);
    }
}

/// Cuts `items` into columns and sorts each; returns whether there are any.
fn cut_columns(items: &mut [Item], height: f32, scratch: &mut [Item], depth: usize) -> bool {
    sort_by(items, |item| item.start);
    let (mut rest, mut any) = (items, false);
    while let Some(len) = column_len(rest, height, scratch) {
        let (column, beside) = rest.split_at_mut(len);
        cut(column, height, scratch, depth - 1);
        (rest, any) = (beside, true);
    }
    if any {
        cut(rest, height, scratch, depth - 1);
    }
    any
}

/// Cuts `items` into bands, and sorts bands that share a gap together.
fn cut_bands(items: &mut [Item], height: f32, scratch: &mut [Item], depth: usize) {
    sort_by(items, |item| item.core()[0]);
    let (all, gap) = (items.len(), COLUMN_GAP * height);
    let mut rest = items;
    while !rest.is_empty() {
        let mut group = Group::first(rest, gap);
        if group.has_gap && group.len < rest.len() {
            let next = Group::first(&rest[group.len..], gap);
            // The gap of a few bands may be one between words, beside the end of a heading.
            if next.len > group.len {
                group.len = next.take_from(&rest[..group.len], gap, scratch);
            }
        }
        let (bands, below) = rest.split_at_mut(group.len);
        // All of them together are known to be no columns.
        if group.has_gap && group.len < all {
            cut(bands, height, scratch, depth - 1);
        } else {
            lines::sort(bands);
        }
        rest = below;
    }
}

/// Bands one below the other that leave a gap free together.
struct Group {
    len: usize,
    has_gap: bool,
    pieces: Pieces,
}

impl Group {
    /// The first band of `items`, which are sorted by the tops of their cores, and those after it that leave a gap of at
    /// least `gap` free with it.
    fn first(items: &[Item], gap: f32) -> Self {
        let len = band_len(items);
        let pieces = Pieces::default().with(&items[..len], gap);
        let mut group = Self { len, has_gap: pieces.have_gap(), pieces };
        while group.len < items.len() {
            let len = group.len + band_len(&items[group.len..]);
            let joined = group.pieces.with(&items[group.len..len], gap);
            if !joined.have_gap() {
                break;
            }
            group = Self { len, has_gap: true, pieces: joined };
        }
        group
    }

    /// Takes the last bands of the group before, `items`, as far as they leave a gap free with this one. Returns how many
    /// items the group before keeps.
    fn take_from(mut self, items: &[Item], gap: f32, scratch: &mut [Item]) -> usize {
        let (mut bands, mut end) = (0, 0);
        while end < items.len() {
            scratch[bands].index = end as u32;
            (bands, end) = (bands + 1, end + band_len(&items[end..]));
        }
        for first in scratch[..bands].iter().map(|band| band.index as usize).rev() {
            let joined = self.pieces.with(&items[first..end], gap);
            if first == 0 || !joined.have_gap() {
                break;
            }
            (self.pieces, end) = (joined, first);
        }
        end
    }
}

/// How many of `items`, which are sorted by the tops of their cores, make the first band: the next one is below all cores, and
/// overlaps neither the box that ends lowest nor that with the lowest middle by half of the lower one, as a mark does.
fn band_len(items: &[Item]) -> usize {
    let Some(first) = items.first() else { return 0 };
    let (mut bottom, mut lowest, mut lowest_middle) = (first.core()[1], first, first);
    for (count, item) in items.iter().enumerate().skip(1) {
        let [top, to] = item.core();
        if top > bottom && !item.shares_line(lowest) && !item.shares_line(lowest_middle) {
            return count;
        }
        bottom = bottom.max(to);
        lowest = if item.bottom > lowest.bottom { item } else { lowest };
        lowest_middle = if item.middle() > lowest_middle.middle() { item } else { lowest_middle };
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

    /// With more boxes.
    fn with(mut self, items: &[Item], gap: f32) -> Self {
        items.iter().for_each(|item| self.add(item, gap));
        self
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
