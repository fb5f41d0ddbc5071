#include "recognizer.hpp"

#include <tesseract/ocrclass.h>

#include <memory>
#include <stdexcept>

#include "timing.hpp"

namespace {

bool report_progress(tesseract::ETEXT_DESC* monitor, int, int, int, int) {
  (*static_cast<const std::function<void(int)>*>(monitor->cancel_this))(monitor->progress);
  return false;
}

}  // namespace

Recognizer::Recognizer(const std::string& language) {
  if (tesseract_.Init(nullptr, language.c_str()) != 0) {
    throw std::runtime_error("Tesseract has no data for the language " + language);
  }
  // Its messages about resolution and empty pages would break the progress line.
  tesseract_.SetVariable("debug_file", "/dev/null");
}

Reading Recognizer::read(const ScipixImage& page, int dpi, const std::function<void(int)>& on_progress) {
  tesseract::ETEXT_DESC monitor;
  monitor.progress_callback2 = report_progress;
  monitor.cancel_this = const_cast<std::function<void(int)>*>(&on_progress);

  Reading reading;
  reading.hand_over_ms = time_ms([&] {
    tesseract_.SetImage(page.data, static_cast<int>(page.width), static_cast<int>(page.height), 1,
                        static_cast<int>(page.stride));
    if (dpi > 0) tesseract_.SetSourceResolution(dpi);
  });
  int failed = 0;
  reading.recognise_ms = time_ms([&] { failed = tesseract_.Recognize(&monitor); });
  if (failed) throw std::runtime_error("Tesseract could not read the page");

  const std::unique_ptr<char[]> text(tesseract_.GetUTF8Text());
  reading.text = text ? text.get() : "";
  reading.confidence = tesseract_.MeanTextConf();
  tesseract_.Clear();
  return reading;
}
