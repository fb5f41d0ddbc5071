//! Simplification of closed polygons (D. Douglas and T. Peucker, 1973), with the choices of OpenCV's `approxPolyDP`.

use super::offset::push;
use crate::base::error::{Result, fail};

/// Scratch for [`Simplifier::simplify`], which takes no memory once it has grown.
#[derive(Debug, Default)]
pub struct Simplifier {
    /// Stretches of the polygon that are still to be looked at: first and last point.
    open: Vec<[usize; 2]>,
}

impl Simplifier {
    /// Makes one that holds no memory yet.
    pub const fn new() -> Self {
        Self { open: Vec::new() }
    }

    /// Returns the bytes of memory that it holds.
    pub fn bytes(&self) -> usize {
        self.open.capacity() * size_of::<[usize; 2]>()
    }

    /// Writes to `simple` corners of the closed `polygon` such that no other corner is farther than `tolerance` from their
    /// sides, or up to 1.71 times as far where the last pass straightens sides, as in OpenCV. Coordinates are expected to
    /// stay below 2²⁴.
    ///
    /// # Errors
    /// `InvalidArgument` for a tolerance that is negative or not finite; `OutOfMemory`.
    pub fn simplify(&mut self, polygon: &[[i32; 2]], tolerance: f64, simple: &mut Vec<[i32; 2]>) -> Result<()> {
        simple.clear();
        if !tolerance.is_finite() || tolerance < 0.0 {
            fail!(InvalidArgument, "tolerance: is {tolerance}, must be 0 or more");
        }
        if polygon.is_empty() {
            return Ok(());
        }
        let square = tolerance * tolerance;
        let (near, far, distance) = ends(polygon);
        if distance <= square {
            return push(simple, polygon[near]);
        }
        self.open.clear();
        push(&mut self.open, [far, near])?;
        push(&mut self.open, [near, far])?;
        while let Some([from, to]) = self.open.pop() {
            match farthest_from(polygon, from, to, square) {
                None => push(simple, polygon[from])?,
                Some(split) => {
                    push(&mut self.open, [split, to])?;
                    push(&mut self.open, [from, split])?;
                }
            }
        }
        drop_straight(simple, square);
        Ok(())
    }
}

fn square(from: [i32; 2], to: [i32; 2]) -> f64 {
    let [dx, dy] = minus(to, from);
    dx * dx + dy * dy
}

fn minus(to: [i32; 2], from: [i32; 2]) -> [f64; 2] {
    [0, 1].map(|axis| f64::from(to[axis]) - f64::from(from[axis]))
}

/// Two points about as far from each other as any, found in three steps from the first, and the square of their distance.
fn ends(polygon: &[[i32; 2]]) -> (usize, usize, f64) {
    let count = polygon.len();
    let (mut from, mut step, mut most) = (0, 0, 0.0);
    for _ in 0..3 {
        from = (from + step) % count;
        most = 0.0;
        for ahead in 1..count {
            let distance = square(polygon[from], polygon[(from + ahead) % count]);
            if distance > most {
                (most, step) = (distance, ahead);
            }
        }
    }
    (from, (from + step) % count, most)
}

/// The point between `from` and `to` that is farthest from the line between them; `None` where the square of no distance
/// exceeds `square_tolerance`.
fn farthest_from(polygon: &[[i32; 2]], from: usize, to: usize, square_tolerance: f64) -> Option<usize> {
    let count = polygon.len();
    let next = |i: usize| if i + 1 == count { 0 } else { i + 1 };
    let (start, end) = (polygon[from], polygon[to]);
    let [dx, dy] = minus(end, start);
    let length = dx * dx + dy * dy;
    // All distances are multiplied by the length of the line.
    let (mut most, mut split) = (0.0, None);
    let mut i = next(from);
    while i != to {
        let [x, y] = minus(polygon[i], start);
        let along = x * dx + y * dy;
        let distance = if along < 0.0 {
            (x * x + y * y) * length
        } else if along > length {
            square(polygon[i], end) * length
        } else {
            (y * dx - x * dy) * (y * dx - x * dy)
        };
        if distance > most {
            (most, split) = (distance, Some(i));
        }
        i = next(i);
    }
    split.filter(|_| most > square_tolerance * length)
}

/// Drops points on almost straight lines between their neighbours: the split points were chosen in pairs.
fn drop_straight(points: &mut Vec<[i32; 2]>, square_tolerance: f64) {
    let count = points.len();
    let mut left = count;
    let (mut read, mut write) = (0, 0);
    let mut take = |points: &[[i32; 2]]| {
        let point = points[read];
        read = (read + 1) % count;
        point
    };
    let mut start = points[count - 1];
    let mut point = take(points);
    let mut i = 0;
    while i < count && left > 2 {
        let end = take(points);
        let [dx, dy] = minus(end, start);
        let (to_point, onwards) = (minus(point, start), minus(end, point));
        let distance = (to_point[0] * dy - to_point[1] * dx).abs();
        let goes_on = to_point[0] * onwards[0] + to_point[1] * onwards[1] >= 0.0;
        let near = distance * distance <= 0.5 * square_tolerance * (dx * dx + dy * dy);
        if near && dx != 0.0 && dy != 0.0 && goes_on {
            left -= 1;
            points[write] = end;
            start = end;
            point = take(points);
            i += 1;
        } else {
            points[write] = point;
            start = point;
            point = end;
        }
        write = (write + 1) % count;
        i += 1;
    }
    points.truncate(left);
}
