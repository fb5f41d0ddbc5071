#include "output.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <iomanip>
#include <sstream>
#include <string_view>

#include "utf8.hpp"

namespace {

/// Copies `text`, with U+FFFD for each byte that is not UTF-8, and with `escape(code point)` where that is not empty.
template <class Escape>
std::string escaped(std::string_view text, Escape escape) {
  std::string out;
  while (!text.empty()) {
    const std::string_view before = text;
    const std::uint32_t code = take_code_point(text);
    const std::size_t len = before.size() - text.size();
    const std::string special = escape(code);
    if (!special.empty()) out += special;
    else if (code == 0xfffd && len == 1) out += "\xef\xbf\xbd";
    else out += before.substr(0, len);
  }
  return out;
}

std::string json_string(std::string_view text) {
  return "\"" + escaped(text, [](std::uint32_t code) -> std::string {
    if (code == '"' || code == '\\') return {'\\', static_cast<char>(code)};
    if (code >= 0x20) return {};
    char hex[8];
    std::snprintf(hex, sizeof hex, "\\u%04x", static_cast<unsigned>(code));
    return hex;
  }) + "\"";
}

/// Escapes text for XML, also within quotes. XML has no place for control characters.
std::string xml_text(std::string_view text) {
  return escaped(text, [](std::uint32_t code) -> std::string {
    if (code == '&') return "&amp;";
    if (code == '<') return "&lt;";
    if (code == '>') return "&gt;";
    if (code == '"') return "&quot;";
    if (code == '\'') return "&#39;";
    return code < 0x20 || code == 0xfffe || code == 0xffff ? "\xef\xbf\xbd" : "";
  });
}

class TextWriter : public Writer {
 public:
  TextWriter(std::ostream& out, bool words) : Writer(out), words_(words) {}

  void write(const PageText& page) override {
    out_ << "\n" << page.file.filename().string() << "\n";
    for (const LineText& line : page.lines) {
      out_ << "  " << fixed(line.probability, 2) << "  " << line.text << "\n";
      if (!words_) continue;
      for (const WordText& word : line.words) {
        out_ << "    " << fixed(word.probability, 2) << "  " << word.text;
        for (const scipix::Point corner : word.corners) out_ << "  " << fixed(corner.x, 1) << "," << fixed(corner.y, 1);
        out_ << "\n";
      }
    }
  }

 private:
  bool words_;
};

/// Writes one document: an object with an array of pages.
class JsonWriter : public Writer {
 public:
  using Writer::Writer;

  void write(const PageText& page) override {
    out_ << (first_ ? "{\"pages\": [\n" : ",\n");
    first_ = false;
    out_ << "{\"file\": " << json_string(page.file.string()) << ", \"width\": " << page.width << ", \"height\": "
         << page.height << ", \"lines\": [";
    for (const LineText& line : page.lines) {
      out_ << (&line == &page.lines.front() ? "\n " : ",\n ") << "{";
      write_item(line);
      out_ << ", \"words\": [";
      for (const WordText& word : line.words) {
        out_ << (&word == &line.words.front() ? "\n  {" : ",\n  {");
        write_item(word);
        out_ << "}";
      }
      out_ << "]}";
    }
    out_ << "]}";
  }
  void finish() override { out_ << (first_ ? "{\"pages\": []}\n" : "\n]}\n"); }

 private:
  template <class Item>
  void write_item(const Item& item) {
    out_ << "\"text\": " << json_string(item.text) << ", \"probability\": " << fixed(item.probability, 4)
         << ", \"corners\": [";
    for (std::size_t i = 0; i < 4; ++i) {
      out_ << (i > 0 ? ", [" : "[") << fixed(item.corners[i].x, 1) << ", " << fixed(item.corners[i].y, 1) << "]";
    }
    out_ << "]";
  }

  bool first_ = true;
};

/// Writes one document of hOCR 1.2.
class HocrWriter : public Writer {
 public:
  explicit HocrWriter(std::ostream& out) : Writer(out) {
    out_ << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            "<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Transitional//EN\" "
            "\"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd\">\n"
            "<html xmlns=\"http://www.w3.org/1999/xhtml\">\n<head>\n<title></title>\n"
            "<meta http-equiv=\"Content-Type\" content=\"text/html;charset=utf-8\"/>\n"
            "<meta name=\"ocr-system\" content=\"scipix "
         << scipix_version_string()
         << " with PP-OCR\"/>\n<meta name=\"ocr-capabilities\" content=\"ocr_page ocr_line ocrx_word\"/>\n"
            "</head>\n<body>\n";
  }

  void write(const PageText& page) override {
    const std::string number = std::to_string(++pages_);
    std::string name = page.file.string();
    std::replace(name.begin(), name.end(), '"', '\'');  // which the property could not hold
    out_ << "<div class=\"ocr_page\" id=\"page_" << number << "\" title=\"image &quot;" << xml_text(name)
         << "&quot;; bbox 0 0 " << page.width << " " << page.height << "; ppageno " << pages_ - 1 << "\">\n";
    for (std::size_t i = 0; i < page.lines.size(); ++i) {
      const std::string id = number + "_" + std::to_string(i + 1);
      out_ << "<span class=\"ocr_line\" id=\"line_" << id << "\" title=\"" << place(page.lines[i], page) << "\">";
      write_words(page.lines[i], page, id);
      out_ << "</span>\n";
    }
    out_ << "</div>\n";
  }
  void finish() override { out_ << "</body>\n</html>\n"; }

 private:
  void write_words(const LineText& line, const PageText& page, const std::string& id) {
    for (std::size_t i = 0; i < line.words.size(); ++i) {
      const WordText& word = line.words[i];
      out_ << (i > 0 ? " " : "") << "<span class=\"ocrx_word\" id=\"word_" << id << "_" << i + 1 << "\" title=\""
           << place(word, page) << "; x_wconf " << fixed(100 * word.probability, 0) << "\">" << xml_text(word.text)
           << "</span>";
    }
  }

  /// Returns the box within the page and the corners.
  template <class Item>
  static std::string place(const Item& item, const PageText& page) {
    const auto within = [](float at, std::size_t size) { return std::clamp(at, 0.0f, static_cast<float>(size)); };
    const auto [left, right] = std::minmax_element(item.corners.begin(), item.corners.end(),
                                                   [](scipix::Point a, scipix::Point b) { return a.x < b.x; });
    const auto [top, bottom] = std::minmax_element(item.corners.begin(), item.corners.end(),
                                                   [](scipix::Point a, scipix::Point b) { return a.y < b.y; });
    std::ostringstream out;
    out << std::fixed << std::setprecision(0) << "bbox " << std::floor(within(left->x, page.width)) << " "
        << std::floor(within(top->y, page.height)) << " " << std::ceil(within(right->x, page.width)) << " "
        << std::ceil(within(bottom->y, page.height)) << "; poly";
    for (const scipix::Point corner : item.corners) {
      out << " " << within(corner.x, page.width) << " " << within(corner.y, page.height);
    }
    return out.str();
  }

  std::size_t pages_ = 0;
};

}  // namespace

std::unique_ptr<Writer> make_writer(const std::string& format, std::ostream& out) {
  if (format == "text" || format == "words") return std::make_unique<TextWriter>(out, format == "words");
  if (format == "json") return std::make_unique<JsonWriter>(out);
  if (format == "hocr") return std::make_unique<HocrWriter>(out);
  return nullptr;
}

std::string fixed(double value, int digits) {
  std::ostringstream out;
  out << std::fixed << std::setprecision(digits) << value;
  return out.str();
}
