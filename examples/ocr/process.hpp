#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "deskew.hpp"
#include "progress.hpp"
#include "recognizer.hpp"

/// One way of preparing a page, and what Tesseract then read.
struct MethodResult {
  std::string method;
  std::optional<double> binarise_ms;            ///< none for gray: Tesseract finds its own threshold
  std::optional<double> fused_ms;               ///< gray and this method as one plan, which a page has been through
  std::optional<double> leptonica_binarise_ms;  ///< the same method by Leptonica on the same gray page
  Reading reading;
};

struct PageResult {
  std::string name;
  std::size_t width = 0, height = 0;
  double decode_ms = 0, gray_ms = 0;
  std::optional<Skew> skew;  ///< where it was asked for
  std::vector<MethodResult> methods;
};

/// Decodes a page, levels it where `level` says so, makes it gray, binarises it by Otsu and by Sauvola, and reads all three.
/// Writes the picture of the three to `picture`. Throws std::runtime_error when any of it fails.
PageResult process_page(const std::filesystem::path& file, const std::filesystem::path& picture, bool level,
                        Recognizer& recognizer, Progress& progress);
