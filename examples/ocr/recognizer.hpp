#pragma once

#include <scipix.h>
#include <tesseract/baseapi.h>

#include <functional>
#include <string>

/// The text that Tesseract read, and its timings.
struct Reading {
  std::string text;
  int confidence = 0;  ///< mean over the words, 0 to 100
  double hand_over_ms = 0;
  double recognise_ms = 0;
};

/// A Tesseract instance for all pages.
class Recognizer {
 public:
  /// Throws std::runtime_error if Tesseract has no data for the language.
  explicit Recognizer(const std::string& language);

  /// Reads a GRAY8 page, without a copy. If `dpi` is 0, Tesseract estimates it.
  Reading read(const ScipixImage& page, int dpi, const std::function<void(int percent)>& on_progress);

 private:
  tesseract::TessBaseAPI tesseract_;
};
