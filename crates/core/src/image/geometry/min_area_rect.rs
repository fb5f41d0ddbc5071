//! The minimum-area rectangle around a convex polygon, by rotating calipers (G. Toussaint, Solving geometric problems
//! with the rotating calipers, 1983).
//!
//! The arithmetic is OpenCV 5's, operation by operation in `f32`: what follows truncates corners to integers, where the last
//! bit decides.

use super::hull::Coordinate;
use std::f64::consts::{FRAC_PI_2, PI};

/// A rectangle at an angle.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct RotatedRect {
    /// Centre, x and y.
    pub center: [f32; 2],
    /// Width and height: the sides along the angle and across it.
    pub size: [f32; 2],
    /// Angle of the width in degrees, clockwise on the screen, from -90 up to but not including 0.
    pub angle: f32,
}

impl RotatedRect {
    /// Returns the corners, in the order of OpenCV's `boxPoints`: clockwise on the screen.
    pub fn corners(&self) -> [[f32; 2]; 4] {
        let angle = f64::from(self.angle) * PI / 180.0;
        let (b, a) = (angle.cos() as f32 * 0.5, angle.sin() as f32 * 0.5);
        let ([x, y], [width, height]) = (self.center, self.size);
        [
            [x - a * height - b * width, y + b * height - a * width],
            [x + a * height - b * width, y - b * height - a * width],
            [x + a * height + b * width, y - b * height + a * width],
            [x - a * height + b * width, y + b * height + a * width],
        ]
    }

    /// Returns the length of the shorter side.
    pub fn short_side(&self) -> f32 {
        self.size[0].min(self.size[1])
    }

    /// Returns the rectangle with each side moved outwards by `distance`. This is the minimum-area rectangle around the rectangle
    /// offset with round joins, in exact geometry.
    pub fn grown(&self, distance: f32) -> RotatedRect {
        RotatedRect { size: self.size.map(|side| side + 2.0 * distance), ..*self }
    }
}

/// Returns the minimum-area rectangle around a convex polygon, whose corners are in order, as [`convex_hull`] gives them.
/// The rectangle of one or two points is flat; that of none is `None`.
///
/// [`convex_hull`]: super::convex_hull
pub fn min_area_rect<C: Coordinate>(hull: &[[C; 2]]) -> Option<RotatedRect> {
    match *hull {
        [] => None,
        [point] => Some(flat(to_floats(point), to_floats(point))),
        [from, to] => Some(flat(to_floats(from), to_floats(to))),
        _ => Some(Calipers::new(hull).least()),
    }
}

fn to_floats<C: Coordinate>(point: [C; 2]) -> [f32; 2] {
    point.map(C::to_f32)
}

fn flat(from: [f32; 2], to: [f32; 2]) -> RotatedRect {
    let center = [(from[0] + to[0]) * 0.5, (from[1] + to[1]) * 0.5];
    let [dx, dy] = [f64::from(to[0] - from[0]), f64::from(to[1] - from[1])];
    with_angle(center, [(dx * dx + dy * dy).sqrt() as f32, 0.0], dy.atan2(dx))
}

/// Turns the rectangle by right angles until its angle lies in [-90°, 0°).
fn with_angle(center: [f32; 2], mut size: [f32; 2], mut radians: f64) -> RotatedRect {
    while radians >= 0.0 {
        size.swap(0, 1);
        radians -= FRAC_PI_2;
    }
    while radians < -FRAC_PI_2 {
        size.swap(0, 1);
        radians += FRAC_PI_2;
    }
    RotatedRect { center, size, angle: (radians * 180.0 / PI) as f32 }
}

/// Four lines around the polygon, at right angles, each through a corner of it.
struct Calipers<'a, C> {
    hull: &'a [[C; 2]],
    /// Corners with the least y, the greatest x, the greatest y and the least x, as seen along `base`.
    touched: [usize; 4],
    /// The sides of the polygon from the touched corners on, as the first line would see them.
    sides: [[f32; 2]; 4],
    /// Direction of the first line.
    base: [f32; 2],
}

/// A rectangle that the calipers found: its direction, sides, and the corners that its left and bottom line touch.
struct Found {
    base: [f32; 2],
    size: [f32; 2],
    left: usize,
    bottom: usize,
}

impl<'a, C: Coordinate> Calipers<'a, C> {
    fn new(hull: &'a [[C; 2]]) -> Self {
        let mut touched = [0; 4];
        let at = |i: usize| to_floats(hull[i]);
        for i in 1..hull.len() {
            let [x, y] = at(i);
            let [bottom, right, top, left] = touched;
            if y < at(bottom)[1] {
                touched[0] = i;
            }
            if x > at(right)[0] {
                touched[1] = i;
            }
            if y > at(top)[1] {
                touched[2] = i;
            }
            if x < at(left)[0] {
                touched[3] = i;
            }
        }
        let mut calipers = Self { hull, touched, sides: [[0.0; 2]; 4], base: [1.0, 0.0] };
        calipers.sides = [0, 1, 2, 3].map(|line| calipers.side(line));
        calipers
    }

    fn corner(&self, i: usize) -> [f32; 2] {
        to_floats(self.hull[i])
    }

    fn after(&self, i: usize) -> usize {
        if i + 1 == self.hull.len() { 0 } else { i + 1 }
    }

    /// The side of the polygon from the corner that a line touches to the next, as the first line would see it.
    fn side(&self, line: usize) -> [f32; 2] {
        let from = self.touched[line];
        let ([x, y], [to_x, to_y]) = (self.corner(from), self.corner(self.after(from)));
        let [dx, dy] = [to_x - x, to_y - y];
        [[dx, dy], [dy, -dx], [-dx, -dy], [-dy, dx]][line]
    }

    /// Turns the lines by the least angle at which one of them lies along a side of the polygon.
    fn turn(&mut self) {
        let sides = &self.sides;
        let mut first = 0;
        for i in 1..4 {
            if sides[i][1] * sides[first][0] - sides[i][0] * sides[first][1] < 0.0 {
                first = i;
            }
        }
        let [dx, dy] = sides[first].map(f64::from);
        let scale = (1.0 / (dx * dx + dy * dy).sqrt()) as f32;
        self.base = sides[first].map(|length| length * scale);
        self.touched[first] = self.after(self.touched[first]);
        self.sides[first] = self.side(first);
    }

    fn size(&self) -> [f32; 2] {
        let ([a, b], corners) = (self.base, self.touched.map(|i| self.corner(i)));
        let across = |from: [f32; 2], to: [f32; 2]| [to[0] - from[0], to[1] - from[1]];
        let (wide, high) = (across(corners[3], corners[1]), across(corners[0], corners[2]));
        [wide[0] * a + wide[1] * b, -high[0] * b + high[1] * a]
    }

    fn least(mut self) -> RotatedRect {
        let (mut least, mut found) = (f32::MAX, None);
        for _ in 0..self.hull.len() {
            self.turn();
            let size = self.size();
            if size[0] * size[1] <= least {
                least = size[0] * size[1];
                found = Some(Found { base: self.base, size, left: self.touched[3], bottom: self.touched[0] });
            }
        }
        // Without one, coordinates were not finite.
        found.map_or_else(|| flat(self.corner(0), self.corner(0)), |found| self.rect(&found))
    }

    fn rect(&self, found: &Found) -> RotatedRect {
        let ([a, b], [width, height]) = (found.base, found.size);
        let (left, bottom) = (self.corner(found.left), self.corner(found.bottom));
        let along = a * left[0] + left[1] * b;
        let across = -b * bottom[0] + bottom[1] * a;
        let scale = 1.0 / (a * a - -b * b);
        let corner = [(along * a - across * b) * scale, (a * across - -b * along) * scale];
        let (wide, high) = ([a * width, b * width], [-b * height, a * height]);
        let center = [corner[0] + (wide[0] + high[0]) * 0.5, corner[1] + (wide[1] + high[1]) * 0.5];
        let length = |[x, y]: [f32; 2]| (f64::from(x) * f64::from(x) + f64::from(y) * f64::from(y)).sqrt() as f32;
        with_angle(center, [length(wide), length(high)], f64::from(wide[1]).atan2(f64::from(wide[0])))
    }
}
