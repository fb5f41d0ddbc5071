#include "detector.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace {

// Sides of the model's input: small pages are enlarged until the shorter side is `kLeastSide`, and large ones shrunk
// until the longer side is `kMostSide`, as RapidOCR does. Strips are not enlarged beyond `kMostEnlarged`.
constexpr double kLeastSide = 736, kMostSide = 2000, kMostEnlarged = 8 * kLeastSide, kSideMultiple = 32;
constexpr std::size_t kLeastLineSide = 4;  // pixels of the page

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

/// Moves corners on the right or lower border of the page to its last pixels, as PP-OCR does.
void clip(scipix::Quad& quad, const scipix::ImageView& page) {
  for (scipix::Point& corner : quad) {
    corner.x = std::min(corner.x, static_cast<float>(page.width() - 1));
    corner.y = std::min(corner.y, static_cast<float>(page.height() - 1));
  }
}

bool is_convex(const scipix::Quad& quad) {
  for (std::size_t i = 0; i < 4; ++i) {
    const scipix::Point a = quad[i], b = quad[(i + 1) % 4], c = quad[(i + 2) % 4];
    if ((b.x - a.x) * (c.y - b.y) - (b.y - a.y) * (c.x - b.x) <= 0) return false;
  }
  return true;
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
  boxes_.find(scipix::ProbabilityMap(values, map.width, map.height), page.width(), page.height());
  boxes_.sort();

  scipix::CropParams unturned;
  unturned.turn_ratio = 0;
  std::vector<scipix::Quad> lines;
  for (scipix::Quad quad : boxes_.quads()) {
    clip(quad, page);
    const ScipixCropSize size = scipix::crop_quad_size(quad, unturned);
    if (std::min(size.width, size.height) >= kLeastLineSide && is_convex(quad)) lines.push_back(quad);
  }
  return lines;
}
