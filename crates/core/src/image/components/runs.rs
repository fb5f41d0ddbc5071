//! Runs of set pixels, and which of them touch.

use super::bit_mask::BitMask;
use crate::base::error::{Result, fail};
use std::ops::Range;

/// Which neighbours of a pixel touch it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Connectivity {
    /// Those to the left, to the right, above and below.
    Four,
    /// The diagonal ones too.
    Eight,
}

/// Set pixels `start..end` of row `y`, between two that are not set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PixelRun {
    /// Row.
    pub y: u32,
    /// First column.
    pub start: u32,
    /// Column after the last.
    pub end: u32,
}

/// The runs of a mask, from top to bottom and left to right, and the component of each.
#[derive(Debug, Default)]
pub struct Runs {
    runs: Vec<PixelRun>,
    /// Where the runs of each row begin, and the end.
    first: Vec<u32>,
    /// While runs are united, an earlier run of the component or the run itself; then the number of the component.
    component: Vec<u32>,
    components: usize,
    /// Runs such that the gap after them, up to the next run of the row, belongs to a hole: one for each hole.
    closed: Vec<u32>,
}

impl Runs {
    /// Makes one without runs and memory.
    pub const fn new() -> Self {
        Self { runs: Vec::new(), first: Vec::new(), component: Vec::new(), components: 0, closed: Vec::new() }
    }

    /// Finds the runs of `mask` and numbers its components from 0, in the order of their first pixels.
    ///
    /// # Errors
    /// `OutOfMemory`, also for more than 2³² - 2 runs.
    pub fn find(&mut self, mask: &BitMask, connectivity: Connectivity) -> Result<()> {
        self.start(mask)?;
        self.find_in(mask, 0, connectivity, usize::MAX)
    }

    /// Finds the runs of `mask` from row `top` on, as if those above were empty. There must not be more than `count` of them,
    /// for which memory is taken at once and no more than they need.
    ///
    /// # Errors
    /// Errors of [`Runs::find`].
    pub fn find_from(&mut self, mask: &BitMask, top: usize, connectivity: Connectivity, count: usize) -> Result<()> {
        self.start(mask)?;
        if self.runs.try_reserve_exact(count).is_err() || self.component.try_reserve_exact(count).is_err() {
            fail!(OutOfMemory, "mask: no memory for {count} runs");
        }
        self.first.resize(top.min(mask.height()), 0);
        self.find_in(mask, top, connectivity, count)
    }

    /// Empties all lists, and reserves memory for those of rows.
    fn start(&mut self, mask: &BitMask) -> Result<()> {
        self.runs.clear();
        self.component.clear();
        self.closed.clear();
        self.first.clear();
        if self.first.try_reserve(mask.height() + 1).is_err() {
            fail!(OutOfMemory, "mask: no memory for {} rows", mask.height());
        }
        Ok(())
    }

    fn find_in(&mut self, mask: &BitMask, top: usize, connectivity: Connectivity, count: usize) -> Result<()> {
        self.first.push(0);
        let mut above = 0..0;
        for y in top..mask.height() {
            let begins = self.runs.len();
            self.reserve((mask.width() / 2 + 1).min(count.saturating_sub(begins)))?;
            append_runs(mask.row(y), y as u32, &mut self.runs);
            self.first.push(self.runs.len() as u32);
            let here = begins..self.runs.len();
            self.unite(above, here.clone(), u32::from(connectivity == Connectivity::Eight))?;
            above = here;
        }
        self.number();
        Ok(())
    }

    fn reserve(&mut self, more: usize) -> Result<()> {
        let fits = u32::try_from(self.runs.len() + more).is_ok_and(|runs| runs < u32::MAX);
        if !fits || self.runs.try_reserve(more).is_err() || self.component.try_reserve(more).is_err() {
            fail!(OutOfMemory, "mask: no memory for {} runs", self.runs.len() + more);
        }
        Ok(())
    }

    /// Unites the runs `here` with those of the row `above` that they touch; `reach` is how far a run reaches beyond its
    /// ends.
    fn unite(&mut self, above: Range<usize>, here: Range<usize>, reach: u32) -> Result<()> {
        let mut first = above.start;
        for run in here {
            let PixelRun { start, end, .. } = self.runs[run];
            while first < above.end && self.runs[first].end + reach <= start {
                first += 1;
            }
            let (mut root, mut touching) = (run as u32, first);
            while touching < above.end && self.runs[touching].start < end + reach {
                let other = root_of(&mut self.component, touching as u32);
                if touching == first {
                    root = other;
                } else if other == root {
                    self.close(touching as u32 - 1)?;
                } else {
                    let (early, late) = (root.min(other), root.max(other));
                    self.component[late as usize] = early;
                    root = early;
                }
                touching += 1;
            }
            self.component.push(root);
            // The last one may touch the next run too.
            first = touching.max(first + 1) - 1;
        }
        Ok(())
    }

    #[cold]
    fn close(&mut self, run: u32) -> Result<()> {
        if self.closed.try_reserve(1).is_err() {
            fail!(OutOfMemory, "mask: no memory for {} holes", self.closed.len() + 1);
        }
        self.closed.push(run);
        Ok(())
    }

    /// Puts numbers of components in place of earlier runs.
    fn number(&mut self) {
        let mut count = 0;
        for run in 0..self.component.len() {
            let earlier = self.component[run] as usize;
            self.component[run] = if earlier == run { count } else { self.component[earlier] };
            count += u32::from(earlier == run);
        }
        self.components = count as usize;
    }

    /// Returns the bytes of memory that it holds.
    pub fn bytes(&self) -> usize {
        let words = self.first.capacity() + self.component.capacity() + self.closed.capacity();
        self.runs.capacity() * size_of::<PixelRun>() + words * size_of::<u32>()
    }

    /// Returns the number of components.
    pub fn components(&self) -> usize {
        self.components
    }

    /// Returns all runs.
    pub fn as_slice(&self) -> &[PixelRun] {
        &self.runs
    }

    /// Returns the component of each run.
    pub fn component(&self) -> &[u32] {
        &self.component
    }

    /// Returns the indices of the runs of row `y`. Panics where there is no such row.
    pub fn row(&self, y: usize) -> Range<usize> {
        self.first[y] as usize..self.first[y + 1] as usize
    }

    /// Returns one run for each hole of the mask: the gap after it, up to the next run, belongs to the hole.
    pub fn closed(&self) -> &[u32] {
        &self.closed
    }
}

#[inline(always)]
fn root_of(parents: &mut [u32], mut run: u32) -> u32 {
    loop {
        let parent = parents[run as usize];
        if parent == run {
            return run;
        }
        let grandparent = parents[parent as usize];
        parents[run as usize] = grandparent;
        run = grandparent;
    }
}

/// Appends the runs of a row, for which memory is reserved.
#[inline(always)]
fn append_runs(words: &[u64], y: u32, runs: &mut Vec<PixelRun>) {
    let (mut before, mut start) = (0, None);
    for (i, &word) in words.iter().enumerate() {
        let mut changes = word ^ (word << 1 | before >> 63);
        before = word;
        while changes != 0 {
            let at = i as u32 * 64 + changes.trailing_zeros();
            changes &= changes - 1;
            start = match start {
                None => Some(at),
                Some(start) => {
                    runs.push(PixelRun { y, start, end: at });
                    None
                }
            };
        }
    }
}
