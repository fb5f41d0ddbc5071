// Recognises the text of page images with PP-OCR models: Leptonica decodes, scipix makes tensors of the page and of its
// lines, ONNX Runtime runs the models, scipix decodes their output.

#include <scipix.h>

#include <charconv>
#include <cstring>
#include <exception>
#include <iomanip>
#include <iostream>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "process.hpp"
#include "status.hpp"
#include "table.hpp"

namespace {

namespace fs = std::filesystem;

constexpr const char* kUsage =
    "usage: ppocr --runtime LIBRARY --detector MODEL --recogniser MODEL [OPTION...] PAGE...\n"
    "  --runtime LIBRARY   ONNX Runtime: libonnxruntime.so\n"
    "  --threads N         for the models and for scipix; default 1\n"
    "  --batch N           lines of one width that are recognised at once; default 8\n"
    "  --keep FOLDER       write the crops and tensors of the last page to FOLDER\n";
constexpr int kSomePageFailed = 1;
constexpr int kCannotRun = 2;

struct Options {
  fs::path runtime, detector, recogniser;
  int threads = 1, batch = 8;
  std::optional<fs::path> keep;
  std::vector<fs::path> pages;
};

bool positive(const char* text, int& number) {
  const char* end = text + std::strlen(text);
  const auto result = std::from_chars(text, end, number);
  return result.ec == std::errc() && result.ptr == end && number > 0;
}

/// Parses the arguments; returns false if they are invalid.
bool parse(int argc, char** argv, Options& options) {
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument.rfind("--", 0) != 0) {
      options.pages.push_back(argument);
      continue;
    }
    if (++i == argc) return false;
    if (argument == "--runtime") options.runtime = argv[i];
    else if (argument == "--detector") options.detector = argv[i];
    else if (argument == "--recogniser") options.recogniser = argv[i];
    else if (argument == "--keep") options.keep = argv[i];
    else if (argument == "--threads" && positive(argv[i], options.threads)) continue;
    else if (argument == "--batch" && positive(argv[i], options.batch)) continue;
    else return false;
  }
  return !options.pages.empty() && !options.runtime.empty() && !options.detector.empty() && !options.recogniser.empty();
}

std::string fixed(double value, int digits) {
  std::ostringstream out;
  out << std::fixed << std::setprecision(digits) << value;
  return out.str();
}

void print(const fs::path& page, const PageText& text) {
  std::cout << "\n" << page.filename().string() << "\n";
  for (const LineText& line : text.lines) std::cout << "  " << fixed(line.probability, 2) << "  " << line.text << "\n";
}

int run(const Options& options) {
  require(scipix_set_thread_count(static_cast<std::size_t>(options.threads)));
  const OnnxRuntime runtime(options.runtime);
  const Detector detector(runtime, options.detector, options.threads);
  const LineReader reader(runtime, options.recogniser, options.threads);
  if (options.keep) fs::create_directories(*options.keep);

  Table table({"page", "lines", "decode", "find lines", "crop", "tensors", "recognise", "CTC"});
  int failed = 0;
  for (const fs::path& page : options.pages) {
    try {
      const auto kept = page == options.pages.back() ? options.keep : std::nullopt;
      const PageText text = read_text(page, {detector, reader, static_cast<std::size_t>(options.batch)}, kept);
      print(page, text);
      const Stages& ms = text.ms;
      table.add({page.filename().string(), std::to_string(text.lines.size()), fixed(ms.decode, 1), fixed(ms.find, 1),
                 fixed(ms.crop, 2), fixed(ms.tensor, 2), fixed(ms.recognise, 1), fixed(ms.ctc, 2)});
    } catch (const std::exception& error) {
      std::cerr << "skipped " << page.string() << ": " << error.what() << "\n";
      failed = kSomePageFailed;
    }
  }
  std::cout << "\nMilliseconds per stage, " << options.threads << (options.threads == 1 ? " thread" : " threads")
            << "; scipix " << scipix_version_string() << ", ONNX Runtime " << runtime.version() << "\n";
  table.print(std::cout);
  return failed;
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  if (argc == 2 && std::strcmp(argv[1], "--help") == 0) {
    std::cout << kUsage;
    return 0;
  }
  if (!parse(argc, argv, options)) {
    std::cerr << kUsage;
    return kCannotRun;
  }
  try {
    return run(options);
  } catch (const std::exception& error) {
    std::cerr << "ppocr: " << error.what() << "\n";
    return kCannotRun;
  }
}
