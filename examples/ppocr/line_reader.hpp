#pragma once

#include <scipix.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "onnx.hpp"
#include "rectangle.hpp"

/// An upright crop of a line of text.
class Crop {
 public:
  /// Throws if the corners enclose no area.
  Crop(const ScipixImage& page, const std::vector<Point>& corners);

  const ScipixImage& view() const { return view_; }

 private:
  std::vector<std::uint8_t> pixels_;
  ScipixImage view_{};
};

/// An input of the recognition model: lines of exactly the same width.
struct LineBatch {
  std::vector<std::size_t> lines;  ///< their indices among the crops
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

  /// Makes tensors of up to `max_lines` lines. Only lines of the same width share a tensor, so that no line is padded
  /// to the width of another and the text does not depend on its neighbours.
  static std::vector<LineBatch> batches_of(const std::vector<Crop>& crops, std::size_t max_lines);

  OnnxOutput recognise(LineBatch& batch) const { return model_.run(batch.tensor, batch.shape); }

  /// Decodes the text of each line of a batch.
  std::vector<LineText> decode(const OnnxOutput& output) const;

 private:
  OnnxModel model_;
  std::vector<std::string> symbols_;  // by class: the blank, the characters of the model file, a space
};
