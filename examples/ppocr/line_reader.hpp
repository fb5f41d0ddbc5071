#pragma once

#include <scipix.hpp>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "onnx.hpp"

struct WordText {
  std::string text;
  double probability;    ///< mean over the symbols
  scipix::Quad corners;  ///< on the page, from the top left one of the text
};

struct LineText {
  scipix::Quad corners;
  std::string text;
  double probability = 0;  ///< mean over the symbols
  std::vector<WordText> words;
};

/// Returns the corners by which a line is cropped. RapidOCR crops a line that stands on its head upright and turns the crop,
/// which so begins a pixel of the crop beside the lower right corner.
scipix::Quad crop_corners(const scipix::Quad& line);

/// An input of the recognition model, and what it returned: lines of exactly the same width.
struct LineBatch {
  std::vector<std::uint32_t> lines;  ///< their indices among the lines of the page
  std::vector<std::int64_t> shape;
  std::vector<float> tensor;
  std::optional<OnnxOutput> output;
};

/// Finds lines that stand on their head with PP-OCR's classification model.
class LineTurner {
 public:
  LineTurner(const OnnxRuntime& runtime, const std::filesystem::path& model);

  /// Lets the corners of lines that stand on their head begin at their lower right one. Thread-safe.
  void turn(const scipix::ImageView& page, std::vector<scipix::Quad>& lines) const;

 private:
  OnnxModel model_;
};

/// Reads lines with a PP-OCR recognition model (CTC).
class LineReader {
 public:
  LineReader(const OnnxRuntime& runtime, const std::filesystem::path& model);

  /// Makes tensors of up to `max_lines` lines. Only lines of the same width share a tensor, so that no line is padded
  /// to the width of another and the text does not depend on its neighbours. Thread-safe.
  static std::vector<LineBatch> batches_of(const scipix::ImageView& page, const std::vector<scipix::Quad>& lines,
                                           std::uint32_t max_lines);

  /// Runs the model, several batches at once. Thread-safe.
  void recognise(std::vector<LineBatch>& batches) const;

  /// Decodes the text of each line of a batch, and where its words are. Must be called by one thread at a time.
  void decode(const LineBatch& batch, std::vector<LineText>& lines);

 private:
  WordText word_of(scipix::Span<const ScipixCtcSymbol> symbols, const ScipixWordBox& box) const;

  OnnxModel model_;
  std::vector<std::string> symbols_;       // by class: the blank, the characters of the model file, a space
  std::vector<std::uint32_t> characters_;  // their code points
  scipix::CtcDecoder decoder_;
  scipix::CtcTexts texts_;
};
