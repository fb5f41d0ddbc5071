#include "line_reader.hpp"

#include <algorithm>
#include <map>
#include <sstream>
#include <stdexcept>

#include "status.hpp"

namespace {

// The input size that PP-OCR recognition models were trained on.
constexpr std::uint32_t kHeight = 48, kLeastWidth = 320;
constexpr double kUpright = 1.5;  // a crop whose height is at least this multiple of its width is rotated text

/// Returns the width of a line's tensor: the width of the line at that height, rounded down, and at least the minimum.
std::uint32_t tensor_width(const ScipixImage& line) {
  const double ratio = static_cast<double>(line.width) / static_cast<double>(line.height);
  return std::max(kLeastWidth, static_cast<std::uint32_t>(kHeight * ratio));
}

LineBatch batch_of(const std::vector<Crop>& crops, std::vector<std::size_t> lines, std::uint32_t width) {
  ScipixTensorParams params{};
  require(scipix_tensor_params_init(&params));
  params.channels = SCIPIX_PIXEL_FORMAT_BGR8;
  std::fill_n(params.mean, 3, 0.5f);
  std::fill_n(params.std_dev, 3, 0.5f);
  params.fit = SCIPIX_TENSOR_FIT_HEIGHT;
  params.height = kHeight;
  params.width = width;
  std::vector<ScipixImage> views;
  for (const std::size_t line : lines) views.push_back(crops[line].view());

  std::size_t shape[4], bytes;
  require(scipix_image_tensor_shape(views.data(), views.size(), &params, shape, &bytes));
  LineBatch batch{std::move(lines), {shape, shape + 4}, std::vector<float>(bytes / sizeof(float))};
  require(scipix_image_to_tensor(views.data(), views.size(), &params, batch.tensor.data(), bytes));
  return batch;
}

}  // namespace

Crop::Crop(const ScipixImage& page, const std::vector<Point>& corners) {
  std::vector<Point> quad = corners;
  auto width = static_cast<std::size_t>(std::max(distance(quad[0], quad[1]), distance(quad[3], quad[2])));
  auto height = static_cast<std::size_t>(std::max(distance(quad[0], quad[3]), distance(quad[1], quad[2])));
  if (static_cast<double>(height) >= kUpright * static_cast<double>(width)) {
    std::rotate(quad.begin(), quad.begin() + 1, quad.end());
    std::swap(width, height);
  }
  float points[8];
  for (std::size_t i = 0; i < 4; ++i) {
    points[2 * i] = static_cast<float>(quad[i].x);
    points[2 * i + 1] = static_cast<float>(quad[i].y);
  }
  const std::size_t pixel_bytes = page.format == SCIPIX_PIXEL_FORMAT_GRAY8 ? 1 : 4;
  pixels_.resize(width * height * pixel_bytes);
  ScipixImageMut crop;
  require(scipix_image_view_mut(pixels_.data(), pixels_.size(), width, height, 0, page.format, &crop));
  require(scipix_image_crop_quad(&page, points, &crop));
  view_ = as_source(crop);
}

LineReader::LineReader(const OnnxRuntime& runtime, const std::filesystem::path& model, int threads)
    : model_(runtime, model, threads), symbols_{""} {
  std::istringstream dictionary(model_.metadata("character"));
  for (std::string symbol; std::getline(dictionary, symbol);) symbols_.push_back(symbol);
  if (symbols_.size() == 1) throw std::runtime_error(model.string() + " does not hold the model's characters");
  symbols_.push_back(" ");
}

std::vector<LineBatch> LineReader::batches_of(const std::vector<Crop>& crops, std::size_t max_lines) {
  std::map<std::uint32_t, std::vector<std::size_t>> by_width;
  for (std::size_t line = 0; line < crops.size(); ++line) by_width[tensor_width(crops[line].view())].push_back(line);

  std::vector<LineBatch> batches;
  for (const auto& [width, lines] : by_width) {
    for (std::size_t from = 0; from < lines.size(); from += max_lines) {
      const std::size_t to = std::min(lines.size(), from + max_lines);
      batches.push_back(batch_of(crops, {&lines[from], &lines[from] + (to - from)}, width));
    }
  }
  return batches;
}

std::vector<LineText> LineReader::decode(const OnnxOutput& output) const {
  if (output.shape.size() != 3 || output.shape[2] != static_cast<std::int64_t>(symbols_.size())) {
    throw std::runtime_error("the output of the recognition model does not match its characters");
  }
  const auto lines = static_cast<std::size_t>(output.shape[0]), steps = static_cast<std::size_t>(output.shape[1]);
  std::vector<std::uint32_t> ids(steps);
  std::vector<float> probabilities(steps);
  std::vector<LineText> texts(lines);
  for (std::size_t line = 0; line < lines; ++line) {
    std::size_t len = 0;
    require(scipix_ctc_greedy(output.data + line * steps * symbols_.size(), steps, symbols_.size(), 0,
                              SCIPIX_SCORES_PROBABILITIES, ids.data(), probabilities.data(), steps, &len));
    for (std::size_t i = 0; i < len; ++i) {
      texts[line].text += symbols_[ids[i]];
      texts[line].probability += static_cast<double>(probabilities[i]) / static_cast<double>(len);
    }
  }
  return texts;
}
