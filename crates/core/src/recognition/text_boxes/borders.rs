//! The borders that a map's candidates are, within bounded memory: lists are made of no more rows of the mask than they take.

use super::scratch::TextBoxScratch;
use crate::base::error::{Result, fail};
use crate::image::components::{BitMask, Connectivity, border_starts};
use crate::simd::Level;

/// The most runs of text that lists are made of: with up to 76 bytes for each, they take 320 MB.
pub const MOST_RUNS: usize = 1 << 22;
/// Runs that are looked at first. Maps of text have fewer.
const FIRST_RUNS: usize = 1 << 18;

/// Lists in `scratch.starts` the first `most` borders of `scratch.mask` from the bottom up, with the runs, holes and regions that
/// they are made of. Where the mask has more runs than a page of text, only its lower rows are looked at if they suffice: a border
/// that begins below the first of them is whole.
pub fn list_borders(level: Level, most: usize, scratch: &mut TextBoxScratch) -> Result<()> {
    let TextBoxScratch { mask, runs, holes, regions, starts, .. } = scratch;
    let (mut top, mut count, mut room) = (mask.height(), 0, FIRST_RUNS);
    loop {
        take_rows(level, mask, room, &mut top, &mut count);
        runs.find_from(mask, top, Connectivity::Eight, count)?;
        holes.find(runs)?;
        border_starts(runs, holes, starts)?;
        if top > 0 {
            starts.truncate(starts.partition_point(|start| start.y as usize > top));
        }
        if top == 0 || starts.len() >= most {
            starts.truncate(most);
            return regions.sort(runs);
        }
        if room == MOST_RUNS {
            return too_many(mask);
        }
        room = (room * 4).min(MOST_RUNS);
    }
}

/// Counts the runs of `mask`, and fails where they are too many.
pub fn count_runs(level: Level, mask: &BitMask) -> Result<usize> {
    let (mut top, mut count) = (mask.height(), 0);
    take_rows(level, mask, MOST_RUNS, &mut top, &mut count);
    if top > 0 { too_many(mask) } else { Ok(count) }
}

/// Moves `top` up to the first row such that there are at most `room` runs in and below it; `count` is their number.
fn take_rows(level: Level, mask: &BitMask, room: usize, top: &mut usize, count: &mut usize) {
    while *top > 0 {
        let with_row = *count + mask.runs_in_row(level, *top - 1);
        if with_row > room {
            return;
        }
        (*top, *count) = (*top - 1, with_row);
    }
}

#[cold]
fn too_many<T>(mask: &BitMask) -> Result<T> {
    let (width, height) = (mask.width(), mask.height());
    fail!(OutOfMemory, "map: more than {MOST_RUNS} runs of text in the rows of {width}x{height} values")
}
