#include "detector.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace {

// Sides of the model's input: small pages are enlarged until the shorter side is `kLeastSide`, and large ones shrunk
// until the longer side is `kMostSide`, as RapidOCR does. Strips are not enlarged beyond `kMostEnlarged`.
constexpr double kLeastSide = 736, kMostSide = 2000, kMostEnlarged = 8 * kLeastSide, kSideMultiple = 32;
constexpr std::uint32_t kLeastLineSide = 4;  // pixels of the page; PP-OCR drops lines of 3 pixels and less

/// Returns a side of the model's input: the side of the page times `ratio`, rounded to the next multiple.
std::uint32_t input_side(std::size_t side, double ratio) {
  const double multiples = std::nearbyint(std::floor(static_cast<double>(side) * ratio) / kSideMultiple);
  return static_cast<std::uint32_t>(std::max(multiples, 1.0) * kSideMultiple);
}

scipix::TensorParams input_params(const scipix::ImageView& page) {
  const auto [least, most] = std::minmax({static_cast<double>(page.width()), static_cast<double>(page.height())});
  const double shrunk = std::min(1.0, kMostSide / most);
  const double ratio = std::min(std::max(shrunk, kLeastSide / least), std::max(1.0, kMostEnlarged / most));
  scipix::TensorParams params;
  params.channels = SCIPIX_PIXEL_FORMAT_BGR8;
  std::fill_n(params.mean, 3, 0.5f);
  std::fill_n(params.std_dev, 3, 0.5f);
  params.width = input_side(page.width(), ratio);
  params.height = input_side(page.height(), ratio);
  return params;
}

}  // namespace

Detector::Detector(const OnnxRuntime& runtime, const std::filesystem::path& model, int threads)
    : model_(runtime, model, threads) {}

TextMap Detector::map_of(const scipix::ImageView& page) const {
  const scipix::TensorParams params = input_params(page);
  std::vector<float> tensor(std::size_t{3} * params.height * params.width);
  scipix::to_tensor(page, params, tensor);
  TextMap map{model_.run(tensor, {1, 3, params.height, params.width}), params.width, params.height};
  if (map.output.shape != std::vector<std::int64_t>{1, 1, params.height, params.width}) {
    throw std::runtime_error("the output of the detection model does not have the size of its input");
  }
  return map;
}

std::vector<scipix::Quad> Detector::lines_of(const TextMap& map, const scipix::ImageView& page) {
  const scipix::Span<const float> values(map.output.data, std::size_t{map.width} * map.height);
  scipix::TextBoxParams params;
  params.min_page_side = kLeastLineSide;
  boxes_.find(scipix::ProbabilityMap(values, map.width, map.height), page.width(), page.height(), params);
  boxes_.sort();
  return boxes_.quads();
}
