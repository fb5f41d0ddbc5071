//! Plane geometry of boxes and polygons, as OpenCV and Clipper compute it.
//!
//! Points are whole pixels, x and y side by side, with y downwards; polygons are closed and may run in either direction. Hulls,
//! areas, perimeters, offsets and fills take coordinates up to 2^24 as they are; the least rectangle is computed in floats, as
//! OpenCV's is, so that its middle is off by up to a pixel there. Thread-safe; scratch memory is kept from call to call, so
//! that calls with no more points than before allocate nothing.
//!
//! @code{.c}
//! const int32_t triangle[3 * 2] = {0, 0, 40, 0, 0, 30};
//! ScipixRotatedRect rect;
//! double area, perimeter;
//! int32_t grown[2 * 64];
//! size_t count;
//! ScipixStatus status = scipix_points_min_area_rect(triangle, 3, &rect);
//! if (status == SCIPIX_STATUS_OK) status = scipix_polygon_area(triangle, 3, &area);
//! if (status == SCIPIX_STATUS_OK) status = scipix_polygon_perimeter(triangle, 3, &perimeter);
//! assert(status == SCIPIX_STATUS_OK && area == 600 && perimeter == 120 && rect.width * rect.height <= 1201);
//! status = scipix_polygon_offset(triangle, 3, area * 1.5 / perimeter, grown, 64, &count); // as PaddleOCR grows boxes
//! assert(status == SCIPIX_STATUS_OK && count > 3);
//! @endcode

use super::guard::{Law, guard};
use super::ptr::span_of;
use super::scratch::{CachedScratch, Scratch};
use super::status::ScipixStatus;
use scipix_core::base::error::{Result, fail};
use scipix_core::image::geometry::{
    Outliner, RotatedRect, Simplifier, convex_hull, min_area_rect, offset_polygon, order_corners, polygon_area,
    polygon_perimeter,
};

/// A rectangle at an angle.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ScipixRotatedRect {
    /// x of the centre.
    pub center_x: f32,
    /// y of the centre.
    pub center_y: f32,
    /// Length of the side along the angle.
    pub width: f32,
    /// Length of the side across the angle.
    pub height: f32,
    /// Angle of the width in degrees, clockwise; from -90 up to but not including 0 where the library finds it.
    pub angle: f32,
}

/// A point, x and y.
type IntPoint = [i32; 2];

#[derive(Default)]
struct PointScratch {
    points: Vec<IntPoint>,
    result: Vec<IntPoint>,
    simplifier: Simplifier,
    outliner: Outliner,
}

impl PointScratch {
    /// Copies `points` to change them.
    fn copy(&mut self, points: &[IntPoint]) -> Result<()> {
        self.points.clear();
        if self.points.try_reserve(points.len()).is_err() {
            fail!(OutOfMemory, "points_xy: no memory for {} points", points.len());
        }
        self.points.extend_from_slice(points);
        Ok(())
    }
}

impl Scratch for PointScratch {
    /// The rest of it grows with these.
    fn bytes(&self) -> usize {
        (self.points.capacity() + self.result.capacity()) * size_of::<IntPoint>()
    }
}

static SCRATCH: CachedScratch<PointScratch> = CachedScratch::new();

/// Borrows points, and writes those that `f` leaves in the scratch as the result.
fn to_points(
    law: Law<'_>,
    (points_xy, count): (*const i32, usize),
    (out_points_xy, cap): (*mut i32, usize),
    out_len: *mut usize,
    f: impl FnOnce(&[IntPoint], &mut PointScratch) -> Result<()>,
) -> Result<()> {
    let points = int_points(law, points_xy, count)?;
    let room = (out_points_xy.cast::<IntPoint>(), cap, "out_points_xy");
    let room = law.out_list(room, out_len, &[span_of(points, "points_xy")])?;
    SCRATCH.with(|scratch| {
        f(points, scratch)?;
        room.write(scratch.result.iter().copied())
    })
}

fn int_points<'call>(law: Law<'call>, points_xy: *const i32, count: usize) -> Result<&'call [IntPoint]> {
    law.slice(points_xy.cast::<IntPoint>(), count, "points_xy")
}

/// Finds the convex hull of points: clockwise from the point with the greatest x, of these the greatest y, and no corner
/// between two others. Points on a line have its two ends for a hull, equal ones one point. @threadsafe
///
/// @param points_xy      x and y of each point
/// @param count          how many points; 0 is OK and has an empty hull
/// @param out_points_xy  receives the corners; must not overlap `points_xy`
/// @param cap            points that fit at `out_points_xy`; `count` are enough
/// @param out_len        receives the number of corners
/// @return OK; SIZE_MISMATCH where there are more than `cap`: then `out_len` has their number, and nothing else is written
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_points_convex_hull(
    points_xy: *const i32,
    count: usize,
    out_points_xy: *mut i32,
    cap: usize,
    out_len: *mut usize,
) -> ScipixStatus {
    guard(|law| {
        to_points(law, (points_xy, count), (out_points_xy, cap), out_len, |points, scratch| {
            scratch.copy(points)?;
            convex_hull(&mut scratch.points, &mut scratch.result)
        })
    })
}

/// Finds the rectangle of least area around points, as OpenCV's minAreaRect. @threadsafe
///
/// @param points_xy  x and y of each point
/// @param count      how many points, at least 1
/// @param out_rect   receives the rectangle; that of one point, or of points on a line, is flat
/// @return OK; INVALID_ARGUMENT without points
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_points_min_area_rect(
    points_xy: *const i32,
    count: usize,
    out_rect: *mut ScipixRotatedRect,
) -> ScipixStatus {
    guard(|law| {
        let (points, out) = (int_points(law, points_xy, count)?, law.out(out_rect, "out_rect")?);
        SCRATCH.with(|scratch| {
            scratch.copy(points)?;
            convex_hull(&mut scratch.points, &mut scratch.result)?;
            let Some(RotatedRect { center: [center_x, center_y], size: [width, height], angle }) =
                min_area_rect(&scratch.result)
            else {
                fail!(InvalidArgument, "count: is 0, at least one point is needed");
            };
            out.write(ScipixRotatedRect { center_x, center_y, width, height, angle });
            Ok(())
        })
    })
}

/// Computes the corners of a rectangle in the order that text boxes have: of the two leftmost, the upper is the first (top
/// left) and the lower the fourth; of the two rightmost, the upper is the second and the lower the third. @threadsafe
///
/// @param rect            the rectangle
/// @param out_corners_xy  receives 8 numbers: x and y of each corner
/// @return OK, or a general status
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_rotated_rect_corners(
    rect: *const ScipixRotatedRect,
    out_corners_xy: *mut f32,
) -> ScipixStatus {
    guard(|law| {
        let ScipixRotatedRect { center_x, center_y, width, height, angle } = law.read(rect, "rect")?;
        let out = law.out(out_corners_xy.cast::<[[f32; 2]; 4]>(), "out_corners_xy")?;
        let rect = RotatedRect { center: [center_x, center_y], size: [width, height], angle };
        out.write(order_corners(rect.corners()));
        Ok(())
    })
}

/// Computes the area of a polygon. @threadsafe
///
/// @param points_xy  x and y of each corner
/// @param count      how many corners
/// @param out_area   receives the area in pixels, never negative; 0 for fewer than three corners
/// @return OK, or a general status
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_polygon_area(points_xy: *const i32, count: usize, out_area: *mut f64) -> ScipixStatus {
    guard(|law| {
        let (points, out) = (int_points(law, points_xy, count)?, law.out(out_area, "out_area")?);
        out.write(polygon_area(points));
        Ok(())
    })
}

/// Computes the length of the closed border of a polygon. @threadsafe
///
/// @param points_xy      x and y of each corner
/// @param count          how many corners
/// @param out_perimeter  receives the length in pixels
/// @return OK, or a general status
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_polygon_perimeter(
    points_xy: *const i32,
    count: usize,
    out_perimeter: *mut f64,
) -> ScipixStatus {
    guard(|law| {
        let (points, out) = (int_points(law, points_xy, count)?, law.out(out_perimeter, "out_perimeter")?);
        out.write(polygon_perimeter(points));
        Ok(())
    })
}

/// Offsets a polygon outwards with round joins, rounded to pixels where Clipper 6 (pyclipper) rounds; an arc is at most a
/// quarter of a pixel from its chords. Where the border turns inwards, the parts of the offset that it crosses are left out.
/// @threadsafe
///
/// @param points_xy      x and y of each corner, from -2^28 to 2^28
/// @param count          how many corners; fewer than three different ones have no offset
/// @param distance       how far outwards, from 0 to 2^28
/// @param out_points_xy  receives the outer border, clockwise; must not overlap `points_xy`
/// @param cap            points that fit at `out_points_xy`; 4096 are enough unless the polygon crosses itself
/// @param out_len        receives the number of points
/// @return OK; SIZE_MISMATCH where there are more than `cap`: then `out_len` has their number, and nothing else is written;
///         INVALID_ARGUMENT for a distance that is negative or not finite; OUT_OF_RANGE for coordinates or a distance above
///         2^28; UNSUPPORTED for an offset of more than 4096 points: simplify the polygon first
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_polygon_offset(
    points_xy: *const i32,
    count: usize,
    distance: f64,
    out_points_xy: *mut i32,
    cap: usize,
    out_len: *mut usize,
) -> ScipixStatus {
    guard(|law| {
        to_points(law, (points_xy, count), (out_points_xy, cap), out_len, |polygon, scratch| {
            offset_polygon(polygon, distance, &mut scratch.points)?;
            scratch.outliner.outline(&scratch.points, &mut scratch.result)
        })
    })
}

/// Drops corners of a polygon that are near the sides that are left, as OpenCV's approxPolyDP (D. Douglas and T. Peucker,
/// 1973): within `tolerance`, or up to 1.71 times as far where its last pass straightens sides. @threadsafe
///
/// @param points_xy      x and y of each corner
/// @param count          how many corners; 0 is OK
/// @param tolerance      in pixels, 0 or more; PaddleOCR takes 0.002 of the perimeter
/// @param out_points_xy  receives the corners that are left; must not overlap `points_xy`
/// @param cap            points that fit at `out_points_xy`; `count` are enough
/// @param out_len        receives their number
/// @return OK; SIZE_MISMATCH where there are more than `cap`: then `out_len` has their number, and nothing else is written;
///         INVALID_ARGUMENT for a tolerance that is negative or not finite
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_polygon_simplify(
    points_xy: *const i32,
    count: usize,
    tolerance: f64,
    out_points_xy: *mut i32,
    cap: usize,
    out_len: *mut usize,
) -> ScipixStatus {
    guard(|law| {
        to_points(law, (points_xy, count), (out_points_xy, cap), out_len, |polygon, scratch| {
            scratch.simplifier.simplify(polygon, tolerance, &mut scratch.result)
        })
    })
}
