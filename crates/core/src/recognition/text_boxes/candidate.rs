//! From a component, or a hole, to a box.

use super::grow::{grow_polygon, grow_rect, grow_upright};
use super::map::ProbabilityMap;
use super::params::{ScoreMode, TextBoxParams};
use super::result::{Page, TextBox};
use super::score::{score_of_component, score_of_pixels, score_of_polygon, score_of_rect};
use super::scratch::Shapes;
use crate::base::error::{Result, fail};
use crate::image::components::{BitMask, BorderKind, BorderStart, Holes, PixelRun, Regions, Runs, trace_border};
use crate::image::geometry::{convex_hull, convex_hull_of_rows, min_area_rect, order_corners, polygon_perimeter};
use crate::simd::Level;

/// How far a polygon may be from the border of its component, in parts of the border's length.
const TOLERANCE: f64 = 0.002;
/// The least number of corners of a polygon.
const LEAST_CORNERS: usize = 4;
/// A component whose upright box is narrower than this part of the least side has no rectangle that is wide enough: at
/// most that wide and of area a, no rectangle of area a or less can be wider and yet as long as the component.
const SURELY_NARROW: f32 = 2.0 / 3.0;

/// Everything that the candidates of a map share.
pub struct Candidates<'a> {
    pub level: Level,
    pub map: &'a ProbabilityMap<'a>,
    pub params: &'a TextBoxParams,
    pub mask: &'a BitMask,
    pub runs: &'a Runs,
    pub holes: &'a Holes,
    pub regions: &'a Regions,
}

impl Candidates<'_> {
    /// The rectangle at an angle, after PaddleOCR's `boxes_from_bitmap`.
    pub fn quad(&self, start: &BorderStart, page: &Page, shapes: &mut Shapes) -> Result<Option<TextBox>> {
        let ([left, top], [right, bottom]) = self.extent(start, shapes)?;
        if (((right - left).min(bottom - top)) as f32) < self.params.min_side * SURELY_NARROW {
            return Ok(None);
        }
        self.hull(start, shapes)?;
        let Some(rect) = min_area_rect(&shapes.hull).filter(|rect| rect.short_side() >= self.params.min_side) else {
            return Ok(None);
        };
        let corners = order_corners(rect.corners());
        let score = match self.params.score {
            ScoreMode::Fast => score_of_rect(self.level, self.map, &corners, &mut shapes.convex, &mut shapes.spans)?,
            ScoreMode::Slow => self.score_within(start, shapes)?,
        };
        if !self.is_enough(score) {
            return Ok(None);
        }
        let grown = grow_rect(&rect, &corners, self.params, shapes)?;
        let grown = grown.filter(|grown| grown.short_side() >= self.params.min_grown_side);
        Ok(grown.map(|grown| TextBox::new(order_corners(grown.corners()).map(|corner| page.corner(corner)), score)))
    }

    /// The upright rectangle, after docTR's `bitmap_to_boxes` for straight pages.
    pub fn upright(&self, start: &BorderStart, page: &Page, shapes: &mut Shapes) -> Result<Option<TextBox>> {
        let (first, last) = self.extent(start, shapes)?;
        if ((last[0] - first[0]).min(last[1] - first[1]) as f32) < self.params.min_side {
            return Ok(None);
        }
        let end = last.map(|coordinate| coordinate + 1);
        let score = match self.params.score {
            ScoreMode::Fast => score_of_pixels(self.level, self.map, first, end, &mut shapes.spans)?,
            ScoreMode::Slow => self.score_within(start, shapes)?,
        };
        if !self.is_enough(score) {
            return Ok(None);
        }
        let (first, last) = grow_upright(first, end, self.params, shapes)?;
        let end = last.map(|coordinate| coordinate.saturating_add(1));
        if (end[0].saturating_sub(first[0]).min(end[1].saturating_sub(first[1])) as f32) < self.params.min_grown_side {
            return Ok(None);
        }
        let corners = [first, [end[0], first[1]], end, [first[0], end[1]]];
        Ok(Some(TextBox::new(corners.map(|corner| page.point(corner)), score)))
    }

    /// The polygon, after PaddleOCR's `polygons_from_bitmap`; left in `shapes.polygon`, in pixels of the page.
    pub fn polygon(&self, start: &BorderStart, page: &Page, shapes: &mut Shapes) -> Result<Option<TextBox>> {
        trace_border(self.mask, start, &mut shapes.points)?;
        let tolerance = TOLERANCE * polygon_perimeter(&shapes.points);
        shapes.simplifier.simplify(&shapes.points, tolerance, &mut shapes.polygon)?;
        if shapes.polygon.len() < LEAST_CORNERS {
            return Ok(None);
        }
        let score = match self.params.score {
            ScoreMode::Fast => {
                score_of_polygon(self.level, self.map, &shapes.polygon, &mut shapes.fill, &mut shapes.spans)?
            }
            ScoreMode::Slow => self.score_within(start, shapes)?,
        };
        if !self.is_enough(score) {
            return Ok(None);
        }
        let rect = grow_polygon(self.params, shapes)?;
        let Some(rect) = rect.filter(|rect| rect.short_side() >= self.params.min_grown_side) else {
            return Ok(None);
        };
        shapes.polygon.iter_mut().for_each(|point| *point = page.point(*point));
        Ok(Some(TextBox::new(order_corners(rect.corners()).map(|corner| page.corner(corner)), score)))
    }

    /// Whether a score reaches the threshold. That of infinite values of both signs is not a number, and does not.
    fn is_enough(&self, score: f64) -> bool {
        score >= self.params.box_threshold
    }

    fn score_within(&self, start: &BorderStart, shapes: &mut Shapes) -> Result<f64> {
        if start.kind == BorderKind::Outer {
            let list = self.regions.of(start.index as usize);
            return score_of_component(self.level, self.map, list, self.runs, self.holes, &mut shapes.spans);
        }
        trace_border(self.mask, start, &mut shapes.points)?;
        score_of_polygon(self.level, self.map, &shapes.points, &mut shapes.fill, &mut shapes.spans)
    }

    /// The first and last pixel of the upright box of a border. Leaves the rows of a component in `shapes.rows`, and pixels
    /// around a hole in `shapes.points`.
    fn extent(&self, start: &BorderStart, shapes: &mut Shapes) -> Result<([i32; 2], [i32; 2])> {
        let around = match start.kind {
            BorderKind::Outer => {
                self.collect_rows(start.index as usize, &mut shapes.rows)?;
                let (top, bottom) = (start.y as i32, shapes.rows.last().map_or(0, |row| row.0));
                let ends = shapes.rows.iter().fold((i32::MAX, i32::MIN), |(l, r), row| (l.min(row.1), r.max(row.2)));
                ([ends.0, top], [ends.1, bottom])
            }
            BorderKind::Hole => {
                self.collect_border(start.index as usize, &mut shapes.points)?;
                let none = ([i32::MAX; 2], [i32::MIN; 2]);
                shapes.points.iter().fold(none, |(first, last), &[x, y]| {
                    ([first[0].min(x), first[1].min(y)], [last[0].max(x), last[1].max(y)])
                })
            }
        };
        Ok(around)
    }

    /// The hull of what [`Self::extent`] left. It begins where OpenCV's does, for the sake of rectangles of equal area.
    fn hull(&self, start: &BorderStart, shapes: &mut Shapes) -> Result<()> {
        if start.kind == BorderKind::Hole {
            return convex_hull(&mut shapes.points, &mut shapes.hull);
        }
        convex_hull_of_rows(&shapes.rows, &mut shapes.hull)?;
        let first = 1.min(shapes.hull.len());
        shapes.hull.rotate_left(first);
        Ok(())
    }

    /// Lists the rows of a component with their first and last pixels.
    fn collect_rows(&self, component: usize, rows: &mut Vec<(i32, i32, i32)>) -> Result<()> {
        rows.clear();
        let list = self.regions.of(component);
        if rows.try_reserve(list.len()).is_err() {
            fail!(OutOfMemory, "map: no memory for {} rows", list.len());
        }
        for &index in list {
            let PixelRun { y, start, end } = self.runs.as_slice()[index as usize];
            match rows.last_mut() {
                Some(row) if row.0 == y as i32 => row.2 = end as i32 - 1,
                _ => rows.push((y as i32, start as i32, end as i32 - 1)),
            }
        }
        Ok(())
    }

    /// Lists the pixels around a hole that can be corners of its border's hull: those at the ends of its runs, and those of
    /// the component above and below the ends.
    fn collect_border(&self, hole: usize, points: &mut Vec<[i32; 2]>) -> Result<()> {
        points.clear();
        for PixelRun { y, start, end } in self.holes.runs_of(&self.holes.as_slice()[hole], self.runs) {
            if points.try_reserve(6).is_err() {
                fail!(OutOfMemory, "map: no memory for {} points", points.len() + 6);
            }
            let (y, start, end) = (y as i32, start as i32, end as i32);
            points.extend([[start - 1, y], [end, y]]);
            let beyond = [[start, y - 1], [end - 1, y - 1], [start, y + 1], [end - 1, y + 1]];
            points.extend(beyond.into_iter().filter(|&[x, y]| self.mask.get(x, y)));
        }
        Ok(())
    }
}
