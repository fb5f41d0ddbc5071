#include "regions.hpp"

#include <algorithm>
#include <cstdint>
#include <map>

namespace {

std::vector<std::uint8_t> dilated_mask(const ProbabilityMap& map, float threshold) {
  std::vector<std::uint8_t> mask(map.width * map.height, 0);
  for (std::size_t y = 0; y < map.height; ++y) {
    for (std::size_t x = 0; x < map.width; ++x) {
      if (!(map.at(x, y) > threshold)) continue;
      const std::size_t right = std::min(x + 1, map.width - 1), below = std::min(y + 1, map.height - 1);
      for (const std::size_t row : {y, below}) mask[row * map.width + x] = mask[row * map.width + right] = 1;
    }
  }
  return mask;
}

/// Removes the region around `start` from the mask, and returns the first and last pixel of each of its rows.
std::vector<Point> take_region(std::vector<std::uint8_t>& mask, std::size_t width, std::size_t start) {
  std::map<std::size_t, std::pair<std::size_t, std::size_t>> rows;
  std::vector<std::size_t> open{start};
  mask[start] = 0;
  while (!open.empty()) {
    const std::size_t x = open.back() % width, y = open.back() / width;
    open.pop_back();
    auto& [first, last] = rows.try_emplace(y, x, x).first->second;
    first = std::min(first, x);
    last = std::max(last, x);
    for (std::size_t ny = y - (y > 0); ny <= y + 1 && ny * width < mask.size(); ++ny) {
      for (std::size_t nx = x - (x > 0); nx <= x + 1 && nx < width; ++nx) {
        std::uint8_t& neighbour = mask[ny * width + nx];
        if (neighbour) open.push_back(ny * width + nx);
        neighbour = 0;
      }
    }
  }
  std::vector<Point> points;
  for (const auto& [y, ends] : rows) {
    points.push_back({static_cast<double>(ends.first), static_cast<double>(y)});
    points.push_back({static_cast<double>(ends.second), static_cast<double>(y)});
  }
  return points;
}

}  // namespace

std::vector<std::vector<Point>> regions_above(const ProbabilityMap& map, float threshold) {
  std::vector<std::uint8_t> mask = dilated_mask(map, threshold);
  std::vector<std::vector<Point>> regions;
  for (std::size_t start = 0; start < mask.size(); ++start) {
    if (mask[start]) regions.push_back(take_region(mask, map.width, start));
  }
  return regions;
}
