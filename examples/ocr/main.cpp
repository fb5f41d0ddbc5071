// Recognises the text of page images: Leptonica decodes, scipix converts to gray and binarises, Tesseract recognises.

#include <allheaders.h>
#include <scipix.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <filesystem>
#include <iostream>
#include <set>
#include <string>
#include <vector>

#include "folder.hpp"
#include "process.hpp"
#include "progress.hpp"
#include "recognizer.hpp"
#include "report.hpp"
#include "status.hpp"

namespace {

namespace fs = std::filesystem;

constexpr const char* kUsage = "usage: ocr [--out FOLDER] [--language CODE] [--deskew] PAGE-OR-FOLDER...\n";
constexpr int kSomePageFailed = 1;
constexpr int kCannotRun = 2;

struct Options {
  fs::path out = "ocr-out";
  std::string language = "eng";
  bool deskew = false;
  std::vector<fs::path> pages;
};

/// Adds a file, or all files of a folder in the order of their names.
void add_pages(const fs::path& argument, std::vector<fs::path>& pages) {
  std::error_code error;
  if (!fs::is_directory(argument, error)) return pages.push_back(argument);
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(argument)) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  pages.insert(pages.end(), files.begin(), files.end());
}

/// Parses the arguments; returns false if they are invalid.
bool parse(int argc, char** argv, Options& options) {
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    const bool last = i + 1 == argc;
    if (argument == "--out" && !last) {
      options.out = argv[++i];
    } else if (argument == "--language" && !last) {
      options.language = argv[++i];
    } else if (argument == "--deskew") {
      options.deskew = true;
    } else if (argument == "--") {
      while (++i < argc) add_pages(argv[i], options.pages);
    } else if (argument.size() > 1 && argument[0] == '-') {
      return false;
    } else {
      add_pages(argument, options.pages);
    }
  }
  return !options.pages.empty();
}

/// Limits OpenMP to one thread, because Tesseract asks for four, which makes it slower. OpenMP reads the environment
/// before main() starts, so this program sets the variable and executes itself again.
void use_one_openmp_thread(char** argv) {
  if (std::getenv("OMP_THREAD_LIMIT")) return;
  setenv("OMP_THREAD_LIMIT", "1", 1);
  execv("/proc/self/exe", argv);
  std::perror("ocr: cannot restart with one OpenMP thread");
}

/// Names output files after the page without its extension, with a number if an earlier page has the same name.
class Stems {
 public:
  std::string of(const fs::path& page) {
    const std::string stem = page.stem().string();
    std::string name = stem;
    for (int number = 2; !taken_.insert(name).second; ++number) name = stem + "-" + std::to_string(number);
    return name;
  }

 private:
  std::set<std::string> taken_;
};

int run(const Options& options) {
  fs::create_directories(options.out);
  Recognizer recognizer(options.language);
  require(scipix_set_thread_count(1));  // Leptonica's binarisation, which is timed for comparison, uses one thread

  Stems stems;
  Progress progress(options.pages.size());
  std::vector<PageResult> results;
  std::vector<fs::path> read;
  for (const fs::path& page : options.pages) {
    progress.start_page(page.filename().string());
    try {
      const std::string stem = stems.of(page);
      PageResult result = process_page(page, options.out / (stem + ".png"), options.deskew, recognizer, progress);
      write_texts(result, options.out, stem);
      progress.clear();
      print_excerpt(result, std::cout);
      if (result.skew) print_skew(*result.skew, std::cout);
      results.push_back(std::move(result));
      read.push_back(page);
    } catch (const std::exception& error) {
      progress.clear();
      std::cerr << "skipped " << page.string() << ": " << error.what() << "\n";
    }
  }

  if (!results.empty()) print_table(results, std::cout);
  if (read.size() > 1) compare_overlap(read, options.language, options.deskew, std::cout);
  const std::size_t skipped = options.pages.size() - results.size();
  if (skipped > 0) std::cerr << skipped << " of " << options.pages.size() << " pages could not be read\n";
  return skipped > 0 ? kSomePageFailed : EXIT_SUCCESS;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 2 && (std::strcmp(argv[1], "--help") == 0 || std::strcmp(argv[1], "-h") == 0)) {
    std::cout << kUsage;
    return EXIT_SUCCESS;
  }
  Options options;
  if (!parse(argc, argv, options)) {
    std::cerr << kUsage;
    return kCannotRun;
  }
  use_one_openmp_thread(argv);
  setMsgSeverity(L_SEVERITY_NONE);  // this program reports files that cannot be read
  try {
    return run(options);
  } catch (const std::exception& error) {
    std::cerr << "ocr: " << error.what() << "\n";
    return kCannotRun;
  }
}
