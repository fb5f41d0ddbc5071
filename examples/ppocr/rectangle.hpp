#pragma once

#include <cmath>
#include <vector>

struct Point {
  double x, y;
};

inline double distance(Point a, Point b) { return std::hypot(b.x - a.x, b.y - a.y); }

/// A rectangle at any angle: its centre, the direction of its width, half its width and height.
struct Rectangle {
  Point centre{}, along{1, 0};
  double half_width = 0, half_height = 0;

  bool contains(Point point) const;

  /// Returns the rectangle grown by `by` on every side.
  Rectangle grown(double by) const { return {centre, along, half_width + by, half_height + by}; }

  /// Returns the corners clockwise from the top left one.
  std::vector<Point> corners() const;
};

/// Returns the bounding rectangle of least area. There must be at least one point. The width is the side nearer to
/// horizontal.
Rectangle least_rectangle(std::vector<Point> points);
