// All operations that are compared. A new operation needs a file with a function like these, a declaration here, and
// one line each in families.cpp and CMakeLists.txt.
#pragma once

#include "harness.hpp"

namespace bench {

// From crops to pages. Recognisers read lines that are 100 pixels wide and 32 high, or 320 wide and 48 high.
std::vector<Size> all_sizes();
// Those from 64x64 on, for operations on parts of an image.
std::vector<Size> sizes_with_parts();
// Those of pages alone.
std::vector<Size> page_sizes();

struct Family {
  std::string name;   // the name that --filter matches
  std::string title;  // the heading in reports
  std::function<Case(const Size &)> make;
  std::vector<Size> sizes = all_sizes();

  // The operation on half the rows of an image that is so small that its call shows.
  std::optional<Case> make_upper_half(const Size &size) const;
};

std::vector<Family> gray_families();
std::vector<Family> threshold_families();
std::vector<Family> otsu_families();
std::vector<Family> normalize_families();
std::vector<Family> adaptive_families();
std::vector<Family> sauvola_families();
std::vector<Family> resize_families();
std::vector<Family> resize_filter_families();
std::vector<Family> tensor_families();
std::vector<Family> plan_families();
std::vector<Family> warp_families();
std::vector<Family> rotate_bits_families();
std::vector<Family> flatten_families();
std::vector<Family> components_families();
std::vector<Family> boxes_families();
std::vector<Family> morphology_families();
std::vector<Family> skew_families();
std::vector<Family> background_families();
std::vector<Family> filters_families();
std::vector<Family> ctc_families();

std::vector<Family> all_families();

}  // namespace bench
