#pragma once

#include <cstddef>
#include <vector>

#include "rectangle.hpp"

/// A map of probabilities, row by row.
struct ProbabilityMap {
  const float* data;
  std::size_t width, height;

  float at(std::size_t x, std::size_t y) const { return data[y * width + x]; }
};

/// Finds the 8-connected regions of the pixels above `threshold`, each dilated by one pixel to the right and down.
/// Returns the first and last pixel of each row of each region.
std::vector<std::vector<Point>> regions_above(const ProbabilityMap& map, float threshold);
