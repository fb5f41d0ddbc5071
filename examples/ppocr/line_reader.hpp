#pragma once

#include <scipix.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "onnx.hpp"
#include "rectangle.hpp"

/// A line of text, cut out of its page and upright.
class Crop {
 public:
  /// Throws where the corners enclose nothing.
  Crop(const ScipixImage& page, const std::vector<Point>& corners);

  const ScipixImage& view() const { return view_; }

 private:
  std::vector<std::uint8_t> pixels_;
  ScipixImage view_{};
};

/// What the recognition model takes: lines of one exact width.
struct LineBatch {
  std::vector<std::size_t> lines;  ///< their places among the crops
  std::vector<std::int64_t> shape;
  std::vector<float> tensor;
};

struct LineText {
  std::string text;
  double probability = 0;  ///< mean over the symbols
};

/// Reads lines with a PP-OCR recognition model (CTC).
class LineReader {
 public:
  LineReader(const OnnxRuntime& runtime, const std::filesystem::path& model, int threads);

  /// Lines as tensors, up to `most` of them in each. A line is padded as the model's own tools pad it when it is alone, and
  /// never to the width of another: what is read does not depend on its neighbours.
  static std::vector<LineBatch> batches_of(const std::vector<Crop>& crops, std::size_t most);

  OnnxOutput recognise(LineBatch& batch) const { return model_.run(batch.tensor, batch.shape); }

  /// The text of each line of a batch.
  std::vector<LineText> decode(const OnnxOutput& output) const;

 private:
  OnnxModel model_;
  std::vector<std::string> symbols_;  // by class: the blank, those of the model file, a space
};
