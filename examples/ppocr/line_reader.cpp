#include "line_reader.hpp"

#include <algorithm>
#include <cmath>
#include <sstream>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "utf8.hpp"

namespace {

// The input sizes that the models were trained on.
constexpr std::uint32_t kHeight = 48, kLeastWidth = 320, kTurnerWidth = 192;
constexpr std::size_t kTurnerLines = 6;
constexpr float kSureOfTurn = 0.9f;

LineBatch batch_of(const scipix::ImageView& page, scipix::Span<const scipix::Quad> lines, std::uint32_t width) {
  std::vector<scipix::Quad> corners;
  for (const scipix::Quad& line : lines) corners.push_back(crop_corners(line));
  scipix::TensorParams params;
  params.channels = SCIPIX_PIXEL_FORMAT_BGR8;
  std::fill_n(params.mean, 3, 0.5f);
  std::fill_n(params.std_dev, 3, 0.5f);
  params.fit = SCIPIX_TENSOR_FIT_HEIGHT;
  params.height = kHeight;
  params.width = width;
  const scipix::CropParams crop;  // cubic, and vertical lines are turned
  const scipix::TensorShape shape = scipix::crops_tensor_shape(page, corners, crop, params);
  LineBatch batch{{}, {shape.dims.begin(), shape.dims.end()}, std::vector<float>(shape.elements()), {}};
  scipix::crops_to_tensor(page, corners, crop, params, batch.tensor);
  return batch;
}

/// Returns the columns of a line in the tensor. PP-OCR rounds them down, and the text depends on it.
std::size_t tensor_width(const ScipixCropSize& line) {
  const double columns = kHeight * (static_cast<double>(line.width) / static_cast<double>(line.height));
  return std::max<std::size_t>(kLeastWidth, static_cast<std::size_t>(columns));
}

std::vector<std::string> symbols_in(const OnnxModel& model, const std::filesystem::path& file) {
  std::vector<std::string> symbols{""};
  std::istringstream dictionary(model.metadata("character"));
  for (std::string symbol; std::getline(dictionary, symbol);) symbols.push_back(symbol);
  if (symbols.size() == 1) throw std::runtime_error(file.string() + " does not hold the model's characters");
  symbols.push_back(" ");
  return symbols;
}

std::vector<std::uint32_t> code_points_of(const std::vector<std::string>& symbols) {
  std::vector<std::uint32_t> points;
  for (std::string_view symbol : symbols) points.push_back(symbol.empty() ? 0 : take_code_point(symbol));
  return points;
}

scipix::CtcConfig config_for(std::size_t classes) {
  scipix::CtcConfig config;
  config.kind = SCIPIX_SCORES_PROBABILITIES;
  config.classes = classes;
  return config;
}

/// Computes where the words of a line are whose tensor has `width` columns and whose output has `steps` steps.
std::vector<ScipixWordBox> word_boxes(scipix::Span<const ScipixCtcSymbol> symbols,
                                      const std::vector<std::uint32_t>& characters, const scipix::Quad& quad,
                                      double width, double steps) {
  scipix::CropParams unturned;
  unturned.turn_ratio = 0;
  const ScipixCropSize size = scipix::crop_quad_size(quad), plain = scipix::crop_quad_size(quad, unturned);
  const double columns = static_cast<double>(size.width) * kHeight / static_cast<double>(size.height);

  scipix::WordBoxParams params;
  params.columns = steps * std::min(1.0, columns / width);
  params.quarter_turns = size.width != plain.width;
  std::vector<ScipixWordBox> boxes(symbols.size());
  boxes.resize(scipix::word_boxes(symbols, characters, quad, params, boxes));
  return boxes;
}

}  // namespace

scipix::Quad crop_corners(const scipix::Quad& line) {
  if (line[1].x >= line[0].x) return line;
  scipix::CropParams unturned;
  unturned.turn_ratio = 0;
  const ScipixCropSize size = scipix::crop_quad_size(line, unturned);
  const auto pixel = [&](float along, float down) {
    const float step = along / static_cast<float>(size.width) + down / static_cast<float>(size.height);
    return std::round(step * 1024) / 1024;  // which leaves the size of the crop exactly as it is
  };
  const float x = pixel(line[1].x - line[0].x, line[3].x - line[0].x);
  const float y = pixel(line[1].y - line[0].y, line[3].y - line[0].y);
  scipix::Quad moved = line;
  for (scipix::Point& corner : moved) corner = {corner.x + x, corner.y + y};
  return moved;
}

LineTurner::LineTurner(const OnnxRuntime& runtime, const std::filesystem::path& model) : model_(runtime, model, 1) {}

void LineTurner::turn(const scipix::ImageView& page, std::vector<scipix::Quad>& lines) const {
  scipix::parallel_for((lines.size() + kTurnerLines - 1) / kTurnerLines, [&](std::size_t batch_index) {
    const std::size_t first = batch_index * kTurnerLines;
    const scipix::Span<scipix::Quad> some(&lines[first], std::min(kTurnerLines, lines.size() - first));
    LineBatch batch = batch_of(page, some, kTurnerWidth);
    const OnnxOutput output = model_.run(batch.tensor, batch.shape);
    if (output.shape != std::vector<std::int64_t>{batch.shape[0], 2}) {
      throw std::runtime_error("the output of the classification model is not of two classes");
    }
    for (std::size_t i = 0; i < some.size(); ++i) {
      if (output.data[2 * i + 1] > kSureOfTurn) std::rotate(some[i].begin(), some[i].begin() + 2, some[i].end());
    }
  }, 1);
}

LineReader::LineReader(const OnnxRuntime& runtime, const std::filesystem::path& model)
    : model_(runtime, model, 1),
      symbols_(symbols_in(model_, model)),
      characters_(code_points_of(symbols_)),
      decoder_(config_for(symbols_.size())) {}

std::vector<LineBatch> LineReader::batches_of(const scipix::ImageView& page, const std::vector<scipix::Quad>& lines,
                                              std::uint32_t max_lines) {
  std::vector<ScipixCropSize> sizes;
  for (const scipix::Quad& line : lines) sizes.push_back({tensor_width(scipix::crop_quad_size(line)), kHeight});
  scipix::LineGroupParams params;
  params.height = kHeight;
  params.max_lines = max_lines;
  params.max_padding = 0;
  const scipix::LineGroups planned = scipix::line_groups(sizes, params);

  std::vector<LineBatch> batches;
  for (const ScipixLineGroup& group : planned.groups) {
    const auto first = planned.order.begin() + static_cast<std::ptrdiff_t>(group.first);
    std::vector<std::uint32_t> members(first, first + static_cast<std::ptrdiff_t>(group.len));
    std::vector<scipix::Quad> quads;
    for (const std::uint32_t line : members) quads.push_back(lines[line]);
    batches.push_back(batch_of(page, quads, static_cast<std::uint32_t>(group.width)));
    batches.back().lines = std::move(members);
  }
  return batches;
}

void LineReader::recognise(std::vector<LineBatch>& batches) const {
  const auto run = [&](std::size_t i) { batches[i].output = model_.run(batches[i].tensor, batches[i].shape); };
  scipix::parallel_for(batches.size(), run, 1);
}

void LineReader::decode(const LineBatch& batch, std::vector<LineText>& lines) {
  const OnnxOutput& output = *batch.output;
  const std::size_t count = batch.lines.size(), classes = symbols_.size();
  if (output.shape.size() != 3 || output.shape[0] != static_cast<std::int64_t>(count) ||
      output.shape[2] != static_cast<std::int64_t>(classes)) {
    throw std::runtime_error("the output of the recognition model does not match its characters");
  }
  const auto steps = static_cast<std::size_t>(output.shape[1]);
  std::vector<ScipixCtcLine> scores;
  for (std::size_t i = 0; i < count; ++i) scores.push_back({output.data + i * steps * classes, steps, 0});
  decoder_.decode(scores, texts_);

  for (std::size_t i = 0; i < count; ++i) {
    const scipix::CtcText read = texts_.text(i);
    LineText& line = lines[batch.lines[i]];
    line.probability = static_cast<double>(read.mean_probability);
    for (const ScipixCtcSymbol& symbol : read.symbols) line.text += symbols_[symbol.id];
    const auto boxes = word_boxes(read.symbols, characters_, line.corners, static_cast<double>(batch.shape[3]),
                                  static_cast<double>(steps));
    for (const ScipixWordBox& box : boxes) line.words.push_back(word_of(read.symbols, box));
  }
}

WordText LineReader::word_of(scipix::Span<const ScipixCtcSymbol> symbols, const ScipixWordBox& box) const {
  WordText word{"", static_cast<double>(box.probability), scipix::quad_of(box)};
  const auto of_word = symbols.subspan(box.first_symbol, box.symbol_count);
  for (const ScipixCtcSymbol& symbol : of_word) word.text += symbols_[symbol.id];
  return word;
}
