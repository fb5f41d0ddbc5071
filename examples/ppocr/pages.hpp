#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "detector.hpp"
#include "line_reader.hpp"
#include "page.hpp"

/// The milliseconds of each stage.
struct Stages {
  double decode = 0, detect = 0, lines = 0, recognise = 0, ctc = 0;
};

/// A page on its way through the stages.
struct PageWork {
  std::filesystem::path file;
  std::unique_ptr<Page> page;  ///< dropped as soon as its pixels are not needed
  std::vector<std::uint8_t> gray;
  scipix::ImageView image;  ///< of `page`, or of `gray` if that has 1 bit per pixel
  std::optional<TextMap> map;
  std::vector<LineBatch> batches;
  std::vector<LineText> lines;
  Stages ms;
};

struct Models {
  Detector& detector;
  const LineTurner* turner;  ///< may be null
  LineReader& reader;
  std::uint32_t max_lines;  ///< the most lines of one width that are recognised at once
  bool keep_pixels;         ///< whether results still have their pixels and tensors
};

/// Reads pages in a pipeline: while one page is recognised, the next one is decoded and its lines are found. Calls back
/// in the order of the files: with the page, or with the reason for which it was skipped.
void read_pages(std::vector<std::filesystem::path> files, const Models& models,
                const std::function<void(PageWork)>& on_page,
                const std::function<void(const std::filesystem::path&, const std::string&)>& on_failure);
