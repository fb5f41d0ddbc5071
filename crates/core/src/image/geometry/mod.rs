//! Plane geometry of text: convex hulls, minimum-area rectangles, and polygons that are measured, offset, simplified and filled.
//!
//! Points are `[x, y]` with y downwards, pixels are named by their centres. Results follow OpenCV 5 (`convexHull`,
//! `minAreaRect`, `boxPoints`, `approxPolyDP`, `fillPoly`) and Clipper 6 (offset with round joins), because detectors are
//! trained and compared with them. Scratch is kept by the caller, so that repeated calls take no memory.

mod convex_rows;
mod corners;
mod hull;
mod line;
mod measure;
mod min_area_rect;
mod offset;
mod outline;
mod polygon_fill;
mod simplify;
#[cfg(test)]
mod tests;

pub use convex_rows::ConvexRows;
pub use corners::order_corners;
pub use hull::{Coordinate, convex_hull, convex_hull_of_rows};
pub use measure::{polygon_area, polygon_perimeter};
pub use min_area_rect::{RotatedRect, min_area_rect};
pub use offset::offset_polygon;
pub use outline::{MOST_OUTLINE_POINTS, Outliner};
pub use polygon_fill::{PolygonFill, Span};
pub use simplify::Simplifier;
