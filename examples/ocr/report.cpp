#include "report.hpp"

#include <allheaders.h>
#include <scipix.h>
#include <tesseract/baseapi.h>

#include <fstream>
#include <iomanip>
#include <memory>
#include <sstream>
#include <stdexcept>

#include "table.hpp"

namespace {

constexpr int kExcerptLines = 8;

std::string ms(double value) {
  std::ostringstream out;
  out << std::fixed << std::setprecision(value < 0.1 ? 3 : value < 10 ? 2 : value < 100 ? 1 : 0) << value;
  return out.str();
}

std::string ms(const std::optional<double>& value) { return value ? ms(*value) : "-"; }

std::string versions() {
  const std::unique_ptr<char, decltype(&lept_free)> leptonica(getLeptonicaVersion(), lept_free);
  std::ostringstream out;
  out << "scipix " << scipix_version_string() << " (" << scipix_simd_level_name(scipix_simd_level()) << "), "
      << leptonica.get() << ", tesseract-" << tesseract::TessBaseAPI::Version();
  return out.str();
}

}  // namespace

void write_texts(const PageResult& page, const std::filesystem::path& folder, const std::string& stem) {
  for (const MethodResult& result : page.methods) {
    const auto file = folder / (stem + "." + result.method + ".txt");
    std::ofstream out(file, std::ios::binary);
    out << result.reading.text;
    if (!out.flush()) throw std::runtime_error("cannot write " + file.string());
  }
}

void print_excerpt(const PageResult& page, std::ostream& out) {
  const MethodResult& best = page.methods.back();
  out << "\n" << page.name << ", " << best.method << ", mean confidence " << best.reading.confidence << ":\n";
  std::istringstream text(best.reading.text);
  int lines = 0, left_out = 0;
  for (std::string line; std::getline(text, line);) {
    if (line.find_first_not_of(" \f") == std::string::npos) continue;
    if (lines < kExcerptLines) {
      out << "  " << line << "\n";
      ++lines;
    } else {
      ++left_out;
    }
  }
  if (left_out > 0) out << "  (and " << left_out << " more lines)\n";
  out.flush();
}

void print_table(const std::vector<PageResult>& pages, std::ostream& out) {
  Table table({"page", "method", "decode", "gray", "binarise", "fused", "Leptonica's", "hand-over", "recognise",
               "confidence"});
  for (const PageResult& page : pages) {
    for (const MethodResult& result : page.methods) {
      const bool first = &result == &page.methods.front();
      const std::string size = std::to_string(page.width) + "x" + std::to_string(page.height);
      table.add({first ? page.name + " " + size : "", result.method, first ? ms(page.decode_ms) : "",
                 first ? ms(page.gray_ms) : "", ms(result.binarise_ms), ms(result.fused_ms),
                 ms(result.leptonica_binarise_ms), ms(result.reading.hand_over_ms), ms(result.reading.recognise_ms),
                 std::to_string(result.reading.confidence)});
    }
  }
  out << "\nMilliseconds per stage, one thread (gray, binarise, and both fused in a plan: median of three runs)\n"
      << versions() << "\n";
  table.print(out);
}
