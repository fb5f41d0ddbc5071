//! The rows of a line in each of its columns, and which of its pixels belong to strokes that cross it.

use super::chains::LineChain;
use crate::base::error::{Result, fail, rezero};
use crate::image::components::{BitMask, PixelRun};
use crate::page::page_box::PageBox;

/// The first and the last row of a line, column by column.
#[derive(Debug, Default)]
pub struct Trace {
    rows: Vec<(u32, u32)>,
    start: u32,
    /// Columns in which a stroke crosses the line, stands on it or hangs from it, and in which one may.
    firm: Vec<u64>,
    hanging: Vec<u64>,
    weak: Vec<u64>,
}

/// Numbers of the strokes that reach out of a line above and below.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attached {
    pub above: u32,
    pub below: u32,
}

/// A column that no run covers.
const OPEN: (u32, u32) = (u32::MAX, 0);

impl Trace {
    pub const fn new() -> Self {
        Self { rows: Vec::new(), start: 0, firm: Vec::new(), hanging: Vec::new(), weak: Vec::new() }
    }

    pub fn bytes(&self) -> usize {
        let columns = self.firm.capacity() + self.hanging.capacity() + self.weak.capacity();
        self.rows.capacity() * size_of::<(u32, u32)>() + columns * size_of::<u64>()
    }

    /// Follows the `runs` of a chain. Columns without a run, and those where a letter's stroke lies along the line, get the
    /// rows between their neighbours'.
    ///
    /// # Errors
    /// `OutOfMemory`.
    pub fn follow(&mut self, chain: &LineChain, runs: impl Iterator<Item = PixelRun> + Clone) -> Result<()> {
        let columns = (chain.end - chain.start) as usize;
        self.rows.clear();
        if self.rows.try_reserve(columns).is_err() {
            fail!(OutOfMemory, "page: no memory for a line of {columns} pixels");
        }
        self.rows.resize(columns, OPEN);
        self.start = chain.start;
        for run in runs {
            for (first, last) in &mut self.rows[(run.start - chain.start) as usize..(run.end - chain.start) as usize] {
                (*first, *last) = ((*first).min(run.y), (*last).max(run.y));
            }
        }
        let most = chain.thickness() + 1;
        for rows in self.rows.iter_mut().filter(|rows| **rows != OPEN && rows.1 - rows.0 >= most) {
            *rows = OPEN;
        }
        self.close();
        Ok(())
    }

    /// Gives the open columns rows between those of their neighbours.
    fn close(&mut self) {
        let mut x = 0;
        while x < self.rows.len() {
            if self.rows[x] != OPEN {
                x += 1;
                continue;
            }
            let end = (x..self.rows.len()).find(|&x| self.rows[x] != OPEN).unwrap_or(self.rows.len());
            let before = x.checked_sub(1).map(|x| self.rows[x]);
            let after = self.rows.get(end).copied();
            let (Some(from), Some(to)) = (before.or(after), after.or(before)) else { return };
            let steps = (end - x + 1) as i64;
            let between =
                |a: u32, b: u32, step: i64| (i64::from(a) + (i64::from(b) - i64::from(a)) * step / steps) as u32;
            for (step, rows) in (1..).zip(&mut self.rows[x..end]) {
                *rows = (between(from.0, to.0, step), between(from.1, to.1, step));
            }
            x = end;
        }
    }

    /// Returns the rectangle that the line lies in; `None` where no column has the rows of a line, as in a flat ring.
    pub fn bounds(&self) -> Option<PageBox> {
        let rows = self.rows.iter().filter(|rows| **rows != OPEN);
        let (top, bottom) = rows.fold(OPEN, |(top, bottom), rows| (top.min(rows.0), bottom.max(rows.1)));
        let height = (bottom + 1).checked_sub(top)?;
        Some(PageBox { x: self.start, y: top, width: self.rows.len() as u32, height })
    }

    /// Sets the pixels of the line in `erased`, without those of strokes that reach out of it above or below: by two pixels, or
    /// by one beside such a column. Returns how many there are.
    ///
    /// # Errors
    /// `OutOfMemory`.
    pub fn erase(&mut self, ink: &BitMask, stroke: u32, erased: &mut BitMask) -> Result<Attached> {
        let words = ink.row(0).len();
        for columns in [&mut self.firm, &mut self.hanging, &mut self.weak] {
            rezero(columns, words, "page")?;
        }
        let Self { rows, start, firm, hanging, weak } = self;
        let at = |y: usize, word: usize| if y < ink.height() { ink.row(y)[word] } else { 0 };
        each_stretch(rows, *start, |top, bottom, word, part| {
            let [above, further] = [1, 2].map(|step| top.checked_sub(step).map_or(0, |y| at(y, word)));
            let (below, deeper) = (at(bottom + 1, word), at(bottom + 2, word));
            firm[word] |= above & further & part;
            hanging[word] |= below & deeper & part;
            weak[word] |= (above | below) & part;
        });
        let attached = Attached { above: count_strokes(firm), below: count_strokes(hanging) };
        firm.iter_mut().zip(&*hanging).for_each(|(firm, hanging)| *firm |= hanging);
        for _ in 0..stroke {
            spread_within(firm, weak);
        }
        each_stretch(rows, *start, |top, bottom, word, part| {
            let line = part & !firm[word];
            for y in top.saturating_sub(1)..ink.height().min(bottom + 2) {
                erased.row_mut(y)[word] |= ink.row(y)[word] & line;
            }
        });
        Ok(attached)
    }
}

/// Counts the stretches of set bits.
fn count_strokes(columns: &[u64]) -> u32 {
    let mut before = 0;
    let begins = columns.iter().map(|&word| {
        let begins = word & !(word << 1 | before);
        before = word >> 63;
        begins.count_ones()
    });
    begins.sum()
}

/// Calls `body` with the first and the last row of the line, and the columns of a word that have these rows.
fn each_stretch(rows: &[(u32, u32)], start: u32, mut body: impl FnMut(usize, usize, usize, u64)) {
    let mut x = start as usize;
    for stretch in rows.chunk_by(|a, b| a == b) {
        let columns = x..x + stretch.len();
        x = columns.end;
        if stretch[0] == OPEN {
            continue;
        }
        for word in columns.start / 64..columns.end.div_ceil(64) {
            let from = columns.start.saturating_sub(word * 64);
            let to = columns.end.min(word * 64 + 64) - word * 64;
            body(stretch[0].0 as usize, stretch[0].1 as usize, word, u64::MAX << from & u64::MAX >> (64 - to));
        }
    }
}

/// Spreads the bits of `firm` by one to either side, within those of `weak`.
fn spread_within(firm: &mut [u64], weak: &[u64]) {
    let mut before = 0;
    for word in 0..firm.len() {
        let (here, after) = (firm[word], firm.get(word + 1).copied().unwrap_or(0));
        firm[word] |= (here << 1 | before >> 63 | here >> 1 | after << 63) & weak[word];
        before = here;
    }
}
