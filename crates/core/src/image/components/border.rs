//! Borders of components and holes, as the contours that OpenCV's `findContours` lists (S. Suzuki and K. Abe, Topological
//! structural analysis of digitized binary images by border following, 1985).

use super::bit_mask::BitMask;
use super::holes::Holes;
use super::runs::Runs;
use crate::base::error::{Result, fail};

/// Tells the two kinds of borders apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BorderKind {
    /// A component ends here at its surroundings.
    Outer,
    /// A component ends here at one of its holes.
    Hole,
}

/// Where a border is met when the mask is read from top to bottom and left to right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BorderStart {
    /// Row.
    pub y: u32,
    /// Column of the first pixel of the component, or of the hole.
    pub x: u32,
    /// Kind of border.
    pub kind: BorderKind,
    /// Number of the component, or of the hole.
    pub index: u32,
}

/// Lists the borders of all components and holes in OpenCV's order, which is from the bottom of the mask up.
///
/// # Errors
/// `OutOfMemory`.
pub fn border_starts(runs: &Runs, holes: &Holes, starts: &mut Vec<BorderStart>) -> Result<()> {
    starts.clear();
    let count = runs.components() + holes.as_slice().len();
    if starts.try_reserve_exact(count).is_err() {
        fail!(OutOfMemory, "mask: no memory for {count} borders");
    }
    for (run, &component) in runs.as_slice().iter().zip(runs.component()) {
        if component as usize == starts.len() {
            starts.push(BorderStart { y: run.y, x: run.start, kind: BorderKind::Outer, index: component });
        }
    }
    for (index, hole) in (0..).zip(holes.as_slice()) {
        starts.push(BorderStart { y: hole.first.y, x: hole.first.start, kind: BorderKind::Hole, index });
    }
    starts.sort_unstable_by_key(|start| std::cmp::Reverse((start.y, start.x)));
    Ok(())
}

/// Steps to the neighbours of a pixel, counterclockwise on the screen from the right.
const STEPS: [[i32; 2]; 8] = [[1, 0], [1, -1], [0, -1], [-1, -1], [-1, 0], [-1, 1], [0, 1], [1, 1]];
const LEFT: usize = 4;

/// Writes the pixels of the border that begins at `start` at which it changes its direction. Outer borders run
/// counterclockwise on the screen, those of holes clockwise; both lie on set pixels.
///
/// # Errors
/// `InvalidArgument` where `start` is not on a border; `OutOfMemory`.
pub fn trace_border(mask: &BitMask, start: &BorderStart, points: &mut Vec<[i32; 2]>) -> Result<()> {
    points.clear();
    let (beside, background) = match start.kind {
        BorderKind::Outer => (0, LEFT),
        BorderKind::Hole => (1, 0),
    };
    let first = [start.x as i32 - beside, start.y as i32];
    let ahead = |[x, y]: [i32; 2], step: usize| [x + STEPS[step][0], y + STEPS[step][1]];
    let is_set = |pixel: [i32; 2]| mask.get(pixel[0], pixel[1]);
    if !is_set(first) || is_set(ahead(first, background)) {
        fail!(InvalidArgument, "start: ({}, {}) is not on a border", first[0], first[1]);
    }
    let Some(back) = (1..8).map(|turn| (background + 8 - turn) % 8).find(|&step| is_set(ahead(first, step))) else {
        return push(points, first);
    };
    let last = ahead(first, back);
    let (mut pixel, mut came_from, mut direction) = (first, back, back ^ 4);
    loop {
        let around = (1..=8).map(|turn| (came_from + turn) % 8);
        // The pixel that the border came from is set.
        let step = around.into_iter().find(|&step| is_set(ahead(pixel, step))).unwrap_or(came_from);
        if step != direction {
            push(points, pixel)?;
        }
        direction = step;
        let next = ahead(pixel, step);
        if next == first && pixel == last {
            return Ok(());
        }
        (pixel, came_from) = (next, (step + 4) % 8);
    }
}

fn push(points: &mut Vec<[i32; 2]>, point: [i32; 2]) -> Result<()> {
    if points.try_reserve(1).is_err() {
        fail!(OutOfMemory, "border: no memory for {} points", points.len() + 1);
    }
    points.push(point);
    Ok(())
}
