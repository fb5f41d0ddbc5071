#include "page.hpp"

#include <stdexcept>
#include <system_error>

namespace {

scipix::PixPtr decode(const std::filesystem::path& file) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(file, error)) {
    throw std::runtime_error(error ? error.message() : "not a file");
  }
  scipix::PixPtr pix{pixRead(file.c_str())};
  if (!pix) throw std::runtime_error("not an image that can be decoded");
  return pix;
}

/// Removes palettes and transparency, and converts rare depths, so that 1, 8 or 32 bits per pixel are left.
scipix::PixPtr to_plain_depth(scipix::PixPtr pix) {
  if (pixGetColormap(pix.get())) pix.reset(pixRemoveColormap(pix.get(), REMOVE_CMAP_BASED_ON_SRC));
  if (pix && pixGetDepth(pix.get()) == 32) pix.reset(pixRemoveAlpha(pix.get()));
  if (pix) {
    const int depth = pixGetDepth(pix.get());
    if (depth == 24) {
      pix.reset(pixConvertTo32(pix.get()));
    } else if (depth != 1 && depth != 8 && depth != 32) {
      pix.reset(pixConvertTo8(pix.get(), 0));
    }
  }
  if (!pix) throw std::runtime_error("its pixel format cannot be converted");
  return pix;
}

}  // namespace

Page read_page(const std::filesystem::path& file) {
  Page page;
  page.pix = to_plain_depth(decode(file));
  page.dpi = pixGetXRes(page.pix.get());

  // Swaps bytes in place: words of 0xRRGGBBAA become the bytes R, G, B, A; gray pixels and bits get into reading order.
  page.pixels.emplace(page.pix.get());
  page.view = scipix::ImageView(*page.pixels).raw();
  return page;
}
