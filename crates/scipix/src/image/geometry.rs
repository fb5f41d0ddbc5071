//! This module has the plane geometry of text: hulls, minimum-area rectangles, and polygons that are measured, grown and
//! simplified.
//!
//! Points are `[x, y]` with y downwards. Results follow OpenCV 5 (`convexHull`, `minAreaRect`, `boxPoints`,
//! `approxPolyDP`) and Clipper 6 (round joins), with which detectors are trained.
//!
//! ```
//! use scipix::image::geometry::*;
//!
//! let points = [[0, 0], [40, 0], [40, 10], [0, 10], [20, 5]];
//! let hull = convex_hull(&points)?;
//! assert_eq!(hull.len(), 4);
//! assert_eq!((polygon_area(&hull), polygon_perimeter(&hull)), (400.0, 100.0));
//!
//! let rect = min_area_rect(&points)?.expect("there are points");
//! assert_eq!(rect.short_side(), 10.0);
//! assert_eq!(order_corners(rect.corners())[2], [40.0, 10.0]); // bottom right
//!
//! let grown = offset_polygon(&hull, 5.0)?;
//! assert!(polygon_area(&grown) > 900.0);
//! assert_eq!(simplify_polygon(&[[0, 0], [20, 1], [40, 0], [40, 10]], 2.0)?.len(), 3);
//! # Ok::<(), scipix::Error>(())
//! ```

use crate::error::{Error, ErrorKind, Result};
use scipix_core::image::geometry as core_geometry;

#[doc(inline)]
pub use core_geometry::{Coordinate, RotatedRect, order_corners, polygon_area, polygon_perimeter};

/// Returns the corners of the convex hull of `points`: clockwise on the screen, from the point with the greatest x (of
/// these, the greatest y), none of them between two others. Points that all lie on a line have the two ends for a hull,
/// equal ones one point.
///
/// # Errors
/// `OutOfMemory`.
pub fn convex_hull<C: Coordinate>(points: &[[C; 2]]) -> Result<Vec<[C; 2]>> {
    let mut sorted = Vec::new();
    if sorted.try_reserve_exact(points.len()).is_err() {
        return Err(Error::new(ErrorKind::OutOfMemory, format_args!("points: no memory for {}", points.len())));
    }
    sorted.extend_from_slice(points);
    let mut hull = Vec::new();
    core_geometry::convex_hull(&mut sorted, &mut hull)?;
    Ok(hull)
}

/// Returns the minimum-area rectangle around `points`, at any angle; `None` for no points.
///
/// # Errors
/// `OutOfMemory`.
pub fn min_area_rect<C: Coordinate>(points: &[[C; 2]]) -> Result<Option<RotatedRect>> {
    Ok(core_geometry::min_area_rect(&convex_hull(points)?))
}

/// Returns the outline of `polygon` grown by `distance`, with round corners, clockwise on the screen. A polygon with
/// fewer than three different corners has no outline.
///
/// # Errors
/// `InvalidArgument` for a distance that is negative or not finite; `OutOfRange` for a distance or coordinates above
/// 2²⁸; `Unsupported` for an outline of more than 2¹² points; `OutOfMemory`.
pub fn offset_polygon(polygon: &[[i32; 2]], distance: f64) -> Result<Vec<[i32; 2]>> {
    let (mut curve, mut outline) = (Vec::new(), Vec::new());
    core_geometry::offset_polygon(polygon, distance, &mut curve)?;
    core_geometry::Outliner::new().outline(&curve, &mut outline)?;
    Ok(outline)
}

/// Returns corners of the closed `polygon` such that no other corner is farther than `tolerance` from their sides,
/// or up to 1.71 times as far where the last pass straightens sides, as in OpenCV. Coordinates are expected to stay below 2²⁴.
///
/// # Errors
/// `InvalidArgument` for a tolerance that is negative or not finite; `OutOfMemory`.
pub fn simplify_polygon(polygon: &[[i32; 2]], tolerance: f64) -> Result<Vec<[i32; 2]>> {
    let mut simple = Vec::new();
    core_geometry::Simplifier::new().simplify(polygon, tolerance, &mut simple)?;
    Ok(simple)
}
