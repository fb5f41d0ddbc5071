#include "panels.hpp"

#include <limits>
#include <stdexcept>

namespace {

constexpr std::size_t kGap = 8;
constexpr std::uint8_t kGapGray = 128;

scipix::PixPtr new_picture(std::size_t width, std::size_t height) {
  constexpr std::size_t max_side = std::numeric_limits<int>::max();
  if (width > max_side || height > max_side) throw std::runtime_error("page too wide for a picture with three panels");
  scipix::PixPtr pix{pixCreate(static_cast<int>(width), static_cast<int>(height), 8)};
  if (!pix) throw std::runtime_error("no memory for a picture with three panels");
  pixSetAllGray(pix.get(), kGapGray);
  return pix;
}

}  // namespace

Panels::Panels(std::size_t width, std::size_t height) : picture_(new_picture(3 * width + 2 * kGap, height)) {
  pixels_.emplace(picture_.get());
  const auto panel = [&](std::size_t index) {
    return pixels_->view().subview(index * (width + kGap), 0, width, height).raw();
  };
  gray_ = panel(0);
  otsu_ = panel(1);
  sauvola_ = panel(2);
}

scipix::PixPtr Panels::gray_pix() const { return scipix::to_pix(scipix::MutImageView(gray_)); }

void Panels::write_png(const std::filesystem::path& file) {
  pixels_.reset();  // swaps the bytes back to Leptonica's order
  const bool written = pixWrite(file.c_str(), picture_.get(), IFF_PNG) == 0;
  pixels_.emplace(picture_.get());
  if (!written) throw std::runtime_error("cannot write " + file.string());
}
