//! The size of a page's text, from the components of its ink.

use crate::image::components::{BitMask, Component, Runs};
use std::ops::RangeInclusive;

/// Heights that text may have, in pixels.
const HEIGHTS: usize = 512;
/// The height that text may have on any page, however low.
const LOW_PAGE: usize = 200;
/// No text that can be read is lower.
pub const LOWEST_TEXT: u32 = 6;
/// Lengths of runs that are told apart.
const LENGTHS: usize = 64;
/// Least length of a run that is no stroke of text.
const LONG: usize = 32;

/// Returns the longest side of a speck beside text of `height`.
pub fn longest_speck(height: u32) -> u32 {
    height * 2 / 5
}

/// The size of text in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextSize {
    /// Height of a common letter.
    pub height: u32,
    /// Width of a stroke.
    pub stroke: u32,
}

impl TextSize {
    /// Measures the text on a page of `page_height` rows. The height is the median of the components' heights, each with the
    /// weight of its area to the power of 1.5, but at most about an eighth of all where what is left may be text, so that
    /// neither many specks nor a few large letters or pictures decide. Below a headline the text itself may be as low as specks
    /// beside the headline would be: then it is its height. The width of a stroke is the median length of the runs of components
    /// that are about as high. `None` if there are none. `marks` has the size of the page and is empty afterwards.
    pub fn measure(runs: &Runs, components: &[Component], page_height: usize, marks: &mut BitMask) -> Option<Self> {
        let highest = (page_height / 8).clamp(LOW_PAGE, HEIGHTS - 1) as u32;
        let may_be_text = components.iter().filter(|component| component.height <= highest);
        let most = most_weight(may_be_text.clone().map(weight));
        let height_with = |most: u64| {
            let mut heights = [0_u64; HEIGHTS];
            for component in may_be_text.clone() {
                heights[component.height as usize] += weight(component).min(most);
            }
            median(&heights)
        };
        // Letters that a line joins may be one component beside many specks.
        let mut height = height_with(most).filter(|&height| height >= LOWEST_TEXT).or_else(|| height_with(u64::MAX))?;
        while let Some(lower) = lower_text(runs, components, height, marks) {
            height = lower;
        }
        let alike = similar_heights(height);
        let mut lengths = [0_u64; LENGTHS];
        for (run, &component) in runs.as_slice().iter().zip(runs.component()) {
            if alike.contains(&components[component as usize].height) {
                lengths[(run.end - run.start).min(LENGTHS as u32 - 1) as usize] += 1;
            }
        }
        Some(Self { height, stroke: median(&lengths)? })
    }
}

fn similar_heights(height: u32) -> RangeInclusive<u32> {
    (height / 2).max(1)..=2 * height
}

/// Returns the height of letters that would be specks beside text of `height`. They are more than the letters of that height, and
/// unlike dirt most of them have another beside them.
fn lower_text(runs: &Runs, components: &[Component], height: u32, marks: &mut BitMask) -> Option<u32> {
    let may_be_letter = |component: &&Component| (LOWEST_TEXT..=longest_speck(height)).contains(&component.height);
    let count = components.iter().filter(may_be_letter).count();
    let alike = similar_heights(height);
    let others = components.iter().filter(|component| alike.contains(&component.height)).count();
    if count <= others {
        return None;
    }
    for (run, &component) in runs.as_slice().iter().zip(runs.component()) {
        if may_be_letter(&&components[component as usize]) {
            marks.set(run.y as usize, run.start as usize..run.end as usize);
        }
    }
    let (mut heights, mut in_lines) = ([0_u64; HEIGHTS], 0);
    for component in components.iter().filter(may_be_letter).filter(|component| has_neighbour(component, marks)) {
        heights[component.height as usize] += weight(component);
        in_lines += 1;
    }
    marks.clear();
    if in_lines > others && 2 * in_lines > count { median(&heights) } else { None }
}

/// Returns whether a mark is beside the middle half of a component, no further from it than it is high.
fn has_neighbour(component: &Component, marks: &BitMask) -> bool {
    let &Component { x, y, width, height, .. } = component;
    let [x, y, width, height] = [x, y, width, height].map(|number| number as i32);
    (y + height / 4..=y + height * 3 / 4)
        .any(|y| (x - height..x).chain(x + width..x + width + height).any(|x| marks.get(x, y)))
}

fn weight(component: &Component) -> u64 {
    component.area * component.area.isqrt()
}

/// Returns the most that one of `weights` may count. A few that are far above all others end at an eighth of the sum each.
fn most_weight(weights: impl Iterator<Item = u64> + Clone) -> u64 {
    const PARTS: u64 = 8;
    let (total, largest) =
        weights.clone().fold((0, 0), |(total, largest), weight| (total + weight, largest.max(weight)));
    if largest <= total / PARTS {
        return largest;
    }
    // Each limit makes the sum smaller, and with it the next limit.
    (0..8).fold(largest, |most, _| weights.clone().map(|weight| weight.min(most)).sum::<u64>().div_ceil(PARTS))
}

/// Returns the index up to which half of the weights lie.
fn median(weights: &[u64]) -> Option<u32> {
    let total: u64 = weights.iter().sum();
    let mut below = 0;
    let at = weights.iter().position(|weight| {
        below += weight;
        2 * below >= total
    });
    at.filter(|_| total > 0).map(|at| at as u32)
}

/// Returns the width of a stroke without components: the median length of the runs of ink in each eighth row, without long ones,
/// which lines make. `None` for a page without any.
pub fn sampled_stroke(ink: &BitMask) -> Option<u32> {
    let mut lengths = [0_u64; LENGTHS];
    for y in (0..ink.height()).step_by(8) {
        let (mut before, mut start) = (0, 0);
        for (first, &word) in (0..).step_by(64).zip(ink.row(y)) {
            let mut changes = word ^ (word << 1 | before >> 63);
            before = word;
            while changes != 0 {
                let at: u32 = first + changes.trailing_zeros();
                changes &= changes - 1;
                if word >> (at - first) & 1 == 1 {
                    start = at;
                } else {
                    lengths[(at - start).min(LONG as u32) as usize] += 1;
                }
            }
        }
    }
    median(&lengths[..LONG])
}
