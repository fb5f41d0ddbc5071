//! The projective map from a rectangle of pixels to a quadrilateral (P. Heckbert, Fundamentals of texture mapping and
//! image warping, 1989, section 2.2.3: from the unit square).
//!
//! It uses only additions, multiplications and divisions of `f64`, none of them fused, so that every machine gives the same
//! bits.

use crate::image::sample::FRACTION_BITS;

/// The least sine of a corner, and the least ratio of the depths of two corners. Below it, rounding would decide where
/// pixels lie.
const LEAST: f64 = 1e-6;

/// Distances that tell where the pixels of a crop and of its source lie, in pixels.
#[derive(Clone, Copy, Debug)]
pub struct PixelPlaces {
    /// Distance from the left side of the crop to its first column.
    pub across: f64,
    /// Distance from the upper side of the crop to its first row.
    pub down: f64,
    /// Distance from the origin of the source to its first pixel, along both axes.
    pub source: f64,
}

impl PixelPlaces {
    /// Corners are those of pixels, whose centres lie half a pixel from there.
    pub const EDGES: Self = Self { across: 0.5, down: 0.5, source: 0.5 };
}

/// The map `(x, y) = (a · (u, v, 1), b · (u, v, 1)) / (c · (u, v, 1))`, with `x`, `y` and `depth` for `a`, `b` and `c`.
pub struct Projection {
    x: [f64; 3],
    y: [f64; 3],
    depth: [f64; 3],
    /// Size of a pixel in the unit square.
    width: f64,
    height: f64,
    places: PixelPlaces,
}

/// The map along a row of pixels: numerators and denominator are linear, as start and step.
pub struct ProjectedRow {
    x: [f64; 2],
    y: [f64; 2],
    depth: [f64; 2],
    /// Distance from the origin of the source to its first pixel.
    source: f64,
}

type Point = [f64; 2];

fn minus(a: Point, b: Point) -> Point {
    [a[0] - b[0], a[1] - b[1]]
}

fn cross(a: Point, b: Point) -> f64 {
    a[0] * b[1] - a[1] * b[0]
}

/// Whether all corners turn in one direction, none of them nearly straight or folded.
fn is_convex(corners: &[Point; 4]) -> bool {
    let turns: [f64; 4] = std::array::from_fn(|i| {
        let before = minus(corners[i], corners[(i + 3) % 4]);
        let after = minus(corners[(i + 1) % 4], corners[i]);
        cross(before, after) / (before[0].hypot(before[1]) * after[0].hypot(after[1]))
    });
    turns.iter().all(|&turn| turn > LEAST) || turns.iter().all(|&turn| turn < -LEAST)
}

impl Projection {
    /// The map from `width` x `height` pixels to `quad`, whose corners are those of pixels; `None` where that is no convex
    /// quadrilateral.
    pub fn new(quad: &[[f32; 2]; 4], width: usize, height: usize) -> Option<Self> {
        let corners = quad.map(|corner| corner.map(f64::from));
        if !is_convex(&corners) {
            return None;
        }
        let [p0, p1, p2, p3] = corners;
        let (right, bottom) = (minus(p1, p2), minus(p3, p2));
        let rest = minus(minus(p0, p1), minus(p3, p2));
        let area = cross(right, bottom);
        let (g, h) = (cross(rest, bottom) / area, cross(right, rest) / area);
        let numerator =
            |axis: usize| [p1[axis] - p0[axis] + g * p1[axis], p3[axis] - p0[axis] + h * p3[axis], p0[axis]];
        let depths = [1.0, 1.0 + g, 1.0 + h, 1.0 + g + h];
        let (least, most) = depths.iter().fold((f64::MAX, 0.0_f64), |(a, b), &d| (a.min(d), b.max(d)));
        (least > most * LEAST).then(|| Self {
            x: numerator(0),
            y: numerator(1),
            depth: [g, h, 1.0],
            width: 1.0 / width as f64,
            height: 1.0 / height as f64,
            places: PixelPlaces::EDGES,
        })
    }

    /// Returns the map with pixels at other places.
    pub fn with_places(self, places: PixelPlaces) -> Self {
        Self { places, ..self }
    }

    /// The point of the quadrilateral that lies where (x, y) does in the rectangle of pixels; (0, 0) is its upper left corner.
    pub fn point(&self, x: f64, y: f64) -> [f64; 2] {
        let (u, v) = (x * self.width, y * self.height);
        let [x, y, depth] = [self.x, self.y, self.depth].map(|[a, b, c]| a * u + b * v + c);
        [x / depth, y / depth]
    }

    /// The map for the centres of the pixels of row `y`.
    pub fn row(&self, y: usize) -> ProjectedRow {
        let PixelPlaces { across, down, source } = self.places;
        let v = (y as f64 + down) * self.height;
        let along = |[a, b, c]: [f64; 3]| [b * v + c + a * across * self.width, a * self.width];
        ProjectedRow { x: along(self.x), y: along(self.y), depth: along(self.depth), source }
    }
}

impl ProjectedRow {
    /// The position of pixel `i` in 1/256 of a pixel from the centre of the first pixel, clamped to 0 and the last position.
    #[inline(always)]
    pub fn position(&self, i: f64, last_x: f64, last_y: f64) -> (u64, u64) {
        self.position_by::<FRACTION_BITS>(i, 0.0, last_x, last_y)
    }

    /// The position of pixel `i` in 1 / 2^`BITS` of a pixel from `margin` pixels before the centre of the first pixel, clamped
    /// to 0 and the last position.
    #[inline(always)]
    pub fn position_by<const BITS: u32>(&self, i: f64, margin: f64, last_x: f64, last_y: f64) -> (u64, u64) {
        let scale = (1_u64 << BITS) as f64;
        let (near, origin) = (1.0 / (self.depth[0] + self.depth[1] * i), (margin - self.source) * scale);
        let along = |[start, step]: [f64; 2], last: f64| {
            let position = (start + step * i) * near * scale + origin;
            let inside = if position < last { position } else { last };
            rounded(if inside > 0.0 { inside } else { 0.0 })
        };
        (along(self.x, last_x), along(self.y, last_y))
    }
}

/// Rounds a value from 0 to 2⁵¹ to the nearest integer, ties to even: after adding 2⁵² the lower bits are that integer.
#[inline(always)]
fn rounded(value: f64) -> u64 {
    const SHIFT: f64 = (1_u64 << 52) as f64;
    (value + SHIFT).to_bits() & ((1 << 52) - 1)
}
