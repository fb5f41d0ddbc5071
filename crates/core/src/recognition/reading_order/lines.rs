//! Boxes in the frame of reading, and the lines that they make.

/// A box in the frame of reading.
#[derive(Clone, Copy, Debug, Default)]
pub struct Item {
    /// Where it begins along the line.
    pub start: f32,
    /// Where it ends along the line.
    pub end: f32,
    /// Where it begins across the lines.
    pub top: f32,
    /// Where it ends across the lines.
    pub bottom: f32,
    /// Which box it is.
    pub index: u32,
}

impl Item {
    /// Whether the box is anywhere.
    pub fn is_finite(&self) -> bool {
        self.start.is_finite() && self.top.is_finite()
    }

    /// Extent across the lines.
    pub fn height(&self) -> f32 {
        self.bottom - self.top
    }

    /// The middle half across the lines: boxes of neighbouring lines may overlap, their cores do not.
    pub fn core(&self) -> [f32; 2] {
        [self.middle() - self.height() / 4.0, self.middle() + self.height() / 4.0]
    }

    /// The middle across the lines.
    pub fn middle(&self) -> f32 {
        (self.top + self.bottom) / 2.0
    }

    /// Whether the box overlaps another across the lines by at least half of the lower one.
    pub fn shares_line(&self, other: &Self) -> bool {
        overlaps_by_half([self.top, self.bottom], [other.top, other.bottom])
    }
}

/// Sorts `items` by one of their numbers, and those that are equal by the order of the boxes. One sort is compiled for all keys:
/// each more is 7 kilobytes.
#[inline(never)]
pub fn sort_by(items: &mut [Item], key: fn(&Item) -> f32) {
    items.sort_unstable_by(|a, b| key(a).total_cmp(&key(b)).then(a.index.cmp(&b.index)));
}

/// Sorts `items` by lines, and each line along itself.
pub fn sort(items: &mut [Item]) {
    sort_each(items, |_| {});
}

/// Sorts `items` by lines, and each line along itself; then calls `f` with it.
pub fn sort_each(items: &mut [Item], mut f: impl FnMut(&[Item])) {
    sort_by(items, Item::middle);
    let mut rest = items;
    while !rest.is_empty() {
        let (line, below) = rest.split_at_mut(line_len(rest));
        sort_by(line, |item| item.start);
        f(line);
        rest = below;
    }
}

/// How many of `items`, which are sorted by their middles, make the first line: each overlaps the mean of those before by at
/// least half of the lower one.
fn line_len(items: &[Item]) -> usize {
    let (mut top, mut bottom) = (0.0, 0.0);
    for (count, item) in items.iter().enumerate() {
        if count > 0 && !overlaps_by_half([item.top, item.bottom], [top, bottom].map(|sum| sum / count as f32)) {
            return count;
        }
        top += item.top;
        bottom += item.bottom;
    }
    items.len()
}

fn overlaps_by_half(one: [f32; 2], other: [f32; 2]) -> bool {
    one[1].min(other[1]) - one[0].max(other[0]) >= 0.5 * (one[1] - one[0]).min(other[1] - other[0])
}
