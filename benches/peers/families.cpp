#include "families.hpp"

namespace bench {

std::vector<Family> all_families() {
  std::vector<Family> all;
  for (auto part : {gray_families, threshold_families, otsu_families, normalize_families, adaptive_families,
                    sauvola_families, resize_families, resize_filter_families, tensor_families, plan_families,
                    warp_families, rotate_bits_families, flatten_families, components_families, boxes_families,
                    morphology_families, background_families, filters_families, skew_families, ctc_families})
    for (Family &family : part()) all.push_back(std::move(family));
  return all;
}

std::optional<Case> Family::make_upper_half(const Size &size) const {
  constexpr size_t kSmallPixels = 320 * 48;
  bool whole_images = sizes.front().width == all_sizes().front().width;
  if (!whole_images || size.pixels() > kSmallPixels) return std::nullopt;
  return make({size.name, size.width, size.height / 2});
}

std::vector<Size> all_sizes() {
  std::vector<Size> sizes = {{"16x16", 16, 16}, {"100x32", 100, 32}, {"320x48", 320, 48}, {"64x64", 64, 64}};
  for (const Size &size : page_sizes()) sizes.push_back(size);
  return sizes;
}

std::vector<Size> sizes_with_parts() {
  std::vector<Size> sizes = {{"64x64", 64, 64}};
  for (const Size &size : page_sizes()) sizes.push_back(size);
  return sizes;
}

std::vector<Size> page_sizes() {
  return {{"256x256", 256, 256}, {"1920x1080", 1920, 1080}, {"2480x3508", 2480, 3508}};
}

}  // namespace bench
