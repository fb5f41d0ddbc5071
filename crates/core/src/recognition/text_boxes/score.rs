//! Scores: the mean probability of the pixels of a box or of a component.

use super::map::ProbabilityMap;
use super::rows::{MapSpan, sum};
use crate::base::error::{Result, fail};
use crate::image::components::{Holes, PixelRun, Runs};
use crate::image::geometry::{ConvexRows, PolygonFill, Span};
use crate::simd::Level;

/// Returns the mean of `map` in `spans`, or 0 where there are none.
fn mean(level: Level, map: &ProbabilityMap<'_>, spans: &[MapSpan]) -> f64 {
    let count: u64 = spans.iter().map(|span| u64::from(span.end - span.start)).sum();
    if count == 0 { 0.0 } else { sum(level, map, spans) / count as f64 }
}

/// Empties `spans`, and reserves memory for `count` of them.
fn reserve(spans: &mut Vec<MapSpan>, count: usize) -> Result<()> {
    spans.clear();
    if spans.try_reserve(count).is_err() {
        fail!(OutOfMemory, "map: no memory for {count} spans");
    }
    Ok(())
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
    spans: &mut Vec<MapSpan>,
) -> Result<f64> {
    let MapPart { first: [x, y], last: [last_x, last_y] } = MapPart::around(map, corners.iter().copied());
    let quad = corners.map(|corner| [(corner[0] - x as f32) as i32, (corner[1] - y as f32) as i32]);
    rows.fill(&quad, 0..last_y - y + 1)?;
    reserve(spans, (last_y - y + 1) as usize)?;
    spans.extend(rows.rows().filter_map(|(row, from, to)| {
        let (from, to) = (from.max(0) + x, (to + x).min(last_x));
        (from <= to).then(|| MapSpan { y: (row + y) as u32, start: from as u32, end: to as u32 + 1 })
    }));
    Ok(mean(level, map, spans))
}

/// Returns the mean of `map` in a polygon.
pub fn score_of_polygon(
    level: Level,
    map: &ProbabilityMap<'_>,
    polygon: &[[i32; 2]],
    fill: &mut PolygonFill,
    spans: &mut Vec<MapSpan>,
) -> Result<f64> {
    let filled = fill.fill(polygon, 0..map.width as i32, 0..map.height as i32)?;
    reserve(spans, filled.len())?;
    spans.extend(filled.iter().map(|&Span { y, start, end }| MapSpan {
        y: y as u32,
        start: start as u32,
        end: end as u32,
    }));
    Ok(mean(level, map, spans))
}

/// Returns the mean of `map` within the outer border of a component: its runs, which are listed in `list`, its holes and
/// what lies in them.
pub fn score_of_component(
    level: Level,
    map: &ProbabilityMap<'_>,
    list: &[u32],
    runs: &Runs,
    holes: &Holes,
    spans: &mut Vec<MapSpan>,
) -> Result<f64> {
    reserve(spans, list.len())?;
    let mut begins = None;
    for &index in list {
        let (PixelRun { y, start, end }, component) =
            (runs.as_slice()[index as usize], runs.component()[index as usize]);
        let start = begins.take().unwrap_or(start);
        // After a hole of this component the row goes on to its next run.
        if holes.after_run(index).is_some_and(|hole| hole.component == component) {
            begins = Some(start);
        } else {
            spans.push(MapSpan { y, start, end });
        }
    }
    Ok(mean(level, map, spans))
}

/// Returns the mean of `map` in the rectangle of pixels from `first` to `last`, both included, where it lies in the map.
pub fn score_of_pixels(
    level: Level,
    map: &ProbabilityMap<'_>,
    first: [i32; 2],
    last: [i32; 2],
    spans: &mut Vec<MapSpan>,
) -> Result<f64> {
    let corners = [first, last].map(|corner| corner.map(|coordinate| coordinate as f32));
    let MapPart { first: [x, y], last: [last_x, last_y] } = MapPart::around(map, corners.into_iter());
    reserve(spans, (last_y - y + 1) as usize)?;
    spans.extend((y..=last_y).map(|row| MapSpan { y: row as u32, start: x as u32, end: last_x as u32 + 1 }));
    Ok(mean(level, map, spans))
}
