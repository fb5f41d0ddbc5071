#include "panels.hpp"

#include <limits>
#include <stdexcept>

#include "status.hpp"

namespace {

constexpr std::size_t kGap = 8;
constexpr std::uint8_t kGapGray = 128;

PixPtr new_picture(std::size_t width, std::size_t height) {
  constexpr std::size_t most = std::numeric_limits<int>::max();
  if (width > most || height > most) throw std::runtime_error("page too wide for a picture with three panels");
  PixPtr pix{pixCreate(static_cast<int>(width), static_cast<int>(height), 8)};
  if (!pix) throw std::runtime_error("no memory for a picture with three panels");
  pixSetAllGray(pix.get(), kGapGray);
  return pix;
}

/// A PIX is in reading order (what scipix and Tesseract want) or in Leptonica's word order, never both.
class LeptonicaOrder {
 public:
  explicit LeptonicaOrder(const PixPtr& pix) : pix_(pix.get()) { pixEndianByteSwap(pix_); }
  ~LeptonicaOrder() { pixEndianByteSwap(pix_); }
  LeptonicaOrder(const LeptonicaOrder&) = delete;
  LeptonicaOrder& operator=(const LeptonicaOrder&) = delete;

 private:
  PIX* pix_;
};

}  // namespace

Panels::Panels(std::size_t width, std::size_t height) : picture_(new_picture(3 * width + 2 * kGap, height)) {
  const std::size_t stride = pix_stride(picture_);
  ScipixImageMut whole{};
  require(scipix_image_view_mut(pix_bytes(picture_), stride * height, 3 * width + 2 * kGap, height, stride,
                                SCIPIX_PIXEL_FORMAT_GRAY8, &whole));
  require(scipix_image_subview_mut(&whole, 0, 0, width, height, &gray_));
  require(scipix_image_subview_mut(&whole, width + kGap, 0, width, height, &otsu_));
  require(scipix_image_subview_mut(&whole, 2 * (width + kGap), 0, width, height, &sauvola_));
}

PixPtr Panels::gray_pix() const {
  const LeptonicaOrder order(picture_);
  BOX* box = boxCreate(0, 0, static_cast<int>(gray_.width), static_cast<int>(gray_.height));
  PixPtr gray{pixClipRectangle(picture_.get(), box, nullptr)};
  boxDestroy(&box);
  if (!gray) throw std::runtime_error("no memory for the gray page");
  return gray;
}

void Panels::write_png(const std::filesystem::path& file) const {
  const LeptonicaOrder order(picture_);
  if (pixWrite(file.c_str(), picture_.get(), IFF_PNG) != 0) {
    throw std::runtime_error("cannot write " + file.string());
  }
}
