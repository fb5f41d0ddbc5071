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

  /// Larger by `by` on every side.
  Rectangle grown(double by) const { return {centre, along, half_width + by, half_height + by}; }

  /// Corners from the top left one, clockwise.
  std::vector<Point> corners() const;
};

/// The rectangle of least area around `points`, of which there is at least one. Its width is the side nearer to level.
Rectangle least_rectangle(std::vector<Point> points);
