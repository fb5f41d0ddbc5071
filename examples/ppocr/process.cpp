#include "process.hpp"

#include <fstream>
#include <stdexcept>
#include <string>

#include "page.hpp"
#include "status.hpp"
#include "timing.hpp"

namespace {

constexpr double kLeastProbability = 0.5;  // from which a line is text

/// Converts a 1-bit page to gray, and returns any other as it is.
ScipixImage as_bytes(const ScipixImage& page, std::vector<std::uint8_t>& memory) {
  if (page.format != SCIPIX_PIXEL_FORMAT_BIT1) return page;
  memory.resize(page.width * page.height);
  ScipixImageMut gray;
  require(scipix_image_view_mut(memory.data(), memory.size(), page.width, page.height, 0, SCIPIX_PIXEL_FORMAT_GRAY8,
                                &gray));
  require(scipix_image_grayscale(&page, SCIPIX_LUMA_BT601, &gray));
  return as_source(gray);
}

void write(const std::filesystem::path& file, const std::string& head, const void* data, std::size_t bytes) {
  std::ofstream out(file, std::ios::binary);
  out << head;
  out.write(static_cast<const char*>(data), static_cast<std::streamsize>(bytes));
  if (!out.flush()) throw std::runtime_error("cannot write " + file.string());
}

/// Returns gray or RGB pixels without gaps.
std::string plain_pixels(const ScipixImage& crop) {
  const bool gray = crop.format == SCIPIX_PIXEL_FORMAT_GRAY8;
  std::string pixels;
  for (std::size_t i = 0; i < crop.width * crop.height; ++i) {
    pixels.append(reinterpret_cast<const char*>(crop.data) + i * (gray ? 1 : 4), gray ? 1 : 3);
  }
  return pixels;
}

void keep(const std::filesystem::path& folder, std::size_t line, const ScipixImage& crop, const float* tensor,
          std::size_t len, const LineText& text) {
  const bool gray = crop.format == SCIPIX_PIXEL_FORMAT_GRAY8;
  const std::string pixels = plain_pixels(crop);
  const std::string head =
      (gray ? "P5 " : "P6 ") + std::to_string(crop.width) + " " + std::to_string(crop.height) + " 255\n";
  const std::string name = std::to_string(line);
  write(folder / (name + (gray ? ".pgm" : ".ppm")), head, pixels.data(), pixels.size());
  write(folder / (name + ".f32"), "", tensor, len * sizeof(float));
  write(folder / (name + ".txt"), "", text.text.data(), text.text.size());
}

}  // namespace

PageText read_text(const std::filesystem::path& file, const Models& models,
                   const std::optional<std::filesystem::path>& kept) {
  PageText result;
  std::optional<Page> page;
  std::vector<std::uint8_t> memory;
  ScipixImage image{};
  result.ms.decode = time_ms([&] {
    page.emplace(read_page(file));
    image = as_bytes(page->view, memory);
  });

  std::vector<std::vector<Point>> corners;
  result.ms.find = time_ms([&] { corners = models.detector.find(image); });
  std::vector<Crop> crops;
  result.ms.crop = time_ms([&] {
    for (const auto& line : corners) crops.emplace_back(image, line);
  });
  std::vector<LineBatch> batches;
  result.ms.tensor = time_ms([&] { batches = LineReader::batches_of(crops, models.max_lines); });

  std::vector<LineText> texts(crops.size());
  for (LineBatch& batch : batches) {
    std::optional<OnnxOutput> output;
    result.ms.recognise += time_ms([&] { output = models.reader.recognise(batch); });
    std::vector<LineText> read;
    result.ms.ctc += time_ms([&] { read = models.reader.decode(*output); });
    const std::size_t len = batch.tensor.size() / batch.lines.size();
    for (std::size_t i = 0; i < read.size(); ++i) {
      const std::size_t line = batch.lines[i];
      if (kept) keep(*kept, line, crops[line].view(), &batch.tensor[i * len], len, read[i]);
      texts[line] = std::move(read[i]);
    }
  }
  for (LineText& text : texts) {
    if (text.probability >= kLeastProbability) result.lines.push_back(std::move(text));
  }
  return result;
}
