#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "detector.hpp"
#include "line_reader.hpp"

/// Milliseconds of each stage of a page.
struct Stages {
  double decode = 0, find = 0, crop = 0, tensor = 0, recognise = 0, ctc = 0;
};

struct PageText {
  std::vector<LineText> lines;
  Stages ms;
};

struct Models {
  const Detector& detector;
  const LineReader& reader;
  std::size_t most_lines;  ///< of one width that are recognised at once
};

/// Reads a page. Where `kept` is a folder, each crop is written to it as NUMBER.ppm or .pgm, its tensor as NUMBER.f32 and
/// what was read as NUMBER.txt, so that they can be compared with what the model's own tools make of them.
PageText read_text(const std::filesystem::path& file, const Models& models,
                   const std::optional<std::filesystem::path>& kept);
