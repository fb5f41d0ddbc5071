#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "deskew.hpp"
#include "progress.hpp"
#include "recognizer.hpp"

/// The timings of one way to prepare a page, and the text that Tesseract read.
struct MethodResult {
  std::string method;
  std::optional<double> binarise_ms;            ///< not set for gray, which Tesseract binarises itself
  std::optional<double> fused_ms;               ///< gray and this method as one plan that has run before
  std::optional<double> leptonica_binarise_ms;  ///< Leptonica's implementation on the same gray page
  Reading reading;
};

struct PageResult {
  std::string name;
  std::size_t width = 0, height = 0;
  double decode_ms = 0, gray_ms = 0;
  std::optional<Skew> skew;  ///< set if deskewing was requested
  std::vector<MethodResult> methods;
};

/// Decodes a page, deskews it if `level` is set, converts it to gray, binarises it by Otsu and by Sauvola, and reads
/// all three. Writes an image of the three to `picture`. Throws std::runtime_error on any failure.
PageResult process_page(const std::filesystem::path& file, const std::filesystem::path& picture, bool level,
                        Recognizer& recognizer, Progress& progress);
