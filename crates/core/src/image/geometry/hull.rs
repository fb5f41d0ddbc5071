//! Convex hull by Andrew's monotone chain.

use crate::base::error::{Result, fail};
use std::cmp::Ordering;

/// A coordinate of a point: `i32` or `f32`.
pub trait Coordinate: Copy + PartialEq {
    /// Compares two coordinates; every value has a place, NaN too, and zeros are equal.
    fn order(self, other: Self) -> Ordering;

    /// Whether `o`, `a`, `b` turn clockwise on the screen, where y points down.
    fn turns_clockwise(o: [Self; 2], a: [Self; 2], b: [Self; 2]) -> bool;

    /// The coordinate as a float.
    fn to_f32(self) -> f32;

    /// The coordinate as a float that holds all of it.
    fn to_f64(self) -> f64;
}

impl Coordinate for i32 {
    #[inline(always)]
    fn order(self, other: Self) -> Ordering {
        self.cmp(&other)
    }

    #[inline(always)]
    fn turns_clockwise(o: [Self; 2], a: [Self; 2], b: [Self; 2]) -> bool {
        let minus = |p: i32, q: i32| i128::from(i64::from(p) - i64::from(q));
        minus(a[0], o[0]) * minus(b[1], o[1]) > minus(a[1], o[1]) * minus(b[0], o[0])
    }

    #[inline(always)]
    fn to_f32(self) -> f32 {
        self as f32
    }

    #[inline(always)]
    fn to_f64(self) -> f64 {
        self.into()
    }
}

impl Coordinate for f32 {
    #[inline(always)]
    fn order(self, other: Self) -> Ordering {
        // -0.0 + 0.0 is 0.0: points in one column are compared by y.
        (self + 0.0).total_cmp(&(other + 0.0))
    }

    #[inline(always)]
    fn turns_clockwise(o: [Self; 2], a: [Self; 2], b: [Self; 2]) -> bool {
        let minus = |p: f32, q: f32| f64::from(p) - f64::from(q);
        minus(a[0], o[0]) * minus(b[1], o[1]) > minus(a[1], o[1]) * minus(b[0], o[0])
    }

    #[inline(always)]
    fn to_f32(self) -> f32 {
        self
    }

    #[inline(always)]
    fn to_f64(self) -> f64 {
        self.into()
    }
}

/// Writes the corners of the convex hull of `points` to `hull`: clockwise on the screen, from the point with the greatest x
/// (of these, the greatest y), none of them between two others. Sorts `points`. Points that all lie on a line have the two
/// ends for a hull, equal ones one point.
///
/// # Errors
/// `OutOfMemory`.
pub fn convex_hull<C: Coordinate>(points: &mut [[C; 2]], hull: &mut Vec<[C; 2]>) -> Result<()> {
    hull.clear();
    if hull.try_reserve(points.len() + 1).is_err() {
        fail!(OutOfMemory, "hull: no memory for {} points", points.len());
    }
    points.sort_unstable_by(|a, b| b[0].order(a[0]).then_with(|| b[1].order(a[1])));
    let Some(&first) = points.first() else {
        return Ok(());
    };
    for &point in &*points {
        push_turning(hull, 0, point);
    }
    let lower = hull.len() - 1;
    for &point in points.iter().rev() {
        push_turning(hull, lower, point);
    }
    if hull.len() > 1 && hull.last().is_some_and(|&last| is_same(last, first)) {
        hull.pop();
    }
    Ok(())
}

/// Writes the corners of the convex hull of `rows` to `hull`: clockwise on the screen, from the left end of the first row.
/// Each row is its y with its first and last x; the rows run downwards, none twice.
///
/// # Errors
/// `OutOfMemory`.
pub fn convex_hull_of_rows(rows: &[(i32, i32, i32)], hull: &mut Vec<[i32; 2]>) -> Result<()> {
    hull.clear();
    if hull.try_reserve(2 * rows.len() + 1).is_err() {
        fail!(OutOfMemory, "hull: no memory for {} rows", rows.len());
    }
    let Some(&(top, left, _)) = rows.first() else {
        return Ok(());
    };
    hull.push([left, top]);
    for &(y, _, right) in rows {
        push_turning(hull, 0, [right, y]);
    }
    let lower = hull.len() - 1;
    for &(y, left, _) in rows.iter().rev() {
        push_turning(hull, lower, [left, y]);
    }
    if hull.len() > 1 && hull.last() == Some(&[left, top]) {
        hull.pop();
    }
    Ok(())
}

/// Appends `point` to the chain that begins at index `from`, after the points that it makes superfluous are gone.
#[inline(always)]
fn push_turning<C: Coordinate>(hull: &mut Vec<[C; 2]>, from: usize, point: [C; 2]) {
    while hull.len() > from + 1 && !C::turns_clockwise(hull[hull.len() - 2], hull[hull.len() - 1], point) {
        hull.pop();
    }
    if hull.last().is_none_or(|&last| !is_same(last, point)) {
        hull.push(point);
    }
}

/// Whether two points are one; NaN is itself here.
#[inline(always)]
fn is_same<C: Coordinate>(a: [C; 2], b: [C; 2]) -> bool {
    a == b || (a[0].order(b[0]).is_eq() && a[1].order(b[1]).is_eq())
}
