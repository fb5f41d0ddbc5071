#pragma once

#include <cstddef>
#include <vector>

#include "rectangle.hpp"

/// A map of numbers, row by row.
struct Map {
  const float* data;
  std::size_t width, height;

  float at(std::size_t x, std::size_t y) const { return data[y * width + x]; }
};

/// Where the map is above `threshold`, spread by one pixel to the right and down: for each region of pixels that touch,
/// be it at a corner, the outermost pixels of its rows.
std::vector<std::vector<Point>> regions_above(const Map& map, float threshold);
