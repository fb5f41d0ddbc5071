#pragma once

#include <scipix.h>

#include <filesystem>
#include <vector>

#include "onnx.hpp"
#include "rectangle.hpp"

/// Finds lines of text with a PP-OCR detection model (DB: differentiable binarisation).
class Detector {
 public:
  Detector(const OnnxRuntime& runtime, const std::filesystem::path& model, int threads);

  /// Returns the corners of each line, clockwise from the top left one. The lines are in reading order.
  std::vector<std::vector<Point>> find(const ScipixImage& page) const;

 private:
  OnnxModel model_;
};
