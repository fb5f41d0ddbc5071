//! Offset of polygons with round joins, rounded to integers where Clipper 6 rounds (A. Johnson; its arc tolerance of a
//! quarter of a pixel).

use crate::base::error::{Result, fail};
use std::f64::consts::PI;

/// How far an arc may be from the chords that stand for it, in pixels, and at most in parts of the distance.
const ARC_TOLERANCE: f64 = 0.25;
/// The greatest coordinate and distance.
const LARGEST: f64 = (1_u32 << 28) as f64;

type Float2 = [f64; 2];

/// Chords that stand for an arc.
struct Arc {
    distance: f64,
    sin: f64,
    cos: f64,
    steps_per_radian: f64,
}

impl Arc {
    fn new(distance: f64) -> Self {
        let tolerance = ARC_TOLERANCE.min(distance * ARC_TOLERANCE);
        let steps = (PI / (1.0 - tolerance / distance).acos()).min(distance * PI);
        let angle = 2.0 * PI / steps;
        Self { distance, sin: angle.sin(), cos: angle.cos(), steps_per_radian: steps / (2.0 * PI) }
    }

    fn steps(&self, sin: f64, cos: f64) -> usize {
        (rounded(self.steps_per_radian * sin.atan2(cos).abs()) as usize).max(1)
    }

    fn turn(&self, [x, y]: Float2) -> Float2 {
        [x * self.cos - self.sin * y, x * self.sin + y * self.cos]
    }

    fn moved(&self, point: [i32; 2], normal: Float2) -> [i32; 2] {
        [0, 1].map(|axis| rounded(f64::from(point[axis]) + normal[axis] * self.distance))
    }
}

/// Rounds to the nearest integer, halves away from zero.
fn rounded(value: f64) -> i32 {
    (if value < 0.0 { value - 0.5 } else { value + 0.5 }) as i32
}

fn normal(from: [i32; 2], to: [i32; 2]) -> Float2 {
    let [dx, dy] = [0, 1].map(|axis| f64::from(to[axis]) - f64::from(from[axis]));
    let scale = 1.0 / (dx * dx + dy * dy).sqrt();
    [dy * scale, -(dx * scale)]
}

/// Whether the polygon runs clockwise on the screen.
fn is_clockwise(polygon: &[[i32; 2]]) -> bool {
    let mut before = polygon[polygon.len() - 1];
    let mut twice = 0.0;
    for &point in polygon {
        let [[x, y], [to_x, to_y]] = [before, point].map(|point| point.map(f64::from));
        twice += (x + to_x) * (to_y - y);
        before = point;
    }
    twice >= 0.0
}

/// Writes to `curve` the closed curve at `distance` outside of `polygon`: arcs around its corners, clockwise on the screen.
/// Where `polygon` turns inwards the curve crosses itself; [`Outliner`] cleans it, and a convex hull needs no cleaning.
/// A polygon with fewer than three different corners has no curve. As in Clipper, a side that hardly turns counts with the one
/// before it, so that a spike behind it may end at its tip.
///
/// [`Outliner`]: super::Outliner
///
/// # Errors
/// `InvalidArgument` for a distance that is negative or not finite; `OutOfRange` for a distance or coordinates above 2²⁸;
/// `OutOfMemory`.
pub fn offset_polygon(polygon: &[[i32; 2]], distance: f64, curve: &mut Vec<[i32; 2]>) -> Result<()> {
    curve.clear();
    if !distance.is_finite() || distance < 0.0 {
        fail!(InvalidArgument, "distance: is {distance}, must be 0 or more");
    }
    let largest = polygon.iter().flatten().fold(0, |most, &coordinate| coordinate.unsigned_abs().max(most));
    if f64::from(largest) > LARGEST || distance > LARGEST {
        fail!(OutOfRange, "polygon: a coordinate of {largest} and a distance of {distance}, at most {LARGEST}");
    }
    let Some(last) = polygon.iter().rposition(|point| *point != polygon[0]) else {
        return Ok(());
    };
    let corners = Corners { polygon: &polygon[..=last], reversed: !is_clockwise(&polygon[..=last]) };
    if corners.distinct().take(3).count() < 3 {
        return Ok(());
    }
    if distance < f64::MIN_POSITIVE {
        return corners.distinct().try_for_each(|corner| push(curve, corner));
    }
    offset(&corners, &Arc::new(distance), curve)
}

/// The corners of a polygon, clockwise.
struct Corners<'a> {
    polygon: &'a [[i32; 2]],
    reversed: bool,
}

impl Corners<'_> {
    /// The corners without those that repeat the one before.
    fn distinct(&self) -> impl Iterator<Item = [i32; 2]> {
        let len = self.polygon.len();
        let at = move |i: usize| self.polygon[if self.reversed { len - 1 - i } else { i }];
        (0..len).filter(move |&i| i == 0 || at(i) != at(i - 1)).map(at)
    }
}

fn offset(corners: &Corners<'_>, arc: &Arc, curve: &mut Vec<[i32; 2]>) -> Result<()> {
    let last = corners.distinct().last().unwrap_or_default();
    let first = corners.distinct().next().unwrap_or_default();
    let mut before = normal(last, first);
    let next = corners.distinct().skip(1).chain([first]);
    for (corner, next) in corners.distinct().zip(next) {
        let after = normal(corner, next);
        if join(corner, before, after, arc, curve)? {
            before = after;
        }
    }
    Ok(())
}

/// Joins the sides with normals `before` and `after` at `corner`. Returns whether the next corner joins `after`: a side that
/// hardly turns is taken for one with the side before.
fn join(corner: [i32; 2], before: Float2, after: Float2, arc: &Arc, curve: &mut Vec<[i32; 2]>) -> Result<bool> {
    let sin = before[0] * after[1] - after[0] * before[1];
    let cos = before[0] * after[0] + after[1] * before[1];
    if (sin * arc.distance).abs() < 1.0 && cos > 0.0 {
        push(curve, arc.moved(corner, before))?;
        return Ok(false);
    }
    let sin = sin.clamp(-1.0, 1.0);
    if sin < 0.0 {
        push(curve, arc.moved(corner, before))?;
        push(curve, corner)?;
    } else {
        let mut normal = before;
        for _ in 0..arc.steps(sin, cos) {
            push(curve, arc.moved(corner, normal))?;
            normal = arc.turn(normal);
        }
    }
    push(curve, arc.moved(corner, after))?;
    Ok(true)
}

pub(super) fn push<T>(list: &mut Vec<T>, item: T) -> Result<()> {
    if list.try_reserve(1).is_err() {
        fail!(OutOfMemory, "polygon: no memory for {} points", list.len() + 1);
    }
    list.push(item);
    Ok(())
}
