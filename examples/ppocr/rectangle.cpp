#include "rectangle.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace {

double cross(Point a, Point b, Point c) { return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x); }

/// Returns the corners of the convex hull, by Andrew's monotone chain.
std::vector<Point> hull_of(std::vector<Point> points) {
  std::sort(points.begin(), points.end(), [](Point a, Point b) { return a.x != b.x ? a.x < b.x : a.y < b.y; });
  std::vector<Point> hull;
  const auto add = [&hull](Point point, std::size_t kept) {
    while (hull.size() >= kept + 2 && cross(hull[hull.size() - 2], hull.back(), point) <= 0) hull.pop_back();
    hull.push_back(point);
  };
  for (Point point : points) add(point, 0);
  const std::size_t lower = hull.size() - 1;
  for (auto point = points.rbegin(); point != points.rend(); ++point) add(*point, lower);
  if (hull.size() > 1) hull.pop_back();  // the first point again
  return hull;
}

/// Returns the bounding rectangle of `points` whose width has the direction `along`.
Rectangle rectangle_along(const std::vector<Point>& points, Point along) {
  constexpr double kFar = std::numeric_limits<double>::max();
  double left = kFar, right = -kFar, top = kFar, bottom = -kFar;
  for (Point point : points) {
    const double u = point.x * along.x + point.y * along.y, v = point.y * along.x - point.x * along.y;
    left = std::min(left, u), right = std::max(right, u);
    top = std::min(top, v), bottom = std::max(bottom, v);
  }
  const double u = (left + right) / 2, v = (top + bottom) / 2;
  return {{u * along.x - v * along.y, u * along.y + v * along.x}, along, (right - left) / 2, (bottom - top) / 2};
}

/// Turns a direction by a multiple of 90 degrees, so that it points to the right, at most 45 degrees from horizontal.
Point level(Point along) {
  if (std::abs(along.y) > std::abs(along.x)) along = {along.y, -along.x};
  return along.x < 0 ? Point{-along.x, -along.y} : along;
}

}  // namespace

bool Rectangle::contains(Point point) const {
  const double x = point.x - centre.x, y = point.y - centre.y;
  return std::abs(x * along.x + y * along.y) <= half_width && std::abs(y * along.x - x * along.y) <= half_height;
}

std::vector<Point> Rectangle::corners() const {
  const Point w{along.x * half_width, along.y * half_width}, h{-along.y * half_height, along.x * half_height};
  return {{centre.x - w.x - h.x, centre.y - w.y - h.y},
          {centre.x + w.x - h.x, centre.y + w.y - h.y},
          {centre.x + w.x + h.x, centre.y + w.y + h.y},
          {centre.x - w.x + h.x, centre.y - w.y + h.y}};
}

Rectangle least_rectangle(std::vector<Point> points) {
  // One side of the least rectangle lies on a side of the hull.
  const std::vector<Point> hull = hull_of(std::move(points));
  Rectangle best = rectangle_along(hull, {1, 0});
  for (std::size_t i = 0; i < hull.size(); ++i) {
    const Point a = hull[i], b = hull[(i + 1) % hull.size()];
    const double length = std::hypot(b.x - a.x, b.y - a.y);
    if (length == 0) continue;
    const Rectangle next = rectangle_along(hull, level({(b.x - a.x) / length, (b.y - a.y) / length}));
    if (next.half_width * next.half_height < best.half_width * best.half_height) best = next;
  }
  return best;
}
