/// @file
/// Plane geometry of boxes and polygons.
#ifndef SCIPIX_GEOMETRY_HPP
#define SCIPIX_GEOMETRY_HPP

#include <scipix/components.hpp>
#include <scipix/operations.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace scipix {
inline namespace SCIPIX_MODE {

/// A point of a polygon in whole pixels.
struct PixelPoint {
  std::int32_t x = 0;  ///< Distance from the left edge.
  std::int32_t y = 0;  ///< Distance from the top edge.
};
static_assert(sizeof(PixelPoint) == 2 * sizeof(std::int32_t), "points lie in memory as x, y, x, y, ...");

namespace detail {

inline const std::int32_t *xy(Span<const PixelPoint> points) noexcept {
  return reinterpret_cast<const std::int32_t *>(points.data());
}

// The points that `fill(out_points_xy, cap, &len)` writes, where `cap` are usually enough.
template <class Fill>
Outcome<std::vector<PixelPoint>> filled_points(std::size_t cap, Fill &&fill) {
  return filled<PixelPoint>(cap, [&](PixelPoint *out, std::size_t room, std::size_t *len) {
    return fill(reinterpret_cast<std::int32_t *>(out), room, len);
  });
}

}  // namespace detail

/// Finds the convex hull of points, clockwise. Thread-safe.
/// @param points  the points
inline Outcome<std::vector<PixelPoint>> convex_hull(Span<const PixelPoint> points) {
  return detail::filled_points(points.size(), [&](std::int32_t *out, std::size_t cap, std::size_t *len) {
    return scipix_points_convex_hull(detail::xy(points), points.size(), out, cap, len);
  });
}

/// Finds the rectangle of least area around points, as OpenCV's minAreaRect. Thread-safe.
/// @param points  at least one point
inline Outcome<ScipixRotatedRect> min_area_rect(Span<const PixelPoint> points) {
  ScipixRotatedRect rect = {};
  return detail::outcome(scipix_points_min_area_rect(detail::xy(points), points.size(), &rect), [&] { return rect; });
}

/// Computes the corners of a rectangle: top left, top right, bottom right and bottom left. Thread-safe.
/// @param rect  the rectangle
inline Outcome<std::array<Point, 4>> corners(const ScipixRotatedRect &rect) {
  float xy[8] = {};
  return detail::outcome(scipix_rotated_rect_corners(&rect, xy), [&] {
    return std::array<Point, 4>{{{xy[0], xy[1]}, {xy[2], xy[3]}, {xy[4], xy[5]}, {xy[6], xy[7]}}};
  });
}

/// Computes the area of a polygon. Thread-safe.
/// @param polygon  its corners, in either direction
inline Outcome<double> polygon_area(Span<const PixelPoint> polygon) {
  double area = 0;
  return detail::outcome(scipix_polygon_area(detail::xy(polygon), polygon.size(), &area), [&] { return area; });
}

/// Computes the length of the closed border of a polygon. Thread-safe.
/// @param polygon  its corners
inline Outcome<double> polygon_perimeter(Span<const PixelPoint> polygon) {
  double length = 0;
  return detail::outcome(scipix_polygon_perimeter(detail::xy(polygon), polygon.size(), &length), [&] { return length; });
}

/// Offsets a polygon outwards with round joins, as Clipper does. Thread-safe.
/// @param polygon   its corners
/// @param distance  how far, 0 or more
inline Outcome<std::vector<PixelPoint>> offset_polygon(Span<const PixelPoint> polygon, double distance) {
  return detail::filled_points(64, [&](std::int32_t *out, std::size_t cap, std::size_t *len) {
    return scipix_polygon_offset(detail::xy(polygon), polygon.size(), distance, out, cap, len);
  });
}

/// Drops corners of a polygon such that none is farther than about `tolerance` from the sides left. Thread-safe.
/// @param polygon    its corners
/// @param tolerance  in pixels, 0 or more
inline Outcome<std::vector<PixelPoint>> simplify_polygon(Span<const PixelPoint> polygon, double tolerance) {
  return detail::filled_points(polygon.size(), [&](std::int32_t *out, std::size_t cap, std::size_t *len) {
    return scipix_polygon_simplify(detail::xy(polygon), polygon.size(), tolerance, out, cap, len);
  });
}

}  // namespace SCIPIX_MODE
}  // namespace scipix

#endif
