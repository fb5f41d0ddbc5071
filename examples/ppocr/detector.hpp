#pragma once

#include <scipix.hpp>

#include <cstdint>
#include <filesystem>
#include <vector>

#include "onnx.hpp"

/// A detection model's map of the page: the probability that a pixel is text.
struct TextMap {
  OnnxOutput output;
  std::uint32_t width, height;
};

/// Finds lines of text with a PP-OCR detection model (DB: differentiable binarisation).
class Detector {
 public:
  Detector(const OnnxRuntime& runtime, const std::filesystem::path& model, int threads);

  /// Runs the model. Thread-safe.
  TextMap map_of(const scipix::ImageView& page) const;

  /// Returns the corners of each line, clockwise from the top left one. The lines are in reading order. Must be called
  /// by one thread at a time, because its memory is used again for the next page.
  std::vector<scipix::Quad> lines_of(const TextMap& map, const scipix::ImageView& page);

 private:
  OnnxModel model_;
  scipix::TextBoxes boxes_;
};
