//! White gaps that part columns, told from gaps between words that lie below each other by chance, and from those in the rows of
//! tables and forms.

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
/// Sides of a row are level if their middles are as near, in heights of a line.
const LEVEL: f32 = 0.2;
/// The part of the lines on the side with fewer that have level sides in a form.
const LEVEL_ROWS: [usize; 2] = [4, 5];
/// The greatest width of a label or a value, in heights of a line.
const PAIR_WIDTH: f32 = 18.0;
/// The mean part of their greatest width that labels and values fill at most. Lines of equal length are text.
const FULL: f32 = 0.9;
/// How much more columns of text are filled than labels and values are, with the weights of what else tells them apart: found by a
/// regression on generated forms and columns.
const PAIRS: f32 = 0.27;
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
    let beyond = left.across[1].max(right.across[1]) - left.across[0].min(right.across[0]) - (beside[1] - beside[0]);
    let gap = ColumnGap { beside, from: left.along[1], width: right.along[0] - left.along[1], height };
    let left = Lines::of(before, &gap, left.along[0], scratch);
    let right = Lines::of(after, &gap, right.along[0], scratch);
    let (fewer, more) = (left.count.min(right.count), left.count.max(right.count));
    if fewer + 1 < COLUMN_LINES {
        return false;
    }
    let rows = LevelRows::of(before.iter().chain(after), &gap, scratch);
    // Lines that are out of step leave only two of a column of three beside their middles.
    if more < COLUMN_LINES && rows.count > 0 {
        return false;
    }
    if are_cells(before, beside, height) || are_cells(after, beside, height) {
        // Rows of a table, that go on beside the gap, are lines of both sides.
        if ROWS[1] * rows.count >= ROWS[0] * fewer {
            return false;
        }
    }
    let (gaps, as_wide) = (left.gaps + right.gaps, left.as_wide + right.as_wide);
    let is_wider = gaps > 0 && 2 * as_wide < gaps || 2 * left.long >= left.count || 2 * right.long >= right.count;
    (is_wider || fewer + right.aligned.min(fewer) >= ENOUGH_LINES)
        && !rows.are_pairs(&left, &right, beyond / height, &gap)
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

/// A gap between what may be columns.
struct ColumnGap {
    /// Extent of both sides across the lines.
    beside: [f32; 2],
    /// Where it begins along the lines.
    from: f32,
    width: f32,
    /// That of a common line.
    height: f32,
}

impl ColumnGap {
    /// Copies those of `items` that are beside it to the front of `scratch`, and returns them.
    fn beside<'s, 'i>(&self, items: impl Iterator<Item = &'i Item>, scratch: &'s mut [Item]) -> &'s mut [Item] {
        let mut len = 0;
        for item in items.filter(|item| is_beside(item, self.beside)) {
            scratch[len] = *item;
            len += 1;
        }
        &mut scratch[..len]
    }

    /// Where the piece of `items`, which are sorted by where they begin, begins and ends that is nearest to it: the part between
    /// gaps that run through all lines.
    fn nearest_piece(&self, items: &[Item]) -> [f32; 2] {
        let mut piece = Covered::NOTHING;
        for item in items.iter().filter(|item| is_beside(item, self.beside)) {
            if item.start - piece.along[1] >= COLUMN_GAP * self.height {
                if piece.along[0] > self.from && piece.width() > 0.0 {
                    break;
                }
                piece = Covered::NOTHING;
            }
            piece.add(item);
        }
        piece.along
    }
}

/// Evidence of the lines on one side of a gap.
#[derive(Default)]
struct Lines {
    count: usize,
    /// Those that begin where the first one does.
    aligned: usize,
    /// Those whose text beside the gap is longer than a word.
    long: usize,
    /// Gaps within the lines, and those that are about as wide as the one between the sides.
    gaps: usize,
    as_wide: usize,
    /// Widths of the texts beside the gap: their sum, and the greatest.
    sum: f32,
    most: f32,
}

impl Lines {
    /// Looks at the lines of `items` beside a gap, on the side that begins at `start`.
    fn of(items: &[Item], gap: &ColumnGap, start: f32, scratch: &mut [Item]) -> Self {
        let mut found = Self::default();
        let nearest = gap.nearest_piece(items);
        lines::sort_each(gap.beside(items.iter(), scratch), |line| {
            let (mut end, mut text, mut is_text) = (line[0].start, Covered::NOTHING, true);
            for item in line {
                let (between, is_near) = (item.start - end, nearest[0] <= item.start && item.end <= nearest[1]);
                found.gaps += usize::from(between > 0.0);
                if between > 0.0 && between >= AS_WIDE * gap.width {
                    found.as_wide += 1;
                    is_text &= !is_near || text.width() <= 0.0;
                }
                if is_near {
                    text.add(item);
                }
                end = end.max(item.end);
            }
            let width = text.width().max(0.0);
            found.count += 1;
            found.aligned += usize::from(line[0].start - start <= ALIGNED * gap.height);
            found.long += usize::from(is_text && width >= LINE_WIDTH * gap.height);
            (found.sum, found.most) = (found.sum + width, found.most.max(width));
        });
        found
    }

    /// The mean width of the texts as a part of the greatest.
    fn fill(&self) -> f32 {
        self.sum / (self.most * self.count as f32)
    }
}

/// Lines that go on beside a gap.
#[derive(Default)]
struct LevelRows {
    count: usize,
    /// Those whose sides are level.
    level: usize,
}

impl LevelRows {
    fn of<'i>(items: impl Iterator<Item = &'i Item>, gap: &ColumnGap, scratch: &mut [Item]) -> Self {
        let mut found = Self::default();
        lines::sort_each(gap.beside(items, scratch), |line| {
            let (left, right) = line.split_at(line.partition_point(|item| item.start <= gap.from));
            if !left.is_empty() && !right.is_empty() {
                let mean = |side: &[Item], of: fn(&Item) -> f32| side.iter().map(of).sum::<f32>() / side.len() as f32;
                let is_level = |of| (mean(left, of) - mean(right, of)).abs() <= LEVEL * gap.height;
                found.count += 1;
                found.level += usize::from(is_level(Item::middle) || is_level(|item| item.bottom));
            }
        });
        found
    }

    /// Whether they are labels with their values: short texts of different widths, level with each other, in rows and with gaps as
    /// wide as those of a form. `beyond` is how far the sides reach beyond each other, in heights of a line.
    fn are_pairs(&self, left: &Lines, right: &Lines, beyond: f32, gap: &ColumnGap) -> bool {
        let most = left.most.max(right.most) / gap.height;
        let pitch = ((gap.beside[1] - gap.beside[0]) / gap.height - 1.0) / (self.count.max(2) - 1) as f32;
        let wide = 0.32 * pitch.min(2.0) + 0.1 * (gap.width / gap.height).min(4.0);
        let full = (left.fill() + right.fill()) / 2.0;
        LEVEL_ROWS[1] * self.level >= LEVEL_ROWS[0] * left.count.min(right.count)
            && most <= PAIR_WIDTH
            && full <= FULL
            && full + 0.01 * most + 0.2 * beyond + 0.005 * (self.count as f32) < PAIRS + wide
    }
}
