#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "detector.hpp"
#include "line_reader.hpp"

/// The milliseconds of each stage.
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
  std::size_t max_lines;  ///< the most lines of one width that are recognised at once
};

/// Reads a page. If `kept` is a folder, writes each crop to it as NUMBER.ppm or .pgm, its tensor as NUMBER.f32 and its
/// text as NUMBER.txt, to compare them with the results of the model's own tools.
PageText read_text(const std::filesystem::path& file, const Models& models,
                   const std::optional<std::filesystem::path>& kept);
