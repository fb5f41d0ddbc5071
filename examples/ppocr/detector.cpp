#include "detector.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "regions.hpp"
#include "status.hpp"

namespace {

// The parameters of PP-OCR's detection model.
constexpr std::size_t kLeastSide = 736, kSideMultiple = 32;
constexpr float kThreshold = 0.3f;  // probability from which a pixel belongs to text
constexpr double kLeastScore = 0.5, kUnclip = 1.6, kLeastHeight = 3, kLeastGrownHeight = 5;
constexpr double kLeastSideInPage = 3, kSameRow = 10;  // pixels

/// Returns a side of the model's input: the side of the page times `ratio`, rounded to the next multiple.
std::uint32_t input_side(std::size_t side, double ratio) {
  const double multiples = std::nearbyint(std::floor(static_cast<double>(side) * ratio) / kSideMultiple);
  return static_cast<std::uint32_t>(std::max(multiples, 1.0) * kSideMultiple);
}

ScipixTensorParams input_params(const ScipixImage& page) {
  const double least = static_cast<double>(std::min(page.width, page.height));
  const double ratio = std::max(1.0, kLeastSide / least);
  ScipixTensorParams params{};
  require(scipix_tensor_params_init(&params));
  params.channels = SCIPIX_PIXEL_FORMAT_BGR8;
  std::fill_n(params.mean, 3, 0.5f);
  std::fill_n(params.std_dev, 3, 0.5f);
  params.width = input_side(page.width, ratio);
  params.height = input_side(page.height, ratio);
  return params;
}

double mean_within(const ProbabilityMap& map, const Rectangle& box) {
  const double reach = std::hypot(box.half_width, box.half_height);
  const auto within = [](double at, std::size_t size) {
    return static_cast<std::size_t>(std::clamp(at, 0.0, static_cast<double>(size)));
  };
  double sum = 0, count = 0;
  for (std::size_t y = within(box.centre.y - reach, map.height); y < within(box.centre.y + reach + 1, map.height); ++y) {
    for (std::size_t x = within(box.centre.x - reach, map.width); x < within(box.centre.x + reach + 1, map.width); ++x) {
      if (!box.contains({static_cast<double>(x), static_cast<double>(y)})) continue;
      sum += map.at(x, y);
      ++count;
    }
  }
  return count > 0 ? sum / count : 0;
}

double shorter_side(const Rectangle& box) { return 2 * std::min(box.half_width, box.half_height); }

/// Grows a box, because the model marks only the middle of a line. The border is proportional to the size.
Rectangle unclipped(const Rectangle& box) {
  const double width = 2 * box.half_width, height = 2 * box.half_height;
  return box.grown(width * height * kUnclip / (2 * (width + height)));
}

/// Sorts lines from top to bottom, and those that begin at nearly the same height from left to right.
void sort_for_reading(std::vector<std::vector<Point>>& lines) {
  const auto above = [](const auto& a, const auto& b) { return a[0].y != b[0].y ? a[0].y < b[0].y : a[0].x < b[0].x; };
  std::sort(lines.begin(), lines.end(), above);
  for (std::size_t i = 1; i < lines.size(); ++i) {
    for (std::size_t j = i; j > 0; --j) {
      const Point &left = lines[j - 1][0], &right = lines[j][0];
      if (std::abs(left.y - right.y) >= kSameRow || left.x <= right.x) break;
      std::swap(lines[j - 1], lines[j]);
    }
  }
}

}  // namespace

Detector::Detector(const OnnxRuntime& runtime, const std::filesystem::path& model, int threads)
    : model_(runtime, model, threads) {}

std::vector<std::vector<Point>> Detector::find(const ScipixImage& page) const {
  const ScipixTensorParams params = input_params(page);
  std::vector<float> tensor(std::size_t{3} * params.height * params.width);
  require(scipix_image_to_tensor(&page, 1, &params, tensor.data(), tensor.size() * sizeof(float)));

  const OnnxOutput output = model_.run(tensor, {1, 3, params.height, params.width});
  if (output.shape != std::vector<std::int64_t>{1, 1, params.height, params.width}) {
    throw std::runtime_error("the output of the detection model does not have the size of its input");
  }
  const ProbabilityMap map{output.data, params.width, params.height};
  const double to_page_x = static_cast<double>(page.width) / params.width;
  const double to_page_y = static_cast<double>(page.height) / params.height;

  std::vector<std::vector<Point>> lines;
  for (const auto& region : regions_above(map, kThreshold)) {
    const Rectangle marked = least_rectangle(region);
    if (shorter_side(marked) < kLeastHeight || mean_within(map, marked) < kLeastScore) continue;
    const Rectangle box = unclipped(marked);
    if (shorter_side(box) < kLeastGrownHeight) continue;
    std::vector<Point> corners = box.corners();
    for (Point& corner : corners) {
      corner.x = std::clamp(std::nearbyint(corner.x * to_page_x), 0.0, static_cast<double>(page.width));
      corner.y = std::clamp(std::nearbyint(corner.y * to_page_y), 0.0, static_cast<double>(page.height));
    }
    if (std::min(distance(corners[0], corners[1]), distance(corners[0], corners[3])) > kLeastSideInPage) {
      lines.push_back(std::move(corners));
    }
  }
  sort_for_reading(lines);
  return lines;
}
