#include "families.hpp"
#include "native.h"
#include "peers.hpp"

namespace bench {
namespace {

struct Buffers {
  explicit Buffers(const Size &size) : rgba(4 * size.pixels()), gray(size.pixels()), reference(size.pixels()) {
    fill_noise(rgba);
  }
  Buffer<uint8_t> rgba, gray, reference;
};

using Native = void (*)(const uint8_t *, size_t, uint8_t *);

Case base(const char *family, const Size &size, std::shared_ptr<Buffers> io, ScipixLuma luma, Native native) {
  Case which(family, size);
  native(io->rgba.data(), size.pixels(), io->reference.data());
  which.reset = [io] { std::fill(io->gray.begin(), io->gray.end(), 0xCC); };
  which.difference = [io] { return compare(io->gray, io->reference); };

  ScipixImage src = view(io->rgba, size, SCIPIX_PIXEL_FORMAT_RGBA8);
  ScipixImageMut dst = view_mut(io->gray, size, SCIPIX_PIXEL_FORMAT_GRAY8);
  which.ours([src, dst, luma] { return scipix_image_grayscale(&src, luma, &dst); });
  which.peer("plain C", [io, native, n = size.pixels()] { native(io->rgba.data(), n, io->gray.data()); });
  return which;
}

void add_libyuv(Case &which, std::shared_ptr<Buffers> io, Terms terms) {
#ifdef HAVE_LIBYUV
  int width = static_cast<int>(which.size.width), height = static_cast<int>(which.size.height);
  // libyuv names formats by the order in a little-endian word, so its ABGR is R, G, B, A in memory.
  which.peer("libyuv ABGRToJ400", [io, width, height] {
    libyuv::ABGRToJ400(io->rgba.data(), 4 * width, io->gray.data(), width, width, height);
  }, terms);
#else
  (void)which, (void)io, (void)terms;
#endif
}

Case make_8bit(const Size &size) {
  auto io = std::make_shared<Buffers>(size);
  Case which = base("gray_8bit", size, io, SCIPIX_LUMA_BT601_8BIT, native_gray_8bit);
  add_libyuv(which, io, {});
  return which;
}

Case make_exact(const Size &size) {
  auto io = std::make_shared<Buffers>(size);
  Case which = base("gray_exact", size, io, SCIPIX_LUMA_BT601, native_gray_exact);
  add_libyuv(which, io, {1, "8-bit weights: off by one", {}});
#ifdef HAVE_OPENCV
  which.peer("OpenCV cvtColor", [src = mat(io->rgba, size, CV_8UC4), dst = mat(io->gray, size, CV_8UC1)]() mutable {
    cv::cvtColor(src, dst, cv::COLOR_RGBA2GRAY);
  });
#endif
#ifdef HAVE_IPP
  which.peer("IPP RGBToGray", [io, step = static_cast<int>(size.width), area = roi(size)] {
    ippiRGBToGray_8u_AC4C1R(io->rgba.data(), 4 * step, io->gray.data(), step, area);
  }, {1, "weights .299 .587 .114 in its own rounding: off by one", {}});
#endif
  return which;
}

}  // namespace

std::vector<Family> gray_families() {
  return {{"gray_8bit", "RGBA to gray, BT.601 in 8-bit weights", make_8bit},
          {"gray_exact", "RGBA to gray, exact BT.601", make_exact}};
}

}  // namespace bench
