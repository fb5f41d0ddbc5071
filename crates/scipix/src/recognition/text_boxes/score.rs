//! Scores: the mean probability of the pixels of a box or of a component.

use super::map::ProbabilityMap;
use super::rows::sum;
use crate::base::error::Result;
use crate::image::components::{Holes, PixelRun, Runs};
use crate::image::geometry::{ConvexRows, PolygonFill};
use crate::simd::Level;

/// A sum of probabilities and how many there are.
#[derive(Default)]
struct Mean {
    sum: f64,
    count: usize,
}

impl Mean {
    /// Adds pixels `start..end` of row `y`.
    fn add(&mut self, level: Level, map: &ProbabilityMap<'_>, y: usize, start: usize, end: usize) {
        self.sum += sum(level, map, y, start..end);
        self.count += end - start;
    }

    fn value(&self) -> f64 {
        if self.count == 0 { 0.0 } else { self.sum / self.count as f64 }
    }
}

/// The part of a map that a mask of a box covers: from the first pixel to the last, both within the map.
struct MapPart {
    first: [i32; 2],
    last: [i32; 2],
}

impl MapPart {
    fn around(map: &ProbabilityMap<'_>, points: impl Iterator<Item = [f32; 2]>) -> Self {
        let far = ([f32::MAX; 2], [f32::MIN; 2]);
        let (least, most) = points
            .fold(far, |(least, most), [x, y]| ([x.min(least[0]), y.min(least[1])], [x.max(most[0]), y.max(most[1])]));
        let last = [map.width as i32 - 1, map.height as i32 - 1];
        let within = |axis: usize, value: f32| (value as i32).clamp(0, last[axis]);
        Self {
            first: [0, 1].map(|axis| within(axis, least[axis].floor())),
            last: [0, 1].map(|axis| within(axis, most[axis].ceil())),
        }
    }
}

/// Returns the mean of `map` in a rectangle. Corners are truncated relative to the part of the map around them, as the
/// reference does.
pub fn score_of_rect(
    level: Level,
    map: &ProbabilityMap<'_>,
    corners: &[[f32; 2]; 4],
    rows: &mut ConvexRows,
) -> Result<f64> {
    let MapPart { first: [x, y], last: [last_x, last_y] } = MapPart::around(map, corners.iter().copied());
    let quad = corners.map(|corner| [(corner[0] - x as f32) as i32, (corner[1] - y as f32) as i32]);
    rows.fill(&quad, 0..last_y - y + 1)?;
    let mut mean = Mean::default();
    for (row, from, to) in rows.rows() {
        let (from, to) = (from.max(0) + x, (to + x).min(last_x));
        if from <= to {
            mean.add(level, map, (row + y) as usize, from as usize, to as usize + 1);
        }
    }
    Ok(mean.value())
}

/// Returns the mean of `map` in a polygon.
pub fn score_of_polygon(
    level: Level,
    map: &ProbabilityMap<'_>,
    polygon: &[[i32; 2]],
    fill: &mut PolygonFill,
) -> Result<f64> {
    let mut mean = Mean::default();
    for span in fill.fill(polygon, 0..map.width as i32, 0..map.height as i32)? {
        mean.add(level, map, span.y as usize, span.start as usize, span.end as usize);
    }
    Ok(mean.value())
}

/// Returns the mean of `map` within the outer border of a component: its `runs`, its holes and what lies in them.
pub fn score_of_component(level: Level, map: &ProbabilityMap<'_>, list: &[u32], runs: &Runs, holes: &Holes) -> f64 {
    let mut mean = Mean::default();
    let mut begins = None;
    for &index in list {
        let (PixelRun { y, start, end }, component) =
            (runs.as_slice()[index as usize], runs.component()[index as usize]);
        let start = begins.take().unwrap_or(start);
        // After a hole of this component the row goes on to its next run.
        if holes.after_run(index).is_some_and(|hole| hole.component == component) {
            begins = Some(start);
        } else {
            mean.add(level, map, y as usize, start as usize, end as usize);
        }
    }
    mean.value()
}

/// Returns the mean of `map` in the rectangle of pixels from `first` to `last`, both included, where it lies in the map.
pub fn score_of_pixels(level: Level, map: &ProbabilityMap<'_>, first: [i32; 2], last: [i32; 2]) -> f64 {
    let corners = [first, last].map(|corner| corner.map(|coordinate| coordinate as f32));
    let MapPart { first: [x, y], last: [last_x, last_y] } = MapPart::around(map, corners.into_iter());
    let mut mean = Mean::default();
    (y..=last_y).for_each(|row| mean.add(level, map, row as usize, x as usize, last_x as usize + 1));
    mean.value()
}
