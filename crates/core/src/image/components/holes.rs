//! Holes: what is not set, and touches the outside neither directly nor diagonally through a component of
//! [`Connectivity::Eight`](super::Connectivity::Eight).

use super::runs::{PixelRun, Runs};
use crate::base::error::{Result, fail};
use std::ops::Range;

/// A hole of a component.
#[derive(Clone, Debug)]
pub struct Hole {
    /// Component around the hole.
    pub component: u32,
    /// First run of the hole, from the top and the left.
    pub first: PixelRun,
    gaps: Range<u32>,
}

/// The holes of a mask. Each is a list of gaps between neighbouring runs of a row.
#[derive(Debug, Default)]
pub struct Holes {
    holes: Vec<Hole>,
    /// Runs before the gaps, hole by hole.
    gaps: Vec<u32>,
    /// For each run one more than the hole that its gap belongs to, or 0; empty where there is no hole.
    of_gap: Vec<u32>,
}

impl Holes {
    /// Makes one without holes and memory.
    pub const fn new() -> Self {
        Self { holes: Vec::new(), gaps: Vec::new(), of_gap: Vec::new() }
    }

    /// Finds the holes between `runs`, which were united with [`Connectivity::Eight`](super::Connectivity::Eight).
    ///
    /// # Errors
    /// `OutOfMemory`.
    pub fn find(&mut self, runs: &Runs) -> Result<()> {
        self.holes.clear();
        self.gaps.clear();
        self.of_gap.clear();
        if runs.closed().is_empty() {
            return Ok(());
        }
        let (count, holes) = (runs.as_slice().len(), runs.closed().len());
        // No gap is listed twice.
        let enough = self.of_gap.try_reserve_exact(count).is_ok()
            && self.gaps.try_reserve_exact(count).is_ok()
            && self.holes.try_reserve_exact(holes).is_ok();
        if !enough {
            fail!(OutOfMemory, "mask: no memory for {holes} holes in {count} runs");
        }
        self.of_gap.resize(count, 0);
        for &gap in runs.closed() {
            let begins = self.gaps.len();
            self.mark(gap);
            let mut first = gap_after(runs, gap);
            let mut next = begins;
            while next < self.gaps.len() {
                let gap = gap_after(runs, self.gaps[next]);
                if (gap.y, gap.start) < (first.y, first.start) {
                    first = gap;
                }
                self.spread(runs, gap, gap.y - 1);
                self.spread(runs, gap, gap.y + 1);
                next += 1;
            }
            let component = runs.component()[gap as usize];
            self.holes.push(Hole { component, first, gaps: begins as u32..self.gaps.len() as u32 });
        }
        Ok(())
    }

    /// Adds the gap after `run` to the hole that is being found.
    fn mark(&mut self, run: u32) {
        self.of_gap[run as usize] = self.holes.len() as u32 + 1;
        self.gaps.push(run);
    }

    /// Adds the gaps of row `y` that touch `gap`. A hole ends before the outermost runs, so that all of them are gaps.
    fn spread(&mut self, runs: &Runs, gap: PixelRun, y: u32) {
        let row = runs.row(y as usize);
        let after = runs.as_slice()[row.clone()].partition_point(|run| run.start <= gap.start);
        let mut run = row.start + after.saturating_sub(1);
        while run + 1 < row.end && runs.as_slice()[run].end < gap.end {
            let touches = runs.as_slice()[run + 1].start > gap.start;
            if touches && self.of_gap[run] == 0 {
                self.mark(run as u32);
            }
            run += 1;
        }
    }

    /// Returns the bytes of memory that it holds.
    pub fn bytes(&self) -> usize {
        let words = self.gaps.capacity() + self.of_gap.capacity();
        self.holes.capacity() * size_of::<Hole>() + words * size_of::<u32>()
    }

    /// Returns the holes.
    pub fn as_slice(&self) -> &[Hole] {
        &self.holes
    }

    /// Returns the runs of pixels of `hole`, in no order.
    pub fn runs_of<'a>(&'a self, hole: &Hole, runs: &'a Runs) -> impl Iterator<Item = PixelRun> + 'a {
        self.gaps[hole.gaps.start as usize..hole.gaps.end as usize].iter().map(|&run| gap_after(runs, run))
    }

    /// Returns the hole that the gap after a run belongs to.
    #[inline(always)]
    pub fn after_run(&self, run: u32) -> Option<&Hole> {
        let hole = *self.of_gap.get(run as usize)?;
        self.holes.get((hole as usize).wrapping_sub(1))
    }
}

fn gap_after(runs: &Runs, run: u32) -> PixelRun {
    let [before, after] = [runs.as_slice()[run as usize], runs.as_slice()[run as usize + 1]];
    PixelRun { y: before.y, start: before.end, end: after.start }
}
