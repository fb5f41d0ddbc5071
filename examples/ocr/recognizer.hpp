#pragma once

#include <scipix.h>
#include <tesseract/baseapi.h>

#include <functional>
#include <string>

/// What Tesseract made of a page.
struct Reading {
  std::string text;
  int confidence = 0;  ///< mean over the words, 0 to 100
  double hand_over_ms = 0;
  double recognise_ms = 0;
};

/// Tesseract, loaded once for all pages.
class Recognizer {
 public:
  /// Throws std::runtime_error when Tesseract has no data for the language.
  explicit Recognizer(const std::string& language);

  /// Reads a GRAY8 page. It goes to Tesseract as it lies, stride and all. `dpi` 0: Tesseract estimates it.
  Reading read(const ScipixImage& page, int dpi, const std::function<void(int percent)>& on_progress);

 private:
  tesseract::TessBaseAPI tesseract_;
};
