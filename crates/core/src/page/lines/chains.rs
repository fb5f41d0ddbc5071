//! Chains: segments that lie on one line.

use super::segments::{Segment, Segments};
use crate::base::error::{Result, fail};
use crate::base::sort_order;

/// The longest gap in a line, as a part of its least length.
const LONGEST_GAP: u32 = 4;
/// No chain, or no segment before.
const NONE: u32 = u32::MAX;

/// Segments that continue each other from left to right.
#[derive(Clone, Copy, Debug)]
pub struct LineChain {
    /// First column.
    pub start: u32,
    /// Column after the last.
    pub end: u32,
    /// Columns that runs cover.
    pub covered: u32,
    /// Pixels.
    pub area: u64,
}

impl LineChain {
    /// Returns the mean thickness, rounded.
    pub fn thickness(&self) -> u32 {
        ((2 * self.area + u64::from(self.covered)) / (2 * u64::from(self.covered))) as u32
    }
}

/// The chains of a page.
#[derive(Debug, Default)]
pub struct Chains {
    all: Vec<LineChain>,
    /// The chain of each segment, or [`NONE`].
    chain: Vec<u32>,
    /// Segments by their first column.
    order: Vec<u32>,
    /// For each row the last chain that ends there.
    ends: Vec<u32>,
    /// Runs, sorted by chain, and where those of each begin.
    runs: Vec<u32>,
    first: Vec<u32>,
}

impl Chains {
    pub const fn new() -> Self {
        Self {
            all: Vec::new(),
            chain: Vec::new(),
            order: Vec::new(),
            ends: Vec::new(),
            runs: Vec::new(),
            first: Vec::new(),
        }
    }

    pub fn bytes(&self) -> usize {
        let words = self.chain.capacity() + self.order.capacity() + self.ends.capacity();
        self.all.capacity() * size_of::<LineChain>()
            + (words + self.runs.capacity() + self.first.capacity()) * size_of::<u32>()
    }

    fn reserve(&mut self, segments: usize, runs: usize, rows: usize) -> Result<()> {
        self.all.clear();
        self.chain.clear();
        self.order.clear();
        self.ends.clear();
        self.runs.clear();
        self.first.clear();
        let failed = self.all.try_reserve(segments).is_err()
            || self.chain.try_reserve(segments).is_err()
            || self.order.try_reserve(segments).is_err()
            || self.ends.try_reserve(rows).is_err()
            || self.runs.try_reserve(runs).is_err()
            || self.first.try_reserve(segments + 2).is_err();
        if failed {
            fail!(OutOfMemory, "page: no memory for {segments} segments of lines");
        }
        Ok(())
    }

    /// Returns all chains.
    pub fn all(&self) -> &[LineChain] {
        &self.all
    }

    /// Chains the segments that are no thicker than `max_thickness`, of a page with `rows` rows. Chains shorter than
    /// `min_length`, or covered by less than four fifths, are left out.
    ///
    /// # Errors
    /// `OutOfMemory`.
    pub fn link(&mut self, segments: &Segments, rows: usize, min_length: u32, max_thickness: u32) -> Result<()> {
        self.reserve(segments.all().len(), segments.segment().len(), rows)?;
        self.chain.resize(segments.all().len(), NONE);
        self.ends.resize(rows, NONE);
        self.order.extend(0..segments.all().len() as u32);
        let key = |index: u32| (segments.all()[index as usize].start, index);
        sort_order(&mut self.order, &|a, b| key(a).cmp(&key(b)));
        for at in 0..self.order.len() {
            let index = self.order[at] as usize;
            let segment = &segments.all()[index];
            if !is_thin(segment, max_thickness) {
                continue;
            }
            let chain = self.before(segment, min_length, max_thickness).unwrap_or_else(|| {
                self.all.push(LineChain { start: segment.start, end: segment.start, covered: 0, area: 0 });
                self.all.len() - 1
            });
            let known = &mut self.all[chain];
            known.covered += segment.end.saturating_sub(segment.start.max(known.end));
            known.end = known.end.max(segment.end);
            known.area += segment.area;
            self.chain[index] = chain as u32;
            self.ends[segment.end_row as usize] = chain as u32;
        }
        self.keep(|chain| chain.covered >= min_length && 5 * chain.covered >= 4 * (chain.end - chain.start));
        self.sort(segments);
        Ok(())
    }

    /// Returns the chain that `segment` continues.
    fn before(&self, segment: &Segment, min_length: u32, max_thickness: u32) -> Option<usize> {
        let row = segment.start_row as usize;
        let reach = max_thickness as usize;
        let rows = row.saturating_sub(reach)..self.ends.len().min(reach.saturating_add(row + 1));
        let gap = |chain: &LineChain| segment.start.abs_diff(chain.end);
        let near = rows.filter_map(|row| {
            let chain = self.ends[row];
            let is_near = chain != NONE
                && LONGEST_GAP * gap(&self.all[chain as usize]) <= min_length
                && self.all[chain as usize].end < segment.end;
            is_near.then_some((chain as usize, row))
        });
        near.min_by_key(|&(chain, at)| (at.abs_diff(row), gap(&self.all[chain]))).map(|(chain, _)| chain)
    }

    fn keep(&mut self, is_line: impl Fn(&LineChain) -> bool) {
        let mut kept = 0;
        let numbers = &mut self.first;
        for index in 0..self.all.len() {
            let chain = self.all[index];
            numbers.push(if is_line(&chain) { kept } else { NONE });
            if is_line(&chain) {
                self.all[kept as usize] = chain;
                kept += 1;
            }
        }
        self.all.truncate(kept as usize);
        for chain in self.chain.iter_mut().filter(|chain| **chain != NONE) {
            *chain = numbers[*chain as usize];
        }
    }

    /// Sorts the runs by chain.
    fn sort(&mut self, segments: &Segments) {
        // Two places late: placing moves each beginning on to the next one.
        self.first.clear();
        self.first.resize(self.all.len() + 2, 0);
        let chains = segments.segment().iter().map(|&segment| self.chain[segment as usize]);
        let chains = (0..).zip(chains).filter(|&(_, chain)| chain != NONE);
        chains.clone().for_each(|(_, chain)| self.first[chain as usize + 2] += 1);
        for i in 0..=self.all.len() {
            self.first[i + 1] += self.first[i];
        }
        self.runs.resize(self.first[self.all.len() + 1] as usize, 0);
        for (run, chain) in chains {
            let place = &mut self.first[chain as usize + 1];
            self.runs[*place as usize] = run;
            *place += 1;
        }
    }

    /// Returns the indices of the runs of a chain. Panics where there is no such chain.
    pub fn runs(&self, chain: usize) -> &[u32] {
        &self.runs[self.first[chain] as usize..self.first[chain + 1] as usize]
    }
}

/// Returns whether a segment is as thin as a line, and no steeper than 1 in 16.
fn is_thin(segment: &Segment, max_thickness: u32) -> bool {
    let length = segment.end - segment.start;
    let height = segment.bottom - segment.top + 1;
    segment.area <= u64::from(length) * u64::from(max_thickness)
        && height <= max_thickness.saturating_add(1 + length / 16)
}
