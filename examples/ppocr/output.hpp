#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "line_reader.hpp"

/// The result of a page.
struct PageText {
  std::filesystem::path file;
  std::size_t width, height;
  std::vector<LineText> lines;
};

/// Writes pages to a stream as they are read.
class Writer {
 public:
  explicit Writer(std::ostream& out) : out_(out) {}
  virtual ~Writer() = default;
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  virtual void write(const PageText& page) = 0;
  /// Ends the document.
  virtual void finish() {}

 protected:
  std::ostream& out_;
};

/// Returns a writer of "text", "words" (text, and below each line its words with their corners), "json" or "hocr"; null
/// for any other format.
std::unique_ptr<Writer> make_writer(const std::string& format, std::ostream& out);

/// Returns `value` with so many digits after the point.
std::string fixed(double value, int digits);
