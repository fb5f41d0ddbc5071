//! Boxes in pixels of the page.

use super::map::ProbabilityMap;
use crate::base::error::{Result, fail};
use crate::image::Projection;
use std::ops::Range;

/// A box of text.
#[derive(Clone, Debug, PartialEq)]
pub struct TextBox {
    /// Corners in pixels of the page, x and y: top left, top right, bottom right, bottom left, by the rule of
    /// [`order_corners`](crate::image::geometry::order_corners).
    pub corners: [[i32; 2]; 4],
    /// Mean probability of its pixels.
    pub score: f32,
    points: Range<usize>,
}

impl TextBox {
    pub(super) fn new(corners: [[i32; 2]; 4], score: f64) -> Self {
        Self { corners, score: score as f32, points: 0..0 }
    }

    /// Returns whether the upper and the left side have at least so many whole pixels, and the box can be cropped.
    pub(super) fn has_sides(&self, least: u32) -> bool {
        let [first, right, _, below] = self.corners;
        let is_long = |other: [i32; 2]| {
            let [x, y] = [0, 1].map(|axis| f64::from(other[axis]) - f64::from(first[axis]));
            x.hypot(y).trunc() >= f64::from(least)
        };
        let quad = self.corners.map(|corner| corner.map(|coordinate| coordinate as f32));
        is_long(right) && is_long(below) && Projection::new(&quad, 1, 1).is_some()
    }
}

/// Boxes of text, and their polygons where those were asked for.
#[derive(Debug, Default)]
pub struct TextBoxes {
    boxes: Vec<TextBox>,
    points: Vec<[i32; 2]>,
}

impl TextBoxes {
    /// Makes a list without boxes and memory.
    pub const fn new() -> Self {
        Self { boxes: Vec::new(), points: Vec::new() }
    }

    /// Returns the boxes.
    pub fn as_slice(&self) -> &[TextBox] {
        &self.boxes
    }

    /// Returns the polygon of a box of this list, in pixels of the page and clockwise on the screen; empty where none was
    /// asked for.
    pub fn polygon(&self, text_box: &TextBox) -> &[[i32; 2]] {
        self.points.get(text_box.points.clone()).unwrap_or_default()
    }

    pub(super) fn clear(&mut self) {
        self.boxes.clear();
        self.points.clear();
    }

    pub(super) fn push(&mut self, mut found: TextBox, polygon: &[[i32; 2]]) -> Result<()> {
        if self.boxes.try_reserve(1).is_err() || self.points.try_reserve(polygon.len()).is_err() {
            fail!(OutOfMemory, "boxes: no memory for {} of them", self.boxes.len() + 1);
        }
        found.points = self.points.len()..self.points.len() + polygon.len();
        self.points.extend_from_slice(polygon);
        self.boxes.push(found);
        Ok(())
    }
}

/// The longest side of a page.
const LARGEST_PAGE: usize = 1 << 24;

/// The way from the map to the page.
pub struct Page {
    map: [f64; 2],
    page: [f64; 2],
    /// The greatest coordinates of boxes.
    end: [f64; 2],
}

impl Page {
    /// From `map` to a page of this size.
    ///
    /// # Errors
    /// `InvalidArgument` for a page without pixels; `Unsupported` for a side beyond 2²⁴.
    pub fn new(map: &ProbabilityMap<'_>, width: usize, height: usize) -> Result<Self> {
        if width == 0 || height == 0 {
            fail!(InvalidArgument, "page: is {width}x{height}");
        }
        if width.max(height) > LARGEST_PAGE {
            fail!(Unsupported, "page: is {width}x{height}, and no side may exceed {LARGEST_PAGE}");
        }
        let page = [width as f64, height as f64];
        Ok(Self { map: [map.width as f64, map.height as f64], page, end: page })
    }

    /// Returns this page, whose boxes end at the last pixels.
    pub fn ending_at_last_pixels(self) -> Self {
        Self { end: self.page.map(|side| side - 1.0), ..self }
    }

    /// The corner in pixels of the page, in steps that round as the reference's `f32`.
    pub fn corner(&self, corner: [f32; 2]) -> [i32; 2] {
        [0, 1].map(|axis| {
            let scaled = corner[axis] / self.map[axis] as f32 * self.page[axis] as f32;
            scaled.round_ties_even().clamp(0.0, self.end[axis] as f32) as i32
        })
    }

    /// The point of a polygon in pixels of the page.
    pub fn point(&self, point: [i32; 2]) -> [i32; 2] {
        [0, 1].map(|axis| {
            let scaled = f64::from(point[axis]) / self.map[axis] * self.page[axis];
            scaled.round_ties_even().clamp(0.0, self.end[axis]) as i32
        })
    }
}
