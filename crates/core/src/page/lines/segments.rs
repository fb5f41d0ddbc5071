//! Segments: long runs of ink that touch from row to row.

use super::long_runs::append_long_runs;
use crate::base::error::{Result, fail};
use crate::image::components::{BitMask, PixelRun};

/// Long runs that touch, the pieces of a line.
#[derive(Clone, Copy, Debug)]
pub struct Segment {
    /// First column.
    pub start: u32,
    /// Column after the last.
    pub end: u32,
    /// First row.
    pub top: u32,
    /// Last row.
    pub bottom: u32,
    /// Pixels.
    pub area: u64,
    /// Row of the leftmost run.
    pub start_row: u32,
    /// Row of the rightmost run.
    pub end_row: u32,
}

/// The long runs of a page and the segments that they form.
#[derive(Debug, Default)]
pub struct Segments {
    runs: Vec<PixelRun>,
    /// For each run an earlier one of its segment or itself, and then the index of its segment.
    segment: Vec<u32>,
    all: Vec<Segment>,
}

impl Segments {
    pub const fn new() -> Self {
        Self { runs: Vec::new(), segment: Vec::new(), all: Vec::new() }
    }

    pub fn bytes(&self) -> usize {
        self.runs.capacity() * size_of::<PixelRun>()
            + self.segment.capacity() * size_of::<u32>()
            + self.all.capacity() * size_of::<Segment>()
    }

    /// Returns all segments.
    pub fn all(&self) -> &[Segment] {
        &self.all
    }

    /// Returns a run. Panics where there is no such run.
    pub fn run(&self, run: u32) -> PixelRun {
        self.runs[run as usize]
    }

    /// Returns the segment of each run.
    pub fn segment(&self) -> &[u32] {
        &self.segment
    }

    /// Finds the runs of `mask` of at least `length` pixels, and unites those that touch. Runs within areas that are thicker than
    /// `max_thickness` are left out, so that a dark border does not unite the lines that reach it.
    ///
    /// # Errors
    /// `OutOfMemory`.
    pub fn find(&mut self, mask: &BitMask, length: usize, max_thickness: u32) -> Result<()> {
        self.runs.clear();
        self.segment.clear();
        self.all.clear();
        let mut above = 0..0;
        for y in 0..mask.height() {
            let begins = self.runs.len();
            let most = mask.width() / length + 1;
            if self.runs.try_reserve(most).is_err() || self.segment.try_reserve(most).is_err() {
                fail!(OutOfMemory, "page: no memory for {} long runs", begins + most);
            }
            append_long_runs(mask.row(y), y as u32, length, &mut self.runs);
            let mut kept = begins;
            for run in begins..self.runs.len() {
                if !is_within_area(mask, &self.runs[run], max_thickness) {
                    self.runs[kept] = self.runs[run];
                    kept += 1;
                }
            }
            self.runs.truncate(kept);
            let mut first = above.start;
            for run in begins..self.runs.len() {
                self.segment.push(run as u32);
                let PixelRun { start, end, .. } = self.runs[run];
                while first < above.end && self.runs[first].end < start {
                    first += 1;
                }
                let touching = (first..above.end).take_while(|&other| self.runs[other].start <= end);
                for other in touching {
                    unite(&mut self.segment, other as u32, run as u32);
                }
            }
            above = begins..self.runs.len();
        }
        self.measure()
    }

    fn measure(&mut self) -> Result<()> {
        for run in 0..self.runs.len() {
            let PixelRun { y, start, end } = self.runs[run];
            let area = u64::from(end - start);
            let earlier = self.segment[run] as usize;
            if earlier == run {
                if self.all.try_reserve(1).is_err() {
                    fail!(OutOfMemory, "page: no memory for {} segments", self.all.len() + 1);
                }
                self.segment[run] = self.all.len() as u32;
                self.all.push(Segment { start, end, top: y, bottom: y, area, start_row: y, end_row: y });
                continue;
            }
            let index = self.segment[earlier];
            self.segment[run] = index;
            let segment = &mut self.all[index as usize];
            if start < segment.start {
                (segment.start, segment.start_row) = (start, y);
            }
            if end > segment.end {
                (segment.end, segment.end_row) = (end, y);
            }
            segment.bottom = y;
            segment.area += area;
        }
        Ok(())
    }
}

/// Unites the segments of two runs; the root is the earlier one.
fn unite(parents: &mut [u32], one: u32, other: u32) {
    let (one, other) = (root_of(parents, one), root_of(parents, other));
    let (early, late) = (one.min(other), one.max(other));
    parents[late as usize] = early;
}

fn root_of(parents: &mut [u32], mut run: u32) -> u32 {
    while parents[run as usize] != run {
        let grandparent = parents[parents[run as usize] as usize];
        parents[run as usize] = grandparent;
        run = grandparent;
    }
    run
}

/// Places of a run at which the thickness is sampled.
const SAMPLES: u32 = 8;

/// Returns whether ink reaches further than `max_thickness` from nearly all of a run.
fn is_within_area(mask: &BitMask, run: &PixelRun, max_thickness: u32) -> bool {
    let most = i32::try_from(max_thickness).unwrap_or(i32::MAX);
    let (near, far) = (most / 2 + 1, most.saturating_add(1));
    let y = run.y as i32;
    let is_thick = |sample: u32| {
        let along = u64::from(run.end - run.start) * u64::from(2 * sample + 1) / u64::from(2 * SAMPLES);
        let x = run.start as i32 + along as i32;
        let ink = |offset: i32| mask.get(x, y.saturating_add(offset));
        match (ink(-near), ink(near)) {
            (true, true) => true,
            (true, false) => ink(-far),
            (false, true) => ink(far),
            (false, false) => false,
        }
    };
    (0..SAMPLES).filter(|&sample| is_thick(sample)).count() + 1 >= SAMPLES as usize
}
