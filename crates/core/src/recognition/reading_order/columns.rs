//! White gaps that part columns, told from gaps between words that lie below each other by chance.

use super::lines::{self, Item};

/// The least gap between columns, in heights of a line.
pub const COLUMN_GAP: f32 = 0.8;
/// The least width of a column, in heights of a line: narrower are page numbers and prices, which belong to their rows.
const COLUMN_WIDTH: f32 = 5.0;
/// The least lines of a column that are beside the next one.
const COLUMN_LINES: usize = 3;
/// The most gaps that are looked at for a column.
const MOST_GAPS: usize = 32;
/// The least width of a box that is surely a line and no word, in heights of a line.
const LINE_WIDTH: f32 = 8.0;
/// A gap in a line is as wide as another if it has at least this part of its width.
const AS_WIDE: f32 = 0.8;
/// Lines begin at one place if they do so within this many heights of a line.
const ALIGNED: f32 = 0.25;
/// Lines that a gap needs which is not wider than those between words; a line counts twice where it begins with its column.
const ENOUGH_LINES: usize = 12;
/// The part of the lines on the side with fewer that go on beside the gap where they are rows of a table.
const ROWS: [usize; 2] = [3, 4];

/// How many of `items`, which are sorted by where they begin, make the first column; `None` where that is all of them.
/// `height` is that of a common line. `scratch` is at least as long as `items`.
pub fn column_len(items: &[Item], height: f32, scratch: &mut [Item]) -> Option<usize> {
    let mut left = Covered::NOTHING;
    let mut gaps = 0;
    for (count, item) in items.iter().enumerate() {
        if count >= COLUMN_LINES && item.start - left.along[1] >= COLUMN_GAP * height && gaps < MOST_GAPS {
            gaps += 1;
            let (before, after) = items.split_at(count);
            if left.width() >= COLUMN_WIDTH * height && are_columns((before, &left), after, height, scratch) {
                return Some(count);
            }
        }
        left.add(item);
    }
    None
}

/// Bounding box of some boxes.
#[derive(Clone, Copy, Debug)]
struct Covered {
    along: [f32; 2],
    across: [f32; 2],
}

impl Covered {
    /// That of no boxes.
    const NOTHING: Self = Self { along: [f32::MAX, f32::MIN], across: [f32::MAX, f32::MIN] };

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

/// The first of `items`, which are sorted by where they begin, up to a gap behind which they are as wide as a column.
fn beginning(items: &[Item], height: f32) -> (&[Item], Covered) {
    let mut covered = Covered::NOTHING;
    for (count, item) in items.iter().enumerate() {
        if covered.width() >= COLUMN_WIDTH * height && item.start - covered.along[1] >= COLUMN_GAP * height {
            return (&items[..count], covered);
        }
        covered.add(item);
    }
    (items, covered)
}

/// Whether a column ends where the boxes on the left do, and another begins on the right. The boxes on the right are looked
/// at only as far as a column is wide, so that many columns are found in one pass.
fn are_columns((before, left): (&[Item], &Covered), after: &[Item], height: f32, scratch: &mut [Item]) -> bool {
    let (after, right) = beginning(after, height);
    let beside = [left.across[0].max(right.across[0]), left.across[1].min(right.across[1])];
    if right.width() < COLUMN_WIDTH * height || beside[1] - beside[0] < 0.5 * left.height().min(right.height()) {
        return false;
    }
    let gap = right.along[0] - left.along[1];
    let mut side = |items: &[Item], start: f32| Lines::of(items.iter(), beside, [gap, height, start], scratch);
    let (left, right) = (side(before, left.along[0]), side(after, right.along[0]));
    if are_cells(before, beside, height) || are_cells(after, beside, height) {
        // Rows of a table, that go on beside the gap, are lines of both sides.
        let both = Lines::of(before.iter().chain(after), beside, [gap, height, 0.0], scratch);
        let rows = (left.count + right.count).saturating_sub(both.count);
        if ROWS[1] * rows >= ROWS[0] * left.count.min(right.count) {
            return false;
        }
    }
    let lines = left.count.min(right.count);
    let (gaps, as_wide) = (left.gaps + right.gaps, left.as_wide + right.as_wide);
    let is_wider = if gaps > 0 { 2 * as_wide < gaps } else { 2 * (left.long + right.long) >= left.count + right.count };
    lines >= COLUMN_LINES && (is_wider || lines + right.aligned.min(lines) >= ENOUGH_LINES)
}

/// Whether those of `items` beside another side, sorted by where they begin, are two or more pieces with gaps between them, each of
/// them narrower than a column: cells of a table.
fn are_cells(items: &[Item], beside: [f32; 2], height: f32) -> bool {
    let (mut pieces, mut piece) = (0, Covered::NOTHING);
    for item in items.iter().filter(|item| is_beside(item, beside)) {
        if pieces == 0 || item.start - piece.along[1] >= COLUMN_GAP * height {
            (pieces, piece) = (pieces + 1, Covered::NOTHING);
        }
        piece.add(item);
        if piece.width() >= COLUMN_WIDTH * height {
            return false;
        }
    }
    pieces > 1
}

fn is_beside(item: &Item, beside: [f32; 2]) -> bool {
    beside[0] <= item.middle() && item.middle() <= beside[1]
}

/// Evidence of the lines on one side of a gap.
#[derive(Default)]
struct Lines {
    count: usize,
    /// Those that begin where the first one does.
    aligned: usize,
    /// Those that are wider than a word.
    long: usize,
    /// Gaps within the lines, and those that are about as wide as the one between the sides.
    gaps: usize,
    as_wide: usize,
}

impl Lines {
    /// Looks at the lines of `items` whose middles are within `beside`, on a side that begins at `start`.
    fn of<'i>(
        items: impl Iterator<Item = &'i Item>,
        beside: [f32; 2],
        [gap, height, start]: [f32; 3],
        scratch: &mut [Item],
    ) -> Self {
        let mut len = 0;
        for item in items.filter(|item| is_beside(item, beside)) {
            scratch[len] = *item;
            len += 1;
        }
        let mut found = Self::default();
        lines::sort_each(&mut scratch[..len], |line| {
            let (first, mut end) = (line[0].start, line[0].end);
            for item in &line[1..] {
                let between = item.start - end;
                found.gaps += usize::from(between > 0.0);
                found.as_wide += usize::from(between > 0.0 && between >= AS_WIDE * gap);
                end = end.max(item.end);
            }
            found.count += 1;
            found.aligned += usize::from(first - start <= ALIGNED * height);
            found.long += usize::from(end - first >= LINE_WIDTH * height);
        });
        found
    }
}
