#include "files.hpp"

#include <cmath>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <string>

namespace {

void draw(PIX* page, const scipix::Quad& quad, int width, l_uint8 red, l_uint8 green, l_uint8 blue) {
  const auto at = [](float position) { return static_cast<int>(std::lround(position)); };
  for (std::size_t i = 0; i < 4; ++i) {
    const scipix::Point from = quad[i], to = quad[(i + 1) % 4];
    pixRenderLineArb(page, at(from.x), at(from.y), at(to.x), at(to.y), width, red, green, blue);
  }
}

void write(const std::filesystem::path& file, const std::string& head, const void* data, std::size_t bytes) {
  std::ofstream out(file, std::ios::binary);
  out << head;
  out.write(static_cast<const char*>(data), static_cast<std::streamsize>(bytes));
  if (!out.flush()) throw std::runtime_error("cannot write " + file.string());
}

/// Writes gray or RGB pixels without gaps.
void write_crop(const scipix::ImageView& page, const scipix::Quad& quad, const std::filesystem::path& stem) {
  const ScipixCropSize size = scipix::crop_quad_size(quad);
  scipix::Image crop(size.width, size.height, page.format());
  scipix::crop_quad(page, crop_corners(quad), scipix::CropParams(), crop);

  const bool gray = page.format() == SCIPIX_PIXEL_FORMAT_GRAY8;
  std::string pixels;
  for (std::size_t i = 0; i < size.width * size.height; ++i) {
    pixels.append(reinterpret_cast<const char*>(crop.bytes().data()) + i * (gray ? 1 : 4), gray ? 1 : 3);
  }
  const std::string head =
      (gray ? "P5 " : "P6 ") + std::to_string(size.width) + " " + std::to_string(size.height) + " 255\n";
  write(stem.string() + (gray ? ".pgm" : ".ppm"), head, pixels.data(), pixels.size());
}

}  // namespace

void draw_boxes(PageWork& work, const std::filesystem::path& file) {
  work.page->pixels.reset();  // gives the bytes back in Leptonica's order
  const scipix::PixPtr drawn(pixConvertTo32(work.page->pix.get()));
  if (!drawn) throw std::runtime_error("the page cannot be drawn on");
  for (const LineText& line : work.lines) {
    for (const WordText& word : line.words) draw(drawn.get(), word.corners, 1, 0, 90, 255);
    draw(drawn.get(), line.corners, 2, 255, 40, 0);
  }
  if (pixWrite(file.c_str(), drawn.get(), IFF_PNG) != 0) throw std::runtime_error("cannot write " + file.string());
}

void keep_lines(const PageWork& work, const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder);
  for (const LineBatch& batch : work.batches) {
    const std::size_t len = batch.tensor.size() / batch.lines.size();
    for (std::size_t i = 0; i < batch.lines.size(); ++i) {
      const LineText& line = work.lines[batch.lines[i]];
      const std::filesystem::path stem = folder / std::to_string(batch.lines[i]);
      write_crop(work.image, line.corners, stem);
      write(stem.string() + ".f32", "", &batch.tensor[i * len], len * sizeof(float));
      write(stem.string() + ".txt", "", line.text.data(), line.text.size());
    }
  }
}
