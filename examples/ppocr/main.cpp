// Recognises the text of page images with PP-OCR models: Leptonica decodes, scipix makes tensors, finds the lines in
// the detector's map, crops them and decodes the recogniser's output, ONNX Runtime runs the models.

#include <scipix.hpp>

#include <algorithm>
#include <cstring>
#include <exception>
#include <iostream>
#include <optional>
#include <sstream>
#include <string>
#include <type_traits>
#include <vector>

#include "files.hpp"
#include "output.hpp"
#include "pages.hpp"
#include "table.hpp"
#include "timing.hpp"

namespace {

namespace fs = std::filesystem;

constexpr const char* kUsage =
    "usage: ppocr --runtime LIBRARY --detector MODEL --recogniser MODEL [OPTION...] PAGE-OR-FOLDER...\n"
    "  --runtime LIBRARY   ONNX Runtime: libonnxruntime.so\n"
    "  --classifier MODEL  finds lines that stand on their head\n"
    "  --format FORMAT     text (the default), words (text, and each word with its corners), json or hocr\n"
    "  --least P           omit lines whose mean probability is below P; default 0.5\n"
    "  --draw FILE         write the page with the boxes of lines and words to FILE, a PNG; for one page\n"
    "  --threads N         threads of the detector, and lines that are recognised at the same time; default 1.\n"
    "                      Stages of different pages overlap besides\n"
    "  --batch N           lines of one width in one call of the recogniser; default 1, the fastest on a CPU\n"
    "  --keep FOLDER       write the crops and tensors of the page to FOLDER; for one page\n"
    "  --calls FOLDER      write the input of each call of a model to FOLDER\n";
constexpr int kSomePageFailed = 1;
constexpr int kCannotRun = 2;

struct Options {
  fs::path runtime, detector, recogniser, classifier, draw, keep, calls;
  std::string format = "text";
  int threads = 1, batch = 1;
  double least_probability = 0.5;
  std::vector<fs::path> pages;
};

/// Parses a whole number above 0 or a probability.
template <class Number>
bool parse_number(const char* text, Number& number) {
  std::istringstream in(text);
  if (!(in >> number) || in.peek() != std::istringstream::traits_type::eof()) return false;
  return std::is_integral_v<Number> ? number > 0 : number >= 0 && number <= 1;
}

/// Adds a file, or all images of a folder in the order of their names.
void add_pages(const fs::path& argument, std::vector<fs::path>& pages) {
  std::error_code error;
  if (!fs::is_directory(argument, error)) return pages.push_back(argument);
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(argument)) {
    l_int32 format = IFF_UNKNOWN;
    if (!entry.is_regular_file() || findFileFormat(entry.path().c_str(), &format) != 0) continue;
    if (format != IFF_UNKNOWN) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  pages.insert(pages.end(), files.begin(), files.end());
}

/// Parses the arguments; returns false if they are invalid.
bool parse(int argc, char** argv, Options& options) {
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument.rfind("--", 0) != 0) {
      add_pages(argument, options.pages);
      continue;
    }
    if (++i == argc) return false;
    if (argument == "--runtime") options.runtime = argv[i];
    else if (argument == "--detector") options.detector = argv[i];
    else if (argument == "--recogniser") options.recogniser = argv[i];
    else if (argument == "--classifier") options.classifier = argv[i];
    else if (argument == "--format") options.format = argv[i];
    else if (argument == "--draw") options.draw = argv[i];
    else if (argument == "--keep") options.keep = argv[i];
    else if (argument == "--calls") options.calls = argv[i];
    else if (argument == "--threads" && parse_number(argv[i], options.threads)) continue;
    else if (argument == "--batch" && parse_number(argv[i], options.batch)) continue;
    else if (argument == "--least" && parse_number(argv[i], options.least_probability)) continue;
    else return false;
  }
  const bool of_one_page = !options.draw.empty() || !options.keep.empty();
  return (of_one_page ? options.pages.size() == 1 : !options.pages.empty()) && !options.runtime.empty() &&
         !options.detector.empty() && !options.recogniser.empty();
}

void drop_unlikely(std::vector<LineText>& lines, double least) {
  const auto unlikely = [least](const LineText& line) { return line.probability < least; };
  lines.erase(std::remove_if(lines.begin(), lines.end(), unlikely), lines.end());
}

int run(const Options& options, Writer& writer) {
  scipix::set_thread_count(static_cast<std::size_t>(options.threads));
  OnnxRuntime runtime(options.runtime);
  if (!options.calls.empty()) {
    fs::create_directories(options.calls);
    runtime.record_to(options.calls);
  }
  Detector detector(runtime, options.detector, options.threads);
  LineReader reader(runtime, options.recogniser);
  std::optional<LineTurner> turner;
  if (!options.classifier.empty()) turner.emplace(runtime, options.classifier);

  Table table({"page", "lines", "decode", "detect", "lines", "recognise", "CTC"});
  int failed = 0;
  std::size_t read = 0;
  const auto on_page = [&](PageWork work) {
    if (!options.keep.empty()) keep_lines(work, options.keep);
    drop_unlikely(work.lines, options.least_probability);
    writer.write({work.file, work.image.width(), work.image.height(), work.lines});
    const Stages& ms = work.ms;
    table.add({work.file.filename().string(), std::to_string(work.lines.size()), fixed(ms.decode, 1),
               fixed(ms.detect, 1), fixed(ms.lines, 2), fixed(ms.recognise, 1), fixed(ms.ctc, 2)});
    if (!options.draw.empty()) draw_boxes(work, options.draw);
    ++read;
  };
  const auto on_failure = [&](const fs::path& page, const std::string& reason) {
    std::cerr << "skipped " << page.string() << ": " << reason << "\n";
    failed = kSomePageFailed;
  };
  const Models models{detector, turner ? &*turner : nullptr, reader, static_cast<std::uint32_t>(options.batch),
                      !options.draw.empty() || !options.keep.empty()};
  const double seconds = time_ms([&] { read_pages(options.pages, models, on_page, on_failure); }) / 1e3;
  writer.finish();

  std::ostream& report = options.format == "text" || options.format == "words" ? std::cout : std::cerr;
  report << "\nMilliseconds per stage, " << options.threads << (options.threads == 1 ? " thread" : " threads")
         << "; scipix " << scipix_version_string() << ", ONNX Runtime " << runtime.version() << "\n";
  table.print(report);
  report << read << (read == 1 ? " page in " : " pages in ") << fixed(seconds, 2) << " s\n";
  return failed;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 2 && std::strcmp(argv[1], "--help") == 0) {
    std::cout << kUsage;
    return 0;
  }
  try {
    Options options;
    const bool valid = parse(argc, argv, options);
    const std::unique_ptr<Writer> writer = valid ? make_writer(options.format, std::cout) : nullptr;
    if (!writer) {
      std::cerr << kUsage;
      return kCannotRun;
    }
    return run(options, *writer);
  } catch (const std::exception& error) {
    std::cerr << "ppocr: " << error.what() << "\n";
    return kCannotRun;
  }
}
